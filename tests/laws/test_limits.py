"""Law: what shortens an answer, or lets it be found in another way, changes nothing of what is still told.

Kills: a sweep that forgets what it did not finish; a tier counted on another walk than the first.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from graphx.errors import QuestionError
from graphx.model.vocabulary import Kind
from graphx.questions.exposure import exposures
from graphx.questions.frame import Limits, Options, view_of
from graphx.questions.impact import impact
from tests import worlds
from tests.notation import graph

WORLDS = 300
BATCH = 25


def drawn(first: int):
    """Yield, for each of a batch of random worlds, a view, and options that ask of everybody whether anybody is reached."""
    for seed in range(first, first + BATCH):
        source = random.Random(seed)
        world, lens, patterns = worlds.world(source), worlds.view(source), worlds.patterns(source)
        age = lens.get("max_age")
        view = view_of(graph(world), **{**lens, "max_age": None if age is None else str(age)})
        ends = [view.graph.ids[number] for number in view.graph.of_kind(Kind.ORGANIZATION, Kind.COMPONENT)]
        yield seed, view, Options(starts=list(view.graph.ids), restricted=ends, patterns=patterns)


def asked(view, options):
    try:
        return exposures(view, options)
    except QuestionError:
        return None


def hits(view, end, options):
    try:
        return impact(view, [end], options).hit
    except QuestionError:  # no pattern ends at its kind
        return None


def told(answer):
    return [(end.entity, end.certainty, end.hops, end.tier) for end in answer.restricted]


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_verdicts_alone_tell_what_proofs_tell(first: int):
    compared = 0
    for seed, view, options in drawn(first):
        proven = asked(view, options)
        if proven is None:
            continue
        alone = asked(view, replace(options, limits=Limits(max_paths=0)))
        for one, other in zip(proven.answers, alone.answers, strict=True):
            assert (told(other), other.verdict, other.frontier) == (told(one), one.verdict, one.frontier), seed
            nearest_first = [(hops, entity) for entity, _, hops, _ in told(one)]
            assert nearest_first == sorted(nearest_first), seed
            compared += len(one.restricted)
    assert compared


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_a_shorter_frontier_is_the_beginning_of_a_longer_one(first: int):
    shortened = 0
    for seed, view, options in drawn(first):
        whole = asked(view, replace(options, limits=Limits(max_paths=0, max_frontier=1000)))
        for most in (0, 1, 2) if whole else ():
            short = asked(view, replace(options, limits=Limits(max_paths=0, max_frontier=most)))
            for one, other in zip(whole.answers, short.answers, strict=True):
                assert other.frontier == one.frontier[:most], seed
                assert other.frontier_truncated == (len(one.frontier) > most), seed
                assert (other.verdict, told(other)) == (one.verdict, told(one)), seed
                shortened += other.frontier_truncated
    assert shortened


@pytest.mark.parametrize("first", range(0, WORLDS, BATCH))
def test_the_question_read_backwards_finds_the_same(first: int):
    found = 0
    for seed, view, options in drawn(first):
        forward = asked(view, replace(options, limits=Limits(max_paths=0)))
        complete = asked(view, replace(options, assume_complete=True, limits=Limits(max_paths=0)))
        if forward is None:
            continue
        assert list(map(told, complete.answers)) == list(map(told, forward.answers)), seed
        ends = {end.entity for each in forward.answers for end in each.restricted if each.entity != end.entity}
        for end in sorted(ends)[:2]:
            expected = {
                each.entity: (reached.certainty, reached.hops)
                for each in forward.answers
                for reached in each.restricted
                if reached.entity == end
            }
            hit = hits(view, end, options)
            if hit is None:
                continue
            assert {each.entity: (each.certainty, each.hops) for each in hit} == expected, seed
            found += len(hit)
    assert found
