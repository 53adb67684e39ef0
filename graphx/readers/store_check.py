"""Whether a store is what was built: every byte by its hash, and what the arrays say to each other."""

from __future__ import annotations

from hashlib import file_digest
from typing import TYPE_CHECKING, Any

import numpy as np

from graphx.errors import Place, Problem
from graphx.model.parts import KINDS, TYPES
from graphx.readers.stored import Stored, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from graphx.model.columns import Texts

HINT = "build it again from its inputs"


def store_problems(path: str) -> list[Problem]:
    """Return what is wrong with a store, looked at as a whole.

    Raises:
        InvalidInputError: it cannot be opened.
    Cost: every byte of it is read.
    """
    stored = open_store(path)
    problems = [
        Problem(Place(str(file)), "the file is damaged: it does not have the hash that the manifest names", HINT)
        for file in wrong_files(stored.content, stored.manifest["files"])
    ]
    # what stands in a damaged array says nothing more
    return problems or [Problem(Place(path), what, HINT) for what in _contradictions(stored)]


def wrong_files(content: Path, files: Mapping[str, Mapping[str, Any]]) -> Iterator[Path]:
    """Yield the files that are missing or do not have the hash that is told of them."""
    for name, told in files.items():
        try:
            with (content / name).open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != told["sha256"]:
                    yield content / name
        except OSError:
            yield content / name


def _contradictions(stored: Stored) -> Iterator[str]:
    """Yield what cannot be, in an index that was rightly built: numbers out of range, or out of order."""
    counts, arrays = stored.manifest["counts"], stored.arrays
    entities, relations, claims = (counts[name] for name in ("entities", "relations", "claims"))
    ranges = {
        **dict.fromkeys(("source", "target"), (0, entities)),
        **dict.fromkeys(("declared", "entities.several"), (0, entities)),
        **dict.fromkeys(("backward", "claims.relation", "relations.several", "keyed", "keyless"), (0, relations)),
        "kind": (0, len(KINDS)),
        "type": (0, len(TYPES)),
        "forward_starts": (0, relations + 1),
        "backward_starts": (0, relations + 1),
    }
    for table, count in (("entities", entities), ("relations", relations), ("claims", claims)):
        for number in range(len(stored.manifest["columns"][table])):
            ranges[f"{table}.{number}.codes"] = (-1, len(stored.texts(f"{table}.{number}")))
        ranges[f"{table}.file"] = (-1, len(stored.manifest["files_stated"]))
        if len(arrays[f"{table}.more"]) % 4:
            yield f"{table}.more is cut"
        elif not _is_within(arrays[f"{table}.more"][::4], 0, count):
            yield f"{table}.more names what is not there"
    for name, (low, high) in ranges.items():
        if not _is_within(arrays[name], low, high):
            yield f"{name} names what is not there"
    for name, array in arrays.items():
        if name.endswith((".offsets", "_starts", "claims.relation", ".several", "keyed")) and bool(
            (array[1:] < array[:-1]).any()
        ):
            yield f"{name} is out of order"
    if not _is_sorted(stored.texts("id")):
        yield "the ids are out of order"
    yield from _order_of_relations(stored)


def _is_within(array: NDArray[Any], low: int, high: int) -> bool:
    return not len(array) or (int(array.min()) >= low and int(array.max()) < high)


def _is_sorted(texts: Texts) -> bool:
    before = ""
    for text in texts:
        if text <= before:
            return False
        before = text
    return True


def _order_of_relations(stored: Stored) -> Iterator[str]:
    source, target, verb = (stored.arrays[name] for name in ("source", "target", "type"))
    for near, far, numbers, name in (
        (source, target, np.arange(len(source)), "relations"),
        (target, source, stored.arrays["backward"], "backward"),
    ):
        columns = [column[numbers].astype(np.int64) for column in (near, verb, far)]
        steps = [np.diff(column) for column in columns]
        is_ascending = (steps[0] > 0) | ((steps[0] == 0) & ((steps[1] > 0) | ((steps[1] == 0) & (steps[2] >= 0))))
        if not is_ascending.all():
            yield f"{name} are out of order"
        starts = stored.arrays["forward_starts" if name == "relations" else "backward_starts"]
        entities = stored.manifest["counts"]["entities"]
        if not np.array_equal(np.bincount(near, minlength=entities), np.diff(starts)):
            yield f"the starts of {name} do not fit them"
