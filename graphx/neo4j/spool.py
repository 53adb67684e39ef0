"""Rows that are dear to make and wanted more than once: made once, they wait in a temporary file."""

from __future__ import annotations

import pickle
import weakref
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final

from graphx.model.batches import batches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Row = dict[str, Any]

GROUP: Final = 1000
"""Rows that are written and read together."""
IN_MEMORY: Final = 2**25
"""Bytes beyond which they lie on a disk."""


class Spool:
    """Keeps rows by name, until it is forgotten."""

    def __init__(self) -> None:
        """Open a temporary file that nobody else can see, and that is gone with the spool."""
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # why: closed by the next line
        weakref.finalize(self, self._file.close)
        self._groups: dict[str, list[int]] = {}

    def put(self, name: str, rows: Iterable[Row]) -> None:
        """Keep rows under a name that none has yet."""
        starts = self._groups[name] = []
        for group in batches(rows, GROUP):
            starts.append(self._file.tell())
            pickle.dump(group, self._file, pickle.HIGHEST_PROTOCOL)

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a name in their order, as often as asked."""
        for start in self._groups[name]:
            self._file.seek(start)
            yield from pickle.load(self._file)  # noqa: S301  # why: of our own file, which nobody else can write
