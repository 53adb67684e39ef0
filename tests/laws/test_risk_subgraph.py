"""Law: the risk subgraph holds just what lies on accepted walks, and asking it gives the same findings.

Kills, each tried: a start taken as its own end; the certain lane taken for the possible one; a limit on hops that counts the
hops before an element alone; a layer that is the last instead of the first; starts counted once per state.
"""

from __future__ import annotations

import pytest

from graphx.errors import PatternError, QuestionError
from graphx.graph.graph import load
from graphx.graph.view import View
from graphx.questions.exposure import exposures
from graphx.questions.frame import Limits, Options
from graphx.questions.subgraph import around, between_two, risk_subgraph
from graphx.writers import to_json
from tests import oracle
from tests.laws.test_agrees_with_the_oracle import drawn

WORLDS = 300
BATCH = 50


def asked(seed: int):
    world, lens, patterns, max_hops, view = drawn(seed)
    starts = sorted(entity["id"] for entity in world["entities"])
    options = Options(starts=starts, patterns=patterns, limits=Limits(max_hops=max_hops, max_frontier=0))
    try:
        return world, lens, options, view, risk_subgraph(view, options)
    except QuestionError:
        return None


def told(marks):
    return {key: (mark.layer, mark.certainty, mark.starts) for key, mark in marks.items() if mark.layer is not None}


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_it_holds_just_what_lies_on_accepted_walks(first: int):
    found = 0
    for seed in range(first, first + BATCH):
        if (question := asked(seed)) is None:
            continue
        world, lens, options, _, answer = question
        entities, relations = oracle.between(
            world, patterns=options.patterns, starts=options.starts, max_hops=options.limits.max_hops, **lens
        )
        expected = [
            {
                key: (each.layer, "certain" if each.certain else "possible", len(each.starts))
                for key, each in lies.items()
            }
            for lies in (entities, {(a, b, c, d or ""): each for (a, b, c, d), each in relations.items()})
        ]
        assert [told(answer.subgraph.entities), told(answer.subgraph.relations)] == expected, seed
        found += len(relations)
    assert found > BATCH // 3


def test_written_and_asked_again_it_answers_with_the_same_findings(tmp_path):
    """What was exposed stays exposed, over the same hops; nothing that was cut off reads as clear."""
    seen = 0
    for seed in range(WORLDS):
        question = asked(seed)
        if question is None or not question[4].subgraph.dataset.relations:
            continue
        _, _, options, view, answer = question
        (document := tmp_path / "part.json").write_text("\n".join(to_json(answer.subgraph.dataset)), encoding="utf-8")
        part = View(load(document), view.lens)
        starts = tuple(each for each in options.starts if each in answer.subgraph.dataset.entities)
        found = {each.entity: each for each in exposures(view, options).answers}
        try:
            again = exposures(part, Options(starts, patterns=options.patterns, limits=options.limits)).answers
        except PatternError:  # a property of the pattern occurs nowhere in what is left
            continue
        for each in again:
            before = found[each.entity]
            assert [(end.entity, end.certainty, end.hops) for end in each.restricted] == [
                (end.entity, end.certainty, end.hops) for end in before.restricted
            ], seed
            assert (each.verdict == "exposed") is (before.verdict == "exposed"), seed
            assert each.verdict != "clear" or before.verdict == "clear", seed
            seen += len(each.restricted)
    assert seen > WORLDS


def test_between_two_is_the_risk_subgraph_of_one_start_and_one_named_end():
    for seed in range(0, WORLDS, 7):
        world, lens, patterns, max_hops, view = drawn(seed)
        options = Options(patterns=patterns, limits=Limits(max_hops=max_hops))
        ids = sorted(each["id"] for each in world["entities"])
        try:
            answer = between_two(view, ids[0], ids[-1], options)
        except QuestionError:
            continue
        bare = {**world, "relations": [each for each in world["relations"] if each["type"] != "LISTED_ON"]}
        entities, relations = oracle.between(
            bare, patterns=options.patterns, starts=ids[:1], named=ids[-1:], max_hops=max_hops, **lens
        )
        assert {key: each.layer for key, each in entities.items()} == {
            key: mark.layer for key, mark in answer.subgraph.entities.items() if mark.layer is not None
        }, seed
        assert len(relations) == sum(mark.layer is not None for mark in answer.subgraph.relations.values())


def test_around_grows_by_hops_until_it_is_a_whole_component():
    import networkx as nx

    for seed in range(0, WORLDS, 11):
        *_, view = drawn(seed)
        whole = nx.Graph()
        whole.add_nodes_from(view.graph.ids)
        for number, (source, _, target, _) in enumerate(view.graph.identities):
            if view.level[number]:
                whole.add_edge(source, target)
        center = view.graph.ids[seed % len(view.graph)]
        for hops in (1, 2, 9):
            expected = nx.single_source_shortest_path_length(whole, center, hops)
            found = around(view, center, hops).subgraph.entities
            assert {key: mark.layer for key, mark in found.items()} == expected, seed
