"""Inputs to a store: what `graphx build` reads, writes and says."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from graphx.cli.streams import OutputError, say
from graphx.errors import QuestionError
from graphx.readers import read_with_inputs
from graphx.readers.files import is_store
from graphx.reports.terminal import counted
from graphx.writers.store import write_store
from graphx.writers.store_files import place_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphx.writers.store_files import Content

LONG = 2.0
"""After how many seconds a build tells how far it is."""


def run_build(inputs: Sequence[str], output: Path) -> None:
    """Read inputs, write them as a store in one step, and say how much it holds.

    Raises:
        InvalidInputError: the inputs have faults.
        QuestionError: something else than a store is where it is to be.
        OutputError: it cannot be written.
    """
    target = output.resolve()
    _check(target, output)
    begin = time.monotonic()

    def tell(what: str) -> None:
        if (passed := time.monotonic() - begin) > LONG:
            say(f"graphx build: {passed:.0f} s: {what}")

    tell_read = "writing"
    dataset, stated = read_with_inputs(inputs)
    counts: dict[str, int] = {}

    def write(content: Content) -> dict[str, Any]:
        tell(tell_read)
        manifest = write_store(dataset, stated, content, tell)
        counts.update(manifest["counts"])
        return manifest

    try:
        place_store(target, write)
    except OSError as error:
        message = f"{output}: it cannot be written: {error.strerror}"
        raise OutputError(message) from error
    passed = time.monotonic() - begin
    nouns = {"entities": "entity", "relations": "relation", "claims": "claim", "sources": "source"}
    told = ", ".join(counted(counts[many], one, many) for many, one in nouns.items())
    say(f"built {output}: {told}; {passed:.1f} s, {counts['relations'] / passed:,.0f} relations a second")


def _check(target: Path, shown: Path) -> None:
    if target.exists() and not target.is_dir():
        raise QuestionError(f"{shown} is a file, and a store is a folder", "name another folder")
    if target.is_dir() and any(target.iterdir()) and not is_store(target):
        raise QuestionError(f"{shown} is a folder that is no store, and would be replaced", "name a new folder")
