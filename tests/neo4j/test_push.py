"""What a push leaves on a real server: all that the dataset states, nothing that is gone, and all that others wrote."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphx.errors import QuestionError, ServerError
from graphx.neo4j.layout import constraints
from graphx.neo4j.pull import pull
from graphx.neo4j.push import push
from graphx.writers import to_json, to_yaml
from tests import worlds
from tests.neo4j_snapshot import snapshot
from tests.notation import graph

FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
SEED = st.integers(0, 10_000)
TEXT = st.one_of(
    st.sampled_from(
        [
            "'",
            '"',
            "`",
            "``",
            "\\u0060",
            "a\nb",
            "*/ //",
            "; MATCH (n) DETACH DELETE n",
            "華為技術有限公司",
            "\u202eevil",
            "{a: 1}",
            "$x",
            "é" * 300,
            " ",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20),
)
KEY = st.one_of(st.sampled_from(["a b", "`", "``", "id2", "n`) DETACH DELETE n //", "鍵", "x" * 300]), TEXT)
VALUE = st.one_of(TEXT, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.sampled_from([0.5, -1.25, 1e300]))


def held(server, name="test"):
    return "\n".join(to_json(pull(server, name)))


def written(pushed):
    return "\n".join(to_json(pushed.dataset))


def test_what_was_pushed_is_pulled_again_byte_for_byte(empty_server):
    @FEW
    @given(SEED)
    def law(seed):
        one = graph(worlds.world(Random(seed)))
        push(empty_server, one, "test")
        assert held(empty_server) == written(one)
        again = pull(empty_server, "test")
        for name in ("documents", "entities", "relations", "sources", "entity_places", "relation_places", "complete"):
            assert getattr(again, name) == getattr(one.dataset, name), name
        assert again.claim_places == {key: places for key, places in one.dataset.claim_places.items() if places}

    law()


def test_a_push_leaves_what_it_would_leave_on_an_empty_server(empty_server):
    @FEW
    @given(SEED, SEED)
    def law(first, second):
        one, other = (graph(worlds.world(Random(seed))) for seed in (first, second))
        push(empty_server, other, "test", batch=4)
        fresh = snapshot(empty_server)
        push(empty_server, one, "test", batch=7)
        push(empty_server, other, "test", batch=3)
        assert snapshot(empty_server) == fresh

    law()


def test_a_second_push_changes_nothing(empty_server):
    one = graph(worlds.world(Random(5)))
    first = push(empty_server, one, "test")
    before = snapshot(empty_server)
    second = push(empty_server, one, "test")
    assert snapshot(empty_server) == before
    assert (first.added_entities, first.added_relations) == (len(one), len(one.relations))
    assert (second.added_entities, second.added_relations) == (0, 0)
    assert (second.removed_entities, second.removed_relations) == (0, 0)


def test_a_push_brings_what_makes_ids_unique_and_rows_found(empty_server):
    for name in constraints():
        empty_server.write(f"DROP CONSTRAINT {name}")
    push(empty_server, graph(TWO), "test")
    names = [row["name"] for row in empty_server.read("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name")]
    assert names == sorted(constraints())


@settings(FEW, max_examples=30)
@given(st.data())
def test_the_order_of_what_is_stated_does_not_matter(data):
    from graphx.neo4j.layout import Layout

    document = worlds.world(Random(data.draw(SEED)))
    shuffled = {**document, **{part: data.draw(st.permutations(document[part])) for part in ("entities", "relations")}}
    one, other = (Layout(graph(each), "test") for each in (document, shuffled))

    def rows(layout):
        return [
            {**row, "fields": {key: value for key, value in row["fields"].items() if key not in AT}}
            for row in [*layout.entities(), *(row for verb in VERBS for row in layout.relations(verb))]
        ]

    from graphx.model.vocabulary import Type

    AT, VERBS = {"graphx_places", "graphx_claim_places", "graphx_run"}, sorted(Type)  # noqa: N806  # why: constants
    assert rows(one) == rows(other)


def test_any_text_is_held_as_it_is(empty_server):
    @settings(FEW, max_examples=30)
    @given(TEXT, TEXT, st.dictionaries(KEY, VALUE, max_size=4), TEXT)
    def law(name, alias, properties, key):
        document = {
            "graphx": "1",
            "title": name,
            "sources": [{"id": "s", "title": alias}],
            "entities": [
                {"id": "a", "kind": "organization", "name": name, "aliases": [alias], "identifiers": {alias: name}},
                {"id": "b", "kind": "component", "name": alias, "properties": without(properties, worlds_fields())},
            ],
            "relations": [
                {"from": "b", "type": "MADE_BY", "to": "a", "key": key, "share": "0.30", "claims": [{"quote": name}]}
            ],
        }
        one = graph(document)
        push(empty_server, one, "test")
        assert held(empty_server) == written(one)
        [row] = empty_server.read("MATCH (n:Entity {id: 'b'}) RETURN properties(n) AS n")
        for each, value in one.dataset.entities["b"].properties.items():
            assert row["n"][each] == value
            assert empty_server.read("MATCH (n:Entity {id: 'b'}) RETURN n[$key] AS x", {"key": each})[0]["x"] == value

    law()


def worlds_fields():
    from graphx.model.records import ENTITY_FIELDS

    return ENTITY_FIELDS


def without(properties, names):
    return {key: value for key, value in properties.items() if key not in names}


THREE = """
camp:site > SERVED_BY > net:network{domain: core} > DEPLOYS > hss:component > MADE_BY > acme:organization{roles: [vendor]}
"""
TWO = "camp:site > SERVED_BY > net:network"


def test_a_smaller_dataset_takes_away_exactly_what_is_gone(empty_server):
    push(empty_server, graph(THREE), "test")
    empty_server.write("CREATE (:Note {text: 'mine'})-[:ABOUT {by: 'me'}]->(:Entity {id: 'my-own'})")
    empty_server.write("MATCH (n {id: 'net'}) SET n.checked = true, n:Seen")
    done = push(empty_server, graph(TWO), "test")
    assert (done.removed_entities, done.removed_relations, done.kept) == (2, 2, 0)
    rows = empty_server.read("MATCH (n:Entity) RETURN n.id AS id, labels(n) AS labels, n.domain AS d, n.checked AS c")
    assert sorted([row["id"], sorted(row["labels"]), row["d"], row["c"]] for row in rows) == [
        ["camp", ["Entity", "Site"], None, None],
        ["my-own", ["Entity"], None, None],
        ["net", ["Entity", "Network", "Seen"], None, True],
    ]
    assert len(empty_server.read("MATCH (:Note)-[:ABOUT {by: 'me'}]->() RETURN 1")) == 1


def test_what_a_note_of_others_holds_stays_and_is_no_entity(empty_server):
    push(empty_server, graph(THREE), "test")
    empty_server.write("MATCH (n {id: 'acme'}) CREATE (:Note {text: 'look'})-[:ABOUT]->(n)")
    done = push(empty_server, graph(TWO), "test")
    assert (done.removed_entities, done.kept) == (1, 1)
    rows = empty_server.read("MATCH (:Note)-[:ABOUT]->(n) RETURN labels(n) AS labels, properties(n) AS n")
    assert [[row["labels"], row["n"]] for row in rows] == [[["GraphxGone"], {"id": "acme", "name": "acme"}]]
    assert held(empty_server) == written(graph(TWO))
    push(empty_server, graph(THREE), "test")
    assert held(empty_server) == written(graph(THREE))


def test_another_dataset_is_not_touched(empty_server):
    push(empty_server, graph("x:site > SERVED_BY > y:network"), "other")
    before = snapshot(empty_server)
    push(empty_server, graph(THREE), "test")
    push(empty_server, graph(TWO), "test")
    rows = [row for row in snapshot(empty_server) if "'other'" in row]
    assert rows == before
    assert held(empty_server, "other") == written(graph("x:site > SERVED_BY > y:network"))


def test_an_id_that_somebody_else_holds_is_refused_before_anything_is_written(empty_server):
    push(empty_server, graph(TWO), "first")
    empty_server.write("CREATE (:Entity {id: 'hss'})")
    before = snapshot(empty_server)
    with pytest.raises(ServerError) as caught:
        push(empty_server, graph(THREE), "second")
    assert caught.value.what == ("the entity camp and 2 more belongs to the dataset first there; nothing was written")
    with pytest.raises(ServerError) as caught:
        push(empty_server, graph("hss:component > MADE_BY > acme:organization"), "third")
    assert caught.value.what == "the entity hss belongs to somebody other than graphx there; nothing was written"
    assert snapshot(empty_server) == before


@pytest.mark.parametrize(
    ("properties", "what"),
    [
        ({"graphx_run": 1}, "the property `graphx_run` of b begins with graphx_, as graphx's own do"),
    ],
)
def test_a_property_that_a_server_cannot_hold_is_refused_before_anything_is_written(empty_server, properties, what):
    before = snapshot(empty_server)
    document = {"graphx": "1", "entities": [{"id": "b", "kind": "site", "name": "B", "properties": properties}]}
    with pytest.raises(QuestionError) as caught:
        push(empty_server, graph({**document, "relations": []}), "test")
    assert caught.value.what == what
    assert snapshot(empty_server) == before


def test_pull_names_what_there_is(empty_server):
    with pytest.raises(QuestionError) as caught:
        pull(empty_server)
    assert str(caught.value) == "the server holds no dataset of graphx (push one: graphx neo4j push INPUT)"
    push(empty_server, graph(TWO), "one")
    assert "\n".join(to_yaml(pull(empty_server))) == "\n".join(to_yaml(graph(TWO).dataset))
    push(empty_server, graph("x:site > SERVED_BY > y:network"), "two")
    with pytest.raises(QuestionError) as caught:
        pull(empty_server)
    assert str(caught.value) == "the server holds one, two (name one by --dataset)"
    with pytest.raises(QuestionError) as caught:
        pull(empty_server, "tow")
    assert str(caught.value) == "the server holds no dataset tow (did you mean two?)"


def test_a_part_that_somebody_removed_is_told(empty_server):
    push(empty_server, graph(TWO), "test")
    empty_server.write("MATCH ()-[r:SERVED_BY]->() DELETE r")
    with pytest.raises(ServerError) as caught:
        pull(empty_server)
    assert caught.value.what == "test has 0 relations there, and 1 were pushed"


def test_a_property_id_of_a_relation_is_one_like_any_other(empty_server):
    def stated(**properties):
        entities = [{"id": name, "kind": "organization", "name": name} for name in ("a", "b")]
        relation = {"from": "a", "type": "SUPPLIED_BY", "to": "b", **({"properties": properties} if properties else {})}
        return graph({"graphx": "1", "entities": entities, "relations": [relation]})

    for properties in ({"id": "contract-7", "x": 1}, {"x": 2}, {}):
        push(empty_server, stated(**properties), "test")
        [row] = empty_server.read("MATCH ()-[r:SUPPLIED_BY]->() RETURN r {.id, .x} AS r")
        assert row["r"] == {"id": properties.get("id"), "x": properties.get("x")}
