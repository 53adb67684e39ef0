"""Bills of materials in the making: parts, what is part of what and who made it; drafted when every file is read.

Only then is it known what a bill is of, which parts its links mean, and whether a part of another bill is among the files.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.readers.imports.draft import Outcome, slug
from graphx.readers.imports.rows import date_of_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from graphx.errors import Place
    from graphx.readers.imports.bills.makers import Maker, Party
    from graphx.readers.imports.draft import Draft, Fields

POSSIBLE: Final = 40
"""Confidence that a part is in what is delivered, where the bill says that it need not be: below 50, so never certain."""
LONGEST: Final = 150
"""Letters of an id before a digest stands for the rest; 200 are allowed."""


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
    fields: Fields
    makers: Sequence[Maker] = ()
    presence: Presence = Presence.REQUIRED
    id: str = ""


class Link(NamedTuple):
    """One part that has another; from the empty text: whatever the bill is of."""

    bill: Bill
    where: Place
    start: str
    end: str
    locator: str
    quote: str | None = None
    presence: Presence = Presence.REQUIRED
    role: str | None = None
    """What a link is that carries nothing."""


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
    links: list[Link] = field(default_factory=list)
    complete: set[str] = field(default_factory=set)
    """Refs of parts whose own parts are all stated."""
    outside: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Refs that mean a part of another bill: its key, and the ref there."""
    others: dict[str, str] = field(default_factory=dict)
    """Keys of other bills, by the names that they have here."""
    left_out: AbstractSet[str] = frozenset()
    """Refs of what is no part: what links it to something is counted."""
    own_ref: str = ""
    """By what it names itself, for whatever it is of."""
    source: str = ""

    def date(self, timestamp: str, where: Place, draft: Draft) -> None:
        """Take the day of a timestamp; fractions of its second, or its zone, say nothing here."""
        self.published = date_of_text(timestamp[:10] if "T" in timestamp else timestamp, where, draft)

    def add(self, part: Part, draft: Draft) -> None:
        """Take a part; of two with one ref, links mean the first."""
        known = self.parts.get(part.ref)
        if known is not None:
            what = f"{part.ref} stands at {known.where.line_only} already; what refers to it means that one"
            draft.remark(part.where, Outcome.KEPT, what)
            part.ref = f"{part.ref}\0{len(self.parts)}"  # no record can name it
        self.parts[part.ref] = part


def settle(bills: Sequence[Bill], draft: Draft) -> None:
    """Draft all bills."""
    by_key: dict[str, Bill] = {}
    known: dict[str, Part] = {}
    for bill in bills:
        by_key.setdefault(bill.key, bill)
        _name(bill, draft)
        for product in (bill.parts[ref] for ref in bill.products):
            if (first := known.setdefault(product.id, product)) is not product:
                what = f"{product.id} is what {first.where.line_only} is of, too; both are taken as one"
                draft.remark(product.where, Outcome.KEPT, what)
    if len(bills) == 1:
        draft.title = bills[0].title
    parties: set[Party] = set()
    for bill in bills:
        for ref, part in bill.parts.items():
            _draft_part(part, draft, parties, is_complete=ref in bill.complete)
    for bill in bills:
        for link in bill.links:
            _draft_link(link, by_key, draft)


def _name(bill: Bill, draft: Draft) -> None:
    """Give the bill's source and every part an id: of the product by its own label, of parts behind it."""
    products = [bill.parts[ref] for ref in bill.products if ref in bill.parts]
    one = products[0] if len(products) == 1 else None
    readable = slug(one.label if one else bill.title)[:LONGEST] or "bill"
    digest = _digest(bill.serial or f"{bill.title}\0{bill.published}")
    bill.source = f"{bill.format.casefold()}-{digest}"
    draft.source(
        bill.where,
        bill.source,
        title=bill.title,
        publisher=bill.publisher,
        url=bill.serial,
        published=bill.published,
    )
    taken: set[str] = set()
    if one:
        one.id = _free(one.label, one, taken)
    prefix = one.id if one else f"{readable}-{digest}" if readable == "bill" else readable
    for part in bill.parts.values():
        if not part.id:
            part.id = _free(f"{prefix}/{part.label}", part, taken)
    if not products and bill.parts:
        what = "the document does not say what it is of: its parts are parts of nothing"
        draft.remark(bill.where, Outcome.KEPT, what)


def _free(label: str, part: Part, taken: set[str]) -> str:
    """Return an id that no other part of the bill has: the label where it is one, else with a digest behind it."""
    plain = re.sub(r"[^A-Za-z0-9._/@+-]+", "-", label)
    if plain != label or len(plain) > LONGEST or plain in taken:
        plain = f"{plain[:LONGEST]}-{_digest(label + chr(0) + part.ref)}"
    while plain in taken:
        plain += "+"
    taken.add(plain)
    return plain


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:8]


def _draft_part(part: Part, draft: Draft, parties: set[Party], *, is_complete: bool) -> None:
    complete = ["HAS_PART"] if is_complete else None
    draft.entity(part.where, part.id, kind="component", complete=complete, **part.fields)
    for maker in part.makers:
        if maker.party not in parties:
            parties.add(maker.party)
            _draft_party(maker.party, part.where, draft)
        if maker.certainty == "inferred":
            evidence, _, _ = (maker.quote or "").partition(":")
            draft.counted[f"{maker.verb} inferred from {evidence}"] += 1
        claim = _claim(part.bill, part.locator, maker.certainty, maker.confidence, maker.quote)
        draft.relation(part.where, part.id, maker.verb, maker.party.id, claims=[claim])


def _draft_party(party: Party, where: Place, draft: Draft) -> None:
    draft.entity(
        where,
        party.id,
        kind="organization",
        name=party.name,
        roles=list(party.roles),
        identifiers=dict(party.identifiers),
        country=party.country,
    )


def _draft_link(link: Link, by_key: dict[str, Bill], draft: Draft) -> None:
    ends = _parts(link.end, link, by_key, draft)
    bill = link.bill
    starts = _parts(link.start, link, by_key, draft) if link.start else [bill.parts[ref] for ref in bill.products]
    for start in starts:
        for end in ends:
            if start is end:
                draft.ignored["dependencies on themselves"] += 1
            elif end.presence is link.presence is Presence.REQUIRED:
                claim = _claim(bill, link.locator, "stated", None, link.quote)
                draft.relation(link.where, start.id, "HAS_PART", end.id, claims=[claim])
            else:
                _draft_doubtful(link, start, end, draft)


def _draft_doubtful(link: Link, start: Part, end: Part, draft: Draft) -> None:
    """Draft a part that is there possibly, or is not there and only linked."""
    quote = link.quote if link.start or end.presence is Presence.REQUIRED else f"scope: {end.presence.value}"
    is_there = Presence.EXCLUDED not in {link.presence, end.presence}
    claim = _claim(link.bill, link.locator, "stated", POSSIBLE if is_there else None, quote)
    role = None if is_there else link.role or "excluded"
    draft.relation(link.where, start.id, "HAS_PART" if is_there else "LINKED_TO", end.id, role=role, claims=[claim])


def _parts(ref: str, link: Link, by_key: dict[str, Bill], draft: Draft) -> list[Part]:
    """Return the part that a ref means, here or in another bill among the files; where it means none, that is said."""
    if part := link.bill.parts.get(ref):
        return [part]
    key, there = link.bill.outside.get(ref, ("", ref))
    bill = by_key.get(key) if key else link.bill
    if bill is None:
        what = f"{link.quote}: {there} stands in another document, {key}, which is not among the files"
        draft.remark(link.where, Outcome.SKIPPED, what)
        return []
    if there in bill.left_out:
        draft.ignored["relationships of files"] += 1
        return []
    if there == bill.own_ref:
        return [bill.parts[each] for each in bill.products]
    found = [bill.parts[there]] if there in bill.parts else _anywhere(there, by_key)
    if not found:
        what = f"{link.quote or 'a link'}: nothing in the document is called {there}"
        draft.remark(link.where, Outcome.SKIPPED, what)
    return found


def _anywhere(ref: str, by_key: dict[str, Bill]) -> list[Part]:
    """Return the part of any bill with a ref that is an address, and so of one thing in the world."""
    return [bill.parts[ref] for bill in by_key.values() if "://" in ref and ref in bill.parts][:1]


def _claim(bill: Bill, locator: str, certainty: str, confidence: int | None, quote: str | None) -> Fields:
    claim: Fields = {"source": bill.source, "certainty": certainty, "locator": locator}
    if confidence is not None:
        claim["confidence"] = str(confidence)
    if quote:
        claim["quote"] = quote
    return claim
