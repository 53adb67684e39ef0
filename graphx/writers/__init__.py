"""Datasets and subgraphs to files: one format each, in visible tables; pure: nothing is written here.

Documents and tables are here; the formats of others, which need more, in `graphx.writers.exporters`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.writers.document import to_json, to_yaml
from graphx.writers.jsonl import to_jsonl
from graphx.writers.tables import to_parquet, to_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from graphx.model.dataset import Dataset

WRITERS: Final[dict[str, Callable[[Dataset], Iterable[str]]]] = {
    ".yaml": to_yaml,
    ".yml": to_yaml,
    ".json": to_json,
    ".jsonl": to_jsonl,
}
"""Who yields the lines of a document, by the ending of its file; `to_tables` yields the files of a folder."""

__all__ = ["WRITERS", "to_json", "to_jsonl", "to_parquet", "to_tables", "to_yaml"]
