"""Files to one dataset: a reader per format, several inputs at once, every fault of all of them together."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem, did_you_mean
from graphx.readers.document import Stated, take_document, take_entity, take_head, take_relation, take_source
from graphx.readers.json import parse_json, parse_json_lines
from graphx.readers.merge import merge
from graphx.readers.tables import CLAIM_FIELDS, TABLES, Row, read_csv, read_parquet
from graphx.readers.text import decoded
from graphx.readers.yaml import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphx.model.dataset import Dataset
    from graphx.readers.located import Node

STANDARD_INPUT: Final = "-"
MAX_BYTES: Final = 2**28
"""The largest document; more belongs into tables."""

TABLE_ENDINGS: Final = (".csv", ".parquet")

READERS: Final[dict[str, Callable[[str, str], Node]]] = {
    ".yaml": parse_yaml,
    ".yml": parse_yaml,
    ".json": parse_json,
    ".jsonl": parse_json_lines,
}
"""Which parser reads a file, by its ending; a folder holds tables."""


def read(inputs: Sequence[str | Path]) -> Dataset:
    """Return the dataset that files, folders of tables and standard input (`-`) state together.

    The order of the inputs does not matter: they are taken in the order of their names.

    Raises:
        InvalidInputError: with every fault of all inputs.
    """
    problems: list[Problem] = []
    all_stated = []
    for path in sorted({str(each) for each in inputs}):
        stated = Stated(path)
        try:
            _take(path, stated)
        except InvalidInputError as error:
            problems.extend(error.problems)
        problems.extend(stated.problems)
        all_stated.append(stated)
    return merge(all_stated, problems)


def _take(path: str, stated: Stated) -> None:
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InvalidInputError([_too_large(path)])
        _take_text(decoded(data, path), path, None, stated)
    elif (folder := Path(path)).is_dir():
        _take_tables(folder, stated)
    else:
        parse = READERS.get(folder.suffix.lower())
        if parse is None and folder.exists():
            hint = f"graphx reads {', '.join(READERS)} and folders of tables"
            raise InvalidInputError([Problem(Place(path), f"the ending `{folder.suffix}` names no known format", hint)])
        data = _bytes(folder, path)
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


def _too_large(file: str) -> Problem:
    return Problem(Place(file), f"it is larger than {MAX_BYTES >> 20} MiB", "write the graph as a folder of tables")


def _bytes(file: Path, shown: str) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InvalidInputError([_too_large(shown)])
        return file.read_bytes()
    except FileNotFoundError:
        siblings = [each.name for each in file.parent.iterdir()] if file.parent.is_dir() else []
        hint = did_you_mean(file.name, siblings, "see `graphx sample` for bundled graphs")
        raise InvalidInputError([Problem(Place(shown), "there is no such file", hint)]) from None
    except OSError as error:
        raise InvalidInputError([Problem(Place(shown), f"it cannot be read: {error.strerror}", "")]) from None


def _take_tables(folder: Path, stated: Stated) -> None:
    digest = sha256()
    head = folder / "document.yaml"
    if head.exists():
        data = _bytes(head, str(head))
        digest.update(data)
        root = parse_yaml(decoded(data, str(head)), str(head))
        take_head(root, str(head), stated, versioned=False)
    stated.problems.extend(_strangers(folder))
    names = {name: path for name in TABLES if (path := _table(folder, name))}
    for required in ("entities", "relations"):
        if required not in names:
            place = Place(str(folder))
            stated.problems.append(
                Problem(place, f"the folder has no {required}.csv", "a folder of tables has one (or .parquet)")
            )
    claims = _claims_by_relation(names, stated, digest.update)
    takers = {"sources": take_source, "entities": take_entity, "relations": take_relation}
    for name, take in takers.items():
        if name not in names:
            continue
        may_claim = name == "relations" and "claims" not in names
        known = TABLES[name] | (CLAIM_FIELDS if may_claim else frozenset())
        for row in _rows(names[name], known, stated, digest.update):
            row.has_own_claim = may_claim
            if name == "relations" and claims:
                row.claims = claims.pop(row.ends(), ())
            take(row, stated)
    for ends, unclaimed in claims.items():
        for row in unclaimed:
            what = f"no such relation in this folder: {' '.join(ends).strip()}"
            stated.problems.append(Problem(row.place(), what, "correct from, type, to or key"))
    stated.sha256 = digest.hexdigest()


def _strangers(folder: Path) -> Iterator[Problem]:
    """Yield the files that look like tables and would not be read: a misspelt name must not read as nothing."""
    for path in sorted(folder.iterdir()):
        place = Place(str(path))
        if path.suffix in TABLE_ENDINGS and path.stem not in TABLES:
            hint = did_you_mean(path.stem, TABLES, f"its tables are {', '.join(TABLES)}")
            yield Problem(place, "no such table belongs to a folder", hint)
        elif path.suffix == TABLE_ENDINGS[1] and path.with_suffix(TABLE_ENDINGS[0]).exists():
            yield Problem(place, f"the table stands there as {TABLE_ENDINGS[0]} too", "keep one of them")
        elif path.suffix in READERS and path.name != "document.yaml":
            yield Problem(place, "a folder of tables has no such document", "its head is called document.yaml")


def _table(folder: Path, name: str) -> Path | None:
    for ending in TABLE_ENDINGS:
        if (path := folder / f"{name}{ending}").exists():
            return path
    return None


def _rows(path: Path, known: frozenset[str], stated: Stated, feed: Callable[[bytes], None]) -> Iterator[Row]:
    file = str(path)
    try:
        if path.suffix == ".parquet":
            feed(path.read_bytes())
            yield from read_parquet(path, file, known)
        else:
            data = path.read_bytes()
            feed(data)
            yield from read_csv(decoded(data, file), file, known)
    except InvalidInputError as error:
        stated.problems.extend(error.problems)


def _claims_by_relation(
    names: dict[str, Path], stated: Stated, feed: Callable[[bytes], None]
) -> dict[tuple[str, str, str, str], list[Row]]:
    claims: dict[tuple[str, str, str, str], list[Row]] = {}
    if "claims" in names:
        for row in _rows(names["claims"], TABLES["claims"], stated, feed):
            claims.setdefault(row.ends(), []).append(row)
    return claims
