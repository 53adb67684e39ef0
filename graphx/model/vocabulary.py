"""The closed words of the model: kinds, relation types with their allowed ends, and every closed value."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What an entity is."""

    __hash__ = str.__hash__  # an enum's own hash is a Python call, and these are looked up by the million

    ORGANIZATION = "organization"
    SITE = "site"
    NETWORK = "network"
    COMPONENT = "component"
    RESTRICTION = "restriction"
    JURISDICTION = "jurisdiction"


class Type(StrEnum):
    """A relation's type, read as a sentence: *from* TYPE *to*; from depends on to."""

    __hash__ = str.__hash__  # as above

    SERVED_BY = "SERVED_BY"
    OPERATES = "OPERATES"
    HAS_PART = "HAS_PART"
    DEPLOYS = "DEPLOYS"
    MADE_BY = "MADE_BY"
    SUPPLIED_BY = "SUPPLIED_BY"
    SUBCONTRACTS_TO = "SUBCONTRACTS_TO"
    OWNED_BY = "OWNED_BY"
    SUCCEEDED_BY = "SUCCEEDED_BY"
    LISTED_ON = "LISTED_ON"
    BOUND_BY = "BOUND_BY"
    LOCATED_IN = "LOCATED_IN"
    INTERCONNECTS_WITH = "INTERCONNECTS_WITH"
    MEMBER_OF = "MEMBER_OF"
    LINKED_TO = "LINKED_TO"


_O, _S, _N, _C = Kind.ORGANIZATION, Kind.SITE, Kind.NETWORK, Kind.COMPONENT
_R, _J = Kind.RESTRICTION, Kind.JURISDICTION


def _each(sources: set[Kind], targets: set[Kind]) -> frozenset[tuple[Kind, Kind]]:
    return frozenset((source, target) for source in sources for target in targets)


def _same(*kinds: Kind) -> frozenset[tuple[Kind, Kind]]:
    return frozenset((kind, kind) for kind in kinds)


ENDS: Final[dict[Type, frozenset[tuple[Kind, Kind]]]] = {
    Type.SERVED_BY: _each({_S, _O, _N}, {_N, _O}),
    Type.OPERATES: _each({_O}, {_N, _S}),
    Type.HAS_PART: _same(_N, _C, _S),
    Type.DEPLOYS: _each({_N, _S, _O}, {_C}),
    Type.MADE_BY: _each({_C}, {_O}),
    Type.SUPPLIED_BY: _each({_O, _N, _S, _C}, {_O}),
    Type.SUBCONTRACTS_TO: _each({_O}, {_O}),
    Type.OWNED_BY: _each({_O}, {_O}),
    Type.SUCCEEDED_BY: _same(_O, _N, _C),
    Type.LISTED_ON: _each({_O, _C}, {_R}),
    Type.BOUND_BY: _each({_O, _S, _J}, {_R}),
    Type.LOCATED_IN: _each({_S, _O, _N, _C}, {_J}),
    Type.INTERCONNECTS_WITH: _each({_N}, {_N}),
    Type.MEMBER_OF: _each({_O}, {_O}),
    Type.LINKED_TO: _each(set(Kind), set(Kind)),
}
"""Which kinds a relation may join: the grammar of the domain."""

CARRYING: Final = frozenset(
    {
        Type.SERVED_BY,
        Type.OPERATES,
        Type.HAS_PART,
        Type.DEPLOYS,
        Type.MADE_BY,
        Type.SUPPLIED_BY,
        Type.SUBCONTRACTS_TO,
    }
)
"""The types over which a dependence passes on; ownership is not one of them."""

SYMMETRIC: Final = frozenset({Type.INTERCONNECTS_WITH})
"""Types without a direction; stored with the smaller id first."""


class Role(StrEnum):
    """What an organization does; it may do several."""

    OPERATOR = "operator"
    VENDOR = "vendor"
    SUBCONTRACTOR = "subcontractor"
    INTEGRATOR = "integrator"
    DISTRIBUTOR = "distributor"
    BRAND = "brand"
    AGENCY = "agency"
    STATE = "state"
    FUND = "fund"
    INDEX = "index"
    ASSOCIATION = "association"
    PERSON = "person"
    VESSEL = "vessel"
    UNIDENTIFIED = "unidentified"
    ONE_OF = "one_of"


class SiteType(StrEnum):
    """What a site is."""

    MILITARY_BASE = "military_base"
    DIPLOMATIC_FACILITY = "diplomatic_facility"
    GOVERNMENT = "government"
    CELL_SITE = "cell_site"
    EXCHANGE = "exchange"
    DATA_CENTRE = "data_centre"
    LANDING_STATION = "landing_station"
    FACTORY = "factory"
    PORT = "port"
    POWER_PLANT = "power_plant"
    OFFICE = "office"
    OTHER = "other"


class Domain(StrEnum):
    """Which segment of a network."""

    CORE = "core"
    RAN = "ran"
    TRANSPORT = "transport"
    MANAGEMENT = "management"
    IMS = "ims"
    BSS = "bss"
    FIXED_ACCESS = "fixed_access"
    CPE = "cpe"
    INTERCONNECT = "interconnect"
    PRIVATE = "private"
    SURVEILLANCE = "surveillance"
    SUBMARINE = "submarine"
    SATELLITE = "satellite"


class Generation(StrEnum):
    """Which generation of a network; 5G is also told apart by its core."""

    G2 = "2g"
    G3 = "3g"
    G4 = "4g"
    G5 = "5g"
    G6 = "6g"
    G5_NSA = "5g_nsa"
    G5_SA = "5g_sa"
    FIXED = "fixed"


class ComponentType(StrEnum):
    """What a component is."""

    DEVICE = "device"
    FIRMWARE = "firmware"
    SOFTWARE = "software"
    CHIP = "chip"
    MODULE = "module"
    CAMERA = "camera"
    CABLE = "cable"
    SERVICE = "service"
    MATERIAL = "material"
    OTHER = "other"


class RestrictionType(StrEnum):
    """What kind of rule or list restricts."""

    LIST = "list"
    STATUTE = "statute"
    DIRECTION = "direction"
    GUIDELINE = "guideline"
    AGREEMENT = "agreement"
    WAIVER = "waiver"
    WHITE_LIST = "white_list"


NEVER_RESTRICTS: Final = frozenset({RestrictionType.WAIVER, RestrictionType.WHITE_LIST})
"""To be named by one of these does not restrict."""


class JurisdictionType(StrEnum):
    """What a jurisdiction is."""

    COUNTRY = "country"
    SUBDIVISION = "subdivision"
    BLOC = "bloc"


class Status(StrEnum):
    """How far a relation, a restriction or its reach has come."""

    IN_SERVICE = "in_service"
    HELD = "held"
    ENACTED = "enacted"
    REMOVING = "removing"
    NONE = "none"
    TRIAL = "trial"
    REMOVED = "removed"
    ENDED = "ended"
    PLANNED = "planned"
    PROPOSED = "proposed"
    SUSPENDED = "suspended"


ENDED_STATUSES: Final = frozenset({Status.REMOVED, Status.ENDED})
"""In if an `until` says when it ended, else out."""

INCLUDABLE_STATUSES: Final = frozenset({Status.PLANNED, Status.PROPOSED, Status.SUSPENDED})
"""Out, unless a question includes them by name: then possible."""

RELATION_ROLES: Final[dict[Type, tuple[str, ...]]] = {
    Type.SUCCEEDED_BY: ("rename", "merger", "sale", "split"),
    Type.LISTED_ON: ("named", "affiliate", "category", "criteria"),
    Type.BOUND_BY: ("bound", "exempt", "advised"),
    Type.LOCATED_IN: ("host", "incorporated", "produced_in"),
}
"""The closed `role` values of a relation; other types take any text. The first is the default of LISTED_ON and BOUND_BY."""


class Interest(StrEnum):
    """What kind of stake an ownership is."""

    SHAREHOLDING = "shareholding"
    VOTING = "voting"
    CONTROL = "control"
    SUBSIDIARY = "subsidiary"


class Directness(StrEnum):
    """Whether a stake is held directly."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Polarity(StrEnum):
    """What a claim does: a declined comment is shown and has no effect."""

    ASSERTS = "asserts"
    DENIES = "denies"
    DECLINES = "declines"


class Certainty(StrEnum):
    """How a source knows."""

    STATED = "stated"
    REPORTED = "reported"
    ASSESSED = "assessed"
    ALLEGED = "alleged"
    INFERRED = "inferred"
    UNVERIFIED = "unverified"


DEFAULT_CONFIDENCE: Final[dict[Certainty | None, int]] = {
    Certainty.STATED: 85,
    Certainty.REPORTED: 70,
    Certainty.ASSESSED: 45,
    Certainty.ALLEGED: 40,
    Certainty.INFERRED: 30,
    Certainty.UNVERIFIED: 20,
    None: 100,
}
"""The confidence (0 to 100, the scale of STIX 2.1) of a claim that states none."""


def effective_confidence(stated: int | None, certainty: Certainty | None) -> int:
    """Return the confidence of a claim: the default of its certainty where none is stated."""
    return DEFAULT_CONFIDENCE[certainty] if stated is None else stated


class Reliability(StrEnum):
    """How reliable a source is, on the Admiralty scale."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Calculator(StrEnum):
    """How a listing reaches further by ownership."""

    CASCADE = "cascade"
    AFFILIATE = "affiliate"
    CONTROL = "control"
    LOOK_THROUGH = "look_through"
    NONE = "none"


USUAL_THRESHOLD: Final[dict[Calculator, str | None]] = {
    Calculator.CASCADE: "0.5",
    Calculator.AFFILIATE: "0.1",
    Calculator.CONTROL: "0.5",
    Calculator.LOOK_THROUGH: "0.5",
    Calculator.NONE: None,
}
"""The threshold that a bare word in `extends_to` takes; exact decimals, as text."""


def _label(word: str) -> str:
    return "".join(part.capitalize() for part in word.split("_"))


class Field(StrEnum):
    """The fields whose closed values are labels."""

    KIND = "kind"
    ROLES = "roles"
    TYPE = "type"


TYPES_OF_KIND: Final[dict[Kind, type[StrEnum]]] = {
    Kind.SITE: SiteType,
    Kind.COMPONENT: ComponentType,
    Kind.RESTRICTION: RestrictionType,
    Kind.JURISDICTION: JurisdictionType,
}
"""The closed values of `type`, by kind; a network and an organization have none."""

ANY_LABEL: Final = "Entity"
"""The label that every entity bears."""


def _labels() -> dict[str, frozenset[tuple[Kind, Field, str]]]:
    meanings: dict[str, set[tuple[Kind, Field, str]]] = {}
    for kind in Kind:
        meanings.setdefault(ANY_LABEL, set()).add((kind, Field.KIND, kind.value))
        meanings.setdefault(_label(kind.value), set()).add((kind, Field.KIND, kind.value))
    for role in Role:
        meanings.setdefault(_label(role.value), set()).add((Kind.ORGANIZATION, Field.ROLES, role.value))
    for kind, values in TYPES_OF_KIND.items():
        for value in values:
            meanings.setdefault(_label(value.value), set()).add((kind, Field.TYPE, value.value))
    return {label: frozenset(meaning) for label, meaning in meanings.items()}


LABELS: Final = _labels()
"""What a label in a pattern means: the kinds, and the field and value there, that make it true."""
