"""A folder of tables: as columns where they are well-formed, row by row where they are not."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.errors import InvalidInputError, Place, Problem, did_you_mean
from graphx.readers.cells import IrregularError, read_cells
from graphx.readers.document import Folder, take_entity, take_head, take_relation, take_source
from graphx.readers.doubt import doubtful_claims, doubtful_entities, doubtful_relations
from graphx.readers.files import file_bytes
from graphx.readers.tables import CLAIM_FIELDS, TABLES, Row, read_csv, read_parquet
from graphx.readers.text import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from graphx.model.columns import Ints
    from graphx.readers.cells import Cells
    from graphx.readers.document import Stated

ENDINGS: Final = (".csv", ".parquet")
"""Of tables, in the order in which they are looked for."""
HEAD: Final = "document.yaml"
DOCUMENTS: Final = frozenset({".yaml", ".yml", ".json", ".jsonl"})
HASHED: Final = ("claims", "sources", "entities", "relations")
"""The tables in the order in which the hash of a folder takes them, after its head."""
_CHUNK: Final = 2**24


def take_folder(folder: Path, stated: Stated, take: Callable[[Mapping[str, Path], Stated], None]) -> None:
    """Add what the tables of a folder state, as columns or in rows; their faults are added to the problems."""
    digest = sha256()
    head = folder / HEAD
    if head.exists():
        from graphx.readers.yaml import parse_yaml  # noqa: PLC0415  # why: heavy, and what has no head does without

        data = file_bytes(head, str(head))
        digest.update(data)
        take_head(parse_yaml(decoded(data, str(head)), str(head)), str(head), stated, versioned=False)
    stated.problems.extend(_strangers(folder))
    names = {name: path for name in TABLES if (path := _table(folder, name))}
    for required in ("entities", "relations"):
        if required not in names:
            place = Place(str(folder))
            stated.problems.append(
                Problem(place, f"the folder has no {required}.csv", "a folder of tables has one (or .parquet)")
            )
    for name in HASHED:
        if name in names:
            with names[name].open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
    stated.sha256 = digest.hexdigest()
    if "sources" in names:
        for row in _rows(names["sources"], TABLES["sources"], stated):
            take_source(row, stated)
    take(names, stated)


def take_columns(names: Mapping[str, Path], stated: Stated) -> None:
    """Take tables as columns, where they are well-formed; else row by row."""
    try:
        stated.folder = _columns(names, stated)
    except IrregularError:
        take_rows(names, stated)


def _columns(names: Mapping[str, Path], stated: Stated) -> Folder:
    """Return the tables as columns; the rows of entities that are to be looked at are taken.

    Raises:
        IrregularError: a table is missing, lacks a column that it needs, or is to be read row by row.
    """
    if not {"entities", "relations"} <= names.keys():
        raise IrregularError
    may_claim = "claims" not in names
    entities = read_cells(names["entities"], str(names["entities"]), TABLES["entities"])
    known = TABLES["relations"] | (CLAIM_FIELDS if may_claim else frozenset())
    relations = read_cells(names["relations"], str(names["relations"]), known)
    claims = None if may_claim else read_cells(names["claims"], str(names["claims"]), TABLES["claims"])
    for cells, needed in ((entities, ("id", "kind")), (relations, ENDS), (claims, ENDS)):
        if cells is not None and not set(needed) <= cells.columns.keys():
            raise IrregularError
    return judged(entities, relations, claims, stated)


ENDS: Final = ("from", "type", "to")


def judged(
    entities: Cells, relations: Cells, claims: Cells | None, stated: Stated, claimed: Ints | None = None
) -> Folder:
    """Return tables as columns with the rows that are to be looked at one by one; of entities, those are taken.

    `claimed` tells of each row of claims its relation, where that is known.
    """
    doubt = doubtful_entities(entities)
    for row in np.flatnonzero(doubt).tolist():
        take_entity(entities.row(row), stated)
    is_doubtful = doubtful_relations(relations, may_claim=claims is None)
    return Folder(
        entities,
        np.flatnonzero(~doubt).astype(np.int32),
        relations,
        np.flatnonzero(~is_doubtful).astype(np.int32),
        np.flatnonzero(is_doubtful).astype(np.int32),
        claims,
        [stated],
        [0] * max(len(entities.places.files), len(relations.places.files)),
        None if claims is None else doubtful_claims(claims),
        claimed,
    )


def take_rows(names: Mapping[str, Path], stated: Stated) -> None:
    """Take every row of the tables as a record."""
    claims = _claims_by_relation(names, stated)
    for name, take in (("entities", take_entity), ("relations", take_relation)):
        if name not in names:
            continue
        may_claim = name == "relations" and "claims" not in names
        known = TABLES[name] | (CLAIM_FIELDS if may_claim else frozenset())
        for row in _rows(names[name], known, stated):
            row.has_own_claim = may_claim
            if name == "relations" and claims:
                row.claims = claims.pop(row.ends(), ())
            take(row, stated)
    for ends, unclaimed in claims.items():
        for row in unclaimed:
            what = f"no such relation in this folder: {' '.join(ends).strip()}"
            stated.problems.append(Problem(row.place(), what, "correct from, type, to or key"))


def _strangers(folder: Path) -> Iterator[Problem]:
    """Yield the files that look like tables and would not be read: a misspelt name must not read as nothing."""
    for path in sorted(folder.iterdir()):
        place = Place(str(path))
        if path.suffix in ENDINGS and path.stem not in TABLES:
            hint = did_you_mean(path.stem, TABLES, f"its tables are {', '.join(TABLES)}")
            yield Problem(place, "no such table belongs to a folder", hint)
        elif path.suffix == ENDINGS[1] and path.with_suffix(ENDINGS[0]).exists():
            yield Problem(place, f"the table stands there as {ENDINGS[0]} too", "keep one of them")
        elif path.suffix in DOCUMENTS and path.name != HEAD:
            yield Problem(place, "a folder of tables has no such document", "its head is called document.yaml")


def _table(folder: Path, name: str) -> Path | None:
    for ending in ENDINGS:
        if (path := folder / f"{name}{ending}").exists():
            return path
    return None


def _rows(path: Path, known: frozenset[str], stated: Stated) -> Iterator[Row]:
    file = str(path)
    try:
        if path.suffix == ".parquet":
            yield from read_parquet(path, file, known)
        else:
            yield from read_csv(decoded(path.read_bytes(), file), file, known)
    except InvalidInputError as error:
        stated.problems.extend(error.problems)


def _claims_by_relation(names: Mapping[str, Path], stated: Stated) -> dict[tuple[str, str, str, str], list[Row]]:
    claims: dict[tuple[str, str, str, str], list[Row]] = {}
    if "claims" in names:
        for row in _rows(names["claims"], TABLES["claims"], stated):
            claims.setdefault(row.ends(), []).append(row)
    return claims
