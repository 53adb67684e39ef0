"""Records of the Global LEI Foundation's files, XML or JSON, in one form: level 1, level 2 and reporting exceptions.

Source: https://www.gleif.org/en/about-lei/common-data-file-format (LEI-CDF 3.1, RR-CDF 2.1, reporting exceptions 2.1). The golden copy writes
JSON as it writes XML, a text as `{"$": …}` and a list under the name of its items; other publishers write plain values and lists.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.draft import Draft, Outcome
from graphx.readers.imports.files import first_sign
from graphx.readers.imports.json_records import json_lines, json_records
from graphx.readers.imports.registers.values import Given
from graphx.readers.imports.xml_records import xml_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from graphx.readers.imports.files import SourceFile


class Level(StrEnum):
    """What a record says."""

    ENTITY = "LEIRecord"
    """Level 1: who is who."""
    RELATIONSHIP = "RelationshipRecord"
    """Level 2: who consolidates, manages or heads whom."""
    EXCEPTION = "Exception"
    """Why a parent is not told."""


class Record(NamedTuple):
    """One record, and the day of the file's content as far as it is known."""

    level: Level
    given: Given
    day: str | None


CONTENT_DATE: Final = "ContentDate"
EXTENSION: Final = "Extension"
"""What a publisher adds, such as geocoded addresses: a third of a file, and nothing of the model."""
ARRAYS: Final = frozenset(
    ["records", "LEIRecords", "relations", "RelationshipRecords", "exceptions", "ReportingExceptions", "Exceptions"]
)
"""Keys of a JSON object under which its records may stand."""
HEADERS: Final = frozenset({"LEIHeader", "Header", "header"})
_FIRST_KEY: Final = re.compile(rb'\{\s*"([^"]*)"')
_HEAD: Final = 4096


def records(file: SourceFile, draft: Draft) -> Iterator[Record]:
    """Yield the records of a file; what is none is skipped, and told.

    Raises:
        InvalidInputError: the file is neither XML nor JSON, or is cut.
    """
    sign = first_sign(file)
    if sign == "<":
        yield from _of_xml(file, draft)
    elif sign in {"{", "["}:
        yield from _of_json(file, draft)
    else:
        what, hint = "this is neither XML nor JSON", "GLEIF publishes both; an archive may be given as it is"
        raise InvalidInputError([Problem(Place(file.name, 1), what, hint)])


def _of_xml(file: SourceFile, draft: Draft) -> Iterator[Record]:
    day = None
    for where, element in xml_records(file, {CONTENT_DATE, *Level}):
        if element.tag == CONTENT_DATE:
            day = Given({CONTENT_DATE: element.text}, where, draft).date(CONTENT_DATE)
        else:
            value = _of_element(element)
            given = Given(value if isinstance(value, dict) else {}, where, draft)
            yield Record(Level(element.tag), given, day)


def _of_element(element: Element) -> Any:  # noqa: ANN401  # why: what JSON would hold
    """Return an element as plain JSON holds it."""
    if not len(element):
        return element.text or ""
    inside: dict[str, Any] = {}
    for child in element:
        tag, value = child.tag, _of_element(child) if child.tag != EXTENSION else None
        if tag not in inside:
            inside[tag] = value
        elif isinstance(inside[tag], list):
            inside[tag].append(value)
        else:
            inside[tag] = [inside[tag], value]
    return _listed(element.tag, inside)


def _of_json(file: SourceFile, draft: Draft) -> Iterator[Record]:
    with file.opened() as stream:
        head = stream.read(_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n")
    first = _FIRST_KEY.match(head)
    is_whole = head.startswith(b"[") or (first and first[1].decode(errors="replace") in ARRAYS | HEADERS)
    day = None
    for key, where, value in json_records(file, ARRAYS) if is_whole else json_lines(file):
        if key in HEADERS and isinstance(value, dict):
            day = Given(_map(_plain("", value)), where, draft).date(CONTENT_DATE)
            continue
        if key and key not in ARRAYS:
            draft.ignored[key] += 1
            continue
        members = _map(_plain("", value))
        if len(members) == 1 and (inner := next(iter(members))) in set(Level):
            members = _map(members[inner])
        given = Given(members, where, draft)
        if (level := _level(members)) is None:
            draft.remark(where, Outcome.SKIPPED, "this is no record of an LEI, of a relationship or of an exception")
        else:
            yield Record(level, given, given.date(CONTENT_DATE) or day)


def _level(members: dict[str, Any]) -> Level | None:
    if "Relationship" in members:
        return Level.RELATIONSHIP
    if "ExceptionCategory" in members:
        return Level.EXCEPTION
    return Level.ENTITY if "Entity" in members and "LEI" in members else None


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401  # why: any JSON
    """Return a value without the marks of XML: a text is a text, and a list is the items that its name promises."""
    if isinstance(value, list):
        return [_plain("", each) for each in value]
    if not isinstance(value, dict):
        return value
    if "$" in value:
        return value["$"]
    return _listed(name, {key: _plain(key, each) for key, each in value.items() if not key.startswith("@")})


def _listed(name: str, inside: dict[str, Any]) -> Any:  # noqa: ANN401  # why: as above
    """Return the items of what is a list by its name, such as `RelationshipPeriods` of `RelationshipPeriod`; else it itself."""
    if len(inside) == 1 and (item := next(iter(inside))) and name in {f"{item}s", f"{item[:-1]}ies"}:
        return inside[item] if isinstance(inside[item], list) else [inside[item]]
    return inside


def names_in(given: Given, *containers: str) -> Iterator[str]:
    """Yield the names in lists of names, each a text or a map that holds it under the list's singular."""
    for container in containers:
        value = given.record.get(container)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield Given(each, given.where, given.draft).text(container.removesuffix("s"))
            elif isinstance(each, str):
                yield " ".join(each.split())
