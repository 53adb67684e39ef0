"""What is allowed but suspicious: facts that are missing, undated, uncited, unreached, or there twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import Place
from graphx.model.dates import period
from graphx.model.vocabulary import CARRYING, ENDED_STATUSES, ENDS, Kind, Type
from graphx.questions.find import fields_of, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphx.graph.graph import Graph
    from graphx.model.records import Identity


class Suspicion(NamedTuple):
    """Something to look at: where, by which rule, about what, and why."""

    where: Place
    rule: str
    subject: str
    why: str


@dataclass(frozen=True)
class LintAnswer:
    """What is suspicious, sorted by place."""

    suspicions: tuple[Suspicion, ...]


def lint(graph: Graph) -> LintAnswer:
    """Return everything that the rules find suspicious."""
    found = [
        Suspicion(where, name, subject, why) for name, rule in RULES.items() for where, subject, why in rule(graph)
    ]
    return LintAnswer(tuple(sorted(set(found))))


Found = tuple[Place, str, str]


def _entity_place(graph: Graph, name: str) -> Place:
    return next(iter(graph.dataset.entity_places.get(name, ())), Place(""))


def _relation_place(graph: Graph, identity: Identity) -> Place:
    return next(iter(graph.dataset.relation_places.get(identity, ())), Place(""))


def _title(identity: Identity) -> str:
    return f"{identity.source} {identity.type} {identity.target}" + (f" ({identity.key})" if identity.key else "")


def _touched(graph: Graph, verbs: Sequence[Type], *, leaving: bool, arriving: bool) -> set[str]:
    ends: set[str] = set()
    for identity in graph.identities:
        if identity.type in verbs:
            ends |= {identity.source} if leaving else set()
            ends |= {identity.target} if arriving else set()
    return ends


def _unserved(graph: Graph) -> Iterator[Found]:
    """Sites that nothing serves."""
    served = _touched(graph, [Type.SERVED_BY], leaving=True, arriving=False)
    for entity in graph.entities:
        if entity.kind is Kind.SITE and entity.id not in served:
            yield _entity_place(graph, entity.id), entity.id, "the site has no SERVED_BY: what connects it?"


def _unoperated(graph: Graph) -> Iterator[Found]:
    """Networks that nobody operates and that are no part of another."""
    known = _touched(graph, [Type.OPERATES, Type.HAS_PART], leaving=False, arriving=True)
    for entity in graph.entities:
        if entity.kind is Kind.NETWORK and entity.id not in known:
            yield _entity_place(graph, entity.id), entity.id, "the network has no operator: nobody OPERATES it"


def _undated_end(graph: Graph) -> Iterator[Found]:
    """Relations that ended nobody knows when, and so count as never having been."""
    for identity, relation in zip(graph.identities, graph.relations, strict=True):
        says = [claim.says for claim in relation.claims or () if claim.says]
        if relation.status in ENDED_STATUSES and relation.until is None and not any(each.until for each in says):
            why = f"status {relation.status} without `until`: it counts as out on every day"
            yield _relation_place(graph, identity), _title(identity), why


def _uncited(graph: Graph) -> Iterator[Found]:
    """Relations for which no source is named, unless they are synthetic."""
    for identity, relation in zip(graph.identities, graph.relations, strict=True):
        if not relation.synthetic and not any(claim.source for claim in relation.claims or ()):
            yield _relation_place(graph, identity), _title(identity), "no claim names a source"


def _unreached(graph: Graph) -> Iterator[Found]:
    """Listed entities that no carrying relation touches."""
    touched = _touched(graph, sorted(CARRYING), leaving=True, arriving=True)
    for name in sorted(_touched(graph, [Type.LISTED_ON], leaving=True, arriving=False) - touched):
        yield _entity_place(graph, name), name, "it is listed, but nothing depends on it: is it here under another id?"


def _duplicates(graph: Graph) -> Iterator[Found]:
    """Entities of one kind that share a name, an alias or an identifier."""
    known: dict[tuple[Kind, str, str], dict[str, None]] = defaultdict(dict)
    for entity in graph.entities:
        for field, value in dict.fromkeys(fields_of(entity)):
            scheme = "name" if field in {"id", "name", "alias"} else field
            known[entity.kind, scheme, folded(value)][entity.id] = None
    for (_, field, _), names in known.items():
        first, *others = names
        for name in others:
            yield _entity_place(graph, name), name, f"it shares a {field} with {first}: are they one?"


def _idle_complete(graph: Graph) -> Iterator[Found]:
    """Words in `complete` that cannot apply to their entity's kind."""
    for entity in graph.entities:
        for word in entity.complete or ():
            verb = word.removeprefix("<")
            ends = ENDS[Type(verb)] if verb in Type.__members__ else None
            side = 1 if word.startswith("<") else 0
            if ends is not None and not any(pair[side] is entity.kind for pair in ends):
                why = f"`complete` names {word}, which never {'reaches' if side else 'leaves'} a {entity.kind}"
                yield _entity_place(graph, entity.id), entity.id, why


def _never(graph: Graph) -> Iterator[Found]:
    """Claims whose dates leave the relation no day on which it holds."""
    for identity, relation in zip(graph.identities, graph.relations, strict=True):
        for claim in relation.claims or ():
            since = (claim.says and claim.says.since) or relation.since
            until = (claim.says and claim.says.until) or relation.until
            if claim.says and since and until and period(until).last <= period(since).first:
                why = f"a claim says until {until}, which cannot lie after since {since}: it would never hold"
                yield _relation_place(graph, identity), _title(identity), why


def _loops(graph: Graph) -> Iterator[Found]:
    """Relations from an entity to itself."""
    for identity in graph.identities:
        if identity.source == identity.target:
            yield _relation_place(graph, identity), _title(identity), "it runs from an entity to itself"


RULES: Final[dict[str, Callable[[Graph], Iterator[Found]]]] = {
    "unserved-site": _unserved,
    "unoperated-network": _unoperated,
    "undated-end": _undated_end,
    "uncited": _uncited,
    "unreached-listing": _unreached,
    "likely-duplicate": _duplicates,
    "idle-complete": _idle_complete,
    "never-holds": _never,
    "loop": _loops,
}
"""Every rule by its name."""
