"""The files of a folder as they are written, each as a whole."""

from __future__ import annotations

from graphx.writers import to_parquet, to_tables


def whole(files):
    return [(name, b"".join(pieces)) for name, pieces in files]


def as_tables(dataset, *cells):
    return whole(to_tables(dataset, *cells))


def as_parquet(dataset):
    return whole(to_parquet(dataset))
