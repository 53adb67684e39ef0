"""The command line against a real server: what it prints, what it exits with, and where its password never stands."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TUTORIAL = ROOT / "sample_graphs" / "tutorial.yaml"


@pytest.mark.usefixtures("empty_server")
def test_a_pushed_document_is_pulled_as_it_was_written(graphx, environment, tmp_path):
    done = graphx("neo4j", "push", TUTORIAL, **environment)
    assert (done.code, done.err) == (0, "")
    assert done.out == ("tutorial: 18 entities (18 new, 0 removed), 16 relations (16 new, 0 removed), 2 sources\n")
    first = graphx("neo4j", "pull", "-o", "once.yaml", **environment)
    assert (first.code, first.out, first.err) == (0, "", "")
    once = (tmp_path / "once.yaml").read_text(encoding="utf-8")
    again = graphx("neo4j", "push", "once.yaml", "--dataset", "tutorial", **environment)
    assert again.out == "tutorial: 18 entities (0 new, 0 removed), 16 relations (0 new, 0 removed), 2 sources\n"
    assert graphx("neo4j", "pull", **environment).out == once
    tables = graphx("neo4j", "pull", "-o", "tables", **environment)
    assert (tables.code, graphx("validate", "tables").code) == (0, 0)


@pytest.mark.usefixtures("empty_server")
def test_without_a_name_a_dataset_is_called_as_its_inputs(command, environment, write):
    write("b.json", '{"graphx": 1, "entities": [{"id": "b", "kind": "site", "name": "B"}], "relations": []}')
    text = write("a.yaml", "graphx: 1\nentities:\n  - {id: a, kind: site, name: A}\n").read_text(encoding="utf-8")
    done = command("neo4j", "push", "b.json", "a.yaml", **environment)
    assert done.out == "a+b: 2 entities (2 new, 0 removed), 0 relations (0 new, 0 removed), 0 sources\n"
    done = command("neo4j", "push", "-", stdin=text.replace("id: a", "id: c"), **environment)
    assert done.out == "stdin: 1 entities (1 new, 0 removed), 0 relations (0 new, 0 removed), 0 sources\n"


def test_an_ending_that_names_no_format_is_refused_before_the_server_is_asked(command):
    done = command("neo4j", "pull", "-o", "graph.xml", NEO4J_URI="bolt://localhost:1")
    assert (done.code, done.out) == (2, "")
    assert (
        done.err == "graphx: graph.xml: a document ends in .yaml, .yml, .json, .jsonl (or name a folder, for tables)\n"
    )


@pytest.mark.usefixtures("empty_server")
def test_a_password_comes_by_file(command, environment, write):
    write("secret", f"{environment.pop('NEO4J_PASSWORD')}\n")
    done = command("neo4j", "push", TUTORIAL, "--password-file", "secret", **environment)
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "graphx: the server's password is not given (set NEO4J_PASSWORD, or name a --password-file)\n"),
        (["--password-file", "none"], "graphx: --password-file none: it cannot be read: No such file or directory\n"),
        (
            ["--uri", "bolt://neo4j:marker@localhost:1"],
            "graphx: the server's address carries a user or a password (use NEO4J_USERNAME and NEO4J_PASSWORD)\n",
        ),
        (
            ["--uri", "http://localhost:7474"],
            "graphx: http://localhost:7474 is no address of a server"
            " (such as bolt://localhost:7687; bolt, bolt+s, bolt+ssc, neo4j, neo4j+s, neo4j+ssc)\n",
        ),
    ],
)
def test_a_connection_that_cannot_be_tried_is_wrong_usage(command, arguments, said):
    done = command("neo4j", "pull", *arguments)
    assert (done.code, done.out, done.err) == (2, "", said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        *(
            (("query", "exposure", "--server-timeout", told), "--server-timeout is from 0.001 to 1000000 seconds")
            for told in ("nan", "inf", "0", "0.0001")
        ),
        (("push", "x.yaml", "--dataset", ""), "a dataset has a name (leave --dataset out for that of the inputs)"),
        (("push", "x.yaml", "--min-confidence", "0"), "--min-confidence 0 asks for findings (add --findings)"),
    ],
)
def test_what_means_nothing_is_refused_before_the_server_is_asked(command, arguments, said):
    done = command("neo4j", *arguments)
    assert (done.code, done.out, done.err) == (2, "", f"graphx: {said}\n")
