"""Real servers of both generations, each started once per session: GRAPHX_TEST_NEO4J_URI, else jars, else skipped."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from graphx.neo4j.client import Server, Settings, connected
from graphx.neo4j.layout import constraints
from graphx.neo4j.local import GENERATIONS, LocalServer, LocalServerError, started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXTERNAL = os.environ.get("GRAPHX_TEST_NEO4J_URI")
PASSWORD = os.environ.get("NEO4J_PASSWORD", "")
REQUIRED = os.environ.get("GRAPHX_REQUIRE_NEO4J") == "1"
ONE_COLLECTOR = ("-XX:+UseSerialGC",)
"""Of a server that plans hundreds of statements: here it pays to compile well, as it does not for one that lives for a minute."""
PLANNED_ONCE = {"dbms.cypher.min_replan_interval": "1h"}
"""Tests empty and fill a server all the time, and plans that are good for one amount of data are good enough for another."""


WHOLE = os.environ.get("GRAPHX_NEO4J_CASES") == "all"
"""Whether each generation is asked everything, as before a release; else they take turns, for planning takes its time."""


def pytest_collection_modifyitems(config, items):
    """Let the generations take turns."""
    others = (
        [] if WHOLE else [item for item in items if item.get_closest_marker("takes_turns") and not is_in_turn(item)]
    )
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in set(others)]


def is_in_turn(item):
    """Say whether it is this generation's turn; a server of one's own takes every turn."""
    generation = item.callspec.params["connection"]
    if generation not in GENERATIONS:
        return True
    return item.callspec.indices["name"] % len(GENERATIONS) == list(GENERATIONS).index(generation)


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch):
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def local_server() -> Iterator[Callable[[str], LocalServer]]:
    """Give the server of a generation that runs on this machine."""
    running: dict[str, LocalServer] = {}
    with ExitStack() as stack:

        def give(name: str) -> LocalServer:
            if name not in running:
                try:
                    running[name] = stack.enter_context(
                        started(GENERATIONS[name], settings=PLANNED_ONCE, java_options=ONE_COLLECTOR)
                    )
                except LocalServerError as error:
                    if REQUIRED:
                        raise
                    pytest.skip(f"no Neo4j of generation {name}: {error}")
            return running[name]

        yield give


@pytest.fixture(scope="session", params=["external"] if EXTERNAL else list(GENERATIONS), ids="server-{}".format)
def connection(request, local_server) -> Settings:
    """How to reach a running server; a test that asks for it is run on every generation."""
    settings = Settings(SecretStr(PASSWORD), uri=EXTERNAL) if EXTERNAL else local_server(request.param).connection
    with connected(settings) as server:
        if EXTERNAL and server.read("MATCH (n) RETURN n LIMIT 1"):
            pytest.fail("the server of GRAPHX_TEST_NEO4J_URI holds data, and tests empty it; name an empty one")
        for statement in constraints().values():
            server.write(statement)
    return settings


@pytest.fixture
def server(connection) -> Iterator[Server]:
    """An open connection; what earlier tests left is still there."""
    with connected(connection) as opened:
        yield opened


@pytest.fixture
def empty_server(server) -> Server:
    """An open connection to a server that holds nothing but constraints."""
    empty(server)
    return server


def empty(server: Server) -> None:
    """Delete everything, in steps that fit into memory."""
    while server.write("MATCH (n) WITH n LIMIT 20000 DETACH DELETE n").nodes_deleted:
        pass


@pytest.fixture
def environment(connection) -> dict[str, str]:
    """The variables by which the command line finds the server."""
    return {
        "NEO4J_URI": connection.uri,
        "NEO4J_USERNAME": connection.username,
        "NEO4J_PASSWORD": connection.password.get_secret_value(),
        **({"NEO4J_DATABASE": connection.database} if connection.database else {}),
    }
