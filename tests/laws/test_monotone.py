"""Law 9: adding a carrying relation, or removing a denial, never turns exposed into anything else nor unknown into clear.

Kills: a denial that strengthens; a frontier that shrinks when relations are added; certain search over possible edges.
"""

from __future__ import annotations

import random

import pytest

from graphx.errors import QuestionError
from graphx.model.vocabulary import CARRYING, ENDS, Kind
from graphx.questions.exposure import exposures
from graphx.questions.frame import Options, view_of
from tests import worlds
from tests.notation import graph

RANK = {"clear": 0, "unknown": 1, "exposed": 2}


def verdicts(world: dict, patterns: list[str], lens: dict) -> dict[str, str] | None:
    view = view_of(graph(world), **lens)
    try:
        answer = exposures(view, Options(starts=list(view.graph.ids), patterns=patterns))
    except QuestionError:
        return None
    return {each.entity: each.verdict.value for each in answer.answers}


def with_another_relation(world: dict, source: random.Random) -> dict:
    verb = source.choice(sorted(CARRYING))
    kinds = {entity["id"]: Kind(entity["kind"]) for entity in world["entities"]}
    ends = [(near, far) for near in kinds for far in kinds if (kinds[near], kinds[far]) in ENDS[verb]]
    if not ends:
        return world
    near, far = source.choice(ends)
    return {**world, "relations": [*world["relations"], {"from": near, "type": verb, "to": far, "key": "added"}]}


def without_a_denial(world: dict, source: random.Random) -> dict:
    denied = [
        (relation, claim)
        for relation in world["relations"]
        for claim in relation.get("claims", ())
        if claim.get("polarity") == "denies" and len(relation["claims"]) > 1 and relation["type"] in CARRYING
    ]
    if not denied:
        return world
    chosen, denial = source.choice(denied)
    relations = [
        {**relation, "claims": [claim for claim in relation["claims"] if claim is not denial]}
        if relation is chosen
        else relation
        for relation in world["relations"]
    ]
    return {**world, "relations": relations}


@pytest.mark.parametrize("change", [with_another_relation, without_a_denial], ids=lambda change: change.__name__)
def test_more_evidence_never_weakens_a_verdict(change):
    changed = 0
    for seed in range(250):
        source = random.Random(seed)
        world, lens, patterns = worlds.world(source), worlds.view(source), worlds.patterns(source)
        lens["max_age"] = None if lens.get("max_age") is None else str(lens["max_age"])
        grown = change(world, source)
        before, after = verdicts(world, patterns, lens), verdicts(grown, patterns, lens)
        if before is None or after is None or grown is world:
            continue
        changed += 1
        for start, verdict in before.items():
            assert RANK[after[start]] >= RANK[verdict], (seed, start)
    assert changed > 40
