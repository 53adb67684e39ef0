"""The commands of a Neo4j server."""

from __future__ import annotations

import getpass
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

from graphx.cli.asking import options_of
from graphx.cli.options import (  # noqa: TC001  # why: typer looks annotations up when it runs
    AsOf,
    AssumeComplete,
    CalculatorOption,
    CsvRaw,
    FormatOption,
    From,
    Include,
    Inputs,
    KnownAt,
    Lists,
    MaxAge,
    MaxHops,
    MinConfidence,
    Output,
    Patterns,
    Restricted,
)
from graphx.cli.run import INTERRUPTED, InterruptedCommand
from graphx.cli.streams import put, say
from graphx.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphx.neo4j.client import Server, Settings
    from graphx.neo4j.push import Progress, Pushed

neo4j_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

MIN_CONFIDENCE = 50
PATIENCE = 1.0
"""Seconds before a terminal is told how far it is."""

Uri = Annotated[
    str | None, typer.Option("--uri", metavar="ADDRESS", help="Default: NEO4J_URI, else bolt://localhost:7687.")
]
User = Annotated[str | None, typer.Option("--user", metavar="NAME", help="Default: NEO4J_USERNAME, else neo4j.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="A file with the password alone. Default: NEO4J_PASSWORD, else it is asked for.",
    ),
]
Database = Annotated[
    str | None, typer.Option("--database", metavar="NAME", help="Default: NEO4J_DATABASE, else the user's own.")
]
DatasetName = Annotated[
    str | None, typer.Option("--dataset", metavar="NAME", help="Which dataset of the server. Default: the only one.")
]


@contextmanager
def server_of(uri: str | None, user: str | None, password_file: Path | None, database: str | None) -> Iterator[Server]:
    """Open the connection that options and environment describe.

    Raises:
        QuestionError: the address is none, or there is no password.
        ServerError: no server answers, or it refuses.
    """
    from pydantic import SecretStr  # noqa: PLC0415  # why: heavy; help and errors of usage come without it

    from graphx.neo4j.client import Settings, connected  # noqa: PLC0415  # why: as above

    settings = Settings.of_environment(SecretStr(""), uri=uri, username=user, database=database)
    password = SecretStr(_password(password_file, settings))
    with connected(replace(settings, password=password)) as server:
        yield server


def _password(file: Path | None, settings: Settings) -> str:
    """Return the password from a file, the environment or whoever sits at the terminal; never from an argument."""
    if file is not None:
        try:
            password = file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise QuestionError(f"--password-file {file}: it cannot be read: {why}") from None
    elif not (password := os.environ.get("NEO4J_PASSWORD", "")) and sys.stdin is not None and sys.stdin.isatty():
        password = getpass.getpass(f"Password of {settings.username} at {settings.uri}: ", sys.stderr)
    if not password:
        raise QuestionError("the server's password is not given", "set NEO4J_PASSWORD, or name a --password-file")
    return password


@neo4j_app.command()
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
    start: From = None,
    restricted: Restricted = None,
    lists: Lists = None,
    calculator: CalculatorOption = None,
    pattern: Patterns = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_confidence: MinConfidence = 50,
    include: Include = None,
    max_age: MaxAge = None,
    assume_complete: AssumeComplete = False,
    max_hops: MaxHops = None,
    uri: Uri = None,
    user: User = None,
    password_file: PasswordFile = None,
    database: Database = None,
) -> None:
    """Make a server hold the graph, and remove what a former push of it left; what others wrote there is not touched.

    Interrupted, it is pushed again and goes on from there. Exits 4 if the server does not answer or refuses.
    """
    from graphx.graph.graph import load  # noqa: PLC0415  # why: as above
    from graphx.neo4j.findings import put_findings  # noqa: PLC0415  # why: as above
    from graphx.neo4j.push import push as put_on  # noqa: PLC0415  # why: as above
    from graphx.questions.exposure import exposures  # noqa: PLC0415  # why: as above
    from graphx.questions.frame import view_of  # noqa: PLC0415  # why: as above

    question = question_of(
        {"--from": start, "--restricted": restricted, "--list": lists, "--calculator": calculator},
        {"--pattern": pattern, "--as-of": as_of, "--known-at": known_at, "--min-confidence": min_confidence},
        {"--include": include, "--max-age": max_age, "--assume-complete": assume_complete, "--max-hops": max_hops},
    )
    if not findings and question != "exposure":
        raise QuestionError(f"{question.removeprefix('exposure ')} asks for findings", "add --findings")
    graph = load(*inputs)
    answer = None
    if findings:  # a question that is wrong is told before anything is written
        options = options_of(
            start=start,
            restricted=restricted,
            lists=lists,
            calculator=calculator,
            pattern=pattern,
            assume_complete=assume_complete,
            max_paths=1,
            max_hops=max_hops,
            timeout=None,
        )
        view = view_of(
            graph,
            as_of=as_of,
            known_at=known_at,
            min_confidence=min_confidence,
            include=include or (),
            max_age=max_age,
        )
        answer = exposures(view, options)
    with server_of(uri, user, password_file, database) as server, _Meter() as meter:
        try:
            done = put_on(server, graph, dataset or _named(inputs), told=meter.tell)
            found = put_findings(server, done, question, answer) if answer else None
        except InterruptedCommand:
            meter.clear()
            say("graphx: interrupted; the server holds a part (push again: it goes on from there)")
            raise typer.Exit(INTERRUPTED) from None
    put(_summary(done))
    if found is not None:
        put([f"findings of `{question}`: {found}"])


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
        elif value not in {None, False} and (option, value) != ("--min-confidence", MIN_CONFIDENCE):
            words.append(f"{option} {value}")
    return " ".join(words)


def _named(inputs: Sequence[str]) -> str:
    """Return what a dataset is called that has no name of its own: the names of its inputs."""
    return "+".join(sorted({"stdin" if each == "-" else Path(each).resolve().stem for each in inputs}))


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


@neo4j_app.command()
def pull(
    *,
    dataset: DatasetName = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A .yaml or .json document, or a folder for tables. Default: YAML here.",
        ),
    ] = None,
    uri: Uri = None,
    user: User = None,
    password_file: PasswordFile = None,
    database: Database = None,
) -> None:
    """Write a dataset of a server as a document, just as it was pushed; what others added there is left out."""
    from graphx.cli.imports import write_dataset  # noqa: PLC0415  # why: as above
    from graphx.neo4j.pull import pull as take_from  # noqa: PLC0415  # why: as above
    from graphx.writers import WRITERS  # noqa: PLC0415  # why: as above

    if output is not None and output.suffix and output.suffix.lower() not in WRITERS:
        raise QuestionError(f"{output}: a document ends in {', '.join(WRITERS)}", "or name a folder, for tables")
    with server_of(uri, user, password_file, database) as server:
        found = take_from(server, dataset)
    write_dataset(found, output)


@neo4j_app.command("list")
def list_() -> None:
    """List the queries of the library: what each asks, and what it must or may be told."""
    from graphx.cli.library import list_queries  # noqa: PLC0415  # why: as above

    list_queries()


@neo4j_app.command()
def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `graphx neo4j list` shows it.")],
    *,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param", metavar="NAME=VALUE", help="What the query is told, such as site=camp-amber; repeatable."
        ),
    ] = None,
    dataset: Annotated[
        str | None, typer.Option("--dataset", metavar="NAME", help="Only this dataset of the server. Default: all.")
    ] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_confidence: MinConfidence = 50,
    include: Include = None,
    max_age: MaxAge = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="How long the server may work on it.")
    ] = 30.0,
    form: FormatOption = None,
    output: Output = None,
    csv_raw: CsvRaw = False,
    uri: Uri = None,
    user: User = None,
    password_file: PasswordFile = None,
    database: Database = None,
) -> None:
    """Ask a query of the library, and show its rows; exits 4 if the server does not answer, refuses or takes too long."""
    from graphx.cli.library import emit_rows  # noqa: PLC0415  # why: as above
    from graphx.graph.view import Lens  # noqa: PLC0415  # why: as above
    from graphx.model.vocabulary import Status  # noqa: PLC0415  # why: as above
    from graphx.neo4j.library import arguments, query_named  # noqa: PLC0415  # why: as above
    from graphx.neo4j.rows import day_on  # noqa: PLC0415  # why: as above
    from graphx.neo4j.rows import run as ask  # noqa: PLC0415  # why: as above

    query = query_named(name)
    arguments(query, param or ())  # what is wrong is told before a password is asked for
    if timeout <= 0:
        raise QuestionError("--timeout is above 0")
    with server_of(uri, user, password_file, database) as server:
        lens = None
        if query.has_view:
            statuses = frozenset(Status(each) if each in set(Status) else each for each in include or ())
            lens = Lens(as_of or day_on(server, dataset), known_at, min_confidence, statuses, max_age)  # type: ignore[arg-type]  # why: the lens refuses what is no status
        answer = ask(server, query, param or (), dataset=dataset, lens=lens, seconds=timeout)
    emit_rows(answer, form, output, raw=csv_raw)


@neo4j_app.command()
def guide(
    *,
    port: Annotated[
        int, typer.Option("--port", metavar="NUMBER", help="Where to serve; 0 takes any that is free.")
    ] = 7480,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Write the files there instead of serving.")
    ] = None,
) -> None:
    """Serve Neo4j Browser a guide, a style and the library as favourites, until Ctrl-C; no server and no password needed."""
    from graphx.cli.library import serve_guide, write_guide  # noqa: PLC0415  # why: as above

    if output is not None:
        write_guide(output)
        return
    try:
        serve_guide(port)
    except InterruptedCommand:
        say("graphx: stopped")
