"""Which rows of a table are to be looked at one by one: those of which their columns cannot tell that they are right.

A column is checked once per different cell, by the model's own fields. A row of which that cannot tell that it is right is taken
row by row, as a row of a small table would be: so there is one set of rules, and one set of messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import ValidationError

from graphx.model.columns import Column, Texts, texts_of_used
from graphx.model.records import (
    ENTITY_FIELDS,
    ID_LENGTH,
    ID_LETTERS,
    RECORD_OF_KIND,
    RELATION_FIELDS,
    Claim,
    Entity,
    Record,
    Relation,
    Says,
)
from graphx.model.vocabulary import Kind
from graphx.readers.columnar import typed, typed_all, used_codes
from graphx.readers.tables import CLAIM_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from graphx.model.columns import Bools
    from graphx.readers.cells import Cells

    Numbers = NDArray[np.integer]

PIECE: Final = 2**12
"""Cells that are objects at once: a map among them takes many times as much as its text."""
_RIGHT_IF_STATED: Final = frozenset({"name", "sensitivity", "category", "model", "authority", "quote", "locator"})
"""Fields that any text fits, and that are too many to look at one by one."""


def _wrong(model: type[Record], field: str, column: Column, used: Numbers) -> Numbers:
    """Return the codes among those used whose text the field cannot hold: not all of them are objects at once."""
    if field in _RIGHT_IF_STATED:
        return used[:0]
    pieces = (used[first : first + PIECE] for first in range(0, len(used), PIECE))
    return np.concatenate([used[:0], *(_wrong_of(model, field, column, piece) for piece in pieces)])


def _wrong_of(model: type[Record], field: str, column: Column, used: Numbers) -> Numbers:
    try:
        values = typed_all(model, field, texts_of_used(used, column.values))
    except ValidationError as error:
        wrong = sorted({int(each["loc"][0]) for each in error.errors(include_url=False, include_input=False)})
        return np.union1d(used[wrong], _wrong_of(model, field, column, np.delete(used, wrong)))
    if field != "properties":
        return used[:0]
    if not any(model.faults({field: {key: value for each in values for key, value in each.items()}})):
        return used[:0]  # what can be wrong with them is a key
    found = [code for code, value in zip(used.tolist(), values, strict=True) if any(model.faults({field: value}))]
    return np.array(found, np.int32)


def doubtful_entities(cells: Cells) -> Bools:
    """Return which rows of a table of entities are to be looked at one by one.

    Restrictions are, always: they are few, and how they reach further stands in several cells.
    """
    columns = cells.columns
    doubt = np.zeros(len(cells), bool)
    for needed in ("id", "kind", "name"):
        doubt |= columns[needed].codes < 0 if needed in columns else np.ones(len(cells), bool)
    if doubt.all():
        return doubt
    if not _are_ids(columns["id"]):
        doubt |= _bad(columns["id"], _wrong(Entity, "id", columns["id"], used_codes(columns["id"].codes)))
    kinds = columns["kind"]
    for code in used_codes(kinds.codes).tolist():
        rows = kinds.codes == code
        word = kinds.values[code]
        if word not in set(Kind) or word == Kind.RESTRICTION:
            doubt |= rows
            continue
        model = RECORD_OF_KIND[Kind(word)]
        for name, column in columns.items():
            field, dot, key = name.partition(".")
            if name in {"id", "kind"} or (dot and field == "identifiers"):
                continue
            stated = rows & (column.codes >= 0)
            if field not in model.model_fields or (field == "properties" and key in ENTITY_FIELDS):
                doubt |= stated
            elif not dot:
                doubt |= rows & _bad(column, _wrong(model, name, column, used_codes(column.codes[stated])))
    return doubt


def _are_ids(column: Column) -> bool:
    """Say whether all texts of a column are ids, at a glance: by their bytes and lengths."""
    texts = column.values
    if not isinstance(texts, Texts) or not len(texts):
        return False
    is_allowed = np.zeros(256, bool)
    is_allowed[np.frombuffer(ID_LETTERS.encode(), np.uint8)] = True
    data = texts.data[int(texts.offsets[0]) : int(texts.offsets[-1])]
    return bool(is_allowed[data].all()) and int(np.diff(texts.offsets).max()) <= ID_LENGTH


def _bad(column: Column, codes: Numbers) -> Bools:
    is_bad = np.zeros(len(column.values) + 1, bool)
    is_bad[codes] = True
    bad: Bools = is_bad[column.codes]
    return bad


def doubtful_relations(cells: Cells, *, may_claim: bool) -> Bools:
    """Return which rows of a table of relations are to be looked at one by one; their ends are not looked at."""
    columns = cells.columns
    doubt = np.zeros(len(cells), bool)
    for needed in ("from", "type", "to"):
        doubt |= columns[needed].codes < 0 if needed in columns else np.ones(len(cells), bool)
    own = {name: column for name, column in columns.items() if may_claim and name.partition(".")[0] in CLAIM_FIELDS}
    for name, column in columns.items():
        field, dot, key = name.partition(".")
        if dot and field == "properties":
            doubt |= (column.codes >= 0) & (key in RELATION_FIELDS)
        elif name not in own and name not in {"from", "to"}:
            doubt |= _bad(column, _wrong(Relation, name, column, used_codes(column.codes)))
    doubt |= _between(Relation, {name: columns[name] for name in _BETWEEN if name in columns}, doubt)
    return doubt | _doubtful_claims(own, len(cells))


def doubtful_claims(cells: Cells) -> Bools:
    """Return which rows of a table of claims are to be looked at one by one."""
    return _doubtful_claims(cells.columns, len(cells))


def _doubtful_claims(columns: Mapping[str, Column], count: int) -> Bools:
    doubt = np.zeros(count, bool)
    for name, column in columns.items():
        field, dot, inner = name.partition(".")
        if name in {"from", "type", "to", "key"}:
            continue
        model, field = (Says, inner) if dot else (Claim, field)
        if field in model.model_fields:
            doubt |= _bad(column, _wrong(model, field, column, used_codes(column.codes)))
        else:
            doubt |= column.codes >= 0
    said = {name.removeprefix("says."): column for name, column in columns.items() if name.startswith("says.")}
    return doubt | _between(Says, said, doubt)


_BETWEEN: Final = ("type", "role", "since", "until", "share", "share_min", "share_max")
"""Fields of a relation between which there may be a fault."""
_TOGETHER: Final = (("since", "until"), ("type", "role"), ("share", "share_min", "share_max"))


def _between(model: type[Record], columns: Mapping[str, Column], doubt: Bools) -> Bools:
    """Return rows with a fault between fields: looked for once per different combination of their cells."""
    found = np.zeros(len(doubt), bool)
    for together in _TOGETHER:
        names = [name for name in together if name in columns]
        if len(names) < 2:  # noqa: PLR2004  # why: a fault between needs two
            continue
        codes = np.stack([columns[name].codes for name in names], axis=1)
        rows = np.flatnonzero(((codes >= 0).sum(axis=1) > 1) & ~doubt)
        combinations, which = np.unique(codes[rows], axis=0, return_inverse=True)
        is_faulty = [any(model.faults(_raw(columns, names, combination))) for combination in combinations.tolist()]
        found[rows] |= np.array(is_faulty, bool)[which.reshape(-1)]
    return found


def _raw(columns: Mapping[str, Column], names: Iterable[str], codes: Iterable[int]) -> dict[str, str]:
    return {name: columns[name].values[code] for name, code in zip(names, codes, strict=True) if code >= 0}


def is_id(text: str) -> bool:
    """Say whether a text has the shape of an id."""
    try:
        typed(Entity, "id", text)
    except ValidationError:
        return False
    return True
