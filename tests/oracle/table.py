"""What the contract lists in tables: kinds, their roles and types, relation types with their legal ends."""

from __future__ import annotations

from itertools import product
from typing import Final

KINDS: Final = ("organization", "site", "network", "component", "restriction", "jurisdiction")

ROLES: Final = (
    *("operator", "vendor", "subcontractor", "integrator", "distributor", "brand", "agency", "state", "fund", "index"),
    *("association", "person", "vessel", "unidentified", "one_of"),
)

TYPES: Final[dict[str, tuple[str, ...]]] = {
    "site": (
        *("military_base", "diplomatic_facility", "government", "cell_site", "exchange", "data_centre"),
        *("landing_station", "factory", "port", "power_plant", "office", "other"),
    ),
    "component": (
        *("device", "firmware", "software", "chip", "module", "camera", "cable", "service", "material", "other"),
    ),
    "restriction": ("list", "statute", "direction", "guideline", "agreement", "waiver", "white_list"),
    "jurisdiction": ("country", "subdivision", "bloc"),
}

DOMAINS: Final = (
    *("core", "ran", "transport", "management", "ims", "bss", "fixed_access", "cpe", "interconnect", "private"),
    *("surveillance", "submarine", "satellite"),
)


def _between(starts: str, ends: str) -> frozenset[tuple[str, str]]:
    return frozenset(product(starts.split(), ends.split()))


def _within(kinds: str) -> frozenset[tuple[str, str]]:
    return frozenset((kind, kind) for kind in kinds.split())


ENDS: Final[dict[str, frozenset[tuple[str, str]]]] = {
    "SERVED_BY": _between("site organization network", "network organization"),
    "OPERATES": _between("organization", "network site"),
    "HAS_PART": _within("network component site"),
    "DEPLOYS": _between("network site organization", "component"),
    "MADE_BY": _between("component", "organization"),
    "SUPPLIED_BY": _between("organization network site component", "organization"),
    "SUBCONTRACTS_TO": _between("organization", "organization"),
    "OWNED_BY": _between("organization", "organization"),
    "SUCCEEDED_BY": _within("organization network component"),
    "LISTED_ON": _between("organization component", "restriction"),
    "BOUND_BY": _between("organization site jurisdiction", "restriction"),
    "LOCATED_IN": _between("site organization network component", "jurisdiction"),
    "INTERCONNECTS_WITH": _between("network", "network"),
    "MEMBER_OF": _between("organization", "organization"),
    "LINKED_TO": frozenset(product(KINDS, KINDS)),
}


def leaves(relation_type: str, kind: str) -> bool:
    """Say whether a relation of this type may start at this kind."""
    return any(kind == start for start, _ in ENDS[relation_type])


def enters(relation_type: str, kind: str) -> bool:
    """Say whether a relation of this type may end at this kind."""
    return any(kind == end for _, end in ENDS[relation_type])


def label(value: str) -> str:
    """Write a kind, role or type as a label.

    >>> label("military_base")
    'MilitaryBase'
    """
    return "".join(word.capitalize() for word in value.split("_"))


LABELS: Final = frozenset(
    {"Entity", *map(label, KINDS), *map(label, ROLES), *(label(value) for values in TYPES.values() for value in values)}
)
