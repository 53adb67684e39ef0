"""A dataset as a document: one record per line, in the order of ids, so that two versions can be compared by line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final

from graphx.model.json_text import json_text
from graphx.model.records import Record, field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphx.model.dataset import Dataset

Fields = dict[str, Any]
Write = Callable[[Any], str]
"""How a value is written: as JSON, or as YAML in flow style; either has the same braces, brackets and commas."""
FORMAT: Final = "1"
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*|\d{4}(-\d\d(-\d\d)?)?|0(\.\d+)?|1|100|[1-9]\d")
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def fields_of(record: Record) -> Fields:
    """Return what a record states, as text, numbers, truth values, lists and maps."""
    values = record.__dict__
    return {
        shown: value if type(value) is str else plain(value)
        for name, shown in field_names(type(record)).items()
        if (value := values[name]) is not None
    }


def plain(value: Any) -> Any:  # noqa: ANN401  # why: whatever a document may hold
    """Return a value as text, a number, a truth value, a list or a map."""
    make = _PLAINLY.get(type(value))  # a look-up by the million, where a chain of questions would be asked
    if make is None:
        make = _PLAINLY[type(value)] = fields_of if isinstance(value, Record) else str
    return make(value)


def _list(value: tuple[object, ...]) -> list[Any]:
    return [plain(each) for each in value]


def _map(value: dict[str, object]) -> Fields:
    return {key: each if type(each) is str else plain(each) for key, each in value.items()}


def _decimal(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _itself(value: object) -> object:
    return value


_PLAINLY: Final[dict[type, Callable[[Any], Any]]] = {
    str: _itself,
    bool: _itself,
    int: _itself,
    float: _itself,
    tuple: _list,
    dict: _map,
    Decimal: _decimal,
}
"""How a value of a type is written; records and closed words join in as they are met."""


def head_of(dataset: Dataset) -> Fields:
    """Return title and day, where the documents agree on one."""
    titles = list(dict.fromkeys(each.title for each in dataset.documents if each.title))
    days = dataset.as_of_days
    return ({"title": "; ".join(titles)} if titles else {}) | ({"as_of": days[0]} if len(days) == 1 else {})


def lines_of(dataset: Dataset, write: Write) -> dict[str, Iterator[str]]:
    """Return the records of every section as they are written, in the order of ids, as in the dataset, made as they are asked for."""
    return {
        "sources": map(write, map(fields_of, dataset.sources.values())),
        "entities": _lines(dataset.entities, write),
        "relations": _lines(dataset.relations, write),
    }


def _lines(records: Mapping[Any, Record], write: Write) -> Iterator[str]:
    if not isinstance(records, dict):
        from graphx.model.table import EntityTable, RelationTable  # noqa: PLC0415  # why: heavy, and small datasets do without
        from graphx.writers.line_columns import lines_of_entities, lines_of_relations  # noqa: PLC0415

        if isinstance(records, EntityTable):
            return lines_of_entities(records, write)
        if isinstance(records, RelationTable):
            return lines_of_relations(records, write)
    return map(write, map(fields_of, records.values()))


def to_yaml(dataset: Dataset) -> Iterator[str]:
    """Yield a YAML document; every text that could be read as something else is quoted."""
    yield f"graphx: {FORMAT}"
    yield from to_yaml_head(head_of(dataset))
    for section, lines in lines_of(dataset, _flow).items():
        for number, line in enumerate(lines):
            if number == 0:
                yield ""
                yield f"{section}:"
            yield f"  - {line}"


def to_yaml_head(head: Fields) -> Iterator[str]:
    """Yield title and day as YAML."""
    return (f"{name}: {quoted(value) if name == 'title' else value}" for name, value in head.items())


def _flow(value: object, *, loose: bool = False) -> str:
    """Return a value in flow style; `loose` is for properties, where an unquoted number is a number."""
    if isinstance(value, dict):
        inner = [
            f"{_text(key, True)}: "  # noqa: FBT003  # why: as below
            f"{_text(each, loose) if type(each) is str else _flow(each, loose=loose or key == 'properties')}"
            for key, each in value.items()
        ]
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ", ".join([_flow(each, loose=loose) for each in value]) + "]"
    if isinstance(value, str):
        return _text(value, loose)
    return json.dumps(value)


@lru_cache(maxsize=2**16)  # ids, words and keys stand in many records
def _text(text: str, loose: bool) -> str:  # noqa: FBT001  # why: a cache looks up by position in half the time
    is_plain = _PLAIN.fullmatch(text) and not (loose and (text in {"true", "false"} or text[0].isdigit()))
    return text if is_plain else quoted(text)


def quoted(text: str) -> str:
    """Return a text in double quotes, as YAML and JSON read it."""
    written = encode_basestring(text)
    return written if written.isprintable() else _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def to_json(dataset: Dataset) -> Iterator[str]:
    """Yield a JSON document."""
    yield "{"
    for name, value in {"graphx": int(FORMAT), **head_of(dataset)}.items():
        yield f"{json.dumps(name)}: {json_text(value)},"
    sections = lines_of(dataset, json_text)
    for section, lines in sections.items():
        comma = "" if section == list(sections)[-1] else ","
        line = next(lines, None)
        if line is None:
            yield f'"{section}": []{comma}'
            continue
        yield f'"{section}": ['
        for after in lines:
            yield f"{line},"
            line = after
        yield line
        yield f"]{comma}"
    yield "}"


_LINE_ENDS: Final = re.compile("[\x85\u2028\u2029]")


def json_line(value: object) -> str:
    """Return JSON on one line for every reader: some take U+0085, U+2028 and U+2029 for the end of a line, so they are escaped."""
    return _LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", json_text(value))


def with_commas(elements: Iterable[str]) -> Iterator[str]:
    """Yield the elements of a list in JSON, each but the last with a comma."""
    waiting = None
    for element in elements:
        if waiting is not None:
            yield f"{waiting},"
        waiting = element
    if waiting is not None:
        yield waiting
