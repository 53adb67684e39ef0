"""Files to one dataset: a reader per format, several inputs at once, every fault of all of them together."""

from __future__ import annotations

from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.document import Stated, each_once, take_document
from graphx.readers.files import file_bytes, is_store, standard_input, unreadable
from graphx.readers.json import parse_json, parse_json_lines
from graphx.readers.merge import merge
from graphx.readers.text import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from graphx.model.dataset import Dataset
    from graphx.readers.located import Node


def parse_yaml(text: str, file: str) -> Node:
    """Return the one document in a YAML text, as `graphx.readers.yaml.parse_yaml`."""
    from graphx.readers import yaml  # noqa: PLC0415  # why: heavy, and what is no YAML does without

    return yaml.parse_yaml(text, file)


STANDARD_INPUT: Final = "-"
READERS: Final[dict[str, Callable[[str, str], Node]]] = {
    ".yaml": parse_yaml,
    ".yml": parse_yaml,
    ".json": parse_json,
    ".jsonl": parse_json_lines,
}
"""Which parser reads a file, by its ending; a folder holds tables."""


def read(inputs: Sequence[str | Path]) -> Dataset:
    """Return the dataset that files, folders of tables, stores and standard input (`-`) state together.

    The order of the inputs does not matter: they are taken in the order of their names. A single store is opened, not read.

    Raises:
        InvalidInputError: with every fault of all inputs.
    """
    paths = {str(each) for each in inputs}
    if len(paths) == 1 and is_store(Path(only := paths.pop())):
        from graphx.readers.store import read_store  # noqa: PLC0415  # why: heavy, and documents do without

        return read_store(only)
    return read_with_inputs(inputs)[0]


def read_with_inputs(inputs: Sequence[str | Path]) -> tuple[Dataset, Sequence[Stated]]:
    """Return the dataset that inputs state together, and what each of them stated.

    Raises:
        InvalidInputError: with every fault of all inputs.
    """
    stated, problems = _read(inputs, _Columns())
    return merge(stated, problems), stated


def check_stores(inputs: Sequence[str | Path]) -> None:
    """Look at every byte of the stores among inputs.

    Raises:
        InvalidInputError: with what is damaged in them.
    """
    problems: list[Problem] = []
    for path in {str(each) for each in inputs}:
        if is_store(Path(path)):
            from graphx.readers.store_check import store_problems  # noqa: PLC0415  # why: as above

            problems += store_problems(path)
    if problems:
        raise InvalidInputError(problems)


def read_apart(inputs: Sequence[str | Path]) -> tuple[list[Stated], list[Problem]]:
    """Return what each input states, record by record, in the order of their names, and every fault of all of them."""
    return _read(inputs, _Rows())


def _read(inputs: Sequence[str | Path], way: _Columns | _Rows) -> tuple[list[Stated], list[Problem]]:
    problems: list[Problem] = []
    paths = sorted({str(each) for each in inputs})
    stores = {path: _of_store(path, way, (), problems) for path in paths if is_store(Path(path))}
    alone = [_one(path, way, problems) for path in paths if path not in stores]
    if ambiguous := _ambiguous([*alone, *chain.from_iterable(stores.values())]):
        for path, several in stores.items():
            if any(each.path in ambiguous for each in several):
                stores[path] = _of_store(path, way, ambiguous, problems)
    found = [*alone, *chain.from_iterable(stores.values())]
    return each_once(sorted(found, key=lambda each: (each.path, each.sha256))), problems


def _one(path: str, way: _Columns | _Rows, problems: list[Problem]) -> Stated:
    """Return what a document or a folder states, as far as it can be read."""
    stated = Stated(path)
    try:
        if Path(path).is_dir():
            way.take_folder(Path(path), stated)
        else:
            _take(path, stated)
    except InvalidInputError as error:
        problems.extend(error.problems)
    except OSError as error:
        problems.append(unreadable(str(error.filename or path), error))
    return stated


def _of_store(path: str, way: _Columns | _Rows, ambiguous: Collection[str], problems: list[Problem]) -> list[Stated]:
    try:
        return way.of_store(path, ambiguous)
    except InvalidInputError as error:
        problems.extend(error.problems)
        return []


def _ambiguous(several: Iterable[Stated]) -> set[str]:
    """Return the paths by which inputs are called that are not the same: of stores that were built in different folders, or days."""
    known: dict[str, str] = {}
    return {each.path for each in several if known.setdefault(each.path, each.sha256) != each.sha256}


class _Columns:
    """Tables are taken as columns, as far as nobody has to look at their rows."""

    def take_folder(self, folder: Path, stated: Stated) -> None:
        from graphx.readers.folder import take_columns, take_folder  # noqa: PLC0415  # why: as above

        take_folder(folder, stated, take_columns)

    def of_store(self, path: str, ambiguous: Collection[str]) -> list[Stated]:
        from graphx.readers.store import take_store  # noqa: PLC0415  # why: as above

        return take_store(path, ambiguous)


class _Rows:
    """Tables are taken row by row, all as records."""

    def take_folder(self, folder: Path, stated: Stated) -> None:
        from graphx.readers.folder import take_folder, take_rows  # noqa: PLC0415  # why: as above

        take_folder(folder, stated, take_rows)

    def of_store(self, path: str, ambiguous: Collection[str]) -> list[Stated]:
        from graphx.readers.store import take_store_rows  # noqa: PLC0415  # why: as above

        return take_store_rows(path, ambiguous)


def _take(path: str, stated: Stated) -> None:
    if path == STANDARD_INPUT:
        _take_text(decoded(standard_input(path), path), path, None, stated)
        return
    file = Path(path)
    parse = READERS.get(file.suffix.lower())
    if parse is None and file.exists():
        hint = f"graphx reads {', '.join(READERS)} and folders of tables"
        raise InvalidInputError([Problem(Place(path), f"the ending `{file.suffix}` names no known format", hint)])
    data = file_bytes(file, path)
    stated.sha256 = sha256(data).hexdigest()
    _take_text(decoded(data, path), path, parse, stated)


def _take_text(text: str, file: str, parse: Callable[[str, str], Node] | None, stated: Stated) -> None:
    if parse is None:
        parse = _parser_of(text)
        stated.sha256 = sha256(text.encode()).hexdigest()
    take_document(parse(text, file), file, stated)


def _parser_of(text: str) -> Callable[[str, str], Node]:
    """Return the parser of a text that bears no name: JSON lines have a head on a line of its own."""
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("{"):
        return parse_yaml
    return parse_json_lines if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else parse_json
