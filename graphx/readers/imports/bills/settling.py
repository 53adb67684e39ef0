"""Bills of materials as a draft, when every file is read.

Only then is it known what a bill is of, which parts its links mean, and whether a part of another bill is among the files.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.readers.imports.bills.bills import Presence
from graphx.readers.imports.draft import Outcome, slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.errors import Place
    from graphx.readers.imports.bills.bills import Bill, Link, Part
    from graphx.readers.imports.bills.makers import Party
    from graphx.readers.imports.draft import Draft, Fields

POSSIBLE: Final = 40
"""Confidence that a part is in what is delivered, where the bill says that it need not be: below 50, so never certain."""
LONGEST: Final = 150
"""Letters of an id before a digest stands for the rest; 200 are allowed."""


class _Joined(NamedTuple):
    """A link with the parts that it means."""

    link: Link
    starts: Sequence[Part]
    ends: Sequence[Part]


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
    joined = [_joined(link, by_key, draft) for bill in bills for link in bill.links]
    whole = _whole(bills, joined)
    parties: set[Party] = set()
    for bill in bills:
        for part in bill.parts.values():
            _draft_part(part, draft, parties, is_complete=part.id in whole)
    for each in joined:
        _draft_link(each, draft)


def _joined(link: Link, by_key: dict[str, Bill], draft: Draft) -> _Joined:
    ends = _parts(link.end, link, by_key, draft)
    products = [link.bill.parts[ref] for ref in link.bill.products]
    return _Joined(link, _parts(link.start, link, by_key, draft) if link.start else products, ends)


def _whole(bills: Sequence[Bill], joined: Sequence[_Joined]) -> set[str]:
    """Return the ids of what has all its parts among the files.

    A part that a link names and that is not there may be anything: who has it is open, whatever the bill says of it.
    """
    lost = {
        start.id
        for link, starts, ends in joined
        if not ends and link.presence is not Presence.EXCLUDED
        for start in starts
    }
    return {part.id for bill in bills for ref, part in bill.parts.items() if bill.is_whole(ref)} - lost


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


def _draft_link(joined: _Joined, draft: Draft) -> None:
    link = joined.link
    for start in joined.starts:
        for end in joined.ends:
            if start is end:
                draft.ignored["dependencies on themselves"] += 1
            elif end.presence is link.presence is Presence.REQUIRED:
                claim = _claim(link.bill, link.locator, "stated", None, link.quote)
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
