"""Verdicts (3.3) by brute force: one search over (entity, state) for what is certain, one for what is possible too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .automaton import Automaton, unrolled
from .restricted import extends_by_ownership, restricted_entities
from .syntax import parsed
from .view import Document, View
from .world import Hop, World, ways_out

Place = tuple[str, int]
Walk = tuple[Hop, ...]


@dataclass(frozen=True)
class Answer:
    """What the contract answers about one start."""

    verdict: str
    """exposed, unknown or clear"""
    restricted: dict[str, tuple[str, int]]
    """end -> (certain or possible, hops of the shortest walk of that certainty)"""
    frontier: dict[str, tuple[int, frozenset[str]]]
    """entity -> (hops at which it is first reached in a state that misses something, everything it misses)"""
    cut: bool
    """whether the greatest number of hops cut the search over an existing relation"""


def answers(
    document: Document,
    *,
    patterns: Iterable[str],
    starts: Iterable[str],
    lists: Collection[str],
    named: Collection[str],
    max_hops: int | None,
    assume_complete: bool,
    view: View,
) -> dict[str, Answer]:
    """Return one answer for every start that is not rejected."""
    world = World(document, view)
    automata = [unrolled(parsed(text)) for text in patterns]
    restricted = restricted_entities(document, lists=lists, named=named, view=view)
    extends = extends_by_ownership(document, lists, view)
    found = {}
    for start in starts:
        if all(_rejects(world, automaton, start) for automaton in automata):
            continue
        searches = [Search(world, automaton, start, max_hops, certain=False) for automaton in automata]
        certain = [
            Search(world, automaton, start, max_hops, certain=True)
            for automaton in automata
            if not automaton.possible_only
        ]
        ends = _restricted_ends(restricted, searches, certain)
        frontier = {} if assume_complete else _frontier(world, searches, extends=extends)
        cut = any(search.cut for search in searches)
        if any(certainty == "certain" for certainty, _ in ends.values()):
            verdict = "exposed"
        elif ends or frontier or cut or not restricted:
            verdict = "unknown"
        else:
            verdict = "clear"
        found[start] = Answer(verdict, ends, frontier, cut)
    return found


class Search:
    """What one automaton reaches from one start, level by level."""

    def __init__(self, world: World, automaton: Automaton, start: str, max_hops: int | None, *, certain: bool) -> None:
        self.automaton = automaton
        self.start = start
        self.reached: dict[Place, int] = {}
        self.cut = False
        hops = 0
        level = closure(world, automaton, (start, 0), certain=certain)
        while level:
            self.reached |= dict.fromkeys(level, hops)
            beyond = {
                further
                for entity, state in level
                for step, behind in automaton.moves_from(state)
                for end, _, truth in world.hops(entity, step)
                if truth or not certain
                for further in closure(world, automaton, (end, behind), certain=certain)
            } - set(self.reached)
            if hops == max_hops:
                # a start is never its own end, so to end there again is nothing that was missed
                self.cut = any(_rests(automaton, state, may_end=entity != start) for entity, state in beyond)
                break
            level = beyond
            hops += 1

    def ends(self) -> dict[str, int]:
        """Return where an accepted walk ends, with the hops of the shortest."""
        return {
            entity: hops
            for (entity, state), hops in self.reached.items()
            if state == self.automaton.final and entity != self.start
        }


def closure(world: World, automaton: Automaton, place: Place, *, certain: bool) -> set[Place]:
    """Return the places that checks alone lead to, the given one included."""
    places = {place}
    waiting = [place]
    while waiting:
        entity, state = waiting.pop()
        for node, behind in automaton.checks_from(state):
            truth = world.fits(entity, node)
            if (truth or (truth is None and not certain)) and (entity, behind) not in places:
                places.add((entity, behind))
                waiting.append((entity, behind))
    return places


def _rests(automaton: Automaton, state: int, *, may_end: bool) -> bool:
    """Say whether a state accepts or has a next step, rather than only a check on the way to one."""
    return (may_end and state == automaton.final) or bool(automaton.moves_from(state))


def _rejects(world: World, automaton: Automaton, start: str) -> bool:
    kind = world.entities[start]["kind"]
    return not any(
        ways_out(kind, step)
        for _, state in closure(world, automaton, (start, 0), certain=False)
        for step, _ in automaton.moves_from(state)
    )


def _restricted_ends(
    restricted: dict[str, str], searches: list[Search], certain: list[Search]
) -> dict[str, tuple[str, int]]:
    ends: dict[str, tuple[str, int]] = {}
    for end, certainty in restricted.items():
        surely = [search.ends()[end] for search in certain if end in search.ends()]
        maybe = [search.ends()[end] for search in searches if end in search.ends()]
        if surely and certainty == "certain":
            ends[end] = ("certain", min(surely))
        elif maybe:
            ends[end] = ("possible", min(maybe))
    return ends


def _frontier(world: World, searches: list[Search], *, extends: bool) -> dict[str, tuple[int, frozenset[str]]]:
    first: dict[str, int] = {}
    missing: dict[str, set[str]] = {}
    for search in searches:
        for (entity, state), hops in search.reached.items():
            names = set()
            for step, _ in search.automaton.moves_from(state):
                names |= world.undeclared(entity, step)
            is_end = state == search.automaton.final and entity != search.start
            is_organization = world.entities[entity]["kind"] == "organization"
            if extends and is_end and is_organization and not world.declares(entity, "OWNED_BY"):
                names.add("OWNED_BY")
            if names:
                first[entity] = min(hops, first.get(entity, hops))
                missing.setdefault(entity, set()).update(names)
    return {entity: (hops, frozenset(missing[entity])) for entity, hops in first.items()}


def accepted_walks(
    document: Document, *, patterns: Iterable[str], start: str, end: str, longest: int, view: View
) -> list[Walk]:
    """Return the accepted walks of which some run visits no place twice, shortest first."""
    if start == end:
        return []
    world = World(document, view)
    walks: set[Walk] = set()

    def extend(automaton: Automaton, place: Place, visited: frozenset[Place], walk: Walk) -> None:
        if place in visited:
            return
        entity, state = place
        if entity == end and state == automaton.final:
            walks.add(walk)
        for node, behind in automaton.checks_from(state):
            if world.fits(entity, node) is not False:
                extend(automaton, (entity, behind), visited | {place}, walk)
        if len(walk) == longest:
            return
        for step, behind in automaton.moves_from(state):
            for further, hop, _ in world.hops(entity, step):
                extend(automaton, (further, behind), visited | {place}, (*walk, hop))

    for text in patterns:
        extend(unrolled(parsed(text)), (start, 0), frozenset(), ())
    return sorted(walks, key=lambda walk: _order(start, walk))


def _order(start: str, walk: Walk) -> tuple[object, ...]:
    entities = [start, *(source if reverse else target for source, _, target, _, reverse in walk)]
    types = [hop[1] for hop in walk]
    keys = [(hop[3] is not None, hop[3] or "") for hop in walk]
    return len(walk), entities, types, keys, [hop[4] for hop in walk]
