"""Law: what a relationship bears tells its level and its fields in any view, as `graph.view` does.

Kills, each tried: `<=` for `<` where a box ends; a confidence that is strong one step too far; a denial that does not reach
its keyed twins; boxes joined though what they hold differs.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from graphx.graph.view import CERTAIN, OUT, POSSIBLE, View
from graphx.neo4j.levels import (
    CERTAIN_BOXES,
    POSSIBLE_BOXES,
    SAYABLE,
    Bearings,
    certain,
    possible,
    read,
    said_name,
    view_parameters,
)
from graphx.questions.frame import view_of
from tests import worlds
from tests.neo4j_worlds import prefixed, put_all
from tests.notation import graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.neo4j.client import Server

WORLDS = 120
VIEWS = 6


def views(seed: int, count: int) -> list[View]:
    source = random.Random(seed)
    world = graph(prefixed(worlds.world(source), f"level{seed}."))
    drawn = (worlds.view(source) for _ in range(count))
    return [view_of(world, **{**lens, "max_age": aged(lens.get("max_age"))}) for lens in drawn]


def aged(age: int | None) -> str | None:
    return None if age is None else str(age)


def within(box: Sequence[str], view: dict[str, Any]) -> bool:
    known_from, known_until, least, beyond = box[:4]
    return known_from <= view["known_at"] < known_until and int(least) <= view["min_confidence"] < int(beyond)


def boxes(flat: Sequence[str], size: int) -> list[Sequence[str]]:
    return [flat[first : first + size] for first in range(0, len(flat), size)]


def level_of(bears: dict[str, Any], view: dict[str, Any]) -> int:
    def holds(box: Sequence[str]) -> bool:
        return within(box, view) and (view["as_of"] == "any" or box[4] <= view["as_of"] < box[5])

    if any(holds(box) and view["oldest"] <= box[6] for box in boxes(bears[CERTAIN_BOXES], 7)):
        return CERTAIN
    held = (box for box in boxes(bears[POSSIBLE_BOXES], 7) if holds(box))
    return POSSIBLE if any(not box[6] or box[6] in view["include"] for box in held) else OUT


def test_boxes_hold_what_the_view_says():
    for seed in range(WORLDS):
        for view in views(seed, VIEWS):
            bearings, told = Bearings(view.graph), view_parameters(view.lens)
            for number in range(len(view.graph.relations)):
                bears = bearings.relation(number, view.graph.relations[number])
                assert level_of(bears, told) == view.level[number], (seed, view.lens, number)
                for field in SAYABLE:
                    said = [box[4] for box in boxes(bears.get(said_name(field), ()), 5) if within(box, told)]
                    stated = getattr(view.graph.relations[number], field)
                    assert (said or [text(stated)]) == [text(view.value(number, field))], (seed, view.lens, number)


def text(value: object) -> str | None:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return None if value is None else str(value)


def test_a_relation_without_claims_bears_one_box():
    drawn = graph("a:site > SERVED_BY {since: 2018-02, until: 2020-05-01} > b:network")
    assert Bearings(drawn).relation(0, drawn.relations[0]) == {
        "graphx_certain": ["0000", "9999-99", "0", "101", "2018-03-01", "2020-05-01", "9999-99"],
        "graphx_possible": ["0000", "9999-99", "0", "101", "2018-02-01", "2020-05-01", ""],
    }


def test_equal_neighbours_are_one_box():
    claims = [
        {"certainty": "stated", "asserted": "2019"},
        {"polarity": "denies", "asserted": "2020", "confidence": "90"},
    ]
    document = {
        "graphx": "1",
        "entities": [{"id": name, "kind": "organization", "name": name} for name in "ab"],
        "relations": [{"from": "a", "type": "SUPPLIED_BY", "to": "b", "claims": claims}],
    }
    one = graph(document)
    bears = Bearings(one).relation(0, one.relations[0])
    assert bears["graphx_certain"] == ["2019-01-01", "2020-01-01", "0", "86", "0000", "9999-99", "2019-01-01"]
    assert boxes(bears["graphx_possible"], 7) == [["2019-01-01", "9999-99", "0", "101", "0000", "9999-99", ""]]


def test_what_a_claim_says_reads_alike_whatever_was_pushed_before():
    def said(share: str) -> Sequence[str]:
        claims = [{"certainty": "stated", "asserted": "2019", "says": {"share": share}}]
        entities = [{"id": name, "kind": "organization", "name": name} for name in "ab"]
        relations = [{"from": "a", "type": "OWNED_BY", "to": "b", "claims": claims}]
        drawn = graph({"graphx": "1", "entities": entities, "relations": relations})
        return Bearings(drawn).relation(0, drawn.relations[0])[said_name("share")]

    assert said("0.50") == said("0.5")
    assert said("0.5")[4] == "0.5"


def test_the_server_reads_every_level_and_field_as_the_view_does(server: Server):
    drawn = {seed: views(seed, 3) for seed in range(1000, 1025)}
    put_all(server, {f"level{seed}": each[0].graph for seed, each in drawn.items()})
    fields = ", ".join(f"{read('r', field)} AS {field}" for field in SAYABLE)
    statement = f"""
        MATCH (near:Entity)-[r]->(far:Entity) WHERE r.graphx_dataset = $dataset
        RETURN CASE WHEN {certain("r")} THEN 2 WHEN {possible("r")} THEN 1 ELSE 0 END AS level, {fields}
        ORDER BY near.id, type(r), far.id, coalesce(r.key, '')"""
    try:
        for seed, each in drawn.items():
            for view in each:
                rows = server.read(statement, {"dataset": f"level{seed}", **view_parameters(view.lens)})
                assert [row["level"] for row in rows] == view.level.tolist(), (seed, view.lens)
                for field in SAYABLE:
                    stated = [view.value(number, field) for number in range(len(view.graph.relations))]
                    found = [row[field] for row in rows]
                    assert found == [held(value) for value in stated], (seed, view.lens, field)
    finally:
        server.write("MATCH (n) WHERE n.graphx_dataset STARTS WITH 'level' DETACH DELETE n")


def held(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else text(value)


def test_a_restriction_bears_its_own_dates_and_status():
    drawn = graph("a:restriction{since: 2018, status: proposed}")
    assert Bearings(drawn).entity(drawn.entities[0]) == {
        "graphx_certain": [],
        "graphx_possible": ["0000", "9999-99", "0", "101", "2018-01-01", "9999-99", "proposed"],
    }


def test_an_entity_bears_what_it_declares_and_until_when():
    drawn = graph(
        {
            "graphx": "1",
            "as_of": "2020-01-01",
            "entities": [{"id": "a", "kind": "site", "name": "A", "complete": ["SERVED_BY", "<OPERATES"]}],
            "relations": [],
        }
    )
    assert Bearings(drawn).entity(drawn.entities[0]) == {
        "graphx_complete": ["<OPERATES", "SERVED_BY"],
        "graphx_complete_until": ["2020-01-01", "2020-01-01"],
    }
