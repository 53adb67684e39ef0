"""Law: what shortens an answer, or lets it be found in another way, changes nothing of what is still told.

Kills: a sweep that forgets what it did not finish; a tier counted on another walk than the first.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from graphx.errors import QuestionError
from graphx.questions.exposure import exposures
from graphx.questions.frame import Limits, Options, view_of
from graphx.questions.impact import impact
from tests import worlds
from tests.notation import graph

WORLDS = 300
BATCH = 25


def drawn(first: int):
    """Yield, for each of a batch of random worlds, a view and patterns to ask it with."""
    for seed in range(first, first + BATCH):
        source = random.Random(seed)
        world, lens, patterns = worlds.world(source), worlds.view(source), worlds.patterns(source)
        age = lens.get("max_age")
        yield seed, view_of(graph(world), **{**lens, "max_age": None if age is None else str(age)}), patterns


def asked(view, options):
    try:
        return exposures(view, options)
    except QuestionError:
        return None


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_verdicts_alone_tell_what_proofs_tell(first: int):
    compared = 0
    for seed, view, patterns in drawn(first):
        options = Options(starts=list(view.graph.ids), patterns=patterns)
        proven = asked(view, options)
        if proven is None:
            continue
        alone = asked(view, replace(options, limits=Limits(max_paths=0)))
        for one, other in zip(proven.answers, alone.answers, strict=True):
            without = tuple(replace(end, paths=()) for end in one.restricted)
            assert replace(one, restricted=without) == other, seed
            compared += len(without)
    assert compared > BATCH


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_a_shorter_frontier_is_the_beginning_of_a_longer_one(first: int):
    shortened = 0
    for seed, view, patterns in drawn(first):
        options = Options(starts=list(view.graph.ids), patterns=patterns, limits=Limits(max_paths=0, max_frontier=1000))
        whole = asked(view, options)
        for most in (0, 1, 2) if whole else ():
            short = asked(view, replace(options, limits=Limits(max_paths=0, max_frontier=most)))
            for one, other in zip(whole.answers, short.answers, strict=True):
                assert other.frontier == one.frontier[:most], seed
                assert other.frontier_truncated == (len(one.frontier) > most), seed
                assert (other.verdict, other.restricted) == (one.verdict, one.restricted), seed
                shortened += other.frontier_truncated
    assert shortened > BATCH


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_the_question_read_backwards_finds_the_same(first: int):
    found = 0
    for seed, view, patterns in drawn(first):
        options = Options(starts=list(view.graph.ids), patterns=patterns, limits=Limits(max_paths=0))
        forward = asked(view, options)
        complete = asked(view, replace(options, assume_complete=True))
        if forward is None:
            continue
        assert [each.restricted for each in complete.answers] == [each.restricted for each in forward.answers], seed
        ends = {end.entity for each in forward.answers for end in each.restricted if each.entity != end.entity}
        for end in sorted(ends)[:2]:
            named = asked(view, replace(options, restricted=[end]))
            expected = {
                each.entity: (reached.certainty, reached.hops)
                for each in named.answers
                for reached in each.restricted
                if reached.entity == end
            }
            hit = impact(view, [end], replace(options, starts=list(view.graph.ids))).hit
            certainly = {each.entity: (each.certainty, each.hops) for each in hit}
            assert certainly.keys() == expected.keys(), seed
            found += len(hit)
    assert found > BATCH
