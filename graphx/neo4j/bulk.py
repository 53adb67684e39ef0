"""A dataset as files for `neo4j-admin database import`: a million nodes in seconds, on a server that is stopped and empty.

What is imported is what a push leaves. Format: the Neo4j operations manual, "Import"; columns are typed in the header.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import QuestionError
from graphx.graph.graph import Graph
from graphx.model.vocabulary import Type
from graphx.neo4j.layout import RUN, SOURCE, Layout, constraints
from graphx.neo4j.push import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphx.model.dataset import Dataset
    from graphx.neo4j.layout import Properties

    Rows = Callable[[], Iterable[Properties]]

FINISH: Final = "finish.cypher"
SEPARATOR: Final = "\x1f"
"""What stands between the items of a list: the unit separator, which no text that people write holds."""
_TYPES: Final = {bool: "boolean", int: "long", float: "double", str: "string"}
EMPTY: Final = "graphx_empty"
BLANK: Final = "graphx_blank"
_BLANKS: Final = f"""\
MATCH $MATCH WHERE element.{EMPTY} IS NOT NULL OR element.{BLANK} IS NOT NULL
CALL (element) {{
  FOREACH (key IN coalesce(element.{EMPTY}, []) | SET element[key] = [])
  FOREACH (key IN coalesce(element.{BLANK}, []) | SET element[key] = [''])
  REMOVE element.{EMPTY}, element.{BLANK}
}} IN TRANSACTIONS OF 10000 ROWS"""
"""A list of nothing, and one of an empty text, are both read as no list; so rows name them, and this makes them."""
_UNHELD: Final[tuple[list[str], ...]] = ([], [""])
_KINDS: Final = ("run", "sources", "entities", "relations")
_FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "run": (":LABEL",),
    "sources": ("id:ID(source)", ":LABEL"),
    "entities": ("id:ID(entity)", ":LABEL"),
    "relations": (":START_ID(entity)", ":TYPE", ":END_ID(entity)", "graphx_id:string"),
}
"""The columns by which rows are found and joined, by the kind of the file."""


def to_neo4j_csv(dataset: Dataset, name: str) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the name and the lines of every file that an import takes, and of the constraints that come afterwards.

    A key of `properties` may hold text here and a number there, and a column may not: then there are several files of a kind.

    Raises:
        QuestionError: a text or a name of a property is one that these files cannot hold.
    """
    layout = Layout(Graph(dataset), name)
    for kind, rows in _rows(layout).items():
        for number, (columns, members) in enumerate(_shapes(rows), start=1):
            file = f"{kind}.csv" if number == 1 else f"{kind}-{number}.csv"
            yield file, _lines(_FIRST[kind], columns, members, layout.stamp)
    yield FINISH, (f"{statement};" for statement in finishing())


def finishing() -> list[str]:
    """Return the statements that complete an import: lists that no cell can hold, then the constraints."""
    return [
        *(_BLANKS.replace("$MATCH", pattern) for pattern in ("(element)", "()-[element]->()")),
        *constraints().values(),
    ]


def import_commands(files: Iterable[str], *, database: str = "neo4j", is_multiline: bool = True) -> list[str]:
    """Return the command lines that import the files, the same on both generations, the server stopped for the first of them.

    `is_multiline` allows for line ends within texts; where there are none, an import is faster without it.
    """
    named = sorted(files, key=lambda file: (_KINDS.index(_kind_of(file)) if file != FINISH else len(_KINDS), file))
    options = [
        f"--{'relationships' if _kind_of(file) == 'relations' else 'nodes'}={file}" for file in named if file != FINISH
    ]
    command = ["neo4j-admin", *import_arguments(options, database=database, is_multiline=is_multiline)]
    return [shlex.join(command), shlex.join(["cypher-shell", "-d", database, "-f", FINISH])]


def import_arguments(options: Sequence[str], *, database: str, is_multiline: bool) -> list[str]:
    """Return what follows `neo4j-admin`; the database stands before the options that take many values."""
    return [
        *("database", "import", "full", database, "--overwrite-destination=true", "--id-type=string"),
        *(
            "--bad-tolerance=0",
            f"--array-delimiter=U+{ord(SEPARATOR):04X}",
            f"--multiline-fields={str(is_multiline).lower()}",
        ),
        *options,
    ]


def _kind_of(file: str) -> str:
    return file.removesuffix(".csv").partition("-")[0]


def _rows(layout: Layout) -> dict[str, Rows]:
    """Return who makes the rows of each kind, as often as asked; each has its first cells, its properties."""

    def run() -> Iterator[Properties]:
        yield {"first": [[RUN]], "fields": _named({**layout.run_properties(), "status": Status.DONE.value})}

    def sources() -> Iterator[Properties]:
        return ({"first": [row["id"], [SOURCE]], "fields": _named(row["fields"])} for row in layout.sources())

    def entities() -> Iterator[Properties]:
        return ({"first": [row["id"], row["labels"]], "fields": _named(row["fields"])} for row in layout.entities())

    def relations() -> Iterator[Properties]:
        for verb in sorted(Type):
            for row in layout.relations(verb):
                yield {"first": [row["source"], verb.value, row["target"], row["id"]], "fields": _named(row["fields"])}

    return {"run": run, "sources": sources, "entities": entities, "relations": relations}


def _named(fields: Properties) -> Properties:
    """Return fields whose lists a cell can hold, beside the names of those that it cannot."""
    without = {key: value for key, value in fields.items() if value not in _UNHELD}
    named = {
        name: [key for key, value in fields.items() if value == held]
        for name, held in zip((EMPTY, BLANK), _UNHELD, strict=True)
    }
    return (
        fields if len(without) == len(fields) else {**without, **{name: keys for name, keys in named.items() if keys}}
    )


def _shapes(rows: Rows) -> Iterator[tuple[dict[str, str], Iterable[Properties]]]:
    """Yield columns with their types, and the rows that fit them: one shape, unless some key holds values of several types."""
    types: dict[str, set[str]] = defaultdict(set)
    for row in rows():
        for key, value in row["fields"].items():
            types[key].update(_types(value))
    mixed = sorted(key for key, found in types.items() if len(found) > 1)

    def shape(row: Properties) -> tuple[str | None, ...]:
        fields = row["fields"]
        return tuple(next(_types(fields[key]), None) if key in fields else None for key in mixed)

    columns = {key: min(found, default="string[]") for key, found in sorted(types.items())}
    for each in dict.fromkeys(sorted(map(shape, rows()), key=repr) if mixed else [()] if types else []):
        own = {key: kind for key, kind in zip(mixed, each, strict=True) if kind}
        members = (row for row in rows() if shape(row) == each) if mixed else rows()
        yield {key: own.get(key, kind) for key, kind in columns.items() if key not in mixed or key in own}, members


def _types(value: object) -> Iterator[str]:
    """Yield the type of a column that holds a value; an empty list fits any column of lists."""
    if not isinstance(value, list):
        yield _TYPES[type(value)]
    elif value:
        yield f"{_TYPES[type(value[0])]}[]"


def _lines(
    first: Sequence[str], columns: Mapping[str, str], rows: Iterable[Properties], stamp: Mapping[str, str]
) -> Iterator[str]:
    named = {**dict.fromkeys(stamp, "string"), **columns}
    yield ",".join(map(_cell, [*first, *(f"{_key(key)}:{kind}" for key, kind in named.items())]))
    for row in rows:
        fields = {**stamp, **row["fields"]}
        yield ",".join(map(_cell, [*row["first"], *(fields.get(key) for key in named)]))


def _key(key: str) -> str:
    if "{" in key or "(" in key:  # would begin an option of the column, or a group of ids
        raise QuestionError(f"the property `{key}` has a name that an import file cannot hold", "rename it, or push")
    return key


def _cell(value: Any) -> str:  # noqa: ANN401  # why: whatever a server holds
    """Return a value as a cell: text in quotes, always, so that nothing else is read from it; not stated is nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        items = [str(item) for item in value]
        if any(SEPARATOR in item for item in items):
            raise QuestionError("a text in a list holds the control character U+001F, which separates items", "push it")
        value = SEPARATOR.join(items)
    if isinstance(value, bool):
        return "true" if value else "false"
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)
