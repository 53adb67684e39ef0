"""A view as plain lists, in which the answers of the library's queries are worked out once more, without a server."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from graphx.graph.view import CERTAIN, OUT, POSSIBLE, WORDS, View
from graphx.model.vocabulary import NEVER_RESTRICTS, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CARRIED = ("SERVED_BY", "HAS_PART", "DEPLOYS", "MADE_BY", "SUPPLIED_BY", "SUBCONTRACTS_TO")
MADE = ("MADE_BY", "SUPPLIED_BY")


class Link(NamedTuple):
    """A relation as a view sees it."""

    number: int
    source: str
    type: str
    target: str
    level: int


class Chain(NamedTuple):
    """Nodes and links from left to right; no link twice, as Cypher's paths are."""

    nodes: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def level(self) -> int:
        return min((link.level for link in self.links), default=CERTAIN)


@dataclass(frozen=True)
class Step:
    """How a chain goes on: over which types, how often, which way, and to what."""

    types: tuple[str, ...]
    least: int = 1
    most: int = 1
    way: str = "->"
    to: Callable[[str], bool] = lambda _: True


@dataclass(frozen=True)
class World:
    """A view, and what its graph's records say by id."""

    view: View

    @cached_property
    def links(self) -> list[Link]:
        graph, level = self.view.graph, self.view.level
        return [
            Link(number, source, verb.value, target, int(level[number]))
            for number, (source, verb, target, _) in enumerate(graph.identities)
        ]

    def held(self, *types: str, level: int = POSSIBLE) -> list[Link]:
        return [link for link in self.links if link.type in types and link.level >= level]

    @cached_property
    def _by_end(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            if link.level > OUT:
                for end in {link.source, link.target}:
                    found.setdefault(end, []).append(link)
        return found

    def entity(self, name: str) -> Any:
        return self.view.graph.dataset.entities[name]

    def relation(self, link: Link) -> Any:
        return self.view.graph.relations[link.number]

    def said(self, link: Link, field: str) -> Any:
        return self.view.value(link.number, field)

    def ids(self, kind: str) -> list[str]:
        return [each.id for each in self.view.graph.entities if each.kind == kind]

    def is_kind(self, *kinds: str) -> Callable[[str], bool]:
        return lambda name: self.entity(name).kind in kinds

    def rule_level(self, name: str) -> int:
        rule = self.entity(name)
        return self.view.level_of(since=rule.since, until=rule.until, status=rule.status)

    def listing_level(self, link: Link) -> int:
        level = min(link.level, self.rule_level(link.target))
        return min(level, POSSIBLE) if self.said(link, "role") == "criteria" else level

    @cached_property
    def listings(self) -> list[tuple[Link, int]]:
        found = [(link, self.listing_level(link)) for link in self.held("LISTED_ON")]
        return [
            (link, level) for link, level in found if level and self.entity(link.target).type not in NEVER_RESTRICTS
        ]

    @cached_property
    def listed(self) -> dict[str, int]:
        levels: dict[str, int] = {}
        for link, level in self.listings:
            levels[link.source] = max(level, levels.get(link.source, OUT))
        return levels

    def rules(self, party: str, level: int = POSSIBLE) -> list[str]:
        return sorted({link.target for link, found in self.listings if link.source == party and found >= level})

    def is_listed(self, name: str) -> bool:
        return name in self.listed

    def depends(self, link: Link) -> bool:
        """Whether a dependence passes on over a link: never through what a company operates or deploys."""
        is_company = self.entity(link.source).kind == "organization"
        return link.type in CARRIED and (not is_company or link.type in {"SUPPLIED_BY", "SUBCONTRACTS_TO"})

    def depended_on(self, start: str, *, level: int = POSSIBLE, most: int = 10**6, without: str = "") -> dict[str, int]:
        """Return the fewest hops to everything that a start depends on, as the pattern `dependency` has it; never itself.

        A company depends on what it operates and has in place, and what is in place on whoever operates it.
        """
        inner = self.reach(start, level=level, most=most, without=without)
        found = {start: 0} | {each: hops for each, hops in inner.items() if each != start}

        def add(name: str, hops: int) -> None:
            if name != without:
                found[name] = min(hops, found.get(name, hops))

        for link in self._by_end.get(start, ()):
            is_first = link.source == start and link.type in {"OPERATES", "SERVED_BY", "DEPLOYS"}
            if is_first and link.level >= level and link.target != without and self.is_kind("organization")(start):
                add(link.target, 1)
                for each, hops in self.reach(link.target, level=level, most=most, without=without).items():
                    add(each, hops + 1)
        for name, hops in list(found.items()):
            for link in self._by_end.get(name, ()):
                if link.type == "OPERATES" and link.target == name and link.level >= level:
                    add(link.source, hops + 1)
        del found[start]
        return found

    def reach(self, start: str, *, level: int = POSSIBLE, most: int = 10**6, without: str = "") -> dict[str, int]:
        """Return the fewest hops to everything in place behind a thing, its makers and their suppliers; itself only over a circle."""
        found: dict[str, int] = {}
        waiting = deque([(start, 0)])
        while waiting:
            node, hops = waiting.popleft()
            for link in self._by_end.get(node, ()) if hops < most else ():
                passes = link.source == node and link.level >= level and self.depends(link)
                if passes and link.target not in found and link.target != without:
                    found[link.target] = hops + 1
                    waiting.append((link.target, hops + 1))
        return found

    def chains(self, starts: Iterable[str], *steps: Step) -> Iterator[Chain]:
        """Yield every chain that crosses the steps in order."""
        for start in starts:
            yield from self._walk(Chain((start,), ()), steps)

    def _walk(self, chain: Chain, steps: tuple[Step, ...], done: int = 0) -> Iterator[Chain]:
        if not steps:
            yield chain
            return
        step, *rest = steps
        if done >= step.least and step.to(chain.nodes[-1]):
            yield from self._walk(chain, tuple(rest))
        if done < step.most:
            for link, far in self._next(chain, step):
                yield from self._walk(Chain((*chain.nodes, far), (*chain.links, link)), steps, done + 1)

    def _next(self, chain: Chain, step: Step) -> Iterator[tuple[Link, str]]:
        here = chain.nodes[-1]
        for link in self._by_end.get(here, ()):
            if link.type in step.types and link not in chain.links:
                if link.source == here and step.way in {"->", "-"}:
                    yield link, link.target
                if link.target == here and step.way in {"<-", "-"} and not (step.way == "-" and link.source == here):
                    yield link, link.source

    def declares(self, name: str, word: str) -> bool:
        """Whether an entity declares a type complete on the day of the view."""
        words = self.view.graph.dataset.complete.get(name, {})
        moment = self.view.lens.as_of
        return any(
            each in {"all", word} and (until is None or moment == "any" or moment <= until)
            for each, until in words.items()
        )


def word(level: int) -> str:
    return WORDS[level]


assert set(CARRIED) < set(Type)
