"""The records of a document: entities of six kinds, relations, claims and sources, each checked on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from math import isfinite
from string import ascii_letters, digits
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from graphx.model.dates import day, period
from graphx.model.vocabulary import (
    RELATION_ROLES,
    SYMMETRIC,
    USUAL_THRESHOLD,
    Calculator,
    Certainty,
    ComponentType,
    Directness,
    Domain,
    Generation,
    Interest,
    JurisdictionType,
    Kind,
    Polarity,
    Reliability,
    RestrictionType,
    Role,
    SiteType,
    Status,
    Type,
    effective_confidence,
)


def _date(text: str) -> str:
    period(text)
    return text


def _day(text: str) -> str:
    day(text)
    return text


def _truth(value: object) -> object:
    # pydantic would also take "yes", "on" and "1"; every format knows just these two words
    if isinstance(value, str):
        if value not in {"true", "false"}:
            message = "it is neither true nor false"
            raise ValueError(message)
        return value == "true"
    return value


def _share(value: Decimal) -> Decimal:
    if not 0 <= value <= 1:
        message = "a share lies between 0 and 1"
        raise ValueError(message)
    return value


def _finite_scalar(value: object) -> object:
    if type(value) is str:
        return value  # as almost all are, and many are asked
    if not isinstance(value, str | int | float) or (isinstance(value, float) and not isfinite(value)):
        message = "a property is text, a number, true or false"
        raise ValueError(message)
    return value


def _word(text: str) -> str:
    if text != "all" and text.removeprefix("<") not in Type.__members__:
        message = "it is neither `all` nor a relation type, nor `<TYPE` for the relations that arrive"
        raise ValueError(message)
    return text


ID_LETTERS: Final = f"{ascii_letters}{digits}._/@+-"
ID_LENGTH: Final = 200
Id = Annotated[str, StringConstraints(pattern=rf"^[A-Za-z0-9._/@+-]{{1,{ID_LENGTH}}}$")]
"""1 to 200 characters of `A-Za-z0-9._/@+-`; case-sensitive."""
Text = Annotated[str, StringConstraints(min_length=1)]
Date = Annotated[str, AfterValidator(_date)]
"""`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, kept as written."""
Day = Annotated[str, AfterValidator(_day)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Share = Annotated[Decimal, AfterValidator(_share)]
"""An exact decimal between 0 and 1."""
Confidence = Annotated[int, Field(ge=0, le=100)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Jurisdictional = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
Completeness = Annotated[str, AfterValidator(_word)]
Scalar = Annotated[str | int | float | bool, BeforeValidator(_finite_scalar)]
Finite = Annotated[float, Field(allow_inf_nan=False)]

_NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?\Z", re.ASCII)


def scalar(text: str) -> str | int | float | bool:
    """Return what an unquoted property means: true, false, a number that prints as it was written, or text.

    >>> scalar("12"), scalar("0.5"), scalar("0854.40"), scalar("1.10"), scalar("NO")
    (12, 0.5, '0854.40', '1.10', 'NO')
    """
    if text in {"true", "false"}:
        return text == "true"
    if _NUMBER.match(text):
        number = float(text) if "." in text else int(text)
        if str(number) == text:
            return number
    return text


class Fault(NamedTuple):
    """What is wrong between the fields of one record: the field to blame, what, and what to do."""

    field: str
    what: str
    hint: str


class Record(BaseModel):
    """What every record shares: frozen, and no field that the model does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,  # a command meets few of the kinds, and to build what checks one takes time
    )

    @classmethod
    def faults(cls, raw: Mapping[str, Any]) -> Iterator[Fault]:  # noqa: ARG003  # why: for those that have such faults
        """Yield the faults between fields, also where single fields are wrong; `raw` holds text or values."""
        return iter(())

    def check(self) -> Self:
        """Return the record itself if its fields fit together.

        Raises:
            ValueError: they do not.
        """
        for fault in self.faults(self.stated()):
            message = f"{fault.what} ({fault.hint})"
            raise ValueError(message)
        return self

    def stated(self) -> dict[str, Any]:
        """Return the fields that are stated, by the names they have in a document."""
        names = field_names(type(self))
        return {names[name]: value for name, value in self.__dict__.items() if value is not None}


@cache  # of the few kinds of record there are; millions of records are asked
def field_names(model: type[Record]) -> dict[str, str]:
    """Return the names that a record's fields have in a document, by those that they have here, in a document's order."""
    names = {name: info.alias or name for name, info in model.model_fields.items()}
    return ({"id": names["id"]} if "id" in names else {}) | names


def ordered(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield an `until` that cannot lie after its `since`."""
    if "since" not in raw or "until" not in raw:
        return
    since, until = raw["since"], raw["until"]
    if isinstance(since, str) and isinstance(until, str):
        try:
            if period(until).last <= period(since).first:
                yield Fault(
                    "until",
                    f"until {until} cannot lie after since {since}",
                    "until is the first day on which it no longer holds",
                )
        except ValueError:
            return  # the field itself is reported


class Extension(Record):
    """How a listing reaches further by ownership, and when."""

    calculator: Calculator
    threshold: Share | None = None
    since: Date | None = None
    until: Date | None = None
    status: Status | None = None

    @classmethod
    def faults(cls, raw: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield dates in the wrong order."""
        return ordered(raw)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        return self.check()

    @property
    def effective_threshold(self) -> Decimal | None:
        """The threshold, the calculator's usual one where none is stated."""
        usual = USUAL_THRESHOLD[self.calculator]
        return self.threshold if self.threshold is not None or usual is None else Decimal(usual)


def _extensions(value: object) -> object:
    listed = value if isinstance(value, list | tuple) else [value]
    return [{"calculator": each} if isinstance(each, str) else each for each in listed]


class Entity(Record):
    """What the six kinds share. An absent list is not stated; an empty one says that there is none."""

    kind: Kind
    id: Id
    name: Text
    aliases: tuple[Text, ...] | None = None
    country: Country | None = None
    identifiers: dict[Text, Text] | None = None
    """Identifiers by scheme: lei, duns, uei, cage, mcc_mnc, asn, cpe, purl, isin, …"""
    tags: tuple[Text, ...] | None = None
    complete: tuple[Completeness, ...] | None = None
    """Relation types of which this document knows every relation that leaves (`<TYPE`: arrives); `all`."""
    properties: dict[Text, Scalar] | None = None
    """Scalars for which the model has no field."""

    @classmethod
    def faults(cls, raw: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield properties that hide behind a field's name."""
        yield from _hidden(raw, ENTITY_FIELDS)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        return self if self.properties is None else self.check()


class Organization(Entity):
    """A company, an agency, a state, a person."""

    kind: Literal[Kind.ORGANIZATION] = Kind.ORGANIZATION
    roles: tuple[Role, ...] | None = None


class Site(Entity):
    """A place: a base, an exchange, a factory."""

    kind: Literal[Kind.SITE] = Kind.SITE
    type: SiteType | None = None
    lat: Annotated[Finite, Field(ge=-90, le=90)] | None = None
    """Latitude in degrees north (WGS 84)."""
    lon: Annotated[Finite, Field(ge=-180, le=180)] | None = None
    """Longitude in degrees east (WGS 84)."""
    sensitivity: Text | None = None


class Network(Entity):
    """A network or a segment of one."""

    kind: Literal[Kind.NETWORK] = Kind.NETWORK
    domain: Domain | None = None
    generation: Generation | None = None
    functions: tuple[Text, ...] | None = None
    """Network functions as 3GPP names them: AMF, UPF, …"""


class Component(Entity):
    """A product or a part of one."""

    kind: Literal[Kind.COMPONENT] = Kind.COMPONENT
    type: ComponentType | None = None
    category: Text | None = None
    """telecom, video, uas, semiconductor, …"""
    capabilities: tuple[Text, ...] | None = None
    """routes_user_data, user_data_visibility, remote_disrupt, face_recognition, …"""
    model: Text | None = None


class Restriction(Entity):
    """A list, a statute or another rule that restricts."""

    kind: Literal[Kind.RESTRICTION] = Kind.RESTRICTION
    type: RestrictionType | None = None
    authority: Text | None = None
    status: Status | None = None
    since: Date | None = None
    until: Date | None = None
    extends_to: (
        Annotated[
            tuple[Extension, ...],
            BeforeValidator(
                _extensions, json_schema_input_type=tuple[Extension | Calculator, ...] | Extension | Calculator
            ),
        ]
        | None
    ) = None
    """How a listing reaches further by ownership; the bare name of a calculator takes its usual threshold."""

    @classmethod
    def faults(cls, raw: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield properties behind a field's name, and dates in the wrong order."""
        yield from super().faults(raw)
        yield from ordered(raw)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        return self.check()


class Jurisdiction(Entity):
    """A country, a part of one, or a bloc of several."""

    kind: Literal[Kind.JURISDICTION] = Kind.JURISDICTION
    type: JurisdictionType | None = None
    country: Jurisdictional | None = None
    """ISO 3166 code, that of a subdivision included."""


AnyEntity = Organization | Site | Network | Component | Restriction | Jurisdiction
RECORD_OF_KIND: Final[dict[Kind, type[AnyEntity]]] = {
    Kind.ORGANIZATION: Organization,
    Kind.SITE: Site,
    Kind.NETWORK: Network,
    Kind.COMPONENT: Component,
    Kind.RESTRICTION: Restriction,
    Kind.JURISDICTION: Jurisdiction,
}
ENTITY_FIELDS: Final = frozenset(name for record in RECORD_OF_KIND.values() for name in record.model_fields)


def _hidden(raw: Mapping[str, Any], fields: frozenset[str]) -> Iterator[Fault]:
    properties = raw.get("properties")
    if isinstance(properties, Mapping):
        for key in properties:
            if key in fields:
                yield Fault(
                    f"properties.{key}",
                    f"the property `{key}` has the name of a field",
                    "rename it, or state the field",
                )


class Source(Record):
    """Who published what, and on what it rests."""

    id: Id
    title: Text | None = None
    publisher: Text | None = None
    url: Text | None = None
    published: Date | None = None
    retrieved: Date | None = None
    reliability: Reliability | None = None
    """Admiralty scale: A completely reliable … E unreliable, F cannot be judged."""
    derived_from: tuple[Id, ...] | None = None
    """The sources that this one retells; claims by one root are one witness."""


class Says(Record):
    """A claim's own values: plans slip, stakes differ."""

    since: Date | None = None
    until: Date | None = None
    status: Status | None = None
    target_date: Date | None = None
    share: Share | None = None
    share_min: Share | None = None
    share_max: Share | None = None

    @classmethod
    def faults(cls, raw: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield dates in the wrong order and shares that contradict each other."""
        yield from ordered(raw)
        yield from _shares(raw)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        return self.check()


def _shares(raw: Mapping[str, Any]) -> Iterator[Fault]:
    if not ("share" in raw or "share_min" in raw):
        return
    share, least, most = (raw.get(name) for name in ("share", "share_min", "share_max"))
    if share is not None and (least is not None or most is not None):
        yield Fault("share", "share stands beside share_min or share_max", "state the exact share or its bounds")
    if least is not None and most is not None:
        try:
            if Decimal(str(least)) > Decimal(str(most)):
                yield Fault("share_min", f"share_min {least} is above share_max {most}", "swap them")
        except ArithmeticError:
            return  # the field itself is reported


class Claim(Record):
    """Who says so: a source asserts or denies a relation, on a date, with a confidence."""

    source: Id | None = None
    """The source; without one it is the input itself that claims."""
    polarity: Polarity = Polarity.ASSERTS
    certainty: Certainty | None = None
    confidence: Confidence | None = None
    """0 to 100 on the scale of STIX 2.1; by `certainty` where it is not stated."""
    asserted: Date | None = None
    """When it became known; else when its source was published; else it was always known."""
    observed: Date | None = None
    """Of which date it speaks."""
    says: Says | None = None
    locator: Text | None = None
    quote: Text | None = None

    @property
    def effective_confidence(self) -> int:
        """The confidence, the default of the certainty where none is stated."""
        return effective_confidence(self.confidence, self.certainty)


class Identity(NamedTuple):
    """What a relation *is*: two statements with the same four are the same relation. No key is the empty text."""

    source: str
    type: Type
    target: str
    key: str


class Relation(Record):
    """A typed, directed, dated link from the dependent to what it depends on."""

    from_: Id = Field(alias="from")
    type: Type
    to: Id
    key: Text | None = None
    """Tells parallel relations apart."""
    since: Date | None = None
    until: Date | None = None
    """The first day on which it no longer holds."""
    status: Status | None = None
    domain: Domain | None = None
    generation: Generation | None = None
    role: Text | None = None
    essential: Truth | None = None
    purpose: Text | None = None
    traffic: Text | None = None
    contract: Text | None = None
    share: Share | None = None
    share_min: Share | None = None
    share_max: Share | None = None
    interest: Interest | None = None
    directness: Directness | None = None
    revenue_share: Share | None = None
    target_date: Date | None = None
    synthetic: Truth | None = None
    properties: dict[Text, Scalar] | None = None
    claims: tuple[Claim, ...] | None = None

    FACTS: ClassVar[tuple[str, ...]]

    @classmethod
    def faults(cls, raw: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield dates in the wrong order, shares that contradict, a role its type does not know."""
        yield from ordered(raw)
        yield from _shares(raw)
        yield from _hidden(raw, RELATION_FIELDS)
        if "role" not in raw:
            return
        verb, role = raw.get("type"), raw["role"]
        known = RELATION_ROLES.get(Type(verb)) if isinstance(verb, str) and verb in Type.__members__ else None
        if known and isinstance(role, str) and role not in known:
            yield Fault("role", f"`{role}` is no role of {verb}", f"one of {', '.join(known)}")

    @property
    def identity(self) -> Identity:
        """From, type, to and key; a symmetric relation has the smaller id first."""
        source, target = self.from_, self.to
        if self.type in SYMMETRIC and target < source:
            source, target = target, source
        return Identity(source, self.type, target, self.key or "")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        # the fields between which a fault is possible are rare, and records are many
        is_dated = self.until is not None
        is_shared = self.share is not None or self.share_min is not None
        if is_dated or is_shared or self.role is not None or self.properties is not None:
            self.check()
        if self.type in SYMMETRIC and self.to < self.from_:
            smaller, larger = self.to, self.from_
            object.__setattr__(self, "from_", smaller)
            object.__setattr__(self, "to", larger)
        return self


RELATION_FIELDS: Final = frozenset(info.alias or name for name, info in Relation.model_fields.items())
SHARES: Final = frozenset({"share", "share_min", "share_max", "revenue_share"})
"""Those of them that are shares."""
EXACTLY: Final = {share: f"{share}_exact" for share in sorted(SHARES)}
"""What holds the digits of a share as text, beside the number that a format rounds."""
Relation.FACTS = tuple(name for name in Relation.model_fields if name not in {"from_", "type", "to", "key", "claims"})
