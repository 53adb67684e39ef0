"""The default question once more, as one would write it with NetworkX: a breadth-first search over (entity, state).

Nothing here comes from graphx: the tables are read anew, the levels of relations and the states of the pattern
`dependency` are written by hand from the description of the model. It serves as judge and as yardstick.
"""

from __future__ import annotations

import csv
from collections import deque
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Reached = dict[tuple[str, str], tuple[str, int]]
    """By start and end: the certainty, and the hops of the shortest walk of that certainty."""

OUT, POSSIBLE, CERTAIN = range(3)
WORDS: Final = ("out", "possible", "certain")
MIN_CONFIDENCE: Final = 50
CONFIDENCE: Final = {
    "stated": 85,
    "reported": 70,
    "assessed": 45,
    "alleged": 40,
    "inferred": 30,
    "unverified": 20,
    "": 100,
}


class State(IntEnum):
    """Where in the pattern a walk stands."""

    START = 0
    THINGS = 1
    """In what is in place: sites, networks, components."""
    SUPPLIER = 2
    """At a maker, a supplier or whoever stands behind them."""
    OPERATOR = 3
    """At the organization that runs a site or network: nothing follows."""
    COMPANY = 4
    """At a company of which only is known that it serves."""
    ITS_THINGS = 5
    """In what that company has in place."""
    ITS_SUPPLIER = 6


IN_PLACE: Final = ("SERVED_BY", "HAS_PART", "DEPLOYS")
SUPPLY: Final = ("SERVED_BY", "MADE_BY", "SUPPLIED_BY", "SUBCONTRACTS_TO")
BEHIND: Final = ("SUPPLIED_BY", "SUBCONTRACTS_TO")
THING: Final = ("site", "network", "component")

Steps = dict[tuple[str, str], tuple[State, ...]]
Moves = list[tuple[tuple[str, ...], tuple[str, ...], State]]


def _steps(moves: Moves) -> Steps:
    steps: Steps = {}
    for types, kinds, state in moves:
        for verb in types:
            for kind in kinds:
                steps[verb, kind] = (*steps.get((verb, kind), ()), state)
    return steps


def _along() -> dict[State, Steps]:
    things: Moves = [(IN_PLACE, THING, State.THINGS), (SUPPLY, ("organization",), State.SUPPLIER)]
    company: Moves = [(("SERVED_BY",), ("organization",), State.COMPANY)]
    begin: Moves = [(("OPERATES",), ("site", "network"), State.THINGS)]
    its: Moves = [(IN_PLACE, THING, State.ITS_THINGS), (SUPPLY, ("organization",), State.ITS_SUPPLIER)]
    return {
        State.START: _steps(begin + things + company),
        State.THINGS: _steps(things + company),
        State.SUPPLIER: _steps([(BEHIND, ("organization",), State.SUPPLIER)]),
        State.OPERATOR: {},
        State.COMPANY: _steps([(("OPERATES", "DEPLOYS"), THING, State.ITS_THINGS)]),
        State.ITS_THINGS: _steps(its),
        State.ITS_SUPPLIER: _steps([(BEHIND, ("organization",), State.ITS_SUPPLIER)]),
    }


ALONG: Final = _along()
"""By state, and by the type of a relation and the kind of entity it leads to: the states that follow."""
AGAINST: Final = {State.START: ("site", "network"), State.THINGS: ("site", "network")}
"""In these states a walk may cross OPERATES against its arrow, from these kinds."""
POSSIBLE_AT_MOST: Final = frozenset({State.COMPANY, State.ITS_THINGS, State.ITS_SUPPLIER})
"""States that certain walks may not enter."""

OF_SITE: Final = frozenset({"SERVED_BY", "HAS_PART", "DEPLOYS", "SUPPLIED_BY"})
OF_COMPONENT: Final = frozenset({"HAS_PART", "MADE_BY", "SUPPLIED_BY"})
OF_ORGANIZATION: Final = frozenset({"SERVED_BY", "DEPLOYS", "SUPPLIED_BY", "SUBCONTRACTS_TO"})
ASKED: Final[dict[State, dict[str, frozenset[str]]]] = {
    State.START: {
        "site": OF_SITE | {"<OPERATES"},
        "network": OF_SITE | {"<OPERATES"},
        "component": OF_COMPONENT,
        "organization": OF_ORGANIZATION | {"OPERATES"},
    },
    State.THINGS: {"site": OF_SITE | {"<OPERATES"}, "network": OF_SITE | {"<OPERATES"}, "component": OF_COMPONENT},
    State.SUPPLIER: {"organization": frozenset(BEHIND)},
    State.OPERATOR: {},
    State.COMPANY: {"organization": frozenset({"OPERATES", "DEPLOYS"})},
    State.ITS_THINGS: {"site": OF_SITE, "network": OF_SITE, "component": OF_COMPONENT},
    State.ITS_SUPPLIER: {"organization": frozenset(BEHIND)},
}
"""By state and kind: what has to be declared complete there."""


class World(NamedTuple):
    """A supply graph for NetworkX, and who is restricted in it, with the level of the listing."""

    graph: nx.MultiDiGraph[str]
    restricted: dict[str, int]
    sites: list[str]


def load(folder: Path, as_of: str) -> World:
    """Return a folder of tables as it stood on a day, every relation with its level; what is out is left out."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in _rows(folder / "entities.csv"):
        graph.add_node(row["id"], kind=row["kind"], complete=frozenset(row["complete"].split("|")))
    relations = list(_rows(folder / "relations.csv"))
    denied = {_ends(row) for row in relations if not row["key"] and _denies(row)}
    moment = date.fromisoformat(as_of)
    for row in relations:
        level = min(time_level(row, moment), status_level(row), _claim_level(row, denied=_ends(row) in denied))
        if level > OUT:
            graph.add_edge(row["from"], row["to"], type=row["type"], level=level, role=row["role"])
    return World(graph, _restricted(graph), of_kind(graph, "site"))


def of_kind(graph: nx.MultiDiGraph[str], *kinds: str) -> list[str]:
    """Return the entities of some kinds, sorted."""
    return sorted(name for name, attributes in graph.nodes(data=True) if attributes["kind"] in kinds)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _ends(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["from"], row["type"], row["to"]


def _confidence(row: Mapping[str, str]) -> int:
    return int(row["confidence"]) if row["confidence"] else CONFIDENCE[row["certainty"]]


def _denies(row: Mapping[str, str]) -> bool:
    return row["polarity"] == "denies" and _confidence(row) >= MIN_CONFIDENCE


def _claim_level(row: Mapping[str, str], *, denied: bool) -> int:
    """Return the level by the row's one claim; `denied` says that a claim denies it or its twin without key."""
    if row["source"]:
        if row["polarity"] == "denies":
            return OUT
        if _confidence(row) < MIN_CONFIDENCE:
            return POSSIBLE
    return POSSIBLE if denied else CERTAIN


def status_level(row: Mapping[str, str]) -> int:
    """Return the level by the row's status."""
    if row["status"] in {"planned", "proposed", "suspended"}:
        return OUT
    return POSSIBLE if row["status"] == "trial" else CERTAIN


def time_level(row: Mapping[str, str], moment: date) -> int:
    """Return the level by the row's dates."""
    level = CERTAIN
    if row["since"]:
        first, after = _period(row["since"])
        level = OUT if moment < first else POSSIBLE if moment < after else CERTAIN
    if row["until"]:
        first, after = _period(row["until"])
        level = min(level, CERTAIN if moment < first else POSSIBLE if moment < after else OUT)
    return level


def _period(text: str) -> tuple[date, date]:
    """Return the first day of a period, and the first day after it; a day is no period."""
    numbers = [int(part) for part in text.split("-")]
    match numbers:
        case [year]:
            return date(year, 1, 1), date(year + 1, 1, 1)
        case [year, month]:
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        case _:
            day = date(*numbers)
            return day, day


def _restricted(graph: nx.MultiDiGraph[str]) -> dict[str, int]:
    restricted: dict[str, int] = {}
    for vendor, _, attributes in graph.edges(data=True):
        if attributes["type"] == "LISTED_ON":
            level = POSSIBLE if attributes["role"] == "criteria" else attributes["level"]
            restricted[vendor] = max(level, restricted.get(vendor, OUT))
    return restricted


def walks(graph: nx.MultiDiGraph[str], start: str, least: int) -> dict[tuple[str, State], int]:
    """Return every (entity, state) that a walk over relations of at least a level reaches, with its hops."""
    kind = {name: attributes["kind"] for name, attributes in graph.nodes(data=True)}
    hops = {(start, State.START): 0}
    waiting = deque(hops)
    while waiting:
        place = waiting.popleft()
        entity, state = place
        further = hops[place] + 1
        steps = ALONG[state]
        for _, other, attributes in graph.out_edges(entity, data=True):
            if attributes["level"] >= least:
                for after in steps.get((attributes["type"], kind[other]), ()):
                    if (other, after) not in hops and (least == POSSIBLE or after not in POSSIBLE_AT_MOST):
                        hops[other, after] = further
                        waiting.append((other, after))
        if kind[entity] in AGAINST.get(state, ()):
            for other, _, attributes in graph.in_edges(entity, data=True):
                operated = attributes["type"] == "OPERATES" and attributes["level"] >= least
                if operated and (other, State.OPERATOR) not in hops:
                    hops[other, State.OPERATOR] = further
                    waiting.append((other, State.OPERATOR))
    return hops


def _ends_reached(world: World, start: str, hops: dict[tuple[str, State], int], least: int) -> dict[str, int]:
    """Return the restricted ends at which one of these walks is accepted, with the hops of the shortest."""
    kind = world.graph.nodes(data="kind")
    found: dict[str, int] = {}
    for (entity, state), count in hops.items():
        accepted = state in {State.SUPPLIER, State.OPERATOR, State.ITS_SUPPLIER} or (
            kind[entity] == "component" and state in {State.THINGS, State.ITS_THINGS}
        )
        if accepted and entity != start and world.restricted.get(entity, OUT) >= least:
            found[entity] = min(count, found.get(entity, count))
    return found


def is_open(graph: nx.MultiDiGraph[str], hops: dict[tuple[str, State], int]) -> bool:
    """Return whether these walks pass anything whose next relations nobody declared complete."""
    nodes = graph.nodes
    for entity, state in hops:
        node = nodes[entity]
        complete = node["complete"]
        if "all" not in complete and not ASKED[state].get(node["kind"], frozenset()) <= complete:
            return True
    return False


def ask(world: World, start: str) -> tuple[Reached, str]:
    """Return the restricted ends of one start, and its verdict."""
    all_walks = walks(world.graph, start, POSSIBLE)
    possible = _ends_reached(world, start, all_walks, POSSIBLE)
    certain = _ends_reached(world, start, walks(world.graph, start, CERTAIN), CERTAIN)
    reached = {(start, end): (WORDS[POSSIBLE], hops) for end, hops in possible.items()}
    reached |= {(start, end): (WORDS[CERTAIN], hops) for end, hops in certain.items()}
    if certain:
        return reached, "exposed"
    return reached, "unknown" if possible or is_open(world.graph, all_walks) else "clear"


def ask_all(world: World, starts: list[str]) -> tuple[Reached, dict[str, str]]:
    """Return the restricted ends of every start, and the verdicts by start."""
    reached: Reached = {}
    verdicts = {}
    for start in starts:
        ends, verdicts[start] = ask(world, start)
        reached |= ends
    return reached, verdicts
