"""Proof: relations with their fields, claims and places, and paths of them read from left to right."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphx.graph.view import WORDS
from graphx.model.batches import batches
from graphx.model.table import Rows
from graphx.model.vocabulary import Polarity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx

    from graphx.errors import Place
    from graphx.graph.view import View
    from graphx.model.records import Claim
    from graphx.paths.walks import Walk

CLAIMLESS_CONFIDENCE = 100
"""A relation without claims is the file's own assertion."""


@dataclass(frozen=True)
class ClaimShown:
    """A claim that is known in the view, and where it is stated."""

    claim: Claim
    at: str


@dataclass(frozen=True, eq=False)
class Hop:
    """A relation as a path crosses it, with all that is said about it; each is looked up once and is itself."""

    source: str
    type: str
    target: str
    key: str | None
    reverse: bool
    """Whether the path crosses it against its arrow."""
    certainty: str
    fields: dict[str, Any]
    """What the relation states in the view."""
    at: tuple[str, ...]
    claims: tuple[ClaimShown, ...]
    best_confidence: int
    """Of its known asserting claims."""
    root_sources: int

    @property
    def arrow(self) -> str:
        """The relation as it is read from left to right."""
        return f"<-{self.type}-" if self.reverse else f"-{self.type}->"

    @property
    def near(self) -> str:
        """The entity that the path comes from."""
        return self.target if self.reverse else self.source

    @property
    def far(self) -> str:
        """The entity that the path goes to."""
        return self.source if self.reverse else self.target


@dataclass(frozen=True)
class Path:
    """Hops in order; as strong as its weakest one."""

    hops: tuple[Hop, ...]

    @property
    def weakest_confidence(self) -> int:
        """The least over the hops of each one's best known asserting claim (claimless: 100)."""
        return min(hop.best_confidence for hop in self.hops)

    @property
    def root_sources(self) -> int:
        """The least over the hops of each one's number of distinct root sources (claimless: 1)."""
        return min(hop.root_sources for hop in self.hops)


@dataclass(frozen=True)
class Because:
    """A listing: the restriction that names somebody, since when, in which role, and who says so."""

    entity: str
    restriction: str
    status: str | None
    since: str | None
    role: str
    claims: tuple[ClaimShown, ...]
    at: tuple[str, ...]


class Witness:
    """Looks relations up in a view, each once."""

    def __init__(self, view: View) -> None:
        """Look nothing up yet."""
        self._view = view
        self._hops: dict[tuple[int, bool], Hop] = {}

    def look_up(self, crossings: Iterable[tuple[int, bool]]) -> None:
        """Look relations up, each with whether it is crossed against its arrow: records of many are made together."""
        fresh = sorted({each for each in crossings if each not in self._hops})
        for some in batches(fresh, Rows.TOGETHER):
            relations = [relation for relation, _ in some]
            for rows in (self._view.graph.relations, self._view.graph.identities):
                deque(rows.several(relations), maxlen=0)
            self._hops |= {(relation, reverse): self._look_up(relation, reverse=reverse) for relation, reverse in some}

    def hop(self, relation: int, *, reverse: bool) -> Hop:
        """Return a relation with its fields, claims, sources and places."""
        known = self._hops.get((relation, reverse))
        if known is None:
            known = self._hops[relation, reverse] = self._look_up(relation, reverse=reverse)
        return known

    def _look_up(self, relation: int, *, reverse: bool) -> Hop:
        view = self._view
        identity = view.graph.identities[relation]
        claims = view.claims_of(relation)
        own = len(view.graph.relations[relation].claims or ())
        asserting = [(claim, place) for claim, place in claims if claim.polarity is Polarity.ASSERTS]
        dataset = view.graph.dataset
        roots = frozenset().union(*(dataset.roots(claim, place) for claim, place in asserting))
        return Hop(
            source=identity.source,
            type=identity.type.value,
            target=identity.target,
            key=identity.key or None,
            reverse=reverse,
            certainty=WORDS[int(view.level[relation])],
            fields=view.facts(relation),
            at=_lines(view.graph.places(relation)),
            claims=_shown(claims),
            best_confidence=max((claim.effective_confidence for claim, _ in asserting), default=0)
            if own
            else CLAIMLESS_CONFIDENCE,
            root_sources=len(roots) if own else 1,
        )

    def path(self, walk: Walk) -> Path:
        """Return a walk with all its evidence."""
        return Path(tuple(self.hop(relation, reverse=reverse) for relation, reverse in walk))

    def because(self, listings: Iterable[int]) -> tuple[Because, ...]:
        """Return listings, sorted by restriction."""
        hops = sorted(
            (self.hop(relation, reverse=False) for relation in listings), key=lambda hop: (hop.target, hop.key or "")
        )
        return tuple(
            Because(
                entity=hop.source,
                restriction=hop.target,
                status=hop.fields.get("status"),
                since=hop.fields.get("since"),
                role=hop.fields.get("role", "named"),
                claims=hop.claims,
                at=hop.at,
            )
            for hop in hops
        )


def _lines(places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.line_only for place in sorted(places)))


def _shown(claims: Iterable[tuple[Claim, Place]]) -> tuple[ClaimShown, ...]:
    shown = [ClaimShown(claim, place.line_only) for claim, place in claims]
    return tuple(
        sorted(
            shown,
            key=lambda each: (
                each.claim.source or "",
                each.claim.polarity,
                each.claim.asserted or "",
                each.at,
                repr(each.claim),
            ),
        )
    )


def networkx_of(paths: Iterable[Path]) -> nx.MultiDiGraph[str]:
    """Return the relations of a set of paths for NetworkX: ids as nodes, evidence as edge attributes."""
    import networkx as nx  # noqa: PLC0415  # why: heavy, and only needed here

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for path in paths:
        for hop in path.hops:
            graph.add_edge(
                hop.source,
                hop.target,
                key=(hop.type, hop.key or ""),
                type=hop.type,
                certainty=hop.certainty,
                **hop.fields,
            )
    return graph
