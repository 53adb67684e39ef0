"""Datasets to files: one format each, in a visible table; pure: nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.writers.document import to_json, to_yaml
from graphx.writers.tables import to_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from graphx.model.dataset import Dataset

WRITERS: Final[dict[str, Callable[[Dataset], Iterable[str]]]] = {".yaml": to_yaml, ".yml": to_yaml, ".json": to_json}
"""Who yields the lines of a document, by the ending of its file; `to_tables` writes the files of a folder."""

__all__ = ["WRITERS", "to_json", "to_tables", "to_yaml"]
