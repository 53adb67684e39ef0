"""Putting a graph onto a Neo4j server, with progress on a terminal, and the findings of a question beside it."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated, Self

import typer

from graphx.cli.groups import MIN_CONFIDENCE, Grouped, LensOptions, LimitOptions, QuestionOptions
from graphx.cli.options import (  # noqa: TC001  # why: typer looks annotations up when it runs
    AssumeComplete,
    Inputs,
    MaxHops,
)
from graphx.cli.run import INTERRUPTED, InterruptedCommand
from graphx.cli.servers import ServerOptions, named
from graphx.cli.streams import put, say
from graphx.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphx.neo4j.layout import Progress
    from graphx.neo4j.push import Pushed

PATIENCE = 1.0
"""Seconds before a terminal is told how far it is."""


@Grouped
def push(
    inputs: Inputs,
    *,
    dataset: Annotated[
        str | None,
        typer.Option(
            "--dataset",
            metavar="NAME",
            help="The name of the inputs' graph on the server; a push replaces what has that name."
            " Default: the names of the inputs.",
        ),
    ] = None,
    findings: Annotated[
        bool,
        typer.Option(
            "--findings", help="Also store the verdicts of an exposure as :Exposure nodes; the options below ask it."
        ),
    ] = False,
    asked: QuestionOptions,
    lens: LensOptions,
    assume_complete: AssumeComplete = False,
    max_hops: MaxHops = None,
    server: ServerOptions,
) -> None:
    """Make a server hold the graph, and remove what a former push of it left; what others wrote there is not touched.

    Interrupted, it is pushed again and goes on from there. Exits 4 if the server does not answer or refuses.
    """
    from graphx.graph.graph import load  # noqa: PLC0415  # why: as above
    from graphx.neo4j.findings import put_findings  # noqa: PLC0415  # why: as above
    from graphx.neo4j.push import push as put_on  # noqa: PLC0415  # why: as above
    from graphx.neo4j.query import have_planned  # noqa: PLC0415  # why: as above
    from graphx.questions.exposure import exposures  # noqa: PLC0415  # why: as above
    from graphx.questions.frame import view_of  # noqa: PLC0415  # why: as above

    question = question_of(
        {"--from": asked.start, "--restricted": asked.restricted, "--list": asked.lists},
        {"--calculator": asked.calculator, "--pattern": asked.pattern, "--as-of": lens.as_of},
        {"--known-at": lens.known_at, "--min-confidence": lens.min_confidence, "--include": lens.include},
        {"--max-age": lens.max_age, "--assume-complete": assume_complete, "--max-hops": max_hops},
    )
    if dataset == "":
        raise QuestionError("a dataset has a name", "leave --dataset out for that of the inputs")
    if not findings and question != "exposure":
        raise QuestionError(f"{question.removeprefix('exposure ')} asks for findings", "add --findings")
    graph = load(*inputs)
    answer = None
    if findings:  # a question that is wrong is told before anything is written
        options = asked.options(LimitOptions(max_paths=1, max_hops=max_hops), assume_complete=assume_complete)
        answer = exposures(view_of(graph, **lens.terms()), options)
    with server.connected() as connection:
        with _Meter() as meter:
            try:
                done = put_on(connection, graph, dataset or named(inputs), told=meter.tell)
                found = put_findings(connection, done, question, answer) if answer else None
            except InterruptedCommand:
                meter.clear()
                say("graphx: interrupted; the server holds a part (push again: it goes on from there)")
                raise typer.Exit(INTERRUPTED) from None
        put(_summary(done))
        if found is not None:
            put([f"findings of `{question}`: {found}"])
        if done.added_entities or done.added_relations:
            have_planned(connection, done.dataset, graph)


def question_of(*told: Mapping[str, object]) -> str:
    """Return a question by the options that ask it; what is not told, or told as it is anyway, is left out.

    >>> question_of({"--pattern": ["core"], "--as-of": None}, {"--min-confidence": 50})
    'exposure --pattern core'
    """
    words = ["exposure"]
    for option, value in (pair for options in told for pair in options.items()):
        if value is True:
            words.append(option)
        elif isinstance(value, list):
            words += [f"{option} {each}" for each in sorted(value)]
        elif value is not None and value is not False and (option, value) != ("--min-confidence", MIN_CONFIDENCE):
            words.append(f"{option} {value}")
    return " ".join(words)


def _summary(done: Pushed) -> Iterator[str]:
    yield (
        f"{done.dataset}: {done.entities} entities ({done.added_entities} new, {done.removed_entities} removed),"
        f" {done.relations} relations ({done.added_relations} new, {done.removed_relations} removed),"
        f" {done.sources} sources"
    )
    if done.kept:
        yield f"kept as :GraphxGone, because relations that graphx did not write hold them: {done.kept}"


class _Meter:
    """Tells a terminal, and nothing else, how far a push is and how fast; short pushes stay silent."""

    def __init__(self) -> None:
        self._since = self._started = time.monotonic()
        self._what, self._first = "", 0
        self._is_shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.what != self._what:
            self._what, self._since, self._first = progress.what, now, progress.done
        if sys.stderr is None or not sys.stderr.isatty() or now - self._started < PATIENCE:
            return
        rate = (progress.done - self._first) / (now - self._since) if now > self._since else 0
        speed = f", {rate:,.0f}/s" if rate else ""
        share = progress.done / max(progress.total, 1)
        bar = "#" * round(20 * share)
        sys.stderr.write(f"\r\x1b[K[{bar:<20}] {progress.what}: {progress.done:,} of {progress.total:,}{speed}")
        sys.stderr.flush()
        self._is_shown = True

    def clear(self) -> None:
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            self._is_shown = False
