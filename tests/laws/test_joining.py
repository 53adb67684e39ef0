"""Laws of joining: the order of inputs does not matter, to say a thing twice says no more, and what met meets again.

Kills: an id that is kept because its input came first; identifiers of which only the first input's stay; claims that are counted
once per input; a join that forgets the ids that went.
"""

from __future__ import annotations

import json
import random
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.readers.document import Stated, take_document
from graphx.readers.joining import join
from graphx.readers.json import parse_json
from graphx.writers import to_json
from tests import worlds

SEEDS = st.integers(min_value=0, max_value=10**6)


def stated(path: str, text: str) -> Stated:
    one = Stated(path)
    take_document(parse_json(text, path), path, one)
    assert not one.problems, one.problems
    return one


def meaning(texts: list[str], as_of: str | None = None):
    """Return what documents say together, without where and in which order they say so."""
    found = join([stated(f"{number}.json", text) for number, text in enumerate(texts)], as_of=as_of).dataset
    entities = {
        name: {key: frozenset(value) if isinstance(value, tuple) else value for key, value in entity.stated().items()}
        for name, entity in found.entities.items()
    }
    relations = {
        identity: (relation.model_copy(update={"claims": None}), frozenset(relation.claims or ()))
        for identity, relation in found.relations.items()
    }
    return entities, relations, dict(found.sources)


def known_by_other_ids(world: dict, source: random.Random) -> tuple[str, str]:
    """Return a world as two documents that share some entities, each under ids of its own and an identifier of both."""
    shared = {each["id"] for each in world["entities"] if source.random() < 0.6}
    renamed = {name: f"{source.choice(['', 'other-'])}{name}-{source.randint(1, 99)}" for name in sorted(shared)}
    for number, entity in enumerate(world["entities"]):
        entity["identifiers"] = {"duns": str(150480001 + number), "isin": f"XS{source.randint(1, 3)}{number:08}9"}
    head = {key: value for key, value in world.items() if not isinstance(value, list)}
    others = [
        {**each, "id": renamed[each["id"]], "name": source.choice([each["name"], f"{each['name']} Ltd"])}
        for each in world["entities"]
        if each["id"] in shared
    ]
    moved = [
        {**each, "from": renamed[each["from"]], "to": renamed[each["to"]]}
        for each in world["relations"]
        if {each["from"], each["to"]} <= shared and source.random() < 0.5
    ]
    second = {**head, "entities": others, "relations": moved, "sources": world.get("sources", [])}
    return json.dumps(world), json.dumps(second)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_inputs_meet_in_any_order_with_the_same_result(seed: int):
    source = random.Random(seed)
    one, other = known_by_other_ids(worlds.world(source), source)
    third = json.dumps(
        {"graphx": 1, "entities": [{"id": "z", "kind": "organization", "name": "Z", "identifiers": {"cage": "1ABC2"}}]}
    )
    results = [meaning(list(order)) for order in permutations([one, other, third])]
    assert all(each == results[0] for each in results)
    assert len(results[0][0]) == len(json.loads(one)["entities"]) + 1


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_document_merged_with_itself_is_itself(seed: int):
    source = random.Random(seed)
    world = worlds.world(source)
    for each in world["relations"]:
        each.setdefault("claims", []).append({"certainty": "stated"})  # a claim of the input itself
    text, _ = known_by_other_ids(world, source)
    once = join([stated("a.json", text)]).dataset
    twice = join([stated("a.json", text), stated("b.json", text)]).dataset
    assert list(to_json(twice)) == list(to_json(once))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_what_met_meets_its_parts_again_and_stays_as_it_is(seed: int):
    source = random.Random(seed)
    parts = known_by_other_ids(worlds.world(source), source)
    whole = join([stated(f"{number}.json", text) for number, text in enumerate(parts)]).dataset
    text = "\n".join(to_json(whole))
    entities, relations, sources = meaning([text])
    for part in parts:
        again = meaning([text, part])
        assert (again[0], again[2]) == (entities, sources)
        assert again[1].keys() == relations.keys()
