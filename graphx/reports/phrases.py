"""How the parts of an answer read: names, dates, relations with their claims, paths, reasons to be restricted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from graphx.questions.frame import MIN_CONFIDENCE
from graphx.reports.terminal import Style, clean, since_until
from graphx.reports.terminal import counted as counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphx.graph.graph import Graph
    from graphx.graph.view import Lens
    from graphx.questions.evidence import Because, ClaimShown, Hop, Path
    from graphx.questions.why import Way, Why

UNREACHED = {"listed", "asked"}
"""How somebody is restricted without being reached."""
SHOWN_FIELDS: Final = (
    "domain",
    "share",
    "share_min",
    "share_max",
    "interest",
    "directness",
    "revenue_share",
    "purpose",
    "role",
)
MILLIONTH: Final = Decimal("0.000001")
MEANS = {"look_through": "look-through", "one_of": "standing for one of the restricted"}
_TITLES: Final[WeakKeyDictionary[Graph, dict[str, str]]] = WeakKeyDictionary()
_WORDS: Final[WeakKeyDictionary[Hop, str]] = WeakKeyDictionary()


def when(lens: Lens) -> str:
    """Return how a view looks."""
    words = f"as of {lens.as_of}"
    if lens.as_of == "any":
        words += " day (it may join what never held together)"
    if lens.known_at:
        words += f", as known on {lens.known_at}"
    if lens.min_confidence != MIN_CONFIDENCE:
        words += f", claims of confidence {lens.min_confidence} or more"
    if lens.max_age:
        words += f", claimed within {lens.max_age}"
    if lens.include:
        words += f", {' and '.join(sorted(lens.include))} included"
    return words


def name(graph: Graph, entity: str) -> str:
    """Return an entity's name, fit for a terminal."""
    return clean(graph.entities[graph.number[entity]].name)


def titled(graph: Graph, entity: str) -> str:
    """Return an entity's id, and its name where that differs."""
    # a few ends are reached by thousands of starts, and to find a record by its id takes long where there are millions
    titles = _TITLES.setdefault(graph, {})
    if entity not in titles:
        named = name(graph, entity)
        titles[entity] = entity if named == entity else f"{entity} ({named})"
    return titles[entity]


def why(entity: str, reason: Why, style: Style, indent: str) -> Iterator[str]:
    """Yield why somebody is restricted: the listings, and the relations by which they reach further."""
    for because in reason.because:
        whose = "" if because.entity == entity else f"{because.entity} is "
        yield from style.fold(whose + listing(because), indent + "  ", indent)
    if not reason.because:
        yield f"{indent}named by the question"
    reached = [_way(each) for each in reason.ways if each.how not in UNREACHED]
    if reached:
        yield from style.fold(f"reached by {', '.join(reached)}, through", indent + "  ", indent)
    for each in reason.ownership:
        yield from style.fold(hop(each), indent + "    ", indent + "  ")


def _way(way: Way) -> str:
    return f"{means(way.how)}{f' ({way.restriction})' if way.restriction else ''}"


def means(how: str) -> str:
    """Return the name of a calculator, or of another means, as people write it."""
    return MEANS.get(how, how)


def share(part: Decimal) -> str:
    """Return a share with at most six decimals."""
    return f"{part.quantize(MILLIONTH).normalize():f}" if part else "0"


def interval(between: tuple[Decimal, Decimal]) -> str:
    """Return a share that is known, or between which bounds it lies."""
    low, high = map(share, between)
    return low if low == high else f"{low} to {high}"


def listing(because: Because) -> str:
    """Return a listing with its dates, claims and place."""
    words = f"listed on {because.restriction}"
    if because.role != "named":
        words += f" (role {because.role})"
    dated = since_until({"since": because.since, "status": because.status})
    return "; ".join(
        part for part in [f"{words} {dated}".strip(), *claims(because.claims), ", ".join(because.at)] if part
    )


def paths(found: Sequence[Path], style: Style, indent: str) -> Iterator[str]:
    """Yield paths from left to right, a line per hop."""
    for number, path in enumerate(found, start=1):
        roots = counted(path.root_sources, "root source", "root sources")
        strength = f"weakest confidence {path.weakest_confidence}, {roots}"
        yield from style.fold(f"path {number} of {len(found)}: {strength}", indent + "  ", indent)
        for each in path.hops:
            yield from style.fold(hop(each), indent + "    ", indent + "  ")


def hop(crossed: Hop) -> str:
    """Return a relation as a path crosses it, with its dates, claims and place."""
    # paths share most of their hops, and an answer may show one a thousand times
    words = _WORDS.get(crossed)
    if words is None:
        key = f" [{clean(crossed.key)}]" if crossed.key else ""
        words = _WORDS[crossed] = f"{crossed.near} {crossed.arrow} {crossed.far}{key}  {said(crossed)}"
    return words


def said(of: Hop) -> str:
    """Return what is said of a relation: its certainty, dates and fields, claims and place."""
    certainty = "" if of.certainty == "certain" else of.certainty
    synthetic = "synthetic" if of.fields.get("synthetic") else ""
    extra = [f"{field} {clean(of.fields[field])}" for field in SHOWN_FIELDS if field in of.fields]
    parts = [certainty, since_until(of.fields), *extra, synthetic, *claims(of.claims), ", ".join(of.at)]
    return "; ".join(part for part in parts if part)


def claims(shown: Iterable[ClaimShown]) -> list[str]:
    """Return claims, each as words."""
    return [_claim(each) for each in shown]


def _claim(shown: ClaimShown) -> str:
    claim = shown.claim
    who = clean(claim.source or "the file")
    how = f" ({claim.certainty})" if claim.certainty else ""
    when = f" {claim.asserted}" if claim.asserted else ""
    says = ""
    if claim.says:
        says = ", saying " + ", ".join(f"{name} {value}" for name, value in claim.says.stated().items())
    if claim.polarity == "declines":
        return f"{who} declines to say{when}"
    return f"{who} {claim.polarity.upper() if claim.polarity == 'denies' else claim.polarity}{how}{when}, confidence {claim.effective_confidence}{says}"


def value(held: object) -> str:
    """Return what a field holds."""
    if isinstance(held, tuple):
        return ", ".join(map(value, held)) or "none"
    if isinstance(held, dict):
        return ", ".join(f"{key} {value(each)}" for key, each in held.items())
    stated = getattr(held, "stated", None)
    return value(stated()) if stated else str(held)
