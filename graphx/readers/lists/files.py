"""The files of a list as bytes with their names: an archive is what is inside it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import InvalidInputError, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES: Final = 2**30
"""Of one file, unpacked: several times the largest list."""


class ListFile(NamedTuple):
    """A file to be imported."""

    name: str
    data: bytes

    @property
    def text(self) -> str:
        """The content; old files are in Windows-1252. A closing sign of end of file (0x1A) is none of it."""
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = self.data.decode("cp1252", errors="replace")
        return text.rstrip("\x1a")


def read_files(paths: Iterable[str | Path]) -> list[ListFile]:
    """Return the files; of a zip archive, those in it.

    Raises:
        InvalidInputError: a file cannot be read; every one is told.
    """
    files, problems = [], []
    for path in map(Path, paths):
        try:
            data = path.read_bytes()
            if zipfile.is_zipfile(io.BytesIO(data)):
                files += _unpacked(str(path), data)
            else:
                files.append(ListFile(str(path), data))
        except (OSError, zipfile.BadZipFile) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            problems.append(Problem(Place(str(path)), f"it cannot be read: {reason}"))
    if problems:
        raise InvalidInputError(problems)
    return files


def _unpacked(path: str, data: bytes) -> list[ListFile]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(each.file_size for each in archive.infolist()) > MAX_BYTES:
            raise InvalidInputError([Problem(Place(path), f"unpacked it is larger than {MAX_BYTES >> 20} MiB")])
        return [
            ListFile(f"{path}/{each.filename}", archive.read(each)) for each in archive.infolist() if not each.is_dir()
        ]
