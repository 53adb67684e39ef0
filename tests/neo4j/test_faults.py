"""Whatever goes wrong with a server is told in one line, exits 4 within 15 seconds, and leaves what another push completes."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from graphx.errors import ServerError
from graphx.neo4j import client
from graphx.neo4j.client import Settings, connected
from graphx.neo4j.push import push
from tests.bolt import Cut, Plan, Wire
from tests.neo4j_snapshot import snapshot
from tests.notation import graph

ROOT = Path(__file__).parent.parent.parent
TUTORIAL = ROOT / "sample_graphs" / "tutorial.yaml"
PATIENCE = 15.0
MARKER = "marker-of-a-password"
BEFORE = """
camp:site > SERVED_BY > net:network{domain: core} > DEPLOYS > hss:component > MADE_BY > acme:organization{roles: [vendor]}
camp > SERVED_BY > old:network
"""
AFTER = """
camp:site > SERVED_BY > net:network{domain: ran} > DEPLOYS > hss:component
camp > SERVED_BY{key: a} > new:network
"""


@pytest.fixture
def wire(connection):
    parts = urlsplit(connection.uri)
    opened = Wire(parts.hostname, parts.port)
    yield opened
    opened.close()


def over(wire, connection):
    return Settings(connection.password, uri=wire.uri, username=connection.username, database=connection.database)


ONE = pytest.mark.parametrize("connection", ["5"], indirect=True, ids="server-{}".format)
"""For what the client does by itself, whatever the server: one generation tells."""


@pytest.mark.usefixtures("empty_server")
@pytest.mark.parametrize(
    ("connection", "cut"),
    [("5", Cut.AFTER), ("2026", Cut.BEFORE)],
    indirect=["connection"],
    ids=["server-5", "server-2026"],
)
def test_a_push_that_is_cut_for_good_at_any_commit_is_completed_by_the_next(server, wire, connection, monkeypatch, cut):
    monkeypatch.setattr(client, "RETRY_SECONDS", 0.0)
    before, after = graph(BEFORE), graph(AFTER)
    push(server, after, "test", batch=2)
    expected = snapshot(server)
    commit = 0
    while True:
        commit += 1
        push(server, before, "test")
        wire.follow(Plan(commit, cut, for_good=True))
        try:
            with connected(over(wire, connection)) as cuttable:
                push(cuttable, after, "test", batch=2)
        except ServerError:
            assert not has_lost_anything(server), commit
            push(server, after, "test", batch=2)
            assert snapshot(server) == expected, commit
        else:
            break
    assert commit > 20
    assert snapshot(server) == expected


def has_lost_anything(server):
    """Whether something that the input still states is missing, at whatever point the push was cut."""
    rows = server.read("MATCH (n:Entity) RETURN collect(n.id) AS ids")
    return not {"camp", "net", "hss"} <= set(rows[0]["ids"])


@pytest.mark.parametrize(
    ("connection", "cut"),
    [("5", Cut.BEFORE), ("2026", Cut.AFTER)],
    indirect=["connection"],
    ids=["server-5", "server-2026"],
)
def test_one_lost_commit_is_healed_within_the_push(empty_server, wire, connection, cut):
    before, after = graph(BEFORE), graph(AFTER)
    push(empty_server, after, "test", batch=2)
    expected = snapshot(empty_server)
    push(empty_server, before, "test")
    wire.follow(Plan())
    with connected(over(wire, connection)) as cuttable:
        push(cuttable, after, "test", batch=2)
    for commit in range(1, wire.commits + 1, 3):
        push(empty_server, before, "test")
        wire.follow(Plan(commit, cut))
        with connected(over(wire, connection)) as cuttable:
            push(cuttable, after, "test", batch=2)
        assert snapshot(empty_server) == expected, commit


@pytest.fixture
def silent_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"bolt://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"bolt://127.0.0.1:{port}"


def pushed(graphx, **environment):
    """Push in a process of its own; give the exit code and what it says, within the time that a person waits."""
    started = time.monotonic()
    done = graphx("neo4j", "push", TUTORIAL, **environment)
    assert time.monotonic() - started < PATIENCE
    assert done.out == ""
    return done.code, done.err


NOBODY = "no server answers (is it running, and is this its address?)"


def test_a_server_that_is_down_is_told(graphx, closed_port):
    assert pushed(graphx, NEO4J_URI=closed_port, NEO4J_PASSWORD=MARKER) == (4, f"graphx: {closed_port}: {NOBODY}\n")


def test_a_wrong_password_is_told_and_not_repeated(graphx, environment):
    uri = environment["NEO4J_URI"]
    said = f"graphx: {uri}: the server does not let neo4j in (check the user and the password)\n"
    assert pushed(graphx, **{**environment, "NEO4J_PASSWORD": MARKER}) == (4, said)


@ONE
def test_an_encryption_that_the_server_does_not_speak_is_told(graphx, environment):
    uri = environment["NEO4J_URI"].replace("bolt:", "bolt+s:")
    said = f"graphx: {uri}: the encrypted connection fails (does the server encrypt, and is its certificate trusted?)\n"
    assert pushed(graphx, **{**environment, "NEO4J_URI": uri}) == (4, said)


def test_a_database_that_is_missing_is_told(graphx, environment):
    uri = environment["NEO4J_URI"]
    said = f"graphx: {uri}: there is no database nowhere (check --database or NEO4J_DATABASE)\n"
    assert pushed(graphx, **{**environment, "NEO4J_DATABASE": "nowhere"}) == (4, said)


@ONE
def test_a_server_that_is_too_old_is_told(graphx, environment, wire):
    wire.follow(Plan(agent=b"Neo4j/4.4.044"))
    said = f"graphx: {wire.uri}: the server is Neo4j 4.4.{{}}, which is too old (5.26 or newer is needed)\n"
    code, words = pushed(graphx, **{**environment, "NEO4J_URI": wire.uri})
    assert (code, words) in [(4, said.format(number)) for number in ("44", "4400")]


REFUSALS = {
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": "the database is read-only (ask for one that may be written to)",
    "Neo.ClientError.Security.Forbidden": "neo4j may not do this (ask for the right to write)",
    "Neo.TransientError.Transaction.DeadlockDetected": (
        "others hold what is to be written, again and again (run it again when they are done)"
    ),
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": (
        "the server has not enough memory for this (ask for less, or give it more)"
    ),
    "Neo.DatabaseError.General.UnknownError": "the server refuses: told by a test (Neo.DatabaseError.General.UnknownError)",
}


@ONE
@pytest.mark.usefixtures("empty_server")
@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_that_does_not_end_is_told(connection, wire, monkeypatch, code):
    monkeypatch.setattr(client, "RETRY_SECONDS", 0.1)
    wire.follow(Plan(5, refusal=(code, "told by a test"), again=1000))
    with pytest.raises(ServerError) as caught, connected(over(wire, connection)) as refused:
        push(refused, graph(AFTER), "test")
    assert str(caught.value) == f"{wire.uri}: {REFUSALS[code]}"


@ONE
@pytest.mark.usefixtures("empty_server")
def test_a_deadlock_that_does_not_end_is_told_in_time(graphx, environment, wire):
    code = "Neo.TransientError.Transaction.DeadlockDetected"
    wire.follow(Plan(5, refusal=(code, "told by a test"), again=1000))
    said = f"graphx: {wire.uri}: {REFUSALS[code]}\n"
    assert pushed(graphx, **{**environment, "NEO4J_URI": wire.uri}) == (4, said)


@ONE
@pytest.mark.parametrize("code", ["Neo.TransientError.Transaction.DeadlockDetected", client.ENTITY_NOT_FOUND])
def test_a_deadlock_is_tried_again(empty_server, connection, wire, code):
    push(empty_server, graph(AFTER), "test")
    expected = snapshot(empty_server)
    push(empty_server, graph(BEFORE), "test")
    wire.follow(Plan(7, refusal=(code, "told by a test")))
    with connected(over(wire, connection)) as refused:
        push(refused, graph(AFTER), "test")
    assert snapshot(empty_server) == expected


@ONE
@pytest.mark.usefixtures("empty_server")
def test_a_connection_that_is_lost_for_good_is_told_and_what_is_half_there_is_not_pulled(graphx, environment, wire):
    wire.follow(Plan(9, for_good=True))
    assert pushed(graphx, **{**environment, "NEO4J_URI": wire.uri}) == (4, f"graphx: {wire.uri}: {NOBODY}\n")
    done = graphx("neo4j", "pull", **environment)
    uri = environment["NEO4J_URI"]
    said = f"graphx: {uri}: the last push of tutorial did not end, so it may be half there (push it again)\n"
    assert (done.code, done.out, done.err) == (4, "", said)


SILENT = "the server has fallen silent (is the network there? Run it again: it goes on from there)"


@ONE
@pytest.mark.usefixtures("empty_server")
def test_a_network_that_falls_silent_while_a_push_commits_is_told(graphx, environment, wire):
    wire.follow(Plan(9, Cut.SILENT))
    assert pushed(graphx, **{**environment, "NEO4J_URI": wire.uri}) == (4, f"graphx: {wire.uri}: {SILENT}\n")
    assert graphx("neo4j", "push", TUTORIAL, **environment).code == 0


LONG = "UNWIND range(1, 100000000000) AS n RETURN count(n * n) AS n"


def test_a_network_that_falls_silent_in_the_middle_of_a_query_is_told(connection, wire):
    with connected(over(wire, connection)) as server:
        threading.Timer(1.0, setattr, (wire, "is_silent", True)).start()
        started = time.monotonic()
        with pytest.raises(ServerError) as caught:
            server.read(LONG, seconds=60)
    assert time.monotonic() - started < PATIENCE
    assert str(caught.value) == f"{wire.uri}: {SILENT}"


@ONE
def test_a_server_that_works_for_long_is_waited_for(connection, wire, monkeypatch):
    monkeypatch.setattr(client, "SILENCE_SECONDS", 0.1)
    with connected(over(wire, connection)) as server:
        with pytest.raises(ServerError) as caught:
            server.read(LONG, seconds=2)
        assert caught.value.what == "the time limit was reached"
        assert not server.is_silent


def test_the_password_is_in_no_text_of_the_client(caplog, closed_port):
    caplog.set_level(logging.DEBUG)
    settings = Settings(SecretStr(MARKER), uri=closed_port)
    with pytest.raises(ServerError) as caught, connected(settings):
        pass
    told = f"{settings!r} {settings} {caught.value!r} {caught.value} {caught.value.__cause__!r}"
    assert MARKER not in told + caplog.text


def test_a_port_that_stays_silent_is_told_and_no_process_list_has_the_password(silent_port, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(f"{MARKER}\n", encoding="utf-8")
    started = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "graphx",
        "neo4j",
        "push",
        TUTORIAL,
        "--password-file",
        secret,
        "--uri",
        silent_port,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT) as process:
        while not (arguments := Path(f"/proc/{process.pid}/cmdline").read_bytes()):
            time.sleep(0.01)
        out, _ = process.communicate()
    assert time.monotonic() - started < PATIENCE
    assert (process.returncode, out.decode()) == (4, f"graphx: {silent_port}: {NOBODY}\n")
    assert MARKER.encode() not in arguments
