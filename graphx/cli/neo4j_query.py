"""The questions that a Neo4j server answers: the same options, answers and exit codes as without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from graphx.cli.groups import (
    MAX_FRONTIER,
    EndOptions,
    Group,
    Grouped,
    LensOptions,
    LimitOptions,
    QuestionOptions,
)
from graphx.cli.options import (  # noqa: TC001  # why: typer looks annotations up when it runs
    AssumeComplete,
    CalculatorOption,
    From,
    MaxFrontier,
    Patterns,
)
from graphx.cli.servers import DatasetName, ServerOptions, seconds_of
from graphx.cli.streams import put

if TYPE_CHECKING:
    from collections.abc import Callable

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


@dataclass(kw_only=True)
class QueryOptions(Group):
    """What is asked of which dataset, and whether it is only shown."""

    show_cypher: ShowCypher = False
    server_timeout: ServerTimeout = SECONDS
    dataset: DatasetName = None

    def answer(self, server: ServerOptions, lens: LensOptions, prepare: Callable[[Asked], Query[AnswerT]]) -> AnswerT:
        """Return the server's answer, or show what it would be asked, and exit."""
        from graphx.neo4j.paste import pasteable  # noqa: PLC0415  # why: heavy; help and errors of usage come without it
        from graphx.neo4j.query import Asked  # noqa: PLC0415  # why: as above

        seconds = seconds_of("--server-timeout", self.server_timeout)
        with server.connected() as connection:
            query = prepare(Asked(connection, dataset=self.dataset, seconds=seconds, **lens.terms()))
            if not self.show_cypher:
                return query.answer()
            for statement, parameters in query.statements():
                put([*pasteable(statement, parameters), ""])
        raise typer.Exit


@query_app.command()
@Grouped
def exposure(
    *,
    asked: QuestionOptions,
    lens: LensOptions,
    assume_complete: AssumeComplete = False,
    limits: LimitOptions,
    max_frontier: MaxFrontier = MAX_FRONTIER,
    told: EndOptions,
    wish: QueryOptions,
    server: ServerOptions,
) -> None:
    """Who depends on a restricted supplier, and how? As `graphx exposure`, searched by the server."""
    from graphx.neo4j import query  # noqa: PLC0415  # why: heavy; help and errors of usage come without it

    options = asked.options(limits, max_frontier=max_frontier, assume_complete=assume_complete)
    told.finish(wish.answer(server, lens, lambda on: query.exposures(on, options)))


@query_app.command()
@Grouped
def impact(
    *,
    of: Annotated[
        list[str], typer.Option("--of", metavar="SELECTOR", help="The vendor, component or network; repeatable.")
    ],
    start: From = None,
    calculator: CalculatorOption = None,
    pattern: Patterns = None,
    lens: LensOptions,
    limits: LimitOptions,
    told: EndOptions,
    wish: QueryOptions,
    server: ServerOptions,
) -> None:
    """Who is hit if this vendor, component or network is restricted or lost? As `graphx impact`, searched by the server."""
    from graphx.neo4j import query  # noqa: PLC0415  # why: as above

    options = QuestionOptions(start=start, calculator=calculator, pattern=pattern).options(limits)
    told.finish(wish.answer(server, lens, lambda on: query.impacts(on, of, options)))


@query_app.command()
@Grouped
def paths(
    start: Annotated[str, typer.Argument(metavar="FROM", help="The id of the dependent entity.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="The id of what it may depend on.")],
    *,
    pattern: Patterns = None,
    lens: LensOptions,
    limits: LimitOptions,
    told: EndOptions,
    wish: QueryOptions,
    server: ServerOptions,
) -> None:
    """Show every accepted path between two entities, shortest first. As `graphx paths`, searched by the server."""
    from graphx.neo4j import query  # noqa: PLC0415  # why: as above

    options = QuestionOptions(pattern=pattern).options(limits)
    told.finish(wish.answer(server, lens, lambda on: query.paths_between(on, start, end, options)))
