"""JSON lines: a head, then a record per line, so that a graph can be streamed, cut and searched line by line; lossless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.writers.document import FORMAT, head_of, json_line, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.dataset import Dataset


def to_jsonl(dataset: Dataset) -> Iterator[str]:
    """Yield the lines: `{"graphx": 1, …}`, then `{"source": {…}}`, `{"entity": {…}}` and `{"relation": {…}}`."""
    yield json_line({"graphx": int(FORMAT), **head_of(dataset)})
    names = {"sources": "source", "entities": "entity", "relations": "relation"}
    for section, lines in lines_of(dataset, json_line).items():
        yield from (f'{{"{names[section]}": {line}}}' for line in lines)
