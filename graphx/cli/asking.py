"""What every command that asks a question of walks shares: from options to a question, from an answer to an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import typer

from graphx.cli.options import FailOn, Format
from graphx.cli.run import INCOMPLETE
from graphx.cli.streams import say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graphx.graph.view import View
    from graphx.questions.frame import Options


def view_of_inputs(
    inputs: list[str],
    as_of: str | None = None,
    known_at: str | None = None,
    min_confidence: int = 50,
    include: list[str] | None = None,
    max_age: str | None = None,
) -> View:
    """Read inputs and return the view that a question is asked in.

    Raises:
        InvalidInputError: an input cannot be read, or is not whole.
        QuestionError: the options fit no view.
    """
    from graphx.graph.graph import load  # noqa: PLC0415  # why: heavy; help and errors of usage come without it
    from graphx.questions.frame import view_of  # noqa: PLC0415

    return view_of(
        load(*inputs),
        as_of=as_of,
        known_at=known_at,
        min_confidence=min_confidence,
        include=include or (),
        max_age=max_age,
    )


def options_of(  # why: one place that knows them all
    *,
    start: list[str] | None = None,
    restricted: list[str] | None = None,
    lists: list[str] | None = None,
    calculator: str | None = None,
    pattern: list[str] | None = None,
    assume_complete: bool = False,
    max_paths: int,
    max_hops: int | None,
    max_frontier: int = 20,
    timeout: float | None,
) -> Options:
    """Return what a question is told beside the view.

    Raises:
        QuestionError: a limit is below its least value.
    """
    from graphx.questions.frame import Limits, Options  # noqa: PLC0415  # why: heavy; help comes without it

    return Options(
        starts=tuple(start or ()),
        restricted=tuple(restricted or ()),
        lists=tuple(lists or ()),
        calculator=calculator,
        patterns=tuple(pattern or ()),
        assume_complete=assume_complete,
        limits=Limits(max_paths, max_hops, max_frontier, timeout),
    )


def finish(  # why: what every question ends with
    answer: Any,  # noqa: ANN401  # why: any answer
    form: Format | None,
    output: Path | None,
    *,
    raw: bool,
    fail_on: FailOn,
    found: Iterable[str],
) -> NoReturn:
    """Give the answer and its warnings, and exit with the code that they earn."""
    from graphx.cli.output import emit  # noqa: PLC0415  # why: as above: it knows every answer

    emit(answer, form, output, raw=raw)
    end(answer.warnings, fail_on, found, is_complete=answer.coverage.complete)


def end(warnings: Iterable[str], fail_on: FailOn, found: Iterable[str], *, is_complete: bool) -> NoReturn:
    """Give the warnings, and exit with the code that the findings earn."""
    for warning in warnings:
        say(f"warning: {warning}")
    alarming = {FailOn.EXPOSED: {"exposed"}, FailOn.UNKNOWN: {"exposed", "unknown"}, FailOn.NEVER: set[str]()}
    if alarming[fail_on] & set(found):
        raise typer.Exit(1)
    raise typer.Exit(0 if is_complete else INCOMPLETE)
