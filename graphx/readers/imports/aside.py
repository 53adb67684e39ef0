"""Columns that lie aside, in a file: the system fetches what of them is asked for, and lets go of it where memory is short."""

from __future__ import annotations

import mmap
import weakref
from functools import partial
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from graphx.model.columns import Column, Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[Any]

_ALIGNED: Final = 8
"""At a multiple of so many bytes each array begins, whatever its numbers are."""


class Aside:
    """Arrays in a file that has no name and is gone, however a command ends, when nobody holds this or an array any more."""

    def __init__(self) -> None:
        """Begin with none, and without a file."""
        self._file: IO[bytes] | None = None
        self._end = 0
        self._mapped: Callable[[], mmap.mmap | None] = lambda: None
        """The file in memory, as long as somebody holds an array of it."""

    def array(self, numbers: Array) -> Callable[[], Array]:
        """Lay an array aside; return what fetches it. Where no file can be written, as on a disk that is full, it stays in memory."""
        try:
            begin = self._written(numbers)
        except OSError:
            return lambda: numbers
        return partial(self._fetched, begin, numbers.dtype, numbers.shape)

    def column(self, column: Column) -> Callable[[], Column]:
        """Lay a column aside; return what fetches it. Texts that are objects stay so."""
        codes, texts = self.array(column.codes), column.values
        if not isinstance(texts, Texts):
            return lambda: Column(codes(), texts)
        offsets, data = self.array(texts.offsets), self.array(texts.data)
        return lambda: Column(codes(), Texts(offsets(), data()))

    def _written(self, numbers: Array) -> int:
        """Write an array; return where it begins.

        Raises:
            OSError: it cannot be written.
        """
        if self._file is None:
            self._file = TemporaryFile(buffering=0)  # noqa: SIM115  # why: closed by the next line
            weakref.finalize(self, self._file.close)
        begin = self._file.seek(self._end)
        for data in (numbers.reshape(-1).view(np.uint8), np.zeros(-numbers.nbytes % _ALIGNED, np.uint8)):
            written = 0
            while written < len(data):  # a disk may take less than all at once
                written += self._file.write(data[written:].data)
        self._end = self._file.tell()
        return begin

    def _fetched(self, begin: int, kind: np.dtype[Any], shape: tuple[int, ...]) -> Array:
        """Return the array that begins there, to be read where it lies."""
        memory = self._mapped()
        if self._file and self._end > len(memory or b""):
            memory = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            self._mapped = weakref.ref(memory)
        return np.ndarray(shape, kind, memory, begin)
