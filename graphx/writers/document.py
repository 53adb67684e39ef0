"""A dataset as a document: one record per line, in the order of ids, so that two versions can be compared by line."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graphx.model.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.dataset import Dataset

Fields = dict[str, Any]
FORMAT: Final = "1"
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*|\d{4}(-\d\d(-\d\d)?)?|0(\.\d+)?|1|100|[1-9]\d")
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def fields_of(record: Record) -> Fields:
    """Return what a record states, as text, numbers, truth values, lists and maps."""
    stated = record.stated()
    first = {name: stated.pop(name) for name in ("id",) if name in stated}
    return {name: _bare(value) for name, value in (first | stated).items()}


def _bare(value: object) -> Any:  # noqa: ANN401  # why: whatever a document may hold
    if isinstance(value, Record):
        return fields_of(value)
    if isinstance(value, tuple):
        return [_bare(each) for each in value]
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items()}
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return value if isinstance(value, bool | int | float) else str(value)


def head_of(dataset: Dataset) -> Fields:
    """Return title and day, where the documents agree on one."""
    titles = list(dict.fromkeys(each.title for each in dataset.documents if each.title))
    days = dataset.as_of_days
    return ({"title": "; ".join(titles)} if titles else {}) | ({"as_of": days[0]} if len(days) == 1 else {})


def sections_of(dataset: Dataset) -> dict[str, Iterator[Fields]]:
    """Return the records of every section, each in the order of ids, made one by one as they are taken."""
    return {
        "sources": (fields_of(dataset.sources[name]) for name in sorted(dataset.sources)),
        "entities": (fields_of(dataset.entities[name]) for name in sorted(dataset.entities)),
        "relations": (fields_of(dataset.relations[identity]) for identity in sorted(dataset.relations)),
    }


def to_yaml(dataset: Dataset) -> Iterator[str]:
    """Yield a YAML document; every text that could be read as something else is quoted."""
    yield f"graphx: {FORMAT}"
    yield from to_yaml_head(head_of(dataset))
    for section, records in sections_of(dataset).items():
        for number, record in enumerate(records):
            yield from ([] if number else ["", f"{section}:"])
            yield f"  - {_flow(record)}"


def to_yaml_head(head: Fields) -> Iterator[str]:
    """Yield title and day as YAML."""
    return (f"{name}: {_quoted(value) if name == 'title' else value}" for name, value in head.items())


def _flow(value: object, *, loose: bool = False) -> str:
    """Return a value in flow style; `loose` is for properties, where an unquoted number is a number."""
    if isinstance(value, dict):
        inner = (
            f"{_text(key, loose=True)}: {_flow(each, loose=loose or key == 'properties')}"
            for key, each in value.items()
        )
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each, loose=loose) for each in value) + "]"
    if isinstance(value, str):
        return _text(value, loose=loose)
    return json.dumps(value)


def _text(text: str, *, loose: bool) -> str:
    is_plain = _PLAIN.fullmatch(text) and not (loose and (text in {"true", "false"} or text[0].isdigit()))
    return text if is_plain else _quoted(text)


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def to_json(dataset: Dataset) -> Iterator[str]:
    """Yield a JSON document, a record a line."""
    yield "{"
    for name, value in {"graphx": int(FORMAT), **head_of(dataset)}.items():
        yield f"{json.dumps(name)}: {_json(value)},"
    sections = sections_of(dataset)
    for section, records in sections.items():
        comma = "" if section == [*sections][-1] else ","
        before = f'"{section}": ['
        is_empty = True
        for record in records:
            yield before if is_empty else f"{before},"
            before, is_empty = _json(record), False
        if is_empty:
            yield f"{before}]{comma}"
        else:
            yield from (before, f"]{comma}")
    yield "}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
