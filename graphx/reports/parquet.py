"""Answers as rows of a Parquet file, for whoever counts and joins them: text and whole numbers, null where a cell is empty."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from graphx.model.batches import batches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NUMBERS: Final = frozenset({"hops", "tier", "number", "weakest_confidence", "root_sources"})
"""Columns of whole numbers."""
GROUP: Final = 2**16
"""How many rows are held and written together."""


def write_parquet(header: Sequence[str], rows: Iterable[Sequence[str]], file: IO[bytes]) -> None:
    """Write a header and rows of cells, a group of rows at a time. Cost: memory for a group."""
    import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only needed here
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    schema = pa.schema([(name, pa.int64() if name in NUMBERS else pa.string()) for name in header])
    with ParquetWriter(file, schema) as writer:
        for group in batches(rows, GROUP):
            columns = zip(*group, strict=True)
            arrays = [
                pa.array([cell or None for cell in column], pa.string()).cast(kind)
                for column, kind in zip(columns, schema.types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
