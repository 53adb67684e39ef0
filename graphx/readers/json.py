"""JSON with places: the standard library's parser forgets where a value stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # why: its C scanner, unstubbed
from typing import Final, NoReturn

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.located import MAX_DEPTH, Node

SECTION_OF: Final = {"source": "sources", "entity": "entities", "relation": "relations"}
"""What the one key of a line means: the section to which its record belongs."""

_BLANK: Final = re.compile(r"[ \t\n\r]*")
_WORD: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null", re.ASCII)


def parse_json(text: str, file: str) -> Node:
    """Return the one value in a JSON text (RFC 8259); numbers keep their digits as text.

    Raises:
        InvalidInputError: the text is no JSON, nests too deep, or uses a key twice.
    """
    parser = _Parser(text, file)
    node, end = parser.value(parser.blank(0), 1)
    end = parser.blank(end)
    if end < len(text):
        parser.fail(end, "something follows the value", "one file holds one document")
    if parser.problems:
        raise InvalidInputError(parser.problems)
    return node


def parse_json_lines(text: str, file: str) -> Node:
    """Return the document whose records stand one to a line: its head first, then `{"entity": {…}}` and its like.

    Raises:
        InvalidInputError: the text is no JSON, or a line is neither a head nor one record of a section.
    """
    parser = _Parser(text, file)
    root: dict[str, Node] = {}
    document = Node(root, 1, 1)
    at = parser.blank(0)
    while at < len(text):
        node, at = parser.value(at, 1)
        at = parser.blank(at)
        fields = node.value if isinstance(node.value, dict) else {}
        section = SECTION_OF.get(next(iter(fields), "")) if len(fields) == 1 else None
        if section is not None:
            [record] = fields.values()
            listed = root.setdefault(section, Node([], record.line, record.column)).value
            if isinstance(listed, list):
                listed.append(record)
        elif not root and "graphx" in fields and not any(name in fields for name in SECTION_OF.values()):
            root.update(fields)
        else:
            what = "this line is no record"
            hint = f'a line holds one of {", ".join(SECTION_OF)}; the first line is the head: {{"graphx": 1}}'
            parser.problems.append(Problem(node.place(file), what, hint))
    if parser.problems:
        raise InvalidInputError(parser.problems)
    if not root:
        raise InvalidInputError([Problem(Place(file, 1, 1), "it is empty", 'it starts with {"graphx": 1}')])
    return document


class _Parser:
    """Reads values at offsets; recursion is bounded by the greatest depth."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def blank(self, at: int) -> int:
        """Return the offset of the next character that is not blank."""
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def position(self, at: int) -> tuple[int, int]:
        """Return line and column of an offset, from 1."""
        line = bisect_right(self._line_starts, at)
        return line, at - self._line_starts[line - 1] + 1

    def fail(self, at: int, what: str, hint: str) -> NoReturn:
        """Give up here, with what was found before.

        Raises:
            InvalidInputError: always.
        """
        problem = Problem(Place(self.file, *self.position(at)), f"this is not JSON: {what}", hint)
        raise InvalidInputError([*self.problems, problem])

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        """Return the value at an offset, and the offset behind it."""
        if depth > MAX_DEPTH:
            problem = Problem(
                Place(self.file, *self.position(at)),
                f"nested more than {MAX_DEPTH} deep",
                "a document needs five levels",
            )
            raise InvalidInputError([*self.problems, problem])
        first = self.text[at : at + 1]
        if first == "{":
            return self._object(at, depth)
        if first == "[":
            return self._array(at, depth)
        if first == '"':
            words, end = self._string(at)
            return Node(words, *self.position(at)), end
        match = _WORD.match(self.text, at)
        if not match:
            self.fail(
                at,
                f"{first!r} cannot start a value" if first else "it ends too early",
                "check quotes, commas and brackets",
            )
        word = match.group()
        return Node(None if word == "null" else word, *self.position(at), plain=True), match.end()

    def _string(self, at: int) -> tuple[str, int]:
        try:
            words, end = scanstring(self.text, at + 1, True)  # noqa: FBT003  # why: the C function takes no keyword
        except JSONDecodeError as error:
            self.fail(error.pos, error.msg.lower(), "check the quotes and escapes")
        if any("\ud800" <= character <= "\udfff" for character in words):
            self.fail(at, "half a surrogate pair", "write the character itself")
        if "\0" in words:
            self.fail(at, "a zero byte in a text", "remove it")
        return words, end

    def _array(self, at: int, depth: int) -> tuple[Node, int]:
        items: list[Node] = []
        node = Node(items, *self.position(at))
        at = self.blank(at + 1)
        if self.text[at : at + 1] == "]":
            return node, at + 1
        while True:
            item, at = self.value(at, depth + 1)
            items.append(item)
            at = self.blank(at)
            mark = self.text[at : at + 1]
            if mark == "]":
                return node, at + 1
            if mark != ",":
                self.fail(at, "a comma or ] is missing", "check the end of the line before")
            at = self.blank(at + 1)

    def _object(self, at: int, depth: int) -> tuple[Node, int]:
        fields: dict[str, Node] = {}
        node = Node(fields, *self.position(at))
        at = self.blank(at + 1)
        if self.text[at : at + 1] == "}":
            return node, at + 1
        while True:
            if self.text[at : at + 1] != '"':
                self.fail(at, "a key in double quotes is missing", "check the comma before")
            key_line, key_column = self.position(at)
            key, at = self._string(at)
            at = self.blank(at)
            if self.text[at : at + 1] != ":":
                self.fail(at, "a colon is missing", "write one between key and value")
            child, at = self.value(self.blank(at + 1), depth + 1)
            child.key_line, child.key_column = key_line, key_column
            if key in fields:
                first = fields[key].key_place(self.file)
                what = f"the key `{key}` stands twice, first at {first}"
                self.problems.append(Problem(Place(self.file, key_line, key_column), what, "keep one of them"))
            fields.setdefault(key, child)
            at = self.blank(at)
            mark = self.text[at : at + 1]
            if mark == "}":
                return node, at + 1
            if mark != ",":
                self.fail(at, "a comma or } is missing", "check the end of the line before")
            at = self.blank(at + 1)
