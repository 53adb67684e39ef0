"""Questions that a server answers, in the answers that memory gives: exposure, impact and paths.

Who is asked about, listings, stakes, successions and memberships are read from the server as of the view; who is restricted,
and by which stakes, is worked out from just these in memory. Then the server searches (`search`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import GraphxError
from graphx.graph.graph import Graph
from graphx.graph.view import POSSIBLE, Lens, View
from graphx.model.records import ENTITY_FIELDS, RELATION_FIELDS, Restriction
from graphx.model.vocabulary import ANY_LABEL, Kind, Role, Type
from graphx.neo4j import levels
from graphx.neo4j.conditions import label_of
from graphx.neo4j.layout import dataset_of
from graphx.neo4j.part import Part
from graphx.neo4j.pull import run_on
from graphx.neo4j.search import Found, Query, changed
from graphx.paths.named import DEPENDENCY, ask
from graphx.paths.syntax import And, GroupPattern, NodePattern, Not, Or
from graphx.questions import exposure, impact, paths
from graphx.questions.frame import Options, view_of
from graphx.questions.selectors import FIELDS, RELATED
from graphx.restrictions.reach import reaches_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphx.neo4j.client import Server
    from graphx.paths.syntax import Element, Predicate
    from graphx.questions.exposure import ExposureAnswer
    from graphx.questions.impact import ImpactAnswer
    from graphx.questions.paths import PathsAnswer

SECONDS: Final = 120.0
"""How long a server may work on one statement, unless a question says otherwise."""
PLANNING_SECONDS: Final = 10.0
_LISTS_OF_TEXT: Final = frozenset({"roles", "tags"})


@dataclass(frozen=True)
class Asked:
    """Whom a question asks, and how it looks: the server and dataset, and the view, as `view_of` takes it."""

    server: Server
    dataset: str | None = None
    as_of: str | None = None
    known_at: str | None = None
    min_confidence: int = 50
    include: Sequence[str] = ()
    max_age: str | None = None
    seconds: float = SECONDS


def exposures(asked: Asked, options: Options) -> Query[ExposureAnswer]:
    """Return the question who depends on a restricted supplier, ready to be put to the server.

    Raises:
        QuestionError: as of `questions.exposure.exposures`, or the server holds no such dataset.
        ServerError: the server is gone, refuses or takes too long.
    """
    taken = _Taken(asked)
    taken.starts(options.starts)
    for selector in options.restricted:
        taken.selected(selector)
    taken.listings(options.lists, options.calculator)
    taken.bearers(options)
    ready, restricted = exposure.made_ready(taken.view(), options)
    ids = ready.asked.view.graph.ids

    def finish(found: Found) -> ExposureAnswer:
        ready, restricted = exposure.made_ready(taken.view(), options)
        answer = exposure.judged(ready, restricted, found.looked_at(ready))
        for start in answer.answers:
            told = {end.entity: (end.certainty, end.hops) for end in start.restricted}
            if told != found.told(start.entity):
                raise changed(asked.server)
        return answer

    ends = {ids[entity]: level for entity, level in restricted.levels.items()}
    ownership = None if options.assume_complete else restricted.extends_by_ownership
    return Query(asked.server, taken.part, ready, ends, ownership, finish)


def impacts(asked: Asked, of: Sequence[str], options: Options) -> Query[ImpactAnswer]:
    """Return the question who is hit, ready to be put to the server.

    Raises:
        QuestionError: as of `questions.impact.impact`, or the server holds no such dataset.
        ServerError: the server is gone, refuses or takes too long.
    """
    taken = _Taken(asked)
    taken.starts(options.starts)
    for selector in of:
        taken.selected(selector)
    if options.calculator:
        taken.stakes(options.calculator)
    taken.bearers(options)
    ready, struck = impact.made_ready(taken.view(), of, options)
    ids = ready.asked.view.graph.ids

    def finish(found: Found) -> ImpactAnswer:
        answer = impact.struck(*impact.made_ready(taken.view(), of, options), found.looked_at(ready))
        told = {hit.entity: (hit.certainty, hit.hops) for hit in answer.hit}
        best = {start: found.best(start) for start, ends in found.possible.items() if ends}
        if told != best:
            raise changed(asked.server)
        return answer

    return Query(
        asked.server, taken.part, ready, {ids[end]: level for end, level in struck.asked.levels.items()}, None, finish
    )


def paths_between(asked: Asked, start: str, end: str, options: Options) -> Query[PathsAnswer]:
    """Return the question for every accepted path between two entities, ready to be put to the server.

    Raises:
        QuestionError: as of `questions.paths.paths_between`, or the server holds no such dataset.
        ServerError: the server is gone, refuses or takes too long.
    """
    taken = _Taken(asked)
    taken.identified(start, end)
    taken.listings(options.lists, None)
    taken.bearers(options)
    ready, _ = paths.made_ready(taken.view(), start, end, options)

    def finish(found: Found) -> PathsAnswer:
        ready, last = paths.made_ready(taken.view(), start, end, options)
        answer = paths.between(ready, last, options.lists, found.looked_at(ready))
        hops = found.possible[start].get(end)
        if options.limits.max_paths and hops != (len(answer.paths[0].hops) if answer.paths else None):
            raise changed(asked.server)
        return answer

    return Query(asked.server, taken.part, ready, {end: POSSIBLE}, None, finish)


def have_planned(server: Server, dataset: str, graph: Graph) -> None:
    """Ask of one site whom it depends on, and leave the answer: what a server has planned once it need not plan again.

    Planning takes a server that was just started some seconds. One that does not answer soon plans when it is asked.
    """
    if len(graph):
        start = graph.ids[int(graph.are(Kind.SITE).argmax())]
        with suppress(GraphxError):
            exposures(Asked(server, dataset, seconds=PLANNING_SECONDS), Options([start])).answer()


class _Taken:
    """What a question needs before the search: who is asked about, who is restricted and why, whose fields are asked for."""

    def __init__(self, asked: Asked) -> None:
        run = run_on(asked.server, asked.dataset)
        nothing: tuple[dict[str, Any], ...] = ()
        view = view_of(
            Graph(dataset_of(run, nothing, nothing, nothing)),
            as_of=asked.as_of,
            known_at=asked.known_at,
            min_confidence=asked.min_confidence,
            include=asked.include,
            max_age=asked.max_age,
        )
        self._lens: Lens = view.lens
        self.part = Part(asked.server, run, levels.view_parameters(view.lens), asked.seconds)

    def view(self) -> View:
        """Return what was taken so far, as the question looks at it."""
        return View(self.part.graph(), self._lens)

    def starts(self, selectors: Sequence[str]) -> None:
        """Take who is asked about: by default every site, else every operator."""
        for selector in selectors:
            self.selected(selector)
        if not selectors and not self.part.take_entities(f"entity:{label_of(Kind.SITE)}"):
            self.part.take_entities("$role IN entity.roles", role=Role.OPERATOR.value)

    def identified(self, *ids: str) -> None:
        """Take entities by their ids; every entity if one is not there, so that near names can be told."""
        if self.part.take_entities("entity.id IN $ids", ids=list(ids)) < len(set(ids)):
            self.part.take_entities()

    def selected(self, selector: str) -> None:
        """Take whom a selector matches, and the relations by which it does.

        If it matches nobody, every entity is taken: what is wrong with it is then told as in memory, near names included.
        """
        conditions, parameters = [], {}
        for number, term in enumerate(selector.split(",")):
            word, colon, value = term.strip().partition(":")
            name = f"term{number}"
            parameters[name] = value if colon else word
            if not colon:
                conditions.append(f"entity.id = ${name}")
            elif word in RELATED:
                conditions.append(self._related(RELATED[word], name, value))
            elif word in FIELDS and FIELDS[word] in _LISTS_OF_TEXT:
                conditions.append(f"${name} IN entity.{FIELDS[word]}")
            elif word in FIELDS:
                conditions.append(f"entity.{FIELDS[word]} = ${name}")
            else:
                conditions.append("false")
        if not self.part.take_entities(" AND ".join(conditions), **parameters):
            self.part.take_entities()

    def _related(self, verb: Type, name: str, value: str) -> str:
        """Take the relations of an entity that a selector goes by, and return the condition that it sets."""
        is_in = levels.possible("r")
        own = "near" if verb is Type.OPERATES else "far"
        self.part.take_relations(
            f"MATCH (near:{ANY_LABEL})-[r:{verb.value}]->(far:{ANY_LABEL}) "
            f"WHERE {own}.id = $value AND r.graphx_dataset = $dataset AND {is_in}",
            value=value,
        )
        arrow = f"<-[r:{verb.value}]-" if verb is Type.OPERATES else f"-[r:{verb.value}]->"
        return f"EXISTS {{ (entity){arrow}(other:{ANY_LABEL}) WHERE other.id = ${name} AND {is_in} }}"

    def listings(self, lists: Sequence[str], calculator: str | None) -> None:
        """Take the restrictions, whom they name, and what they reach further by: successions, memberships, stakes."""
        self.part.take_entities(f"entity:{label_of(Kind.RESTRICTION)}")
        self.identified(*lists)
        named = "AND (NOT r:LISTED_ON OR far.id IN $lists) " if lists else ""
        taken = self._take(
            [Type.LISTED_ON, Type.SUCCEEDED_BY, Type.MEMBER_OF],
            f"{named}AND (NOT r:MEMBER_OF OR $role IN far.roles)",
            lists=list(lists),
            role=Role.ONE_OF.value,
        )
        if Type.LISTED_ON not in taken:
            # that there are some at all is told apart from that none counts
            self.part.take_relations(
                f"MATCH (near)-[r:{Type.LISTED_ON}]->(far) WHERE r.graphx_dataset = $dataset", "LIMIT 1"
            )
        restrictions = (each for each in self.part.graph().entities if isinstance(each, Restriction))
        extends = any(
            extension.effective_threshold is not None for each in restrictions for extension in each.extends_to or ()
        )
        if calculator:
            self.stakes(calculator)
        elif extends:
            self._take([Type.OWNED_BY])

    def stakes(self, calculator: str) -> None:
        """Take who owns whom, where a calculator asks for it.

        Raises:
            QuestionError: no calculator has that name, or its threshold is none.
        """
        if reaches_asked(calculator):
            self._take([Type.OWNED_BY])

    def _take(self, types: Iterable[Type], condition: str = "", **parameters: Any) -> set[Type]:  # noqa: ANN401  # why: what a condition takes
        is_in = f"r.graphx_dataset = $dataset AND {levels.possible('r')}"
        return self.part.take_relations(
            f"MATCH (near)-[r:{'|'.join(types)}]->(far) WHERE {is_in} {condition}".rstrip(), **parameters
        )

    def bearers(self, options: Options) -> None:
        """Take one record for every key of `properties` and kind of value, where a pattern asks for what is no field.

        So a wrong name and an unlike value are told as in memory.
        """
        elements = [each for one in ask(list(options.patterns or (DEPENDENCY,))) for each in one.pattern.elements]
        nodes, steps = _names(elements)
        sample = "UNWIND {0}.graphx_keys AS key WITH key, valueType({0}[key]) AS kind, head(collect({0})) AS {0}"
        if nodes - ENTITY_FIELDS:
            self.part.take_entities(f"entity.graphx_keys IS NOT NULL {sample.format('entity')}")
        if steps - RELATION_FIELDS:
            types = "|".join(sorted(Type))
            self.part.take_relations(
                f"MATCH ()-[r:{types}]->() WHERE r.graphx_dataset = $dataset AND r.graphx_keys IS NOT NULL "
                f"{sample.format('r')} WITH r, startNode(r) AS near, endNode(r) AS far"
            )


def _names(elements: Iterable[Element]) -> tuple[set[str], set[str]]:
    """Return which fields the nodes and which the relations of patterns ask for."""
    nodes: set[str] = set()
    steps: set[str] = set()
    for element in elements:
        if isinstance(element, GroupPattern):
            inner = _names(element.elements)
            nodes |= inner[0]
            steps |= inner[1]
        else:
            asked = nodes if isinstance(element, NodePattern) else steps
            asked |= {name for predicate in element.predicates for name in _asked(predicate)}
    return nodes, steps


def _asked(predicate: Predicate) -> Iterator[str]:
    match predicate:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _asked(operand)
        case Not(operand):
            yield from _asked(operand)
        case _:
            yield predicate.property.name
