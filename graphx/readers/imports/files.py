"""The files that an import takes: read whole or as a stream; of an archive, what is inside it."""

from __future__ import annotations

import io
import re
import sys
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from lzma import LZMAError
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers import STANDARD_INPUT
from graphx.readers.text import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_BYTES: Final = 2**30
"""Of one file, unpacked: several times the largest list."""
MAX_RATIO: Final = 200
"""How many times larger than its archive a file may be: text shrinks to a tenth, a bomb to a thousandth."""
CHUNK: Final = 2**20
UNKNOWN: Final = (RuntimeError, UnicodeDecodeError)
"""What opening an archive raises that is packed or named in a way that nobody here knows."""
DAMAGED: Final = (OSError, EOFError, zipfile.BadZipFile, zlib.error, LZMAError)
"""What reading a file raises that is gone, or an archive that is not whole: each way of packing has an error of its own."""


@dataclass(frozen=True)
class SourceFile:
    """A file to be imported: on disk, in an archive, or in memory."""

    name: str
    """As it is shown: its path, behind that of its archive."""
    path: Path | None = None
    member: zipfile.ZipInfo | None = None
    """What it is in the archive at `path`, in which names may come twice."""
    content: bytes | None = None

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Open it as a stream of bytes.

        Raises:
            InvalidInputError: it cannot be read.
        """
        try:
            if self.path is None:
                yield io.BytesIO(self.content or b"")
            elif self.member is None:
                with self.path.open("rb") as stream:
                    yield stream
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield stream
        except DAMAGED as error:
            raise InvalidInputError([unreadable(self.name, error)]) from error

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes piece by piece.

        Raises:
            InvalidInputError: it cannot be read.
        """
        with self.opened() as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def feed(self, take: Callable[[bytes], object]) -> None:
        """Give its bytes, piece by piece, to whoever takes them, such as a digest."""
        for chunk in self.chunks():
            take(chunk)

    @cached_property
    def data(self) -> bytes:
        """All of its bytes."""
        return b"".join(self.chunks())

    @property
    def utf8(self) -> str:
        """The content of a file that is UTF-8 by its standard.

        Raises:
            InvalidInputError: it is not.
        """
        return decoded(self.data, self.name)


def read_files(paths: Iterable[str | Path]) -> list[SourceFile]:
    """Return the files; of a zip archive, those in it; `-` is what standard input brings.

    Raises:
        InvalidInputError: a file cannot be read; every one is told.
    """
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for path in map(Path, paths):
        try:
            if str(path) == STANDARD_INPUT:
                files.append(_standard_input())
                continue
            with path.open("rb") as stream:
                is_archive = stream.read(4) == b"PK\x03\x04" and path.suffix.lower() not in OFFICE
            files += _unpacked(path) if is_archive else [SourceFile(str(path), path)]
        except (*DAMAGED, *UNKNOWN) as error:
            problems.append(unreadable(str(path), error))
        except InvalidInputError as error:
            problems += error.problems
    if problems:
        raise InvalidInputError(problems)
    return files


def _standard_input() -> SourceFile:
    """Return what standard input brings, which is read only once, and so is kept.

    Raises:
        InvalidInputError: it is too large.
    """
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        what = f"it is larger than {MAX_BYTES >> 20} MiB"
        raise InvalidInputError([Problem(Place(STANDARD_INPUT), what, "name the file, which is read piece by piece")])
    return SourceFile(STANDARD_INPUT, content=data)


def first_sign(file: SourceFile) -> str:
    """Return the first sign that is no blank, in whatever encoding of Unicode; the empty text if there is none.

    Raises:
        InvalidInputError: it cannot be read.
    """
    with file.opened() as stream:
        begin = stream.read(1024).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return begin[:1].decode("latin-1")


_ENCRYPTED: Final = 1
"""The bit among the flags of a file in an archive that says so."""
_OF_SYSTEM: Final = re.compile(r"(^|/)(__MACOSX/|\.)")
"""What a system puts beside the files of an archive, for itself."""
OFFICE: Final = frozenset({".xlsx", ".xlsm"})
"""Endings of archives that are one file to those who use them."""


def unreadable(name: str, error: Exception) -> Problem:
    """Return why a file cannot be read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(Place(name), f"it cannot be read: {reason}")


def _unpacked(path: Path) -> list[SourceFile]:
    with zipfile.ZipFile(path) as archive:
        refuse_explosive(archive, str(path), path.stat().st_size)
        members = [each for each in archive.infolist() if not each.is_dir() and not _OF_SYSTEM.search(each.filename)]
        for each in members:
            if each.flag_bits & _ENCRYPTED:
                message = f"{each.filename} in it is encrypted: unpack it first"
                raise zipfile.BadZipFile(message)
            archive.open(each).close()  # what cannot be opened is told before anything is imported
    return [SourceFile(f"{path}/{each.filename}", path, each) for each in members]


def refuse_explosive(archive: zipfile.ZipFile, name: str, size: int) -> None:
    """Stop at an archive that unpacks to more than its size lets expect.

    Raises:
        InvalidInputError: it does.
    """
    unpacked = sum(each.file_size for each in archive.infolist())
    if unpacked > min(MAX_BYTES, MAX_RATIO * max(size, CHUNK)):
        what = f"unpacked it is {unpacked >> 20} MiB, which is more than its size lets expect"
        raise InvalidInputError([Problem(Place(name), what, "unpack it yourself if you trust it")])
