"""Records of FollowTheMoney, in whichever shape they are written: one by one, each with its properties as lists of texts."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.draft import Draft, Fields, Outcome
from graphx.readers.imports.files import first_sign
from graphx.readers.imports.json_records import MAX_RECORD, json_records, json_value
from graphx.readers.imports.rows import parties_of
from graphx.readers.imports.values import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.readers.imports.files import SourceFile


def records_of(files: Sequence[SourceFile], draft: Draft) -> Iterator[tuple[Place, Fields]]:
    """Yield the records of files in order, nested ones after those that they stand in; what is none is told."""
    for file in files:
        sign = first_sign(file)
        if sign == "[":
            yield from _flat(_entities(((where, value) for _, where, value in json_records(file)), draft), draft)
        elif sign == "{":
            yield from _flat(_entities(_lines(file, draft), draft), draft)
        else:
            yield from _flat(_simple(file, draft), draft)


def _lines(file: SourceFile, draft: Draft) -> Iterator[tuple[Place, Any]]:
    """Yield the values of lines; one that is no JSON is skipped, and the next one tried.

    Raises:
        InvalidInputError: a line has no end, or is not text in UTF-8.
    """
    with file.opened() as stream:
        number = 0
        while line := stream.readline(MAX_RECORD):
            number += 1
            if len(line) == MAX_RECORD:
                what = f"a line is longer than {MAX_RECORD >> 20} MiB"
                raise InvalidInputError([Problem(Place(file.name, number), what, "is it the format that you named?")])
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if "\0" in text:
                    where = Place(file.name, number, text.index("\0") + 1)
                    raise InvalidInputError([Problem(where, "it holds a zero byte", "save the file as UTF-8")])
                if not text.strip():
                    continue
                yield Place(file.name, number), json_value(text)
            except UnicodeDecodeError as error:
                what = f"byte 0x{line[error.start]:02X} is not UTF-8"
                where = Place(file.name, number, error.start + 1)
                raise InvalidInputError([Problem(where, what, "save the file as UTF-8")]) from None
            except json.JSONDecodeError as error:
                where = Place(file.name, number, error.pos + 1)
                draft.remark(where, Outcome.SKIPPED, f"this line is not JSON: {error.msg}")
            except ValueError as error:
                draft.remark(Place(file.name, number), Outcome.SKIPPED, f"this line cannot be read: {error}")


def _entities(values: Iterator[tuple[Place, Any]], draft: Draft) -> Iterator[tuple[Place, Fields]]:
    for where, value in values:
        if _is_entity(value):
            draft.sees(where)
            yield where, value
        else:
            draft.remark(where, Outcome.SKIPPED, "this is no entity: it has no id or no schema")


def _is_entity(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(name), str) and value[name].strip() for name in ("id", "schema")
    )


def _flat(records: Iterator[tuple[Place, Fields]], draft: Draft) -> Iterator[tuple[Place, Fields]]:
    """Yield records and, after each, those nested in it, each only by its id where it stood."""
    for where, record in records:
        inside: list[Fields] = []
        properties: dict[str, list[str]] = {}
        stated = record.get("properties") or {}
        if not isinstance(stated, dict):
            _misfit(where, record, "properties", stated, "an object", draft)
            stated = {}
        for key, values in stated.items():
            found = properties.setdefault(key, [])
            for value in values if isinstance(values, list) else [values]:
                if _is_entity(value):
                    inside.append(value)
                    found.append(value["id"])
                elif isinstance(value, str | int | float | Decimal) and not isinstance(value, bool):
                    found += filter(None, [" ".join(str(value).split())])
                elif value is not None:
                    _misfit(where, record, key, value, "text", draft)
        yield where, {**record, "properties": properties}
        yield from _flat(iter([(where, each) for each in inside]), draft)


def _misfit(where: Place, record: Fields, key: str, value: object, wanted: str, draft: Draft) -> None:
    what = f"`{key}` is {said(value)} where {wanted} is expected, and is left out"
    draft.remark(where, Outcome.PARTLY_LOST, f"{record['id']}: {what}")


def _simple(file: SourceFile, draft: Draft) -> Iterator[tuple[Place, Fields]]:
    for row in parties_of(file, ("id", "schema", "name"), draft):
        split = {key: [each for each in row[key].split(";") if each] for key in ("aliases", "countries", "sanctions")}
        properties = {"name": [row["name"]], "alias": split["aliases"], "country": split["countries"]}
        yield row.where, {"id": row["id"], "schema": row["schema"], "properties": properties}
        for number, sanction in enumerate(split["sanctions"]):
            listed = {"entity": [row["id"]], "authority": [row["dataset"]], "program": [sanction.strip()]}
            yield row.where, {"id": f"{row['id']}-sanction-{number}", "schema": "Sanction", "properties": listed}


def values(record: Fields, name: str) -> list[str]:
    """Return what a record states of a property."""
    stated: list[str] = record["properties"].get(name, [])
    return stated
