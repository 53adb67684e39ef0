"""Where answers go: standard output, or a file or a folder that is whole or not there at all."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from graphx.cli.options import Format
from graphx.cli.streams import put, writing
from graphx.errors import QuestionError
from graphx.reports.terminal import Style

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import IO

    from graphx.writers.exporter import File

ENDINGS = {
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".csv": Format.CSV,
    ".md": Format.MARKDOWN,
    ".parquet": Format.PARQUET,
}
NARROWEST = 40


def style_of_output() -> Style:
    """Return how text is laid out: as wide as the terminal, in colour unless NO_COLOR; plain when piped."""
    if sys.stdout is None or not sys.stdout.isatty():
        return Style()
    try:
        width = os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        width = 80
    return Style(width=max(width, NARROWEST), colour=not os.environ.get("NO_COLOR"))


def emit(answer: object, form: Format | None, output: Path | None, *, raw: bool = False) -> None:
    """Give an answer in a format, to standard output or to a file.

    Raises:
        QuestionError: Parquet is asked for without a file.
        OutputError: the file cannot be written.
    """
    form = form or by_ending(output)
    if form is Format.PARQUET:
        from graphx.reports.tables import to_rows  # noqa: PLC0415  # why: as below

        write_rows(*to_rows(answer), output)
        return
    write(_formatted(answer, form, Style() if output else style_of_output(), raw=raw), output)


def check_apart(outputs: Sequence[Path | None], inputs: Sequence[str] = ()) -> None:
    """Stop before any work if two outputs would be one file, or one would take the place of an input that it does not hold.

    Raises:
        QuestionError: they would.
    """
    taken = {Path(each).resolve() for each in inputs if each != "-"}
    for each in outputs:
        if each is not None:
            if each.resolve() in taken:
                raise QuestionError(f"{each} is an input, or written already, and would be lost", "name another file")
            taken.add(each.resolve())


def by_ending(output: Path | None) -> Format:
    """Return the format that the name of a file asks for."""
    return ENDINGS.get(output.suffix.lower(), Format.TEXT) if output else Format.TEXT


def write_rows(header: Sequence[str], rows: Iterable[Sequence[str]], output: Path | None) -> None:
    """Write rows as a Parquet file, in one step.

    Raises:
        QuestionError: no file is named.
        OutputError: the file cannot be written.
    """
    from graphx.reports.parquet import write_parquet  # noqa: PLC0415  # why: heavy

    if output is None:
        raise QuestionError("Parquet is no text", "name a file with --output")
    with writing(output):
        _replace(output.resolve(), lambda file: write_parquet(header, rows, file))


def _formatted(answer: object, form: Format, style: Style, *, raw: bool) -> Iterator[str]:
    from graphx.reports import json, spelling, tables, text  # noqa: PLC0415  # why: they know every answer, and so the engine

    match form:
        case Format.JSON:
            return spelling.lines(json.to_json(answer))
        case Format.JSONL:
            return spelling.records(json.to_json(answer))
        case Format.CSV:
            return tables.to_csv(answer, raw=raw)
        case Format.MARKDOWN:
            return tables.to_markdown(answer)
        case _:
            return iter(text.to_text(answer, style))


def write(texts: Iterable[str], output: Path | None) -> None:
    """Write lines to standard output, or to a file in one step: a crash leaves the old file or the new one.

    What is no regular file, such as a pipe, is written to as it is.

    Raises:
        OutputError: the file cannot be written.
    """
    if output is None:
        put(texts)
        return
    target = output.resolve()  # a link stays one
    with writing(output):
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(f"{text}\n" for text in texts)
        else:
            _replace(target, lambda file: file.writelines(f"{text}\n".encode() for text in texts))


def _replace(target: Path, fill: Callable[[IO[bytes]], None]) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def write_folder(files: Iterable[File], output: Path, known: Collection[str]) -> None:
    """Write files into a folder in one step: it is built aside and renamed, and an older one makes room at the last moment.

    An older folder is replaced only if it holds nothing but what such a folder may hold, the names in `known`.

    Raises:
        QuestionError: something else is there.
        OutputError: it cannot be written.
    """
    target = output.resolve()
    if target.exists():
        _check_replaceable(target, output, known)
    with writing(output):
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        try:
            for name, content in files:
                with (aside / name).open("wb") as file:
                    file.writelines(content)
                    file.flush()
                    os.fsync(file.fileno())
                (aside / name).chmod(0o666 & ~_umask())
            aside.chmod(0o777 & ~_umask())
            _swap(aside, target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _check_replaceable(target: Path, shown: Path, known: Collection[str]) -> None:
    if not target.is_dir():
        raise QuestionError(f"{shown} is a file, and a folder is to be written", "name another folder")
    strangers = sorted(each.name for each in target.iterdir() if each.name not in known or not each.is_file())
    if strangers:
        more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        raise QuestionError(
            f"{shown} holds {strangers[0]}{more}, and would be replaced as a whole", "name a new folder, or empty it"
        )


def _swap(aside: Path, target: Path) -> None:
    """Put a folder in the place of another, which is moved away first: no folder is renamed onto one that holds files."""
    if not target.exists():
        aside.rename(target)
        return
    older = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    target.rename(older / target.name)
    try:
        aside.rename(target)
    except BaseException:
        (older / target.name).rename(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(older, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
