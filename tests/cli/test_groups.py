"""A command names a group of options, and takes each of them by itself."""

from __future__ import annotations

from inspect import signature

import pytest
import typer
from typer.testing import CliRunner

from graphx.cli.groups import AnswerOptions, Grouped, LensOptions, LimitOptions, QuestionOptions
from graphx.cli.options import Format
from graphx.questions.frame import MIN_CONFIDENCE, Options

told: list[object] = []


@Grouped
def ask(name: str, *, lens: LensOptions, count: int = 1, limits: LimitOptions, answer: AnswerOptions) -> None:
    """Ask for something."""
    told.extend((name, lens, count, limits, answer))


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(ask)
    told.clear()

    def called(*words: str) -> list[object]:
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        return told

    return called


def test_options_stand_where_their_group_does():
    assert list(signature(ask).parameters) == [
        *("name", "as_of", "known_at", "min_confidence", "include", "max_age", "count"),
        *("max_paths", "max_hops", "timeout", "form", "output", "csv_raw"),
    ]


def test_what_is_not_told_is_as_it_is_anyway(run):
    name, lens, count, limits, answer = run("camp")
    assert (name, count) == ("camp", 1)
    assert (lens, limits, answer) == (LensOptions(), LimitOptions(), AnswerOptions())
    assert not lens.is_given
    assert not limits.is_given


def test_what_is_told_reaches_the_command_as_one_object_per_group(run):
    words = ["--as-of", "2020-01-01", "--include", "planned", "--include", "proposed", "--max-hops", "3"]
    _, lens, _, limits, answer = run("camp", *words, "--format", "json")
    assert lens == LensOptions(as_of="2020-01-01", include=["planned", "proposed"])
    assert limits == LimitOptions(max_hops=3)
    assert answer == AnswerOptions(form=Format.JSON)
    assert lens.is_given
    assert limits.is_given


def test_what_is_not_told_is_what_a_question_takes_that_is_not_told_it():
    assert QuestionOptions().options(LimitOptions()) == Options()
    assert LensOptions().min_confidence == MIN_CONFIDENCE


@pytest.mark.parametrize(("told", "is_given"), [({"min_confidence": 50}, False), ({"min_confidence": 0}, True)])
def test_a_number_counts_as_told_only_if_it_is_another_than_the_usual(told, is_given):
    assert LensOptions(**told).is_given is is_given
