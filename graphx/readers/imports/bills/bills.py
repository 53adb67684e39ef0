"""Bills of materials in the making: parts, what is part of what, who made it, and of what all parts are stated."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from graphx.readers.imports.draft import Outcome
from graphx.readers.imports.drafted import Drafted
from graphx.readers.imports.drafted_records import DraftedRecords, packed_entities
from graphx.readers.imports.rows import date_of_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.errors import Place
    from graphx.readers.imports.bills.makers import Maker
    from graphx.readers.imports.draft import Draft
    from graphx.readers.imports.drafted import Fields
    from graphx.readers.imports.drafted_columns import DraftedEntities
    from graphx.readers.imports.files import SourceFile


class Presence(Enum):
    """Whether a part is in what is delivered."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    """It need not be there: what holds it holds it possibly."""
    EXCLUDED = "excluded"
    """It is not there: a test, a tool. The link is kept, and carries nothing."""


class Meaning(NamedTuple):
    """What a relationship between two means here: which of them has the other as a part, and whether it is there."""

    is_forward: bool = True
    presence: Presence = Presence.REQUIRED


HOLDS: Final = Meaning()
HELD_BY: Final = Meaning(is_forward=False)
MAY_HOLD: Final = Meaning(presence=Presence.OPTIONAL)
MAY_BE_HELD_BY: Final = Meaning(is_forward=False, presence=Presence.OPTIONAL)
LINKED: Final = Meaning(presence=Presence.EXCLUDED)


@dataclass(slots=True, eq=False)
class Part:
    """A component, a package or a service of a bill."""

    bill: Bill
    ref: str
    """By what the bill's other records name it."""
    where: Place
    locator: str
    label: str
    """Group, name and version: what its id is made of."""
    makers: Sequence[Maker] = ()
    """Whom the bill names; who is inferred from identifiers is not among them."""
    presence: Presence = Presence.REQUIRED
    id: str = ""

    @property
    def fields(self) -> Fields:
        """What is told of it, to be looked at."""
        return {name: value for name, value in self.bill.records[self.ref].fields.items() if name != "id"}

    def tell(self, **fields: object) -> None:
        """Tell something else of it."""
        record = self.bill.records[self.ref]
        self.bill.records.hold(self.ref, record)
        record.fields |= fields


class Link(NamedTuple):
    """One part that has others; from the empty text: whatever the bill is of."""

    where: Place
    start: str
    ends: Sequence[str]
    locator: str
    quote: str | None = None
    presence: Presence = Presence.REQUIRED
    role: str | None = None
    """What a link is that carries nothing."""
    since: str | None = None
    until: str | None = None


@dataclass(slots=True, eq=False)
class Bill:
    """One document."""

    key: str
    """By what other documents name it; the file's name if it has none."""
    where: Place
    format: str
    title: str = ""
    serial: str = ""
    published: str | None = None
    publisher: str = ""
    products: list[str] = field(default_factory=list)
    """Refs of what it is of."""
    parts: dict[str, Part] = field(default_factory=dict)
    records: DraftedRecords[str, DraftedEntities] = field(default_factory=lambda: DraftedRecords(packed_entities))
    """What is told of the parts, by their refs."""
    links: list[Link] = field(default_factory=list)
    complete: set[str] = field(default_factory=set)
    """Refs of parts that are said to have all their own parts stated."""
    incomplete: set[str] = field(default_factory=set)
    """Refs of what has a part that is not stated, or was lost; the empty text: of whatever the bill is of."""
    is_torn: bool = False
    """Something was lost of which it is not told whose part it is: it may be anybody's."""
    outside: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Refs that mean a part of another bill: its key, and the ref there."""
    others: dict[str, str] = field(default_factory=dict)
    """Keys of other bills, by the names that they have here."""
    files: dict[str, tuple[Place, str]] = field(default_factory=dict)
    """Files by their refs, each with its name: no parts, unless something is reached through one."""
    has_iris: bool = False
    """Its refs mean the same in every document, but for those of blank nodes."""
    own_ref: str = ""
    """By what it names itself, for whatever it is of."""
    identity: str = ""
    """What tells it from every other document: its serial, or a digest of the file that has none."""
    source: str = ""

    def identify(self, file: SourceFile) -> Self:
        """Take what tells it from every other document."""
        self.identity = self.serial
        if not self.serial:
            digest = hashlib.sha256()
            file.feed(digest.update)
            self.identity = digest.hexdigest()
        return self

    def date(self, timestamp: str, where: Place, draft: Draft) -> None:
        """Take the day on which it was made."""
        self.published = day_of(timestamp, where, draft)

    def add(self, part: Part, fields: Fields, draft: Draft) -> None:
        """Take a part; of two with one ref, links mean the first, and of which of them all parts are stated is not told."""
        draft.sees(part.where)
        known = self.parts.get(part.ref)
        if known is not None:
            what = f"{part.ref} stands at {known.where.line_only} already; what refers to it means that one"
            draft.remark(part.where, Outcome.KEPT, what)
            self.incomplete.add(part.ref)
            part.ref = f"{part.ref}\0{len(self.parts)}"  # no record can name it
        self.parts[part.ref] = part
        self.records.put(part.ref, Drafted(part.where, {"id": part.ref, **fields}))

    def take_file(self, ref: str, draft: Draft) -> None:
        """Make a part of a file."""
        where, name = self.files.pop(ref)
        self.add(Part(self, ref, where, ref, name), {"name": name, "type": "software"}, draft)

    def describe(self, where: Place, ref: str, quote: str, draft: Draft) -> None:
        """Take what the bill is of: a part, or a file, which is one only therefore."""
        if ref in self.files and ref not in self.parts:
            self.take_file(ref, draft)
        if ref not in self.parts:
            draft.remark(where, Outcome.SKIPPED, f"{quote}: nothing in the document is called {ref}")
        elif ref not in self.products:
            self.products.append(ref)

    def clear(self) -> None:
        """Let go of what is drafted: a bill and its parts hold each other, and nobody looks for circles while a command runs."""
        self.parts.clear()
        self.records.clear()
        self.files.clear()
        self.links.clear()


def day_of(timestamp: str, where: Place, draft: Draft) -> str | None:
    """Return the day of a timestamp; fractions of its second, or its zone, say nothing here."""
    return date_of_text(timestamp[:10] if "T" in timestamp else timestamp, where, draft)
