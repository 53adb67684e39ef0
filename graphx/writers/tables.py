"""A dataset as a folder of CSV tables: the columns are the fields that some record states, nested ones dotted."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import QuestionError
from graphx.writers.document import Fields, head_of, sections_of, to_yaml_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphx.model.dataset import Dataset

ENDS: Final = ("from", "type", "to", "key")
FIRST: Final = ("id", "kind", "name", *ENDS)
"""Columns that stand before the others."""


def to_tables(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield the name and the content of every file.

    Raises:
        QuestionError: a record holds what a cell cannot.
    """
    sections = {name: list(records) for name, records in sections_of(dataset).items()}
    claims = [
        {**{name: relation[name] for name in ENDS if name in relation}, **claim}
        for relation in sections["relations"]
        for claim in relation.get("claims", ())
    ]
    relations = [{name: value for name, value in each.items() if name != "claims"} for each in sections["relations"]]
    if head := head_of(dataset):
        yield "document.yaml", "\n".join(to_yaml_head(head)) + "\n"
    yield "entities.csv", _table(sections["entities"])
    yield "relations.csv", _table(relations) if relations else ",".join(ENDS[:3]) + "\n"
    for name, records in (("claims", claims), ("sources", sections["sources"])):
        if records:
            yield f"{name}.csv", _table(records)


def _table(records: Iterable[Fields]) -> str:
    rows = [dict(_cells(record)) for record in records]
    found = dict.fromkeys(column for row in rows for column in row)
    columns = [*(name for name in FIRST if name in found), *(name for name in found if name not in FIRST)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()


def _cells(record: Fields) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if name == "extends_to":
            if len(value) > 1:
                raise QuestionError(
                    f"{record['id']} reaches further in several ways, which a table cannot hold", "write .yaml or .json"
                )
            value = value[0]  # noqa: PLW2901  # why: a table holds the one
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", _cell(each)) for key, each in value.items())
        elif isinstance(value, list):
            if any("|" in item for item in value):
                raise QuestionError(
                    f"{name} of {record.get('id', record)} holds a |, which separates items", "write .yaml or .json"
                )
            yield name, "|".join(value) or "|"
        else:
            yield name, _cell(value)


def _cell(value: Any) -> str:  # noqa: ANN401  # why: text, a number or a truth value
    return str(value).lower() if isinstance(value, bool) else str(value)
