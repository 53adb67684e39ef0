"""Files to bytes, or one line that says why not."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST: Final = "manifest.json"
CONTENT: Final = "content-"
"""What stands in the folder of a store: its manifest, and the content that it names."""
STORE: Final = "graphx-store"
"""What a manifest says that it is of."""
NAMED_BY: Final = 16
"""How many digits of the hash the content is named by."""
HEAD: Final = 256
"""Bytes of a manifest within which it says so."""
_CONTENT: Final = re.compile(rf"{CONTENT}[0-9a-f]{{{NAMED_BY}}}")
MAX_BYTES: Final = 2**28
"""The largest document; more belongs into tables."""


def _too_large(file: str) -> Problem:
    """Return what is told of a document over the limit."""
    return Problem(Place(file), f"it is larger than {MAX_BYTES >> 20} MiB", "write the graph as a folder of tables")


def unreadable(file: str, error: OSError) -> Problem:
    """Return what is told of a file that the system does not let be read."""
    return Problem(Place(file), f"it cannot be read: {error.strerror}", "")


def file_bytes(file: Path, shown: str) -> bytes:
    """Return the content of a document.

    Raises:
        InvalidInputError: it does not exist, cannot be read or is too large.
    """
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InvalidInputError([_too_large(shown)])
        return file.read_bytes()
    except FileNotFoundError:
        siblings = [each.name for each in file.parent.iterdir()] if file.parent.is_dir() else []
        hint = did_you_mean(file.name, siblings, "see `graphx sample` for bundled graphs")
        raise InvalidInputError([Problem(Place(shown), "there is no such file", hint)]) from None
    except OSError as error:
        raise InvalidInputError([unreadable(shown, error)]) from None


def standard_input(shown: str) -> bytes:
    """Return what standard input brings.

    Raises:
        InvalidInputError: it is too large.
    """
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InvalidInputError([_too_large(shown)])
    return data


def is_store(folder: Path) -> bool:
    """Say whether a folder is a store, be it a damaged one: its manifest says so, or it holds what a manifest would name."""
    try:
        with (folder / MANIFEST).open("rb") as manifest:
            says_so = STORE.encode() in manifest.read(HEAD)
    except OSError:
        says_so = False
    return says_so or any(contents_of(folder))


def contents_of(folder: Path) -> Iterator[Path]:
    """Yield what lies in the folder of a store beside its manifest: one content, or the older ones too."""
    try:
        yield from (each for each in folder.iterdir() if _CONTENT.fullmatch(each.name) and each.is_dir())
    except OSError:
        return
