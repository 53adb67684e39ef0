"""A document in the making: what an importer found, and what it had to skip, repair or leave doubtful, each at its place."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import InvalidInputError, Place, visible
from graphx.model.batches import batches
from graphx.model.records import scalar
from graphx.readers.document import Stated, take_entities, take_head, take_relations, take_sources
from graphx.readers.located import Node
from graphx.readers.merge import merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from graphx.model.dataset import Dataset
    from graphx.readers.imports.files import SourceFile
    from graphx.readers.located import Origin

Fields = dict[str, Any]
BLOCK: Final = 4096
"""Records checked at once: one by one they cost twice as much, and all at once they cost memory."""
MANY: Final = 2**14
"""Relations from which on they become columns: what reads those takes a third of a second to be loaded."""
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


@dataclass(slots=True)
class Drafted:
    """A record in the making, and where it stands; once it is checked, only its places are kept."""

    where: Place
    fields: Fields
    claimed: Sequence[Place] = ()
    """Where each of its claims stands; none: at the place of the record."""

    @property
    def file(self) -> str:
        """The file of its row."""
        return self.where.file

    def raw(self) -> object:
        """Return the fields as a document would hold them."""
        return self.fields if is_text(self.fields) else bare(self.fields)

    def node(self) -> Node:
        """Return the fields, all of them at the place of the record."""
        return _node(self.fields, self.where)

    def place(self, path: tuple[str | int, ...] = ()) -> Place:
        """Return the place of the record, or of one of its claims."""
        if len(path) > 1 and path[0] == "claims" and isinstance(index := path[1], int) and index < len(self.claimed):
            return self.claimed[index]
        return self.where


class _Again:
    """The claims of a relation that is stated again: whether one is among them costs the same, however many there are."""

    def __init__(self, known: Drafted) -> None:
        """Take the claims so far."""
        self._known = known
        self._claims: list[Fields] = []
        self._claimed: list[Place] = []
        self._places: dict[str, set[str | None]] = {}
        for claim in known.fields.get("claims", ()):
            self.add(claim, known.where)

    def add(self, claim: Fields, where: Place) -> None:
        """Add a claim."""
        self._claims.append(claim)
        self._claimed.append(where)
        self._known.fields["claims"], self._known.claimed = self._claims, self._claimed
        self._places.setdefault(_apart_from_place(claim), set()).update((claim.get("locator"), _place(claim, where)))

    def says(self, claim: Fields) -> bool:
        """Say whether a claim is made, wherever that is."""
        return _apart_from_place(claim) in self._places

    def says_there(self, claim: Fields) -> bool:
        """Say whether a claim is made at the place that it names."""
        return claim.get("locator") in self._places.get(_apart_from_place(claim), ())

    def says_but_for_row(self, claim: Fields, where: Place) -> bool:
        """Say whether a claim is made at the place that it names, or in any row if that is its own."""
        return _place(claim, where) in self._places.get(_apart_from_place(claim), ())


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
        self._entities: dict[str, Drafted] = {}
        self._relations: dict[tuple[str, str, str, str], Drafted] = {}
        self._again: dict[tuple[str, ...], _Again] = {}
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
        if name not in self._entities:
            self._entities[name] = Drafted(where, _with({"id": name}, fields))
            return
        known, stated = self._entities[name].fields, _with({}, fields)
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
            if _apart_from_claims(known.fields) == _apart_from_claims(stated):
                again = self._of(known, *identity)
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
        self._relations[identity] = Drafted(where, stated)

    def has_entity(self, name: str) -> bool:
        """Say whether an entity is stated already."""
        return name in self._entities

    def stated(self, name: str) -> tuple[Place, Fields]:
        """Return where an entity was stated first, and its fields as they stand; of one that is not stated: nothing."""
        known = self._entities.get(name)
        return (known.where, known.fields) if known else (Place(""), {})

    def confirms(self, where: Place, start: str, verb: str, end: str, fields: Fields) -> bool:
        """Say whether just this is stated already by the same source; that it says so at another place is one more claim."""
        key = str(fields.get("key", ""))
        known = self._relations.get((start, verb, end, key))
        ends = {"from": start, "type": verb, "to": end}
        if not known or _apart_from_claims(known.fields) != ends | _apart_from_claims(fields):
            return False
        again = self._of(known, start, verb, end, key)
        claims: Sequence[Fields] = fields.get("claims", ())
        if not all(map(again.says, claims)):
            return False
        for claim in claims:
            if not again.says_there(claim):
                again.add(claim, where)
        return True

    def _of(self, known: Drafted, *identity: str) -> _Again:
        """Return the claims of a relation that is stated already."""
        again = self._again.get(identity)
        if again is None:
            again = self._again[identity] = _Again(known)
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
        take_head(_node(head, Place(stated.path)), stated.path, stated, versioned=False)
        take_sources(list(self._sources.values()), stated)
        return Imported(self._merged(stated), sorted(set(self.remarks)), +self.ignored, self.counted, self.notes)

    def _merged(self, begun: Stated) -> Dataset:
        """Return what is stated as a dataset; the drafts are gone then."""
        dataset = self._of_columns(begun) if len(self._relations) >= MANY else None
        if dataset is None:
            takers: list[tuple[Callable[[Sequence[Origin], Stated], None], Iterable[Drafted]]] = [
                (take_entities, self._entities.values()),
                (take_relations, self._relations.values()),
            ]
            for take, drafted in takers:
                for block in batches(drafted, BLOCK):
                    take(block, begun)
                    for record in block:
                        record.fields = _CHECKED  # it is a checked record now, and of the two only one is kept
            dataset = merge([begun])
        for drafts in (self._entities, self._relations, self._again):
            drafts.clear()
        return dataset

    def _of_columns(self, begun: Stated) -> Dataset | None:
        """Return what is stated as a dataset of columns; None where it is to be looked at one by one, as what is wrong is."""
        from graphx.readers.cells import IrregularError  # noqa: PLC0415  # why: heavy, and small imports do without
        from graphx.readers.imports.drafted_columns import take_as_columns  # noqa: PLC0415

        stated = replace(begun, sources=list(begun.sources), problems=list(begun.problems), refused=dict(begun.refused))
        try:
            take_as_columns(self._entities.values(), self._relations.values(), stated)
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


def _apart_from_claims(relation: Fields) -> Fields:
    return {name: value for name, value in relation.items() if name not in {"key", "claims"}}


def _place(claim: Fields, where: Place) -> str | None:
    """Return the locator of a claim, None if that is only the row on which it stands."""
    locator: str | None = claim.get("locator")
    return None if locator == where.line_only else locator


def _apart_from_place(claim: Fields) -> str:
    return repr(sorted(each for each in claim.items() if each[0] != "locator"))


_CHECKED: Final[Fields] = {}
"""The fields of a draft that was made a record."""
_NESTED: Final = frozenset({str, dict, list})


def is_text(value: Fields | list[Any]) -> bool:
    """Say whether a value is text through and through, as almost all that importers make is: nothing is left to do."""
    parts: Iterable[Any] = value.values() if isinstance(value, dict) else value
    types = set(map(type, parts))
    return types <= {str} or (types <= _NESTED and all(is_text(each) for each in parts if type(each) is not str))


def bare(value: object, *, loose: bool = False) -> object:
    """Return a value as the readers hold it: text, lists and maps; what is no text in a property keeps its type."""
    if isinstance(value, dict):
        return {key: bare(each, loose=loose or key == "properties") for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [bare(each, loose=loose) for each in value]
    if isinstance(value, bool):
        return value if loose else str(value).lower()
    if isinstance(value, Decimal):
        return scalar(f"{value:f}") if loose else f"{value:f}"
    return value if loose and isinstance(value, int | float) else str(value)


def _node(value: object, where: Place) -> Node:
    """Return a value with places: every part at the place of its row."""
    inner: Any = str(value)
    if isinstance(value, dict):
        inner = {key: _node(each, where) for key, each in value.items() if each is not None}
    elif isinstance(value, list | tuple):
        inner = [_node(each, where) for each in value]
    return Node(inner, where.line, where.column, file=where.file)


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
