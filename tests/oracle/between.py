"""What lies on accepted walks, start by start and end by end: no cleverness, just hops before and hops behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from .automaton import Automaton, unrolled
from .restricted import restricted_entities
from .syntax import parsed
from .verdict import Place, Search, closure
from .view import Document, View
from .world import World

Identity = tuple[str, str, str, str | None]


@dataclass
class Lies:
    """How an element lies on walks."""

    layer: int = 10**9
    certain: bool = False
    starts: set[str] = field(default_factory=set)


def lying_between(
    document: Document,
    *,
    patterns: Iterable[str],
    starts: Iterable[str],
    max_hops: int | None,
    view: View,
    lists: Collection[str] = (),
    named: Collection[str] = (),
) -> tuple[dict[str, Lies], dict[Identity, Lies]]:
    """Return the entities and the relations on accepted walks from a start to another, restricted, entity."""
    world = World(document, view)
    restricted = restricted_entities(document, lists=lists, named=named, view=view)
    entities: dict[str, Lies] = {}
    relations: dict[Identity, Lies] = {}
    for automaton in [unrolled(parsed(text)) for text in patterns]:
        for certain in (False, True):
            ends = {end for end, certainty in restricted.items() if certainty == "certain" or not certain}
            if certain and automaton.possible_only:
                continue
            for start in starts:
                before = Search(world, automaton, start, None, certain=certain).reached
                for end in ends - {start}:
                    behind = _hops_behind(world, automaton, before, end, certain=certain)
                    for (here, _), there, relation in _crossings(world, automaton, before, certain=certain):
                        first, last = before[here, _], behind.get(there)
                        if last is None or (max_hops is not None and first + 1 + last > max_hops):
                            continue
                        lies = relations.setdefault(relation, Lies())
                        _note(lies, first, start, certain=certain)
                        _note(entities.setdefault(here, Lies()), first, start, certain=certain)
                        _note(entities.setdefault(there[0], Lies()), first + 1, start, certain=certain)
    return entities, relations


def _note(lies: Lies, layer: int, start: str, *, certain: bool) -> None:
    lies.layer = min(lies.layer, layer)
    lies.certain |= certain
    lies.starts.add(start)


def _crossings(world: World, automaton: Automaton, reached: dict[Place, int], *, certain: bool):
    """Yield every move from a place that is reached: the place, where it leads, and over which relation."""
    for entity, state in reached:
        for step, after in automaton.moves_from(state):
            for further, hop, truth in world.hops(entity, step):
                if truth or not certain:
                    for place in closure(world, automaton, (further, after), certain=certain):
                        yield (entity, state), place, hop[:4]


def _hops_behind(
    world: World, automaton: Automaton, reached: dict[Place, int], end: str, *, certain: bool
) -> dict[Place, int]:
    """Return the hops from each place that is reached to where a walk ends at the entity; by going round until nothing changes."""
    behind: dict[Place, int] = {(end, automaton.final): 0} if (end, automaton.final) in reached else {}
    crossings = list(_crossings(world, automaton, reached, certain=certain))
    while True:
        nearer = {
            here: behind[there] + 1
            for here, there, _ in sorted(crossings, key=lambda each: -behind.get(each[1], -1))
            if there in behind and behind[there] + 1 < behind.get(here, 10**9)
        }
        if not nearer:
            return behind
        behind |= nearer
