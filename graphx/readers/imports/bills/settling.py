"""Bills of materials as a draft, when every file is read.

Only then is it known what a bill is of, which parts its links mean, and whether a part of another bill is among the files.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from graphx.readers.imports.bills.bills import Presence
from graphx.readers.imports.bills.makers import of_evidence
from graphx.readers.imports.bills.naming import name_all
from graphx.readers.imports.draft import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphx.errors import Place
    from graphx.readers.imports.bills.bills import Bill, Link, Part
    from graphx.readers.imports.bills.makers import Maker, Party
    from graphx.readers.imports.draft import Draft, Fields

POSSIBLE: Final = 40
"""Confidence that a part is in what is delivered, where the bill says that it need not be: below 50, so never certain."""


class _Meant(NamedTuple):
    """What a ref means."""

    is_known: bool
    parts: Sequence[Part]
    has_files: bool
    is_open: bool
    """It is nowhere, or a file that was left out: of neither is it told what is in it."""


class _Meanings(dict[str, _Meant]):
    """What the refs of a bill mean; the empty text means whatever the bill is of.

    What is no part of the bill itself is looked up once. Almost every ref is one, and to keep what each means would take a lot of memory.
    """

    def __init__(self, bill: Bill, by_key: dict[str, Bill]) -> None:
        super().__init__()
        self._bill, self._by_key = bill, by_key

    def __missing__(self, ref: str) -> _Meant:
        bill = self._bill
        if ref and (own := bill.parts.get(ref)) is not None:
            return _Meant(is_known=True, parts=(own,), has_files=ref in bill.files, is_open=False)
        known = _meant(ref, bill, self._by_key) if ref else [(bill, each) for each in bill.products]
        parts = tuple(bill.parts[ref] for bill, ref in known if ref in bill.parts)
        has_files = any(ref in bill.files for bill, ref in known)
        self[ref] = _Meant(bool(known), parts, has_files, is_open=len(parts) < max(1, len(known)))
        return self[ref]


class _Joined(NamedTuple):
    """A link with what its ends mean."""

    bill: Bill
    link: Link
    starts: _Meant
    ends: Sequence[_Meant]


def settle(bills: Sequence[Bill], draft: Draft) -> None:
    """Draft all bills; nothing is left in them then."""
    by_key: dict[str, Bill] = {}
    for bill in bills:
        by_key.setdefault(bill.key, bill)
    _take_files(bills, by_key, draft)
    name_all(bills, draft)
    if len(bills) == 1:
        draft.title = bills[0].title
    meanings = {bill: _Meanings(bill, by_key) for bill in bills}
    outward = chain.from_iterable(_joined(bill, _outward(bill), meant) for bill, meant in meanings.items())
    whole = _whole(bills, by_key, _checked(outward, by_key, draft))
    parties: set[Party] = set()
    for bill in bills:
        for part in bill.parts.values():
            _draft_part(part, draft, parties, is_complete=part.id in whole)
    for bill, meant in meanings.items():
        for joined in _joined(bill, bill.links, meant):
            _draft_link(joined, draft)
    for bill in bills:
        bill.clear()


def _joined(bill: Bill, links: Iterable[Link], meant: _Meanings) -> Iterator[_Joined]:
    """Yield links with what their ends mean."""
    return (_Joined(bill, link, meant[link.start], [meant[end] for end in link.ends]) for link in links)


def _outward(bill: Bill) -> Iterator[Link]:
    """Yield the links that name something else than parts of their own bill; almost none does."""
    if bill.files:
        return iter(bill.links)
    is_part = bill.parts.__contains__
    return (link for link in bill.links if not all(map(is_part, link.ends)) or (link.start and not is_part(link.start)))


def _checked(several: Iterator[_Joined], by_key: dict[str, Bill], draft: Draft) -> Iterator[_Joined]:
    """Yield links again; where an end means nothing, that is said."""
    for joined in several:
        bill, link, starts, ends = joined
        if link.start and not starts.is_known:
            _remark_lost(bill, link, link.start, by_key, draft)
        for ref, end in zip(link.ends, ends, strict=True):
            if not end.is_known:
                _remark_lost(bill, link, ref, by_key, draft)
            if starts.has_files or end.has_files:
                draft.ignored["relationships of files"] += 1
        yield joined


def _meant(ref: str, bill: Bill, by_key: dict[str, Bill]) -> list[tuple[Bill, str]]:
    """Return which parts or files a ref of a bill means, each with its bill; none if it is not among the files."""
    if ref in bill.parts or ref in bill.files:
        return [(bill, ref)]
    key, there = bill.outside.get(ref, ("", ref))
    other = by_key.get(key) if key else bill
    if other is None:
        return []
    names = (there, unquote(there)) if key else (there,)  # a link to another document is an address, and may be encoded
    for name in names:
        if name in other.parts or name in other.files:
            return [(other, name)]
    if there == other.own_ref:
        return [(other, each) for each in other.products]
    if "://" not in there and (not bill.has_iris or there.startswith("_:")):
        return []  # the name is the bill's own
    return [(each, there) for each in by_key.values() if there in each.parts or there in each.files][:1]


def _take_files(bills: Sequence[Bill], by_key: dict[str, Bill], draft: Draft) -> None:
    """Make parts of the files that have a part: a package, something that is lost, or such a file; count the others."""
    holders: dict[tuple[Bill, str], list[tuple[Bill, str]]] = {}
    open_ends = [each for bill in bills for ref in sorted(bill.incomplete) for each in _meant(ref, bill, by_key)]
    waiting = [(bill, ref) for bill, ref in open_ends if ref in bill.files]
    for bill, link in _links_of_files(bills):
        starts = [(other, ref) for other, ref in _meant(link.start, bill, by_key) if ref in other.files]
        if not starts or link.presence is Presence.EXCLUDED:
            continue
        for far in link.ends:
            ends = _meant(far, bill, by_key)
            if not ends or any(ref in other.parts for other, ref in ends):
                waiting += starts
            for end in ends:
                holders.setdefault(end, []).extend(starts)
    while waiting:
        bill, ref = waiting.pop()
        if ref in bill.files:
            bill.take_file(ref, draft)
            waiting += holders.get((bill, ref), ())
    for bill in bills:
        draft.ignored["files"] += len(bill.files)


def _links_of_files(bills: Sequence[Bill]) -> Iterator[tuple[Bill, Link]]:
    """Yield the links from something, if there are files that may be meant."""
    if any(bill.files for bill in bills):
        yield from ((bill, link) for bill in bills for link in bill.links if link.start)


def _remark_lost(bill: Bill, link: Link, ref: str, by_key: dict[str, Bill], draft: Draft) -> None:
    key, there = bill.outside.get(ref, ("", ref))
    what = f"{link.quote or 'a link'}: nothing in {key or 'the document'} is called {there or 'its product'}"
    if key and key not in by_key:
        what = f"{link.quote}: {there or 'a product'} stands in another document, {key}, which is not among the files"
    draft.remark(link.where, Outcome.SKIPPED, what)


def _whole(bills: Sequence[Bill], by_key: dict[str, Bill], several: Iterator[_Joined]) -> set[str]:
    """Return the ids of what has all its parts among the files.

    A part that a link names and that is not there may be anything: who has it is open, whatever a bill says of it. So may what is
    in a file, and a file that is no part shows no open end of its own.
    """
    holders = [
        start
        for _, link, starts, ends in several
        if link.presence is not Presence.EXCLUDED and any(end.is_open for end in ends)
        for start in starts.parts
    ]
    meant = [each for bill in bills for ref in bill.incomplete for each in _meant(ref, bill, by_key)]
    holders += [bill.parts[ref] for bill, ref in meant if ref in bill.parts]
    holders += [part for bill in bills if bill.is_torn for part in bill.parts.values()]
    declared = {bill.parts[ref].id for bill in bills for ref in bill.complete & bill.parts.keys()}
    return declared - {part.id for part in holders}


def _draft_part(part: Part, draft: Draft, parties: set[Party], *, is_complete: bool) -> None:
    complete = ["HAS_PART"] if is_complete else None
    fields = part.fields
    draft.entity(part.where, part.id, kind="component", complete=complete, **fields)
    for maker in (*part.makers, *_inferred(part, fields.get("identifiers", {}), draft)):
        if maker.party not in parties:
            parties.add(maker.party)
            _draft_party(maker.party, part.where, draft)
        if maker.certainty == "inferred":
            evidence, _, _ = (maker.quote or "").partition(":")
            draft.counted[f"{maker.verb} inferred from {evidence}"] += 1
        claim = _claim(part.bill, part.locator, maker.certainty, maker.confidence, maker.quote)
        draft.relation(part.where, part.id, maker.verb, maker.party.id, claims=[claim])


def _inferred(part: Part, identifiers: Mapping[str, str], draft: Draft) -> Iterator[Maker]:
    def doubt(what: str) -> None:
        draft.remark(part.where, Outcome.KEPT, f"{part.locator}: {what}")

    return of_evidence(identifiers, part.makers, doubt)


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
    bill, link, starts, ends = joined
    for start in starts.parts:
        for end in chain.from_iterable(each.parts for each in ends):
            if start.id == end.id:
                draft.ignored["dependencies on themselves"] += 1
            elif end.presence is link.presence is Presence.REQUIRED:
                claim = _claim(bill, link.locator, "stated", None, link.quote)
                draft.relation(
                    link.where, start.id, "HAS_PART", end.id, since=link.since, until=link.until, claims=[claim]
                )
            else:
                _draft_doubtful(bill, link, start, end, draft)


def _draft_doubtful(bill: Bill, link: Link, start: Part, end: Part, draft: Draft) -> None:
    """Draft a part that is there possibly, or is not there and only linked."""
    quote = link.quote if link.start or end.presence is Presence.REQUIRED else f"scope: {end.presence.value}"
    is_there = Presence.EXCLUDED not in {link.presence, end.presence}
    claim = _claim(bill, link.locator, "stated", POSSIBLE if is_there else None, quote)
    role = None if is_there else link.role or "excluded"
    verb = "HAS_PART" if is_there else "LINKED_TO"
    draft.relation(link.where, start.id, verb, end.id, role=role, since=link.since, until=link.until, claims=[claim])


def _claim(bill: Bill, locator: str, certainty: str, confidence: int | None, quote: str | None) -> Fields:
    claim: Fields = {"source": bill.source, "certainty": certainty, "locator": locator}
    if confidence is not None:
        claim["confidence"] = str(confidence)
    if quote:
        claim["quote"] = quote
    return claim
