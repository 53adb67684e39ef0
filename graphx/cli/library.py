"""The library of queries at the command line: listed, run, and handed to the Browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx import __version__
from graphx.cli.options import Format
from graphx.cli.output import by_ending, style_of_output, write, write_rows
from graphx.cli.streams import put, say
from graphx.errors import QuestionError
from graphx.neo4j.guide import FAVOURITES, GUIDE, STYLE, browser_files
from graphx.neo4j.library import queries
from graphx.neo4j.serve import Files
from graphx.reports.spelling import lines, records
from graphx.reports.tables import csv_of, markdown_of
from graphx.reports.terminal import Style, clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphx.neo4j.rows import RowsAnswer


def list_queries() -> None:
    """List the queries by folder, each with what it asks and what it must or may be told."""
    rows = [
        [query.name, query.folder, " ".join(param.usage for param in query.params), query.question]
        for query in queries().values()
    ]
    put(
        [
            *style_of_output().table(["QUERY", "ABOUT", "PARAMETERS", "ASKS"], rows),
            "",
            "Run one: graphx neo4j run NAME --param site=camp-amber",
        ]
    )


def emit_rows(answer: RowsAnswer, form: Format | None, output: Path | None, *, raw: bool) -> None:
    """Give the rows of a query in a format, and say what it leaves out.

    Raises:
        OutputError: the file cannot be written.
    """
    form = form or by_ending(output)
    if form is Format.PARQUET:
        write_rows(*_rows(answer), output)
    else:
        write(_formatted(answer, form, Style() if output else style_of_output(), raw=raw), output)
    for note in answer.query.notes:
        say(f"note: {note}")
    if answer.may_have_more:
        say(f"warning: the query shows {len(answer.rows)} rows at most, and there may be more")


def _formatted(answer: RowsAnswer, form: Format, style: Style, *, raw: bool) -> Iterator[str]:
    match form:
        case Format.JSON:
            return lines(_frame(answer))
        case Format.JSONL:
            return records(_frame(answer))
        case Format.CSV:
            return csv_of(*_rows(answer), raw=raw)
        case Format.MARKDOWN:
            return markdown_of(*_rows(answer))
        case _:
            return iter(_table(answer, style))


def _rows(answer: RowsAnswer) -> tuple[list[str], list[list[str]]]:
    from graphx.neo4j.rows import words  # noqa: PLC0415  # why: it knows the driver

    return list(answer.query.returns), [[words(cell) for cell in row] for row in answer.rows]


def _table(answer: RowsAnswer, style: Style) -> list[str]:
    """Return the rows as a table whose last column is the path, which folds best."""
    from graphx.neo4j.rows import words  # noqa: PLC0415  # why: as above

    if not answer.rows:
        return [f"{answer.query.title}: nothing"]
    order = sorted(range(len(answer.query.returns)), key=lambda column: _holds_paths(answer, column))
    header = [answer.query.returns[column].upper() for column in order]
    return style.table(header, [[clean(words(row[column])) for column in order] for row in answer.rows])


def _holds_paths(answer: RowsAnswer, column: int) -> bool:
    cells = [row[column] for row in answer.rows]
    return any(isinstance(each, dict) for cell in cells for each in (cell if isinstance(cell, list) else [cell]))


def _frame(answer: RowsAnswer) -> dict[str, object]:
    query = answer.query
    return {
        "schema": "graphx.rows/1",
        "question": {
            "query": query.name,
            "title": query.title,
            "asks": query.question,
            "parameters": dict(answer.parameters),
            "notes": list(query.notes),
            "graphx": __version__,
        },
        "coverage": {"rows": len(answer.rows), "limit": query.limit, "may_have_more": answer.may_have_more},
        "rows": [dict(zip(query.returns, row, strict=True)) for row in answer.rows],
    }


def write_guide(folder: Path) -> None:
    """Write what the Browser loads into a folder.

    Raises:
        QuestionError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in browser_files().items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise QuestionError(f"{folder}: it cannot be written: {error.strerror}") from None
    put(str(folder / name) for name in (STYLE, GUIDE, FAVOURITES))


def serve_guide(port: int) -> None:
    """Serve what the Browser loads until it is interrupted; the two lines to paste come first.

    Raises:
        QuestionError: the port cannot be had.
    """
    with Files(browser_files(), port) as server:
        put([f":style {server.address}/{STYLE}", f":guide {server.address}/{GUIDE}"])
        say(f"Paste both lines into Neo4j Browser. Favourites, to drop on it: {server.address}/{FAVOURITES}")
        say("Serving on this machine alone; Ctrl-C stops.")
        server.serve_forever()
