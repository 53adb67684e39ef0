"""Inputs to a store: what `graphx build` reads, writes and says."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphx.cli.streams import say, writing
from graphx.errors import QuestionError
from graphx.readers import check_stores, read_with_inputs
from graphx.readers.files import is_store
from graphx.reports.terminal import counted
from graphx.writers.store import write_store
from graphx.writers.store_files import place_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.writers.store_files import Content

MANY = 100_000
"""From how many relations on a build says how far it is, and how fast it was."""
LARGE = 2**26
"""From how many bytes on it says what it reads."""


def run_build(inputs: Sequence[str], output: Path) -> None:
    """Read inputs, write them as a store in one step, and say how much it holds.

    Raises:
        InvalidInputError: the inputs have faults.
        QuestionError: something else than a store is where it is to be.
        OutputError: it cannot be written.
    """
    target = output.resolve()
    with writing(output):
        _check(target, output)
    begin = time.monotonic()
    if (size := sum(_size(Path(each)) for each in inputs)) >= LARGE:
        say(f"reading {size / 2**20:,.0f} MiB")
    check_stores(inputs)  # what is damaged in one would be whole in the next
    dataset, stated = read_with_inputs(inputs)
    is_long = len(dataset.relations) >= MANY

    def tell(what: str) -> None:
        if is_long:
            say(f"{time.monotonic() - begin:.0f} s: writing {what}")

    counts: dict[str, int] = {}

    def write(content: Content) -> dict[str, Any]:
        manifest = write_store(dataset, stated, content, tell)
        counts.update(manifest["counts"])
        return manifest

    with writing(output):
        place_store(target, write)
    passed = time.monotonic() - begin
    nouns = {"entities": "entity", "relations": "relation", "claims": "claim", "sources": "source"}
    told = ", ".join(counted(counts[many], one, many) for many, one in nouns.items())
    rate = f"; {passed:.1f} s, {counts['relations'] / passed:,.0f} relations a second" if is_long else ""
    say(f"built {output}: {told}{rate}")


def _size(path: Path) -> int:
    """Return how many bytes an input has; 0 where that cannot be told."""
    try:
        files = path.iterdir() if path.is_dir() else [path]
        return sum(each.stat().st_size for each in files if each.is_file())
    except OSError:
        return 0


def _check(target: Path, shown: Path) -> None:
    if target.exists() and not target.is_dir():
        raise QuestionError(f"{shown} is a file, and a store is a folder", "name another folder")
    if target.is_dir() and any(target.iterdir()) and not is_store(target):
        raise QuestionError(f"{shown} is a folder that is no store, and would be replaced", "name a new folder")
