"""Law 5: same input, same bytes, whatever the hash seed, time zone, locale or order of inputs and of records.

Kills: iterating over a set of ids; sorting by position in the input; today's date in local time.
"""

from __future__ import annotations

import json
import random

import pytest

from graphx.questions.exposure import exposures
from graphx.questions.frame import Options, view_of
from graphx.reports.json import to_json
from graphx.reports.spelling import lines
from tests import worlds
from tests.notation import graph

ENVIRONMENTS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8"},
]


@pytest.mark.parametrize("form", ["json", "text", "csv", "markdown"])
def test_the_environment_and_the_order_of_inputs_change_no_byte(graphx, write, form):
    source = random.Random(3)
    world = worlds.world(source, entities=14, relations=40)
    world["as_of"] = "2020-06-01"
    overlay = {"graphx": 1, "relations": world["relations"][20:]}
    write("world.json", json.dumps({**world, "relations": world["relations"][:20]}))
    write("overlay.json", json.dumps(overlay))
    outputs = {
        graphx("exposure", *inputs, "--from", "kind:organization", "--format", form, **environment).out
        for environment in ENVIRONMENTS
        for inputs in (["world.json", "overlay.json"], ["overlay.json", "world.json"])
    }
    assert len(outputs) == 1
    assert outputs != {""}


def without_places(value):
    if isinstance(value, dict):
        return {key: without_places(inner) for key, inner in value.items() if key not in {"at", "sha256"}}
    return [without_places(each) for each in value] if isinstance(value, list) else value


def test_the_order_of_records_changes_nothing_but_places():
    for seed in range(40):
        source = random.Random(seed)
        world = worlds.world(source)
        shuffled = {
            key: source.sample(value, len(value)) if isinstance(value, list) else value for key, value in world.items()
        }
        answers = []
        for each in (world, shuffled):
            view = view_of(graph(each), as_of="2020-01-01")
            answer = exposures(view, Options(starts=list(view.graph.ids), patterns=["any"]))
            answers.append(without_places(json.loads("".join(lines(to_json(answer))))))
        assert answers[0] == answers[1], seed
