"""The commands of a Neo4j server."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # why: typer looks annotations up when it runs
from typing import Annotated

import typer

from graphx.cli.groups import AnswerOptions, Grouped, LensOptions
from graphx.cli.neo4j_push import push
from graphx.cli.neo4j_query import query_app
from graphx.cli.options import (  # noqa: TC001  # why: typer looks annotations up when it runs
    DocumentOutput,
)
from graphx.cli.run import InterruptedCommand
from graphx.cli.servers import DatasetName, ServerOptions, seconds_of
from graphx.cli.streams import say

neo4j_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)
neo4j_app.command()(push)
neo4j_app.add_typer(query_app, name="query", help="Ask the server: exposure, impact or paths, as without it.")


@neo4j_app.command()
@Grouped
def pull(
    *,
    dataset: DatasetName = None,
    output: DocumentOutput = None,
    server: ServerOptions,
) -> None:
    """Write a dataset of a server as a document, just as it was pushed; what others added there is left out."""
    from graphx.cli.imports import check_ending, write_dataset  # noqa: PLC0415  # why: as above
    from graphx.neo4j.pull import pull as take_from  # noqa: PLC0415  # why: as above

    check_ending(output)
    with server.connected() as connection:
        found = take_from(connection, dataset)
    write_dataset(found, output)


@neo4j_app.command("list")
def list_() -> None:
    """List the queries of the library: what each asks, and what it must or may be told."""
    from graphx.cli.library import list_queries  # noqa: PLC0415  # why: as above

    list_queries()


@neo4j_app.command()
@Grouped
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
    lens: LensOptions,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="How long the server may work on it.")
    ] = 30.0,
    told: AnswerOptions,
    server: ServerOptions,
) -> None:
    """Ask a query of the library, and show its rows; exits 4 if the server does not answer, refuses or takes too long."""
    from graphx.cli.library import emit_rows  # noqa: PLC0415  # why: as above
    from graphx.neo4j.library import arguments, query_named  # noqa: PLC0415  # why: as above
    from graphx.neo4j.rows import day_on  # noqa: PLC0415  # why: as above
    from graphx.neo4j.rows import run as ask  # noqa: PLC0415  # why: as above
    from graphx.questions.frame import lens_of  # noqa: PLC0415  # why: as above

    query = query_named(name)
    arguments(query, param or ())  # what is wrong is told before a password is asked for
    seconds = seconds_of("--timeout", timeout)
    with server.connected() as connection:
        view = None
        if query.has_view:
            view = lens_of(**lens.terms() | {"as_of": lens.as_of or day_on(connection, dataset)})
        answer = ask(connection, query, param or (), dataset=dataset, lens=view, seconds=seconds)
    emit_rows(answer, told.form, told.output, raw=told.csv_raw)


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
