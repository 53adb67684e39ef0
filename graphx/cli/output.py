"""Where answers go: standard output, or a file that is whole or not there at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from graphx.cli.options import Format
from graphx.errors import GraphxError
from graphx.reports.json import lines, to_json
from graphx.reports.tables import to_csv, to_markdown
from graphx.reports.terminal import Style
from graphx.reports.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENDINGS = {".json": Format.JSON, ".csv": Format.CSV, ".md": Format.MARKDOWN}
NARROWEST = 40


class OutputError(GraphxError):
    """An answer that could not be written."""


def style_of_output() -> Style:
    """Return how text is laid out: as wide as the terminal, in colour unless NO_COLOR; plain when piped."""
    if not sys.stdout.isatty():
        return Style()
    try:
        width = os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        width = 80
    return Style(width=max(width, NARROWEST), colour=not os.environ.get("NO_COLOR"))


def emit(answer: object, form: Format | None, output: Path | None, *, raw: bool = False) -> None:
    """Give an answer in a format, to standard output or to a file.

    Raises:
        OutputError: the file cannot be written.
    """
    form = form or (ENDINGS.get(output.suffix, Format.TEXT) if output else Format.TEXT)
    write(_formatted(answer, form, Style() if output else style_of_output(), raw=raw), output)


def _formatted(answer: object, form: Format, style: Style, *, raw: bool) -> Iterator[str]:
    match form:
        case Format.JSON:
            return lines(to_json(answer))
        case Format.CSV:
            return to_csv(answer, raw=raw)
        case Format.MARKDOWN:
            return to_markdown(answer)
        case Format.TEXT:
            return iter(to_text(answer, style))


def write(texts: Iterable[str], output: Path | None) -> None:
    """Write lines to standard output, or to a file in one step: a crash leaves the old file or the new one.

    Raises:
        OutputError: the file cannot be written.
    """
    if output is None:
        for text in texts:
            sys.stdout.write(f"{text}\n")
        return
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=output.parent, prefix=f".{output.name}.", delete=False
        ) as file:
            temporary = Path(file.name)
            file.writelines(f"{text}\n" for text in texts)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(output)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        message = f"{output}: it cannot be written: {error.strerror}"
        raise OutputError(message) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
