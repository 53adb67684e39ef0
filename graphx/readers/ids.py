"""Every id that an entity of some input has, sorted, and the numbers of texts among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from graphx.model.columns import Column, Texts, texts_at
from graphx.readers.cells import arrow_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from graphx.readers.document import Folder

    Numbers = NDArray[np.int64]

_FEW: Final = 2**16
"""Ids up to which objects are numbered: bytes are quicker only where there are more, and Arrow takes a tenth of a second to load."""


class Ids:
    """The ids of all inputs, and behind them texts that no entity has as its id."""

    def __init__(self, folders: Sequence[Folder], others: Collection[str]) -> None:
        """Take the ids of folders and of records."""
        several = [folder.entities.columns["id"].of(folder.entity_rows) for folder in folders]
        several.append(Column(np.arange(len(others), dtype=np.int32), sorted(others)))
        is_few = sum(len(each.codes) for each in several) <= _FEW
        self._sorted: Numbered = FewTexts(several) if is_few else ManyTexts(several)
        self.texts = self._sorted.texts
        self.of_folders, self.of_others = self._sorted.numbers[:-1], self._sorted.numbers[-1]
        """Per folder, and of the records, the number of each id."""
        self.strangers: dict[str, int] = {}
        """Texts that no entity has as its id, numbered behind the ids."""

    def of_column(self, column: Column) -> Numbers:
        """Return the number of each different text of a column; a stranger gets one of its own."""
        found = self._sorted.find(column.values)
        for row in np.flatnonzero(found < 0).tolist():
            found[row] = self.stranger(column.values[row])
        return found

    def stranger(self, text: str) -> int:
        """Return the number of a text that is no id."""
        return self.strangers.setdefault(text, len(self.texts) + len(self.strangers))

    def text(self, number: int) -> str:
        """Return the text of a number."""
        known = len(self.texts)
        return self.texts[number] if number < known else list(self.strangers)[number - known]


class Numbered(Protocol):
    """The different texts of several columns, sorted."""

    texts: Texts
    numbers: list[Numbers]
    """Of each column, the number of each text."""

    def find(self, texts: Sequence[str]) -> Numbers:
        """Return the number of each of some texts, -1 where it is none of them."""


class FewTexts:
    """Few texts, told apart as objects."""

    def __init__(self, several: Sequence[Column]) -> None:
        """Number the texts that stand in rows of columns."""
        listed = [texts_at(each.codes, each.values) for each in several]
        distinct = sorted(set().union(*listed))
        self._number = {text: number for number, text in enumerate(distinct)}
        self.texts = Texts.of(distinct)
        self.numbers = list(map(self.find, listed))

    def find(self, texts: Sequence[str]) -> Numbers:
        """Return the number of each of some texts, -1 where it is none of them."""
        return np.array([self._number.get(text, -1) for text in texts], np.int64)


class ManyTexts:
    """Many texts, told apart by Arrow."""

    def __init__(self, several: Sequence[Column]) -> None:
        """Number the texts that stand in rows of columns."""
        import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only many ids need it
        import pyarrow.compute as pc  # noqa: PLC0415

        arrays = [arrow_of(each.values).take(each.codes) for each in several]
        encoded = pa.concat_arrays(arrays).dictionary_encode()
        order = pc.array_sort_indices(encoded.dictionary).to_numpy()
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        ends = np.cumsum([len(each) for each in arrays[:-1]])
        self.numbers = np.split(number[encoded.indices.to_numpy()], ends)
        self._texts = encoded.dictionary.take(order)
        self.texts = texts_of(self._texts)
        del arrays, encoded
        pa.default_memory_pool().release_unused()  # several times what is left of it, which Arrow would keep for itself

    def find(self, texts: Sequence[str]) -> Numbers:
        """Return the number of each of some texts, -1 where it is none of them."""
        import pyarrow.compute as pc  # noqa: PLC0415  # why: as above

        found: Numbers = pc.index_in(arrow_of(texts), self._texts).fill_null(-1).to_numpy().astype(np.int64)
        return found
