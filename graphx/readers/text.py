"""Bytes to text: UTF-8, or a problem at the byte that is none."""

from __future__ import annotations

from graphx.errors import InvalidInputError, Place, Problem


def decoded(data: bytes, file: str) -> str:
    """Return the text of a file; a byte order mark is none of it.

    Raises:
        InvalidInputError: a byte is not UTF-8, or is zero.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        what = f"byte 0x{data[error.start]:02X} is not UTF-8"
        raise InvalidInputError([Problem(Place(file, line, column), what, "save the file as UTF-8")]) from None
    if "\0" in text:
        at = text.index("\0")
        place = Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        raise InvalidInputError([Problem(place, "it holds a zero byte", "this is not a text file")])
    return text
