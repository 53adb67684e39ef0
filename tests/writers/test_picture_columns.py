"""Law: what lies in columns is drawn as its records are, arrows say what the records say, and none is made of what is folded.

Kills, each tried: a denial that is not told; an element without a mark that is not certain; the dates of what is folded; an arrow
inside a fold; a record of every entity.
"""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest

from graphx.model.subgraph import Subgraph
from graphx.readers import columnar, read
from graphx.writers.picture import picture_of
from tests import worlds
from tests.writers.test_attribute_columns import inputs_of, of_records, parts_of

ROOM = [(most, tallest) for most in (1, 3, 8, 150) for tallest in (None, 2)]
SEEDS = 12


def drawn_of(path):
    """Return an input as a whole, and parts of it."""
    return [Subgraph(read([str(path)])), *parts_of(path)]


def pictures(part):
    return [picture_of(part, *room) for room in ROOM]


def arrows(part):
    """Return what the arrows say where every entity is a box of its own."""
    picture = picture_of(part, 150)
    assert not picture.folded
    ids = [node.id for node in picture.nodes]
    return {
        (ids[line.source], line.type, ids[line.target], line.is_certain, *line.texts[1:]): line.size
        for line in picture.lines
    }


def stated(part):
    """Return the same by the records."""
    told = Counter()
    for identity, relation in part.dataset.relations.items():
        standing = [] if relation.status in {None, "in_service", "held", "enacted", "none"} else [relation.status]
        if any(claim.polarity == "denies" for claim in relation.claims or ()):
            standing.append("denied")
        dates = f"{relation.since or ''}–{relation.until or ''}" if relation.since or relation.until else ""
        mark = part.relations.get(identity)
        is_certain = not mark or mark.certainty == "certain"
        told[(*identity[:3], is_certain, *filter(None, (", ".join(standing), dates)))] += 1
    return told


@pytest.mark.parametrize("seed", range(SEEDS))
def test_columns_are_drawn_as_records_are(seed, tmp_path, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)
    of_document, of_store, of_folder = map(drawn_of, inputs_of(random.Random(seed), tmp_path))
    assert list(map(pictures, of_document[1:])) == list(map(pictures, of_store[1:]))
    for part in (*of_document, *of_store, *of_folder):
        assert pictures(part) == pictures(of_records(part))
        assert arrows(part) == stated(part)


def test_arrows_of_a_fold_tell_no_dates_and_none_runs_inside_it(tmp_path):
    sizes = set()
    for seed in range(8):
        (path := tmp_path / f"{seed}.json").write_text(json.dumps(worlds.world(random.Random(seed), entities=14)))
        picture = picture_of(Subgraph(read([str(path)])), 5)
        for line in picture.lines:
            ends = [picture.nodes[box] for box in (line.source, line.target)]
            if any(node.is_fold for node in ends):
                sizes.add(line.size)
                assert not line.dates
                assert line.source != line.target
    assert len(sizes) > 1


def test_records_are_made_of_boxes_only(tmp_path, monkeypatch):
    _, store, _ = inputs_of(random.Random(1), tmp_path)
    make, made = columnar._entity, []  # noqa: SLF001  # why: whatever makes a record of columns asks it
    parts = drawn_of(store)
    monkeypatch.setattr(columnar, "_relation", None)
    monkeypatch.setattr(columnar, "_entity", lambda row: made.append(row) or make(row))
    for part in parts:
        made.clear()
        nodes = picture_of(part, 5).nodes
        assert len(made) == sum(not node.is_fold for node in nodes) < len(part.dataset.entities)
