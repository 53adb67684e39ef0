"""A rule pack: whom a rule binds, on which paths to whom, with which exceptions, by which clause. Data, and no code."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from graphx.model.records import Date, Fault, Id, Record, Share, Text, ordered
from graphx.model.vocabulary import USUAL_THRESHOLD, Calculator, Status, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Force(StrEnum):
    """What gives a rule its force."""

    STATUTE = "statute"
    REGULATION = "regulation"
    CONTRACT = "contract"
    AGREEMENT = "agreement"
    PROGRAMME = "programme"
    GUIDELINE = "guideline"
    SOFT_LAW = "soft_law"


class Finding(StrEnum):
    """What a rule says of somebody, the gravest first."""

    PROHIBITED = "prohibited"
    CONDITIONAL = "conditional"
    UNKNOWN = "unknown"
    ALLOWED = "allowed"


class Quantifier(StrEnum):
    """How many walks must end where."""

    SOME = "some"
    """One walk to a target is too much."""
    EVERY = "every"
    """Every walk must end at a target: a white-list."""


class _Dated(Record):
    since: Date | None = None
    until: Date | None = None

    @classmethod
    def faults(cls, raw: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield dates in the wrong order."""
        return ordered(raw)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        return self.check()


class Suspension(_Dated):
    """A time in which a rule does not apply."""


class Reference(Record):
    """Where a rule stands."""

    title: Text
    url: Text | None = None


class Binds(Record):
    """Whom a rule binds, and whom expressly not."""

    whom: Text
    """In words."""
    selectors: tuple[Text, ...] = ()
    """Of a graph in which nobody says who is bound."""
    bound_by: tuple[Id, ...] = ()
    """Restrictions: their BOUND_BY relations say who is bound, exempt or advised."""
    except_: Annotated[tuple[Text, ...], Field(alias="except")] = ()
    """Selectors of whom it expressly does not bind."""


class Ownership(Record):
    """How the targets reach further by ownership, instead of the lists' own way."""

    calculator: Calculator
    threshold: Share | None = None

    @property
    def text(self) -> str:
        """The calculator and its threshold, as a question names them."""
        usual = USUAL_THRESHOLD[self.calculator]
        threshold = self.threshold if self.threshold is not None else usual
        return self.calculator.value if usual is None else f"{self.calculator.value}:{threshold}"


class Target(Record):
    """Whom a path must not reach (or, of a white-list, must)."""

    lists: Annotated[tuple[Id, ...], Field(min_length=1)]
    parties: tuple[Id, ...] = ()
    """Only these of the listed: by their id, or by the key of their listing, as a screening writes it."""


class Cap(Record):
    """A share that may not be exceeded."""

    of: Type
    """The relations whose `share` is added up, per entity that they leave."""
    most: Share
    denominator: Text
    """What the shares are shares of, in words."""


class Exemption(Record):
    """What a rule does not reach."""

    clause: Text
    says: Text
    paths: tuple[Text, ...] = ()
    """Patterns: where only these lead to a target, the rule allows it."""
    listed_on: tuple[Id, ...] = ()
    """White-lists or waivers that name the target."""

    @classmethod
    def faults(cls, raw: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield an exception that excepts nothing."""
        if not raw.get("paths") and not raw.get("listed_on"):
            yield Fault("clause", "the exception excepts nothing", "give it paths or listed_on")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        return self.check()


class Waiver(Record):
    """A waiver or licence: a restriction of the graph that names or binds the subject while it is in force."""

    list: Id
    clause: Text


class Rule(_Dated):
    """One clause."""

    id: Id
    clause: Text
    says: Text
    """What is asked for, in words that complete a sentence."""
    quantifier: Quantifier = Quantifier.SOME
    verdict: Finding = Finding.PROHIBITED
    """What a walk to a target means."""
    conditions: tuple[Text, ...] = ()
    criteria: Finding = Finding.UNKNOWN
    """What a walk to somebody means whom an assessment, not the rule itself, counts among the targets."""
    unknown: Finding | None = None
    """What is said where facts are missing; None: as the policy says."""
    to: Annotated[
        Annotated[Literal["any"], Tag("any")] | Annotated[Target, Tag("lists")],
        Discriminator(lambda value: "any" if isinstance(value, str) else "lists"),
    ]
    ownership: Ownership | None = None
    share: Cap | None = None
    paths: Annotated[tuple[Text, ...], Field(min_length=1)]
    exceptions: tuple[Exemption, ...] = ()
    waivers: tuple[Waiver, ...] = ()


def _version(value: object) -> object:
    return int(value) if value == "1" else value


class Policy(_Dated):
    """A rule pack as one file states it."""

    policy: Annotated[Literal[1], BeforeValidator(_version)]
    """The version of the form."""
    id: Id
    title: Text
    authority: Text
    force: Force
    status: Status = Status.ENACTED
    suspended: tuple[Suspension, ...] = ()
    sources: Annotated[tuple[Reference, ...], Field(min_length=1)]
    binds: Binds
    notes: tuple[Text, ...] = ()
    unknown: Finding = Finding.UNKNOWN
    """What is said where facts are missing: a presumption turns unknown into something graver."""
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
