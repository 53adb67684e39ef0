"""JSON that others wrote, record by record: a file may be larger than memory, and each record knows its line.

Each record is decoded by the standard library's scanner as soon as it lies in the window whole; the file as a whole never does.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from json.decoder import WHITESPACE  # type: ignore[attr-defined]  # why: typeshed leaves it out
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from graphx.errors import InvalidInputError, Place, Problem, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from graphx.readers.imports.files import SourceFile

MAX_RECORD: Final = 2**26
"""Characters of one record; no register writes longer ones."""
_BLOCK: Final = 2**18
_LARGEST: Final = 308
"""The greatest power of ten in a number, and the least: those of a double, which every program reads; a longer one fills memory."""
_COMMA: Final = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
_SHOWN: Final = 40
"""Letters of a number or a key that a message repeats."""
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that is a character only with its other half."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
HALVED: Final = "an escape in it is half a character (the other half of \\ud800 to \\udfff is missing)"
DEEP: Final = "it nests too deeply"
MAX_DEPTH: Final = 400
"""Components may lie in components, two levels each; who reads a value may call himself twice a level, and Python stops at 1000 calls."""
_NEAR: Final = 16
"""A fault nearer than this to the end of the window may be a value that is cut there, and no fault."""


class JsonRecord(NamedTuple):
    """A value, where it begins, and the key of the file's object under which it stands (none: the empty text)."""

    key: str
    where: Place
    value: Any
    """Exact decimals instead of floating-point numbers."""


def json_records(file: SourceFile, arrays: Collection[str] = (), inside: Collection[str] = ()) -> Iterator[JsonRecord]:
    """Yield what stands under each key of a file's object, of the arrays named each entry by itself; or an array's entries.

    What stands in an object whose key is `inside` is yielded likewise, each by both keys, such as `graph.nodes`.

    Raises:
        InvalidInputError: it is not JSON in UTF-8, is cut, nests too deeply, names a key twice, or holds a record or a number too large;
            at its place.
    """
    with file.opened() as stream:
        window = _Window(file.name, stream.read)
        if window.peek() == "[":
            yield from _entries(window, "")
        elif window.peek() == "{":
            yield from _members(window, arrays, inside)
        else:
            window.fail("JSON begins with { or [", "is it the format that you named?")
        if window.peek():
            window.fail("something stands behind the end of the JSON")


def json_lines(file: SourceFile) -> Iterator[JsonRecord]:
    """Yield the records of a file of JSON lines.

    Raises:
        InvalidInputError: as `json_records`.
    """
    with file.opened() as stream:
        window = _Window(file.name, stream.read)
        while window.peek():
            yield window.value()


def _members(window: _Window, arrays: Collection[str], inside: Collection[str], path: str = "") -> Iterator[JsonRecord]:
    seen: set[str] = set()
    for _ in _separated(window, "{", "}"):
        own = window.value().value if window.peek() == '"' else window.fail("a key in double quotes is missing")
        if own in seen:
            window.fail(_twice(own))
        seen.add(own)
        key = f"{path}{own}"
        window.take(":")
        if key in arrays and window.peek() == "[":
            yield from _entries(window, key)
        elif not path and key in inside and window.peek() == "{":
            yield from _members(window, arrays, (), f"{key}.")
        else:
            yield window.value(key)


def is_text(value: object) -> bool:
    """Say whether every text in a value of JSON can be written, however deep it stands: none holds half a character."""
    left = [value]
    while left:
        match left.pop():
            case str() as text if _SURROGATE.search(text):
                return False
            case dict() as fields:
                left += [*fields, *fields.values()]
            case list() as entries:
                left += entries
    return True


def json_value(text: str) -> Any:  # noqa: ANN401  # why: whatever it holds
    """Return the value of a text, its numbers exact.

    Raises:
        ValueError: it is not JSON, nests too deeply, names a key twice in an object, or a number or a text in it cannot be written.
    """
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError(DEEP) from None
    if why := _unfit(value, text, 0, len(text)):
        raise ValueError(why)
    return value


def _unfit(value: object, text: str, begin: int, end: int) -> str:
    """Say why the value of this part of a text cannot be taken; empty if it can. Of almost all, their text alone tells it."""
    if text.find("\\", begin, end) >= 0 and _HALF.search(text, begin, end) and not is_text(value):
        return HALVED
    if end - begin <= 2 * MAX_DEPTH:  # each level begins with one sign and ends with another
        return ""
    return DEEP if text.count("[", begin, end) + text.count("{", begin, end) > MAX_DEPTH and _is_deep(value) else ""


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        inner = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level = [each for entries in inner for each in entries]
    return any(isinstance(each, dict | list) for each in level)


def _entries(window: _Window, key: str) -> Iterator[JsonRecord]:
    for _ in _separated(window, "[", "]"):
        yield from window.values(key)
        yield window.value(key)


def _separated(window: _Window, begin: str, end: str) -> Iterator[None]:
    """Yield before each member of an object or an array."""
    window.take(begin)
    if window.peek() != end:
        yield
        while window.takes(","):
            yield
    window.take(end)


def _no_number(word: str) -> NoReturn:
    message = f"{word[:_SHOWN]} is no number"
    raise ValueError(message)


def _exact(word: str) -> Decimal:
    try:
        number = Decimal(word)
    except InvalidOperation:  # the exponent is larger than any that the library holds
        _no_number(word)
    if abs(number.adjusted()) > _LARGEST:
        message = f"{word[:_SHOWN]} is beyond the numbers that can be written: its power of ten is above {_LARGEST}"
        raise ValueError(message)
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError(_twice(Counter(key for key, _ in pairs).most_common(1)[0][0]))
    return fields


def _twice(key: str) -> str:
    return f"the key `{visible(key[:_SHOWN])}` stands twice in one object, and which value counts is not known"


_DECODER: Final = json.JSONDecoder(parse_float=_exact, parse_constant=_no_number, object_pairs_hook=_object)


class _Window:
    """What of a file's text is in memory: it slides on as values are taken."""

    def __init__(self, name: str, read: Callable[[int], bytes]) -> None:
        self._name, self._read = name, read
        self._text = ""
        self._at = 0
        self._is_last = False
        self._counted = 0
        self._line, self._column = 1, 1  # of the character up to which lines were counted
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._decode = _DECODER.raw_decode
        self._scan = _DECODER.scan_once  # type: ignore[attr-defined]  # why: typeshed leaves it out

    def peek(self) -> str:
        """Return the next character that is no blank, without taking it; the empty text at the end."""
        while True:
            self._at = WHITESPACE.match(self._text, self._at).end()
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def take(self, wanted: str) -> None:
        """Take a sign."""
        if not self.takes(wanted):
            found = self.peek()
            self.fail(
                f"{wanted} is expected, and {visible(found)} stands here"
                if found
                else f"it is cut: {wanted} is missing"
            )

    def takes(self, sign: str) -> bool:
        """Take a sign if it comes next; say whether it does."""
        is_next = self.peek() == sign
        self._at += is_next
        return is_next

    def value(self, key: str = "") -> JsonRecord:
        """Take a value."""
        self.peek()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                has_no_end = error.msg.startswith("Unterminated string")
                may_go_on = has_no_end or error.pos > len(self._text) - _NEAR
                if not (may_go_on and self._more()):
                    self._at = error.pos
                    self.fail(self._wrong(error.msg, has_no_end=has_no_end))
            except RecursionError:
                self.fail(DEEP)
            except ValueError as error:
                self.fail(str(error))
            else:
                if end < len(self._text) or not self._more():
                    if why := _unfit(value, self._text, self._at, end):
                        self.fail(why)
                    where = self._place()
                    self._at = end
                    return JsonRecord(key, where, value)

    def values(self, key: str) -> Iterator[JsonRecord]:
        """Take the values, one at least next, that lie in the window with a comma behind each; all but a few entries of an array do.

        One that is cut there, has no other behind it, or is not as it should be is left for `value`.
        """
        self.peek()
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except (StopIteration, ValueError, RecursionError):
                return
            comma = _COMMA.match(self._text, end)
            if comma is None or _unfit(value, self._text, self._at, end):
                return
            where = self._place()
            self._at = comma.end()
            yield JsonRecord(key, where, value)

    def _wrong(self, message: str, *, has_no_end: bool) -> str:
        if has_no_end:
            return "it is cut: the text that begins here has no end"
        return f"this is not JSON: {message}" if self._text[self._at :].strip() else "it is cut here"

    def fail(self, what: str, hint: str = "") -> NoReturn:
        """Stop here."""
        raise InvalidInputError([Problem(self._place(), what, hint)])

    def _place(self) -> Place:
        """Return where the window is at: lines are counted as they go by."""
        last = self._text.rfind("\n", self._counted, self._at)  # most passages have none, and to count takes longer
        if last >= 0:
            self._line += self._text.count("\n", self._counted, self._at)
            self._column = self._at - last
        else:
            self._column += self._at - self._counted
        self._counted = self._at
        return Place(self._name, self._line, self._column)

    def _more(self) -> bool:
        """Let go of what was taken and read on, as much again as is left; say whether there was more."""
        if self._is_last:
            return False
        self._place()
        self._text = self._text[self._at :]
        self._at = self._counted = 0
        if len(self._text) > MAX_RECORD:
            self.fail(f"a record is longer than {MAX_RECORD >> 20} MiB", "is it the format that you named?")
        data = self._read(max(_BLOCK, len(self._text)))
        self._is_last = not data
        try:
            self._text += self._decoder.decode(data, final=self._is_last)
        except UnicodeDecodeError as error:
            self._text += error.object[: error.start].decode(errors="replace")
            self._at = len(self._text)
            self.fail(f"byte 0x{error.object[error.start]:02X} is not UTF-8", "save the file as UTF-8")
        if (zero := self._text.find("\0")) >= 0:
            self._at = zero
            self.fail("it holds a zero byte", "save the file as UTF-8")
        return True
