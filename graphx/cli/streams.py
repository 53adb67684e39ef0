"""Standard output and standard error, and what may go wrong with them; nothing heavy is needed for it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graphx.errors import GraphxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class OutputError(GraphxError):
    """An answer that could not be written."""


class ReaderGoneError(BaseException):
    """Whoever read our output has read enough; no failure, so nothing that handles failures may catch it."""


@contextmanager
def writing(output: Path) -> Iterator[None]:
    """Tell what goes wrong while something is written to an output.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        message = f"{output}: it cannot be written: {error.strerror}"
        raise OutputError(message) from error


def put(texts: Iterable[str]) -> None:
    """Write lines to standard output, all the way.

    Raises:
        ReaderGoneError: nobody reads any more.
        OutputError: the output takes no more.
    """
    if sys.stdout is None:
        message = "standard output is closed"
        raise OutputError(message)
    try:
        for text in texts:
            sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        raise ReaderGoneError from None
    except OSError as error:
        _forget_output()
        message = f"standard output takes no more: {error.strerror}"
        raise OutputError(message) from None


def say(words: str) -> None:
    """Write a message to standard error."""
    sys.stderr.write(f"{words}\n")


def _forget_output() -> None:
    """Let what is still buffered go nowhere, or the interpreter would try once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
