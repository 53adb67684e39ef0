"""The corpus: small worlds, a question each, and its whole answer, which every engine must give alike.

A case is a file `cases/<question>/<sentence>.yaml`:

    lesson     one sentence: the law it proves, and where the design states it
    world      the graph, drawn in lines as `notation` reads them
    complete   `all`: whatever the world draws without a `complete` of its own declares everything
    more       fields that lines cannot hold, by entity (`net`) or relation (`net DEPLOYS#key hss`)
    head       fields of the document: as_of, sources
    also       further documents of the same form
    ask        what is asked: the shared options, and `of` (impact) or `from` and `to` (paths)
    answer     exposure: per start its verdict, ends, frontier, listed; impact: per hit its certainty and hops;
               paths: the paths
    coverage   what was looked at; where it is not stated: complete, and no start rejected
    paths      exposure: by "start end", impact: by hit, the paths in order
    proof      exposure: by "start end", its tier, because and ownership
    warnings   how many; where it is not stated, none are looked for
    error      instead of an answer: the whole message
    questions  several of these in one world: each fills up what the case itself says of ask and answer
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

import graphx
from graphx.questions.paths import paths_between
from tests import notation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphx.questions.evidence import Hop
    from graphx.questions.evidence import Path as Walk
    from graphx.questions.exposure import Exposure, Reached
    from graphx.questions.frame import Coverage

    Fields = dict[str, Any]
    Engine = Callable[[str, Sequence[Fields], Fields], Any]

CASES: Final = Path(__file__).parent / "cases"
QUESTIONS: Final = ("exposure", "impact", "paths")
ANSWERED: Final = frozenset({"answer", "coverage", "paths", "proof", "warnings", "error"})
PARTS: Final = ANSWERED | {"lesson", "world", "complete", "more", "head", "also", "ask", "questions"}
NUMBERS: Final = frozenset({"min_confidence", "max_hops", "max_paths", "max_frontier"})
OF_VIEW: Final = frozenset({"as_of", "known_at", "min_confidence", "include", "max_age"})
OF_LIMITS: Final = frozenset({"max_hops", "max_paths", "max_frontier"})
OF_OPTIONS: Final = {"pattern": "patterns", "list": "lists", "restricted": "restricted", "calculator": "calculator"}
WHOLE: Final = {"starts_rejected": "0", "complete": "true"}
"""What a case that says nothing of its coverage expects."""


def in_memory(question: str, documents: Sequence[Fields], ask: Fields) -> Any:
    """Ask the engine that the package carries."""
    return in_graph(question, notation.graph(*documents), ask)


def in_graph(question: str, graph: graphx.Graph, ask: Fields) -> Any:
    view = graphx.view(graph, **{name: ask[name] for name in OF_VIEW & ask.keys()})
    options = asked_options(question, ask)
    match question:
        case "exposure":
            return graphx.exposures(view, options)
        case "impact":
            return graphx.impact(view, ask["of"], options)
        case _:
            return paths_between(view, ask["from"], ask["to"], options)


def asked_options(question: str, ask: Fields) -> graphx.Options:
    return graphx.Options(
        **{option: ask[name] for name, option in OF_OPTIONS.items() if name in ask},
        starts=ask["from"] if question != "paths" and "from" in ask else (),
        assume_complete=ask.get("assume_complete") == "true",
        limits=graphx.Limits(**{name: ask[name] for name in OF_LIMITS & ask.keys()}),
    )


ENGINES: Final[Mapping[str, Engine]] = {"memory": in_memory}


@dataclass(frozen=True)
class Case:
    """One question of a file, with everything that the file says of it."""

    name: str
    question: str
    parts: Fields


def written(path: Path) -> Fields:
    # the base loader makes nothing but text, as the readers of documents do: 2020-01-01 and NO stay words
    parts: Fields = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return parts


def cases() -> Iterator[Case]:
    for path in sorted(CASES.rglob("*.yaml")):
        whole = written(path)
        name = f"{path.parent.name}/{path.stem}"
        asked = whole.get("questions", [{}])
        for number, part in enumerate(asked, start=1):
            parts = whole | part | {"ask": whole.get("ask", {}) | part.get("ask", {})}
            yield Case(f"{name}#{number}" if len(asked) > 1 else name, path.parent.name, parts)


def documents(parts: Fields) -> list[Fields]:
    """Return the documents of a case: what is drawn, with the fields that lines cannot hold."""
    found = []
    for part in (parts, *parts.get("also", [])):
        document = notation.document(part["world"], **part.get("head", {}))
        things = {thing["id"]: thing for thing in document["entities"]}
        things |= {_sentence(relation): relation for relation in document["relations"]}
        for name, fields in part.get("more", {}).items():
            things[name].update(fields)
        if "complete" in part:
            for thing in document["entities"]:
                thing.setdefault("complete", [part["complete"]])
        found.append(document)
    return found


def _sentence(relation: Fields) -> str:
    key = f"#{relation['key']}" if "key" in relation else ""
    return f"{relation['from']} {relation['type']}{key} {relation['to']}"


def options(ask: Fields) -> Fields:
    return {name: int(value) if name in NUMBERS else value for name, value in ask.items()}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_a_case_is_answered_as_it_says(case: Case, engine: str):
    parts, ask = case.parts, options(case.parts["ask"])
    if "error" in parts:
        with pytest.raises(graphx.GraphxError) as raised:
            ENGINES[engine](case.question, documents(parts), ask)
        assert str(raised.value).split("\n") == parts["error"].rstrip("\n").split("\n")
        return
    answer = ENGINES[engine](case.question, documents(parts), ask)
    assert told(case.question, answer, parts["answer"]) == expected(case.question, parts["answer"])
    coverage = WHOLE | parts.get("coverage", {})
    assert told_coverage(answer.coverage, coverage) == coverage
    if case.question == "exposure":
        reached = {f"{start.entity} {end.entity}": end for start in answer.answers for end in start.restricted}
        for pair, paths in parts.get("paths", {}).items():
            assert told_paths(reached[pair].paths, paths) == paths, pair
        for pair, proof in parts.get("proof", {}).items():
            assert told_proof(reached[pair], proof) == proof, pair
    elif case.question == "impact":
        hits = {hit.entity: hit for hit in answer.hit}
        for entity, paths in parts.get("paths", {}).items():
            assert told_paths(hits[entity].paths, paths) == paths, entity
    if "warnings" in parts:
        assert len(answer.warnings) == int(parts["warnings"])


def expected(question: str, answer: Any) -> Any:
    """Return an answer as the case means it: what it leaves out is empty, and maps are read in their order."""
    if question == "paths":
        return answer
    if question == "impact":
        return list(answer.items())
    empty: Fields = {"restricted": {}, "frontier": {}, "listed": []}
    return [(start, _in_order(empty | each)) for start, each in answer.items()]


def _in_order(each: Fields) -> Fields:
    return {name: list(value.items()) if isinstance(value, dict) else value for name, value in each.items()}


def told(question: str, answer: Any, wanted: Any) -> Any:
    """Return what an engine answered in the words of a case."""
    if question == "paths":
        return told_paths(answer.paths, wanted)
    if question == "impact":
        return [(hit.entity, f"{hit.certainty} {hit.hops}") for hit in answer.hit]
    return [(start.entity, _in_order(told_start(start))) for start in answer.answers]


def told_start(start: Exposure) -> Fields:
    told: Fields = {
        "verdict": start.verdict.value,
        "restricted": {end.entity: f"{end.certainty} {end.hops}" for end in start.restricted},
        "frontier": {gap.entity: list(gap.missing) for gap in start.frontier},
        "listed": [each.restriction for each in start.listed],
    }
    return told | ({"frontier_truncated": "true"} if start.frontier_truncated else {})


def told_coverage(coverage: Coverage, wanted: Fields) -> Fields:
    def word(value: object) -> object:
        if isinstance(value, tuple):
            return list(value)
        return str(value).lower()

    return {name: word(getattr(coverage, name)) for name in wanted}


def told_paths(paths: Sequence[Walk], wanted: Sequence[str | Fields]) -> list[str | Fields]:
    """Return paths as texts, with their strength where the case states that of the path at this place."""
    told: list[str | Fields] = []
    for number, path in enumerate(paths):
        asked = wanted[number] if number < len(wanted) else ""
        strength = (
            {} if isinstance(asked, str) else {name: str(getattr(path, name)) for name in asked if name != "path"}
        )
        text = told_path(path)
        told.append({"path": text, **strength} if strength else text)
    return told


def told_path(path: Walk) -> str:
    return path.hops[0].near + "".join(_told_hop(hop) for hop in path.hops)


def _told_hop(hop: Hop) -> str:
    body = f"-{hop.type}{'#' + hop.key if hop.key else ''}-"
    return f" <{body} {hop.far}" if hop.reverse else f" {body}> {hop.far}"


def told_proof(end: Reached, wanted: Fields) -> Fields:
    told = {
        "tier": str(end.tier),
        "because": [each.restriction for each in end.why.because],
        "ownership": [f"{hop.source} {hop.type} {hop.target}" for hop in end.why.ownership],
    }
    return {name: told[name] for name in wanted}


# Guards: the corpus speaks of worlds and words, never of engines.


def files() -> list[Path]:
    return sorted(CASES.rglob("*.yaml"))


def test_no_case_names_an_engine_or_a_skip():
    forbidden = re.compile(rf"\b({'|'.join(ENGINES)}|neo4j|cypher|engines?|skip\w*|xfail\w*|only_on)\b", re.IGNORECASE)
    assert [(path.name, found[0]) for path in files() if (found := forbidden.search(path.read_text("utf-8")))] == []


def test_every_case_teaches_one_sentence_and_says_where_it_stands():
    for path in files():
        lesson = written(path)["lesson"].strip()
        assert re.fullmatch(r"[^\n]+ \((\d(\.\d)?|trap \d+)(, (\d(\.\d)?|trap \d+))*\)\.", lesson), (
            f"{path.name}: {lesson}"
        )


def test_every_case_is_well_formed():
    for path in files():
        assert path.parent.name in QUESTIONS, path
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem), path
        whole = written(path)
        assert whole.keys() <= PARTS, path
        assert all(part.keys() <= ANSWERED | {"ask"} for part in whole.get("questions", [])), path
    for case in cases():
        assert ("answer" in case.parts) != ("error" in case.parts), case.name
        known = OF_VIEW | OF_LIMITS | OF_OPTIONS.keys() | {"from", "to", "of", "assume_complete"}
        assert case.parts["ask"].keys() <= known, case.name
        dated = "as_of" in case.parts["ask"] or "as_of" in case.parts.get("head", {})
        assert dated or "error" in case.parts, f"{case.name} would be answered differently tomorrow"


def test_the_corpus_is_large_enough_to_be_believed():
    lessons = [written(path)["lesson"] for path in files()]
    assert len(set(lessons)) == len(lessons) >= 70
    assert {path.parent.name for path in files()} == set(QUESTIONS)
