"""What neo4j-admin imports is what a push leaves, on either generation, whatever the texts hold."""

from __future__ import annotations

import shlex
from random import Random

import pytest
from pydantic import SecretStr

from graphx.errors import QuestionError
from graphx.neo4j import local
from graphx.neo4j.bulk import FINISH, finishing, import_commands, to_neo4j_csv
from graphx.neo4j.client import connected
from graphx.neo4j.local import GENERATIONS, SHORT_LIVED, LocalServer
from graphx.neo4j.push import push
from tests import worlds
from tests.neo4j_snapshot import snapshot
from tests.notation import graph

HARD = {
    "sources": [{"id": "s", "title": 'x"y'}],
    "entities": [
        {
            "id": "a",
            "kind": "organization",
            "name": 'A "q" ; , \\ b\r\nc',
            "aliases": ["x;y", "華為", "\u202eevil"],
            "roles": [],
            "identifiers": {"lei": "1"},
            "properties": {"a b": "", "`": 1, "mixed": 5, 'q"x': "1", "osm:ref": "r"},
        },
        {
            "id": "b",
            "kind": "organization",
            "name": " ",
            "roles": ["vendor"],
            "properties": {"mixed": "five", "t": True},
        },
        {
            "id": "c",
            "kind": "component",
            "name": "'",
            "complete": [],
            "properties": {"mixed": 0.5, "x,y": "2", "鍵": "k"},
        },
        {
            "id": "r",
            "kind": "restriction",
            "name": "é" * 300,
            "extends_to": [{"calculator": "cascade", "threshold": "0.25"}],
        },
    ],
    "relations": [
        {
            "from": "c",
            "type": "MADE_BY",
            "to": "a",
            "key": "k\n1",
            "share": "0.30",
            "claims": [{"source": "s", "quote": "'q"}],
            "properties": {"mixed": 1},
        },
        {"from": "a", "type": "LISTED_ON", "to": "r"},
        {
            "from": "a",
            "type": "OWNED_BY",
            "to": "b",
            "share_max": "0.5",
            "essential": "true",
            "properties": {"mixed": "x"},
        },
    ],
}


def hard_world():
    document = worlds.world(Random(3), entities=20, relations=60)
    return graph({**document, **{part: [*document[part], *HARD[part]] for part in HARD}})


def written(one, folder):
    """The names of the files of an import, each in a folder."""
    names = []
    for name, lines in to_neo4j_csv(one.dataset, "test"):
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
        names.append(name)
    return names


@pytest.fixture
def imported(connection, server, local_server, tmp_path):
    """Import a folder's files into a server of the same generation, and give what it holds."""
    name = next((each for each in GENERATIONS if each == str(server.version[0])), None)
    if name is None or connection.uri != local_server(name).uri:
        pytest.skip("an import needs a server of its own, stopped")

    def import_all(files, folder):
        home = tmp_path / "server"
        own = LocalServer(
            GENERATIONS[name],
            home,
            local.free_port(),
            local.free_port(),
            SecretStr("password-of-a-test"),
            java_options=SHORT_LIVED,
            is_kept=False,
        )
        own.prepare()
        command = shlex.split(import_commands(files)[0])
        assert command.pop(0) == "neo4j-admin"
        own.admin(
            *(each.replace("s=", f"s={folder}/") if each.startswith(("--nodes", "--rel")) else each for each in command)
        )
        own.start()
        try:
            with connected(own.connection) as fresh:
                with fresh.driver.session() as session:
                    for statement in (folder / FINISH).read_text(encoding="utf-8").split(";\n"):
                        if statement.strip():
                            session.run(statement).consume()
                return snapshot(fresh), push(fresh, hard_world(), "test")
        finally:
            own.stop()

    return import_all


def test_what_is_imported_is_what_a_push_leaves(empty_server, imported, tmp_path):
    one = hard_world()
    push(empty_server, one, "test")
    found, pushed = imported(written(one, tmp_path), tmp_path)
    assert found == snapshot(empty_server)
    assert (pushed.added_entities, pushed.added_relations, pushed.removed_entities, pushed.removed_relations) == (
        0,
    ) * 4


def test_the_commands_name_every_file():
    small = graph({**HARD, "graphx": "1", "entities": HARD["entities"][1:2], "relations": []})
    files = [name for name, _ in to_neo4j_csv(small.dataset, "test")]
    assert files == ["run.csv", "sources.csv", "entities.csv", "finish.cypher"]
    assert import_commands(files) == [
        "neo4j-admin database import full neo4j --overwrite-destination=true --id-type=string --bad-tolerance=0"
        " --array-delimiter=U+001F --multiline-fields=true --nodes=run.csv --nodes=sources.csv --nodes=entities.csv",
        "cypher-shell -d neo4j -f finish.cypher",
    ]
    assert len(finishing()) == 2 + 19


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ({"properties": {"a{b}": "1"}}, "the property `a{b}` has a name that an import file cannot hold"),
        (
            {"properties": {"capacity (Gbps)": "1"}},
            "the property `capacity (Gbps)` has a name that an import file cannot hold",
        ),
        ({"aliases": ["x\x1fy"]}, "a text in a list holds the control character U+001F, which separates items"),
    ],
)
def test_what_a_file_cannot_hold_is_refused(field, what):
    small = graph({"graphx": "1", "entities": [{"id": "a", "kind": "site", "name": "A", **field}], "relations": []})
    with pytest.raises(QuestionError) as caught:
        [line for _, lines in to_neo4j_csv(small.dataset, "test") for line in lines]
    assert caught.value.what == what
