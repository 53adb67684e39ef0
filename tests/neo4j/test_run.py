"""`graphx neo4j list` and `run`: what a query is told, how its rows are given, and what is said when it cannot be asked."""

from __future__ import annotations

import json
import time

import pytest

from graphx.cli.samples import sample_path
from graphx.errors import QuestionError, ServerError
from graphx.graph.graph import load
from graphx.graph.view import Lens
from graphx.neo4j.client import connected
from graphx.neo4j.library import LibraryQuery, Param, ParamType, arguments, parsed, queries, query_named
from graphx.neo4j.push import push
from graphx.neo4j.rows import day_on, plain, run, words
from tests.notation import document, graph

QUERY = """\
// Numbers
// How many?
// params: least integer; share number = 0.5; day day = none; word text = all
// returns: n

UNWIND range(1, 3) AS n
RETURN n
LIMIT 3;
"""
NOTE = (
    "note: walks of at most 12 relations, and one more to an operator;"
    " whom a listing reaches by ownership or succession: `graphx neo4j query exposure`\n"
)


@pytest.fixture
def query(write) -> LibraryQuery:
    return parsed(write("folder/numbers.cypher", QUERY))


@pytest.fixture(scope="module")
def tutorial(connection):
    """An open connection to a server that holds the tutorial, and nothing else."""
    with connected(connection) as server:
        while server.write("MATCH (n) WITH n LIMIT 20000 DETACH DELETE n").nodes_deleted:
            pass
        push(server, load(sample_path("tutorial")), "tutorial")
        yield server


def test_a_head_is_read(query):
    assert (query.name, query.folder, query.title, query.question) == ("numbers", "folder", "Numbers", "How many?")
    assert query.params == (
        Param("least", ParamType.INTEGER),
        Param("share", ParamType.NUMBER, "0.5"),
        Param("day", ParamType.DAY, "none"),
        Param("word", ParamType.TEXT, "all"),
    )
    assert (query.returns, query.notes, query.limit) == (("n",), (), 3)
    assert (query.has_view, query.has_dataset) == (False, False)
    assert query.runnable == "// Numbers\nUNWIND range(1, 3) AS n\nRETURN n\nLIMIT 3;"


def test_what_is_given_is_typed_and_what_is_not_takes_its_default(query):
    assert arguments(query, ["least=7"]) == {"least": 7, "share": 0.5, "day": None, "word": "all"}
    given = ["least=-1", "share=1", "day=2019-07-01", "word=a=b; MATCH (n) DETACH DELETE n"]
    assert arguments(query, given) == {
        "least": -1,
        "share": 1.0,
        "day": "2019-07-01",
        "word": "a=b; MATCH (n) DETACH DELETE n",
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "numbers needs least (--param least=INTEGER)"),
        (["least"], "--param least: it has no value (such as --param site=camp-amber)"),
        (["least=x"], "--param least=x: it is no integer (such as 50)"),
        ([f"least={2**63}"], f"--param least={2**63}: it is no integer (such as 50)"),
        (["least=1", "share=nan"], "--param share=nan: it is no number (such as 0.5)"),
        (["least=1", "day=2019"], "--param day=2019: it is no day (such as 2019-07-01)"),
        (["leest=1"], "numbers has no parameter leest (did you mean least?)"),
        (
            ["zzz=1"],
            "numbers has no parameter zzz (least=INTEGER [share=NUMBER] [day=DAY] [word=TEXT])",
        ),
        (["least=1", "least=2"], "--param least is given twice"),
        (["as_of=2019-07-01"], "--param as_of: it has an option of its own (see `graphx neo4j run --help`)"),
    ],
)
def test_what_cannot_be_told_is_said(query, given, message):
    with pytest.raises(QuestionError) as caught:
        arguments(query, given)
    assert str(caught.value) == message


def test_an_unknown_query_suggests_the_near_one():
    with pytest.raises(QuestionError, match=r"no query is called exposed-site \(did you mean exposed-sites\?\)"):
        query_named("exposed-site")
    with pytest.raises(QuestionError, match=r"no query is called zzzz \(see `graphx neo4j list`\)"):
        query_named("zzzz")


@pytest.mark.usefixtures("tutorial")
def test_rows_are_given_as_text_json_lines_csv_and_markdown(command, environment):
    path = (
        "camp-amber -SERVED_BY-> northwind-mobile -HAS_PART-> northwind-core"
        " -DEPLOYS-> subscriber-server -MADE_BY-> meridian"
    )

    def ran(*options):
        done = command("neo4j", "run", "exposed-sites", *options, **environment)
        assert (done.code, done.err) == (0, NOTE)
        return done.out

    assert ran() == (f"SITE        SUPPLIER  RULES      HOPS  PATH\ncamp-amber  meridian  notice-12  4     {path}\n")
    assert ran("--as-of", "2018-01-01") == "Exposed sites: nothing\n"
    assert ran("--format", "csv") == f"path,site,supplier,rules,hops\n{path},camp-amber,meridian,notice-12,4\n"
    assert ran("--format", "markdown").splitlines()[:2] == [
        "| path | site | supplier | rules | hops |",
        "| --- | --- | --- | --- | --- |",
    ]
    answer = json.loads(ran("--format", "json", "--dataset", "tutorial"))
    assert answer["schema"] == "graphx.rows/1"
    assert answer["question"]["parameters"] == {
        "dataset": "tutorial",
        "as_of": "2024-06-01",
        "known_at": "9999-12-31",
        "min_confidence": 50,
        "include": [],
        "oldest": "0000",
    }
    assert answer["coverage"] == {"rows": 1, "limit": 500, "may_have_more": False}
    [row] = answer["rows"]
    assert {name: row[name] for name in ("site", "supplier", "rules", "hops")} == {
        "site": "camp-amber",
        "supplier": "meridian",
        "rules": ["notice-12"],
        "hops": 4,
    }
    assert row["path"]["hops"][0] == {
        "from": "camp-amber",
        "type": "SERVED_BY",
        "to": "northwind-mobile",
        "key": None,
        "reverse": False,
    }
    frame, entry = map(json.loads, ran("--format", "jsonl").splitlines())
    assert (frame["schema"], entry) == ("graphx.rows/1", row)


@pytest.mark.usefixtures("tutorial")
def test_a_file_is_written_in_the_format_of_its_ending(command, environment, tmp_path):
    ran = command("neo4j", "run", "overview", "-o", "rows.csv", **environment)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        "what,name,count",
        "entity,component,3",
    ]


def test_what_is_wrong_with_the_question_is_told_before_the_server_is_asked(command):
    nowhere = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}
    ran = command("neo4j", "run", "blast-radius", **nowhere)
    assert (ran.code, ran.err) == (2, "graphx: blast-radius needs entity (--param entity=ID)\n")
    for seconds in ("0", "-1", "0.0001", "1e30", "nan", "inf"):
        ran = command("neo4j", "run", "overview", "--timeout", seconds, **nowhere)
        assert (ran.code, ran.err) == (2, "graphx: --timeout is from 0.001 to 1000000 seconds\n")
    ran = command("neo4j", "run", "overview", **nowhere)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("graphx: bolt://127.0.0.1:1: no server answers")


def test_the_list_names_every_query_with_its_parameters(command):
    ran = command("neo4j", "list")
    assert ran.code == 0
    rows = ran.out.splitlines()[1:-2]
    assert [row.split()[0] for row in rows] == list(queries())
    assert any(row.startswith("exposed-segments ") and "[domain=TEXT] [type=TEXT]" in row for row in rows)


@pytest.mark.usefixtures("tutorial")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("blast-radius", "--param", "entity=meridain"),
            "--param entity=meridain: nothing on the server has that id (did you mean meridian?)",
        ),
        (
            ("claims-of-a-source", "--param", "source=nobody"),
            "--param source=nobody: nothing on the server has that id (see `graphx neo4j run find --param text=TEXT`)",
        ),
        (
            ("exposed-sites", "--dataset", "tutorail", "--as-of", "2024-06-01"),
            "the server holds no dataset tutorail (did you mean tutorial?)",
        ),
        (
            ("alternatives", "--param", "site=meridian"),
            "--param site=meridian: it is of kind organization (the query is about: site)",
        ),
        (
            ("nearest-listed-supplier", "--param", "entity=survey"),
            "--param entity=survey: it is of kind source (the query is about: site, network, organization or component)",
        ),
        (
            ("claims-of-a-source", "--param", "source=meridian"),
            "--param source=meridian: it is of kind organization (the query is about: source)",
        ),
    ],
)
def test_a_name_that_nothing_bears_is_no_answer_of_nothing(command, environment, arguments, said):
    ran = command("neo4j", "run", *arguments, **environment)
    assert (ran.code, ran.out, ran.err) == (2, "", f"graphx: {said}\n")


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        (
            "exposed-segments",
            "domain=cor",
            "it is no domain (one of core, ran, transport, management, ims, bss, fixed_access, cpe, interconnect, private,"
            " surveillance, submarine, satellite)",
        ),
        ("findings", "verdict=exposd", "it is no verdict (one of exposed, unknown, clear)"),
        ("lost-customers", "country=China", "it is no country (two capital letters, such as CN)"),
        ("exposed-segments", "type=base", "it is no site of type (one of military_base, diplomatic_facility, "),
    ],
)
def test_a_word_of_no_vocabulary_is_no_answer_of_nothing(name, given, message):
    with pytest.raises(QuestionError) as caught:
        arguments(queries()[name], [given])
    assert str(caught.value).startswith(f"--param {given}: {message}")
    word = {"domain": "core", "verdict": "exposed", "country": "CN", "type": "port"}[given.partition("=")[0]]
    assert word in arguments(queries()[name], [f"{given.partition('=')[0]}={word}"]).values()


def test_rows_up_to_the_limit_may_not_be_all(tutorial, query):
    found = run(tutorial, query, ["least=1"], dataset=None, lens=None, seconds=10)
    assert (found.rows, found.may_have_more) == (((1,), (2,), (3,)), True)


def test_a_query_that_takes_too_long_is_ended(tutorial, write):
    endless = parsed(
        write(
            "folder/endless.cypher",
            QUERY.replace("range(1, 3)", "range(1, 100000000000)").replace("RETURN n", "RETURN count(n * n) AS n"),
        )
    )
    started = time.monotonic()
    with pytest.raises(ServerError) as caught:
        run(tutorial, endless, ["least=1"], dataset=None, lens=None, seconds=1)
    assert caught.value.what == "the time limit was reached"
    assert time.monotonic() - started < 15


def test_the_day_is_that_of_the_pushed_documents(tutorial):
    assert day_on(tutorial, None) == day_on(tutorial, "tutorial") == "2024-06-01"
    with pytest.raises(QuestionError, match="the server holds no dataset tutorail"):
        day_on(tutorial, "tutorail")


def test_whatever_a_server_returns_is_plain(tutorial):
    [record] = tutorial.read(
        "MATCH way = (:Site {id: 'camp-amber'})-[r]->(n) RETURN way, r, n, null AS none, true AS truth, 0.5 AS half,"
        " date('2019-07-01') AS day, duration('P1D') AS span, point({latitude: 1, longitude: 2}) AS place, {a: [1]} AS map"
    )
    served = {"from": "camp-amber", "type": "SERVED_BY", "to": "northwind-mobile", "key": None, "reverse": False}
    values = {name: plain(record[name]) for name in record.keys()}  # noqa: SIM118  # why: a record iterates over values
    assert values == {
        "way": {"start": "camp-amber", "hops": [served]},
        "r": served,
        "n": "northwind-mobile",
        "none": None,
        "truth": True,
        "half": 0.5,
        "day": "2019-07-01",
        "span": "P1D",
        "place": values["place"],
        "map": {"a": [1]},
    }
    json.dumps(values)
    assert [words(values[name]) for name in ("way", "r", "n", "none", "truth", "half", "map")] == [
        "camp-amber -SERVED_BY-> northwind-mobile",
        "camp-amber -SERVED_BY-> northwind-mobile",
        "northwind-mobile",
        "",
        "true",
        "0.5",
        "a=1",
    ]


def test_a_path_against_the_arrow_says_so(tutorial):
    [record] = tutorial.read("MATCH way = (:Network {id: 'northwind-mobile'})<-[:SERVED_BY]-(:Site) RETURN way")
    assert words(plain(record["way"])) == "northwind-mobile <-SERVED_BY- camp-amber"


def test_any_day_and_included_statuses_are_told_to_the_server(tutorial):
    lens = Lens("any", known_at="2016-01-01", min_confidence=0)
    found = run(tutorial, queries()["listed"], [], dataset="tutorial", lens=lens, seconds=10)
    assert [row[1:4] for row in found.rows] == [("meridian", "notice-12", "named")]
    earlier = Lens("any", known_at="2015-12-31", min_confidence=0)
    assert run(tutorial, queries()["listed"], [], dataset="tutorial", lens=earlier, seconds=10).rows == ()


@pytest.mark.usefixtures("empty_server")
def test_a_server_without_any_dataset_is_no_answer_of_nothing(command, environment):
    ran = command("neo4j", "run", "exposed-sites", "--as-of", "2024-06-01", **environment)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "graphx: the server holds no dataset of graphx (push one: graphx neo4j push INPUT)\n"


@pytest.mark.usefixtures("empty_server")
def test_what_is_of_another_dataset_is_refused(command, environment, server):
    push(server, graph(document("camp:site > SERVED_BY > net:network")), "one")
    push(server, graph(document("base:site > SERVED_BY > mast:network")), "two")
    told = ("neo4j", "run", "alternatives", "--param", "site=camp")
    assert command(*told, "--dataset", "one", **environment).code == 0
    ran = command(*told, "--dataset", "two", **environment)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "graphx: --param site=camp: the dataset two does not hold it (--dataset one)\n"


@pytest.mark.usefixtures("empty_server")
def test_what_others_wrote_may_be_asked_about_where_any_kind_will_do(command, environment, server):
    push(server, graph(document("camp:site > SERVED_BY > net:network")), "one")
    server.write("MATCH (camp:Entity {id: 'camp'}) CREATE (:Entity {id: 'theirs'})-[:KNOWS]->(camp)")
    ran = command("neo4j", "run", "neighbourhood", "--param", "entity=theirs", "--format", "csv", **environment)
    assert (ran.code, ran.out.splitlines()[1]) == (0, "theirs -KNOWS-> camp")
    ran = command("neo4j", "run", "alternatives", "--param", "site=theirs", **environment)
    assert (ran.code, ran.err) == (2, "graphx: --param site=theirs: it is of kind unknown (the query is about: site)\n")
