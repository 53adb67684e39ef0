"""A document in the making: what an importer found, and what it had to skip, repair or leave doubtful, each at its place."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, visible
from graphx.model.batches import batches
from graphx.readers.document import Stated, take_entities, take_head, take_relations, take_sources
from graphx.readers.imports import drafted_records
from graphx.readers.imports.drafted import Drafted, node_of
from graphx.readers.imports.drafted import Fields as Fields
from graphx.readers.imports.drafted_records import DraftedRecords, packed_entities, packed_relations
from graphx.readers.imports.restated import Restated, apart_from_claims
from graphx.readers.merge import merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from graphx.model.dataset import Dataset
    from graphx.readers.imports.drafted_columns import DraftedEntities, DraftedRelations
    from graphx.readers.imports.drafted_records import PackedRecords
    from graphx.readers.imports.files import SourceFile
    from graphx.readers.located import Origin

BLOCK: Final = 4096
"""Records checked at once: one by one they cost twice as much, and all at once they cost memory."""
READABLE: Final = 100
"""Letters of a name that an id repeats at most."""
_WORD: Final = re.compile(r"[a-z0-9]+")
_JOINED: Final = re.compile(r"""[A-Za-z0-9\s.,;:/&_'’"“”«»()\[\]–—-]*""")
"""Names of plain letters and digits, and of signs that only set words apart. Any other may be all that tells two names apart: A and A+."""
_ID: Final = re.compile(r"[A-Za-z0-9._/@+-]{1,200}")
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9._/@+-]")
_LONGEST: Final = 180


class Outcome(StrEnum):
    """What became of a row that is not as it should be."""

    SKIPPED = "skipped"
    """It is lost, and the import is incomplete."""
    PARTLY_LOST = "partly lost"
    """Its party is taken, and something that it says is lost: the import is incomplete."""
    REPAIRED = "repaired"
    """It says something else than its letters, and is read as what it says."""
    KEPT = "kept"
    """It is taken as it stands, and somebody should look at it."""


@dataclass(frozen=True, order=True)
class Remark:
    """What an importer has to say of one row."""

    where: Place
    outcome: Outcome
    what: str

    def __str__(self) -> str:
        """Return the one line that can be grepped."""
        return visible(f"{self.where}: {self.outcome}: {self.what}")


@dataclass
class Imported:
    """A list as a dataset, with every remark."""

    dataset: Dataset
    remarks: list[Remark]
    ignored: Counter[str] = field(default_factory=Counter)
    """Records that state nothing of the model, such as postal addresses, by their name in the format."""
    counted: Counter[str] = field(default_factory=Counter)
    """What was taken in a way that needs words, such as owners whom a register does not tell."""
    notes: list[str] = field(default_factory=list)
    """How the files were read, where a file does not say it itself: an encoding, a sheet, a column that nobody maps."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing was lost."""
        return not any(remark.outcome in {Outcome.SKIPPED, Outcome.PARTLY_LOST} for remark in self.remarks)


class Draft:
    """Collects records with the line that they stand on; the same id twice is one record whose lists unite."""

    def __init__(self, title: str, as_of: str | None = None) -> None:
        """Begin an empty document."""
        self.title, self.as_of = title, as_of
        self.remarks: list[Remark] = []
        self.ignored: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        self.notes: list[str] = []
        self._seen: set[str] = set()
        self._entities: DraftedRecords[str, DraftedEntities] = DraftedRecords(packed_entities)
        self._relations: DraftedRecords[_Identity, DraftedRelations] = DraftedRecords(packed_relations)
        self._restated: dict[_Identity, Restated] = {}
        self._sources: dict[str, Drafted] = {}

    def remark(self, where: Place, outcome: Outcome, what: str) -> None:
        """Say what became of a row."""
        self.sees(where)
        self.remarks.append(Remark(where, outcome, what))

    def sees(self, where: Place) -> None:
        """Take in that a file holds a record of the format, whatever becomes of it."""
        self._seen.add(where.file)

    def has_seen(self, file: SourceFile) -> bool:
        """Say whether a file holds anything of the format."""
        return file.name in self._seen

    def source(self, where: Place, name: str, /, **fields: object) -> None:
        """State a source."""
        if name not in self._sources:
            self._sources[name] = Drafted(where, _with({"id": name}, fields))

    def entity(self, where: Place, name: str, /, **fields: object) -> None:
        """State an entity; of two names the first stays, and the other becomes an alias."""
        record = self._entities.get(name)
        if record is None:
            self._entities.put(name, Drafted(where, _with({"id": name}, fields)))
            return
        self._entities.hold(name, record)
        known, stated = record.fields, _with({}, fields)
        if stated.get("name", known["name"]) != known["name"]:
            stated["aliases"] = [stated["name"], *stated.get("aliases", ())]
        for key, value in stated.items():
            if isinstance(value, list):
                united = dict.fromkeys([*known.get(key, ()), *value])
                known[key] = [each for each in united if key != "aliases" or each != known["name"]]
            elif isinstance(value, dict):
                known[key] = value | known.get(key, {})
            else:
                known.setdefault(key, value)

    def restate(self, where: Place, name: str, /, **fields: object) -> None:
        """State an entity anew: of what was stated of it before, only what lasts stays."""
        known = self._entities.pop(name)
        self.entity(where, name, **fields)
        self.entity(known.where, name, **lasting(known.fields))

    def relation(self, where: Place, start: str, verb: str, end: str, **fields: object) -> None:
        """State a relation; one more between the same two gets a key, and an exact repeat is said and is none."""
        stated = _with({"from": start, "type": verb, "to": end}, fields)
        key, number = str(stated.get("key", "")), 1
        while known := self._relations.get(identity := (start, verb, end, key)):
            if apart_from_claims(known.fields) == apart_from_claims(stated):
                again = self._of(known, identity)
                more = [claim for claim in stated.get("claims", ()) if not again.says_but_for_row(claim, where)]
                if not more:
                    what = f"{start} {verb} {end} is stated already at {known.where.line_only}"
                    self.remark(where, Outcome.KEPT, what)
                for claim in more:
                    again.add(claim, where)
                return
            number += 1
            key = "-".join(part for part in (str(stated.get("since", "")), str(number)) if part)
        if key:
            stated["key"] = key
        self._relations.put(identity, Drafted(where, stated))

    def has_entity(self, name: str) -> bool:
        """Say whether an entity is stated already."""
        return name in self._entities

    def kind_of(self, name: str) -> str | None:
        """Return the kind of an entity, None if it is not stated."""
        kind: str | None = self._entities.value(name, "kind")
        return kind

    def stated(self, name: str) -> tuple[Place, Fields]:
        """Return where an entity was stated first, and its fields as they stand; of one that is not stated: nothing."""
        known = self._entities.get(name)
        if known is None:
            return Place(""), {}
        self._entities.hold(name, known)  # who is asked for is stated or asked for again soon
        return known.where, known.fields

    def confirms(self, where: Place, start: str, verb: str, end: str, fields: Fields) -> bool:
        """Say whether just this is stated already by the same source; that it says so at another place is one more claim."""
        identity = start, verb, end, str(fields.get("key", ""))
        known = self._relations.get(identity)
        ends = {"from": start, "type": verb, "to": end}
        if not known or apart_from_claims(known.fields) != ends | apart_from_claims(fields):
            return False
        again = self._of(known, identity)
        claims: Sequence[Fields] = fields.get("claims", ())
        if not all(map(again.says, claims)):
            return False
        for claim in claims:
            if not again.says_there(claim):
                again.add(claim, where)
        return True

    def _of(self, known: Drafted, identity: _Identity) -> Restated:
        """Return the claims of a relation that is stated already."""
        again = self._restated.get(identity)
        if again is None:
            self._relations.keep(identity, known)
            again = self._restated[identity] = Restated(known)
        return again

    def imported(self, files: Iterable[SourceFile]) -> Imported:
        """Return the whole.

        Raises:
            InvalidInputError: what the files state is no document; every problem at its line.
        """
        digest = hashlib.sha256()
        names = []
        for file in files:
            names.append(file.name)
            file.feed(digest.update)
        stated = Stated(", ".join(names), sha256=digest.hexdigest())
        head = {"title": self.title} | ({"as_of": self.as_of} if self.as_of else {})
        take_head(node_of(head, Place(stated.path)), stated.path, stated, versioned=False)
        take_sources(list(self._sources.values()), stated)
        return Imported(self._merged(stated), sorted(set(self.remarks)), +self.ignored, self.counted, self.notes)

    def _merged(self, begun: Stated) -> Dataset:
        """Return what is stated as a dataset; the drafts are gone then."""
        self._restated.clear()
        if max(len(self._entities), len(self._relations)) < drafted_records.MANY:
            dataset = _one_by_one(self._entities, self._relations, begun)
            self._entities.clear()
            self._relations.clear()
            return dataset
        entities, relations = self._entities.packed(), self._relations.packed()
        return _as_columns(entities, relations, begun) or _one_by_one(entities.unpacked(), relations.unpacked(), begun)


def _one_by_one(entities: Iterable[Drafted], relations: Iterable[Drafted], begun: Stated) -> Dataset:
    """Return what is stated as a dataset of records."""
    takers: list[tuple[Callable[[Sequence[Origin], Stated], None], Iterable[Drafted]]] = [
        (take_entities, entities),
        (take_relations, relations),
    ]
    for take, records in takers:
        for block in batches(records, BLOCK):
            take(block, begun)
            for record in block:
                record.fields = _CHECKED  # it is a checked record now, and of the two only one is kept
    return merge([begun])


def _as_columns(
    entities: PackedRecords[DraftedEntities], relations: PackedRecords[DraftedRelations], begun: Stated
) -> Dataset | None:
    """Return what is stated as a dataset of columns; None where it is to be looked at one by one, as what is wrong is."""
    from graphx.readers.cells import IrregularError  # noqa: PLC0415  # why: heavy, and small imports do without
    from graphx.readers.imports.drafted_columns import take_as_columns  # noqa: PLC0415

    stated = replace(begun, sources=list(begun.sources), problems=list(begun.problems), refused=dict(begun.refused))
    try:
        take_as_columns(entities, relations, stated)
        return merge([stated])
    except (IrregularError, InvalidInputError):
        return None


def lasting(fields: Mapping[str, object]) -> Fields:
    """Return what an earlier record of a party tells for good: under which names and identifiers it was known."""
    return {name: fields[name] for name in ("name", "aliases", "identifiers") if name in fields}


def _with(stated: Fields, fields: Mapping[str, object]) -> Fields:
    """Add to what is stated those of further fields that state something."""
    for name, value in fields.items():
        if value or value not in (None, "", [], {}):
            stated[name] = value
    return stated


_Identity = tuple[str, str, str, str]
"""Start, type, end and key of a relation."""
_CHECKED: Final[Fields] = {}
"""The fields of a draft that was made a record."""


def slug(text: str) -> str:
    """Return a text as a part of an id: plain letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "-".join(_WORD.findall(plain))


def id_of(text: str, prefix: str = "") -> str:
    """Return the id that a party has in its own file as an id here; a digest tells apart what letters alone would not."""
    name = f"{prefix}-{text}" if prefix else text
    if _ID.fullmatch(name):
        return name
    return f"{_FOREIGN.sub('-', name)[:_LONGEST]}-{digest_of(text)}"


def digest_of(*texts: str) -> str:
    """Return a few letters that tell texts apart."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8]


@lru_cache(maxsize=2**16)  # who makes and who supplies is named in row after row
def made_id(prefix: str, name: str, *also: str) -> str:
    """Return an id for what has none: readable, and the same in every import of the same party.

    A digest of the name stands behind it where the readable part does not tell names apart.

    >>> made_id("org", "Acme (Japan) Co., Ltd."), made_id("org", "A+")
    ('org-acme-japan-co-ltd', 'org-a-aee8736c')
    """
    readable = slug(name)
    is_whole = len(readable) <= READABLE and _JOINED.fullmatch(name)
    digest = "" if is_whole and readable and not also else digest_of(name, *also)
    parts = (prefix, readable[:READABLE].strip("-"), digest)
    return "-".join(part for part in parts if part)
