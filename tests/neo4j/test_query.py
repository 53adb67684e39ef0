"""A server of either generation answers as memory does: the corpus, random worlds, and what the command line gives.

Answers are compared as the JSON of the command line, byte for byte what it would print, or as the words of an error. Kills, each
tried: `<=` for `<` in a box; a denial that does not reach its keyed twins; a group's rounds without the last; a step that
forgets the check of its end; a start counted as its own end; a frontier without its last hop.
"""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from neo4j import GraphDatabase

from graphx.cli.samples import samples
from graphx.graph.graph import load
from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.neo4j import query
from graphx.neo4j.client import Server, connected
from graphx.neo4j.emit import NO_LIMIT, reach_statement
from graphx.neo4j.levels import view_parameters
from graphx.neo4j.push import push
from graphx.paths.automaton import compile_patterns
from graphx.paths.named import PATTERNS, ask
from graphx.questions.frame import Options, view_of
from tests import neo4j_worlds, worlds
from tests.neo4j_worlds import outcome, prefixed, selector
from tests.notation import graph
from tests.test_cases import OF_VIEW, asked_options, cases, documents, in_graph, options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.graph.graph import Graph

CASES = {case.name: case for case in cases()}
WORLDS = int(os.environ.get("GRAPHX_NEO4J_WORLDS", "8"))
"""How many random worlds a run asks each generation about; a release asks 300."""
OLD = 5
HARMLESS = ("01N50", "01N51", "01N52")
"""A label, a type or a key that does not exist yet."""


def case_prefix(name: str) -> str:
    return f"{list(CASES).index(name)}."


def asked_with(prefix: str, question_ask: dict[str, Any]) -> dict[str, Any]:
    """Return what a case asks, of a world whose ids begin with a prefix."""
    asked = dict(question_ask)
    for name in ("from", "to", "of", "restricted", "list"):
        value = asked.get(name)
        if isinstance(value, list):
            asked[name] = [selector(each, prefix) for each in value]
        elif isinstance(value, str):
            asked[name] = selector(value, prefix)
    return asked


@pytest.fixture(scope="module")
def case_graphs() -> dict[str, Graph]:
    """The world of every case that can be read, its ids begun with the case's number."""
    return {
        name: graph(*(prefixed(document, case_prefix(name)) for document in documents(case.parts)))
        for name, case in CASES.items()
    }


def drawn(seed: int) -> tuple[Graph, dict[str, Any], list[str], int | None, random.Random]:
    """Return a random world, a view, patterns, a limit on hops, and what further choices are drawn from."""
    source = random.Random(seed)
    world, lens, patterns = worlds.world(source), worlds.view(source), worlds.patterns(source)
    age = lens.pop("max_age", None)
    lens = {**lens, "max_age": None if age is None else str(age)}
    return (
        graph(prefixed(world, f"world{seed}.")),
        lens,
        patterns,
        source.choice([None, None, None, 1, 2, 3, 4]),
        source,
    )


@pytest.fixture(scope="module")
def random_worlds() -> dict[int, Any]:
    return {seed: drawn(seed) for seed in range(WORLDS)}


@pytest.fixture(scope="module")
def holding(connection, case_graphs, random_worlds) -> Iterator[Server]:
    """A server that holds every world of this module, each as a dataset of its own."""
    with connected(connection) as server:
        graphs = {**case_graphs, **{f"world{seed}": world[0] for seed, world in random_worlds.items()}}
        neo4j_worlds.put_all(server, graphs)
        yield server
        while server.write("MATCH (n) WITH n LIMIT 20000 DETACH DELETE n").nodes_deleted:
            pass


def on_server(server: Server, dataset: str, question: str, ask: dict[str, Any]) -> Any:
    asked = query.Asked(server, dataset, **{name: ask[name] for name in OF_VIEW & ask.keys()})
    told = asked_options(question, ask)
    match question:
        case "exposure":
            return query.exposures(asked, told).answer()
        case "impact":
            return query.impacts(asked, ask["of"], told).answer()
        case _:
            return query.paths_between(asked, ask["from"], ask["to"], told).answer()


def test_cases_are_answered_as_in_memory(holding: Server, case_graphs: dict[str, Graph]):
    turn = int(holding.version[0] > OLD)
    names = list(CASES) if os.environ.get("GRAPHX_NEO4J_CASES") == "all" else list(CASES)[turn::2]
    wrong = {}
    for name in names:
        case = CASES[name]
        ask = asked_with(case_prefix(name), options(case.parts["ask"]))
        expected = outcome(in_graph, case.question, case_graphs[name], ask)
        found = outcome(on_server, holding, name, case.question, ask)
        if found != expected:
            wrong[name] = found, expected
    assert wrong == {}


def test_random_worlds_are_answered_as_in_memory(holding: Server, random_worlds: dict[int, Any]):
    answered = 0
    for seed, (world, lens, patterns, max_hops, source) in random_worlds.items():
        start, end, of = (source.choice(world.ids) for _ in range(3))
        custom = {"from": world.ids, "pattern": patterns, "max_frontier": 1000}
        usual: dict[str, Any] = {"from": world.ids, "of": [of]}
        for told in (custom, usual):
            told.update({} if max_hops is None else {"max_hops": max_hops})
        asks = [
            ("exposure", lens | custom),
            ("impact", lens | usual),
            ("paths", lens | {"from": start, "to": end, "pattern": ["any"]}),
        ]
        for question, asked in asks:
            expected = outcome(in_graph, question, world, asked)
            assert outcome(on_server, holding, f"world{seed}", question, asked) == expected, (seed, question)
            answered += not isinstance(expected, str)
    assert answered > WORLDS


def test_named_patterns_plan_no_product_and_no_expansion_without_bound(connection):
    faults = []
    login = (connection.username, connection.password.get_secret_value())
    view = view_parameters(view_of(graph("a:site"), as_of="2020-01-01").lens)
    asker = {"dataset": "", "starts": [], "ends": [], "max_hops": NO_LIMIT}
    automata = {name: compile_patterns([each.pattern for each in ask([name])]) for name in PATTERNS}
    statements = {
        statement.text: (name, statement)  # patterns that differ by a value alone have one text
        for name, automaton in automata.items()
        for level in (POSSIBLE, CERTAIN)
        for statement in (reach_statement(automaton, level=level, rounds=4, ownership=True),)
    }
    with GraphDatabase.driver(connection.uri, auth=login, warn_notification_severity="OFF") as driver:
        for text, (name, statement) in statements.items():
            summary = driver.execute_query(f"EXPLAIN {text}", {**asker, **view, **statement.parameters}).summary
            told = {each.gql_status for each in summary.gql_status_objects if not each.gql_status.startswith("00")}
            faults += [f"{name}: {status}" for status in sorted(told - set(HARMLESS))]
            faults += [f"{name}: {operator}" for operator in operators(summary.plan) if is_unbounded(operator)]
    assert faults == []


def operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].split("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


def is_unbounded(operator: str) -> bool:
    searches = operator.startswith(("VarLength", "Repeat", "Shortest", "StatefulShortest"))
    return "Cartesian" in operator or (searches and operator != "VarLengthExpand(Pruning,BFS,All)")


@pytest.mark.usefixtures("empty_server")
def test_the_command_line_gives_the_same_bytes_and_exit_codes(command, environment, write):
    sample = command("sample", "show", "tutorial").out
    write("tutorial.yaml", sample)
    assert command("neo4j", "push", "tutorial.yaml", **environment).code == 0
    for question, *told in (
        ("exposure", "--format", "json"),
        ("exposure", "--fail-on", "exposed"),
        ("exposure", "--max-hops", "1", "--format", "csv"),
        ("exposure", "--from", "camp-ambre"),
        ("impact", "--of", "meridian", "--format", "markdown"),
        ("paths", "camp-amber", "meridian"),
    ):
        expected = command(question, "tutorial.yaml", *told)
        found = command("neo4j", "query", question, *told, **environment)
        assert (found.code, found.out, found.err) == (expected.code, expected.out, expected.err), question


def test_shown_statements_run_as_they_are_pasted(command, environment, empty_server, write):
    write("tutorial.yaml", command("sample", "show", "tutorial").out)
    command("neo4j", "push", "tutorial.yaml", **environment)
    shown = command("neo4j", "query", "exposure", "--from", "camp-amber", "--show-cypher", **environment).out
    reached = []
    for text in shown.strip().split("\n\n"):
        title, *lines = text.split("\n")
        assert title.startswith("// whom each start reaches by")
        given = [re.fullmatch(r":param (\w+) => (.*);", line) for line in lines if line.startswith(":param")]
        values = empty_server.read("RETURN " + ", ".join(f"{match[2]} AS {match[1]}" for match in given if match))[0]
        statement = "\n".join(line for line in lines if not line.startswith(":param")).removesuffix(";")
        reached += [row["reached"] for row in empty_server.read(statement, dict(values))]
    assert reached == [[["meridian", 4]], [["meridian", 4]]]


def test_a_relationship_drawn_by_hand_is_no_evidence(command, environment, empty_server, write):
    write("tutorial.yaml", command("sample", "show", "tutorial").out)
    command("neo4j", "push", "tutorial.yaml", **environment)
    expected = command("neo4j", "query", "exposure", "--format", "json", **environment).out
    empty_server.write(
        "MATCH (a:Entity {id: 'camp-cedar'}), (b:Entity {id: 'meridian'}) CREATE (a)-[:SUPPLIED_BY]->(b)"
    )
    assert command("neo4j", "query", "exposure", "--format", "json", **environment).out == expected


@pytest.mark.usefixtures("empty_server")
def test_a_server_without_the_dataset_says_what_it_holds(command, environment):
    ran = command("neo4j", "query", "exposure", **environment)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "graphx: the server holds no dataset of graphx (push one: graphx neo4j push INPUT)\n"


def test_a_push_leaves_nothing_of_the_next_question_to_plan(empty_server, monkeypatch):
    tutorial = load(samples()["tutorial"])
    push(empty_server, tutorial, "tutorial")
    sent: list[str] = []
    read = Server.read

    def noted(server: Server, cypher: str, *told: Any, **more: Any) -> Any:
        sent.append(cypher)
        return read(server, cypher, *told, **more)

    monkeypatch.setattr(Server, "read", noted)
    query.have_planned(empty_server, "tutorial", tutorial)
    planned = set(sent)
    sent.clear()
    answer = query.exposures(query.Asked(empty_server, "tutorial"), Options(["camp-amber"])).answer()
    assert [each.verdict for each in answer.answers] == ["exposed"]
    assert sent
    assert set(sent) <= planned


@pytest.mark.usefixtures("empty_server")
def test_a_graph_that_answers_nothing_is_pushed_as_any(command, environment, write):
    write("alone.yaml", "{graphx: 1, title: Alone, entities: [{id: alone, kind: site, name: Alone}], relations: []}")
    pushed = command("neo4j", "push", "alone.yaml", **environment)
    assert (pushed.err, pushed.code) == ("", 0)
    assert pushed.out == "alone: 1 entities (1 new, 0 removed), 0 relations (0 new, 0 removed), 0 sources\n"
