"""In which encoding a text file is that does not say so, and which letters were read in a wrong one before."""

from __future__ import annotations

import codecs
import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.text import decoded

if TYPE_CHECKING:
    from graphx.readers.imports.files import SourceFile

UTF_8: Final = "utf-8"
GUESS: Final = "cp1252"
"""What Windows writes in the west; only a guess, so it is said."""
ENCODINGS: Final = {UTF_8: "UTF-8", "utf-16": "UTF-16", GUESS: "Windows-1252"}
_SEVERAL_BYTES: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII: Final = bytes(range(0x80))
_INSIDE_A_WORD: Final = re.compile(r"(?<=[^\W\d_])[€‚„…†‡ˆ‰‹“”•˜™›¡¢£¤](?=([^\W\d_]))")


def encoding_of(file: SourceFile, hint: str) -> str:
    """Return the encoding of a file: UTF-8 if all of it is, UTF-16 if it says so, else Windows-1252 if it can be.

    Raises:
        InvalidInputError: it is none of them, or UTF-8 but for some bytes; with the hint what to do about it.
    """
    if _begins_utf_16(file):
        return "utf-16"
    if _misfit(file, UTF_8) is None:
        return UTF_8
    if _is_damaged(file):
        decoded(file.data, file.name)
    if misfit := _misfit(file, GUESS):
        what = f"byte 0x{misfit.byte:02X} is neither UTF-8 nor Windows-1252"
        raise InvalidInputError([Problem(Place(file.name, misfit.line), what, hint)])
    return GUESS


def _begins_utf_16(file: SourceFile) -> bool:
    with file.opened() as stream:
        return stream.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}


class _Misfit(NamedTuple):
    line: int
    byte: int


def _misfit(file: SourceFile, encoding: str) -> _Misfit | None:
    """Return the first byte that is none of an encoding.

    Raises:
        InvalidInputError: there is a zero byte before it.
    """
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    for chunk in chain(file.chunks(), [b""]):
        if b"\0" in chunk:
            where = Place(file.name, line + chunk.count(b"\n", 0, chunk.index(b"\0")))
            raise InvalidInputError([Problem(where, "it holds a zero byte", "this is no text file")])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return _Misfit(line + error.object.count(b"\n", 0, error.start), error.object[error.start])
        line += chunk.count(b"\n")
    return None


def _is_damaged(file: SourceFile) -> bool:
    """Say whether a file that is not UTF-8 was meant to be: most of its letters are, and hardly any other text is by chance."""
    letters = stray = 0
    for chunk in file.chunks():
        rest, found = _SEVERAL_BYTES.subn(b"", chunk)
        letters += found
        stray += len(rest.translate(None, _ASCII))
    return letters >= stray


def repaired_letters(text: str) -> str:
    """Return a text whose letters were read in the wrong code page as they were meant: `Co”peratief` is Coöperatief.

    Old programs wrote DOS code page 437 and others read it as Windows-1252; a sign of punctuation between two letters gives it away, if
    what was meant goes on in the same case. Others wrote down in UTF-8 what they had read, so that no encoding tells.
    """

    def meant(match: re.Match[str]) -> str:
        letter, following = match[0].encode("cp1252").decode("cp437"), match[1]
        is_alike = letter.islower() == following.islower() and letter.isupper() == following.isupper()
        return letter if letter.isalpha() and is_alike else match[0]

    return _INSIDE_A_WORD.sub(meant, text)
