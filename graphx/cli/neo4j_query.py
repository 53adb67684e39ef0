"""The questions that a Neo4j server answers: the same options, answers and exit codes as without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from graphx.cli.asking import finish, options_of
from graphx.cli.options import (
    AsOf,
    AssumeComplete,
    CalculatorOption,
    CsvRaw,
    FailOn,
    FailOnOption,
    FormatOption,
    From,
    Include,
    KnownAt,
    Lists,
    MaxAge,
    MaxFrontier,
    MaxHops,
    MaxPaths,
    MinConfidence,
    Output,
    Patterns,
    Restricted,
    Timeout,
)
from graphx.cli.servers import Database, DatasetName, PasswordFile, Uri, User, seconds_of, server_of
from graphx.cli.streams import put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphx.neo4j.query import Asked
    from graphx.neo4j.search import Query

AnswerT = TypeVar("AnswerT")

query_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

SECONDS = 120.0

ShowCypher = Annotated[
    bool,
    typer.Option(
        "--show-cypher", help="Show the statements with their :param lines, ready to paste, instead of the answer."
    ),
]
ServerTimeout = Annotated[
    float, typer.Option("--server-timeout", metavar="SECONDS", help="How long the server may work on one statement.")
]


@query_app.command()
def exposure(  # why: the shared options
    *,
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
    max_paths: MaxPaths = 3,
    max_hops: MaxHops = None,
    max_frontier: MaxFrontier = 20,
    timeout: Timeout = None,
    form: FormatOption = None,
    output: Output = None,
    csv_raw: CsvRaw = False,
    fail_on: FailOnOption = FailOn.NEVER,
    show_cypher: ShowCypher = False,
    server_timeout: ServerTimeout = SECONDS,
    dataset: DatasetName = None,
    uri: Uri = None,
    user: User = None,
    password_file: PasswordFile = None,
    database: Database = None,
) -> None:
    """Who depends on a restricted supplier, and how? As `graphx exposure`, searched by the server."""
    from graphx.neo4j import query  # noqa: PLC0415  # why: heavy; help and errors of usage come without it

    options = options_of(
        start=start,
        restricted=restricted,
        lists=lists,
        calculator=calculator,
        pattern=pattern,
        assume_complete=assume_complete,
        max_paths=max_paths,
        max_hops=max_hops,
        max_frontier=max_frontier,
        timeout=timeout,
    )
    view = _view(dataset, as_of, known_at, min_confidence, include, max_age, server_timeout)
    connection = (uri, user, password_file, database)
    answer = _ask(connection, view, lambda asked: query.exposures(asked, options), show_cypher=show_cypher)
    found = [each.verdict.value for each in answer.answers]
    finish(answer, form, output, raw=csv_raw, fail_on=fail_on, found=found)


@query_app.command()
def impact(  # why: the shared options
    *,
    of: Annotated[
        list[str], typer.Option("--of", metavar="SELECTOR", help="The vendor, component or network; repeatable.")
    ],
    start: From = None,
    calculator: CalculatorOption = None,
    pattern: Patterns = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_confidence: MinConfidence = 50,
    include: Include = None,
    max_age: MaxAge = None,
    max_paths: MaxPaths = 3,
    max_hops: MaxHops = None,
    timeout: Timeout = None,
    form: FormatOption = None,
    output: Output = None,
    csv_raw: CsvRaw = False,
    fail_on: FailOnOption = FailOn.NEVER,
    show_cypher: ShowCypher = False,
    server_timeout: ServerTimeout = SECONDS,
    dataset: DatasetName = None,
    uri: Uri = None,
    user: User = None,
    password_file: PasswordFile = None,
    database: Database = None,
) -> None:
    """Who is hit if this vendor, component or network is restricted or lost? As `graphx impact`, searched by the server."""
    from graphx.neo4j import query  # noqa: PLC0415  # why: as above

    options = options_of(
        start=start, calculator=calculator, pattern=pattern, max_paths=max_paths, max_hops=max_hops, timeout=timeout
    )
    view = _view(dataset, as_of, known_at, min_confidence, include, max_age, server_timeout)
    connection = (uri, user, password_file, database)
    answer = _ask(connection, view, lambda asked: query.impacts(asked, of, options), show_cypher=show_cypher)
    found = ["exposed" if hit.certainty == "certain" else "unknown" for hit in answer.hit]
    finish(answer, form, output, raw=csv_raw, fail_on=fail_on, found=found)


@query_app.command()
def paths(  # why: the shared options
    start: Annotated[str, typer.Argument(metavar="FROM", help="The id of the dependent entity.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="The id of what it may depend on.")],
    *,
    pattern: Patterns = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_confidence: MinConfidence = 50,
    include: Include = None,
    max_age: MaxAge = None,
    max_paths: MaxPaths = 3,
    max_hops: MaxHops = None,
    timeout: Timeout = None,
    form: FormatOption = None,
    output: Output = None,
    csv_raw: CsvRaw = False,
    fail_on: FailOnOption = FailOn.NEVER,
    show_cypher: ShowCypher = False,
    server_timeout: ServerTimeout = SECONDS,
    dataset: DatasetName = None,
    uri: Uri = None,
    user: User = None,
    password_file: PasswordFile = None,
    database: Database = None,
) -> None:
    """Show every accepted path between two entities, shortest first. As `graphx paths`, searched by the server."""
    from graphx.neo4j import query  # noqa: PLC0415  # why: as above

    options = options_of(pattern=pattern, max_paths=max_paths, max_hops=max_hops, timeout=timeout)
    view = _view(dataset, as_of, known_at, min_confidence, include, max_age, server_timeout)
    connection = (uri, user, password_file, database)
    answer = _ask(
        connection, view, lambda asked: query.paths_between(asked, start, end, options), show_cypher=show_cypher
    )
    is_certain = any(all(hop.certainty == "certain" for hop in path.hops) for path in answer.paths)
    found = ["exposed" if is_certain else "unknown"] if answer.paths else []
    finish(answer, form, output, raw=csv_raw, fail_on=fail_on, found=found)


def _view(
    dataset: str | None,
    as_of: str | None,
    known_at: str | None,
    min_confidence: int,
    include: list[str] | None,
    max_age: str | None,
    seconds: float,
) -> dict[str, Any]:
    return {
        "dataset": dataset,
        "as_of": as_of,
        "known_at": known_at,
        "min_confidence": min_confidence,
        "include": include or (),
        "max_age": max_age,
        "seconds": seconds_of("--server-timeout", seconds),
    }


Connection = tuple[str | None, str | None, "Path | None", str | None]


def _ask(
    connection: Connection,
    view: dict[str, Any],
    prepare: Callable[[Asked], Query[AnswerT]],
    *,
    show_cypher: bool,
) -> AnswerT:
    """Return the server's answer, or show what it would be asked, and exit."""
    from graphx.neo4j.paste import pasteable  # noqa: PLC0415  # why: as above
    from graphx.neo4j.query import Asked  # noqa: PLC0415  # why: as above

    with server_of(*connection) as server:
        query = prepare(Asked(server, **view))
        if not show_cypher:
            return query.answer()
        for statement, parameters in query.statements():
            put([*pasteable(statement, parameters), ""])
    raise typer.Exit
