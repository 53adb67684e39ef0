"""Laws of reading: parts put together are the whole, whatever their order, and to say a thing twice says no more.

Kills: a merge that keeps the first value of a list; claims that are counted once per statement; a conflict that goes
unsaid; an input without claims that stays silent where others bring claims.
"""

from __future__ import annotations

import json
import random
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.errors import InvalidInputError
from graphx.readers.document import Stated, take_document
from graphx.readers.json import parse_json
from graphx.readers.merge import merge
from tests import worlds

SEEDS = st.integers(min_value=0, max_value=10**6)


def stated(path: str, document: dict) -> Stated:
    one = Stated(path)
    take_document(parse_json(json.dumps(document), path), path, one)
    assert not one.problems
    return one


def meaning(inputs: list[Stated]):
    """Return what a dataset says, without where it says so."""
    dataset = merge(inputs)
    relations = {
        identity: (
            relation.model_copy(update={"claims": None}),
            frozenset(each.model_dump_json() for each in relation.claims or ()),
        )
        for identity, relation in dataset.relations.items()
    }
    complete = {entity: dict(words) for entity, words in dataset.complete.items()}
    entities = {
        name: {key: frozenset(value) if isinstance(value, tuple) else value for key, value in entity.stated().items()}
        for name, entity in dataset.entities.items()
    }
    return entities, relations, dict(dataset.sources), complete


def in_two(record: dict) -> list[dict]:
    """Return a record as two that say half of each list, together the whole."""
    lists = {
        key: value for key, value in record.items() if isinstance(value, list) and len(value) > 1 and key != "claims"
    }
    halves = [
        {key: value[: len(value) // 2] for key, value in lists.items()},
        {key: value[len(value) // 2 :] for key, value in lists.items()},
    ]
    return [record | half for half in halves] if lists else [record]


@given(SEEDS, st.integers(min_value=1, max_value=4))
@settings(max_examples=60, deadline=None)
def test_parts_in_any_order_are_the_whole(seed: int, parts: int):
    source = random.Random(seed)
    world = worlds.world(source)
    head = {key: value for key, value in world.items() if not isinstance(value, list)}
    shares: list[dict] = [{**head, "entities": [], "relations": [], "sources": []} for _ in range(parts)]
    for section in ("entities", "relations", "sources"):
        for record in world.get(section, ()):
            for part in in_two(record):
                source.choice(shares)[section].append(part)
    whole = meaning([stated("whole.json", world)])
    inputs = [stated(f"part-{number}.json", share) for number, share in enumerate(shares)]
    for order in list(permutations(inputs))[:6]:
        assert meaning(list(order)) == whole


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_to_say_a_thing_twice_says_no_more_and_is_counted(seed: int):
    world = worlds.world(random.Random(seed))
    once, twice = stated("a.json", world), stated("a.json", world)
    assert meaning([once, twice]) == meaning([once])
    records = sum(len(world.get(section, ())) for section in ("entities", "relations", "sources"))
    assert merge([once, twice]).repeats == records


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_an_input_without_claims_is_one_witness_more_where_others_claim(seed: int):
    world = worlds.world(random.Random(seed))
    bare = {
        **world,
        "relations": [{key: value for key, value in each.items() if key != "claims"} for each in world["relations"]],
    }
    together = merge([stated("claims.json", world), stated("plain.json", bare)])
    for identity, relation in merge([stated("claims.json", world)]).relations.items():
        united = together.relations[identity].claims or ()
        if relation.claims:
            assert len(united) == len(dict.fromkeys(each.model_dump_json() for each in relation.claims)) + 1
            assert (united[-1].confidence, united[-1].source, united[-1].polarity) == (100, None, "asserts")
            assert together.claim_places[identity][-1].file == "plain.json"
        else:
            assert united == ()


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_two_values_of_one_field_are_a_conflict_that_names_both_places(seed: int):
    source = random.Random(seed)
    world = worlds.world(source)
    entity = source.choice(world["entities"])
    other = {"graphx": 1, "entities": [{"id": entity["id"], "kind": entity["kind"], "name": "another name"}]}
    with pytest.raises(InvalidInputError) as caught:
        merge([stated("one.json", world), stated("two.json", other)])
    (problem,) = caught.value.problems
    assert problem.where.file == "two.json"
    assert problem.what.startswith(f"`name` of {entity['id']} is another name here and {entity['name']} at one.json:1:")
