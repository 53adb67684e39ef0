"""Ids of sources and parts: what is one thing in several bills has one, and no two things share one.

A product is called by its own label and its parts behind it, so that two bills of one product meet, in one import or when imports are
merged. Where a type or an identifier of the two differs they are two things of one name. Without an identifier a name may be that of any
other product: there whoever made or supplied it must be the same, and without a version it is its bill's own. So are the parts of a bill
that is of nothing, or of several things.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from graphx.readers.imports.draft import Outcome, digest_of, slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.bills.bills import Bill, Part
    from graphx.readers.imports.draft import Draft, Fields

LONGEST: Final = 150
"""Letters of an id before a digest stands for the rest; 200 are allowed."""
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9._/@+-]+")
_SEVERAL: Final = re.compile(" (?=cpe:|pkg:)")


def name_all(bills: Sequence[Bill], draft: Draft) -> None:
    """Give every bill's source and every part an id."""
    known: dict[str, Part] = {}
    for bill in bills:
        _Names(bill, known, draft).give()


class _Names:
    """The ids of one bill; `known` are those of all bills before it."""

    def __init__(self, bill: Bill, known: dict[str, Part], draft: Draft) -> None:
        self._bill, self._known, self._draft = bill, known, draft
        self._digest = digest_of(bill.identity)
        self._taken: set[str] = set()
        self._shared: Counter[str] = Counter()  # parts that another bill has, too, by its place

    def give(self) -> None:
        """Name the source, the product, and what is behind it."""
        bill, draft = self._bill, self._draft
        bill.source = f"{bill.format.casefold()}-{self._digest}"
        draft.source(
            bill.where,
            bill.source,
            title=bill.title,
            publisher=bill.publisher,
            url=bill.serial,
            published=bill.published,
        )
        products = [bill.parts[ref] for ref in bill.products]
        if len(products) == 1:
            self._name(products[0], self._label(products[0]))
            prefix = products[0].id
        else:
            prefix = slug(bill.title)[:LONGEST] or "bill"
            # a title that does not hold the serial may be that of any other bill
            if not bill.serial or slug(bill.serial) not in prefix:
                prefix = f"{prefix}-{self._digest}"
        for part in bill.parts.values():
            if not part.id:
                self._name(part, f"{prefix}/{part.label}")
        for where, number in self._shared.items():
            what = (
                f"{number} of its parts {'is a part' if number == 1 else 'are parts'} in {where}, too, and taken as one"
            )
            draft.remark(bill.where, Outcome.KEPT, what)
        if not products and bill.parts:
            what = "the document does not say what it is of: its parts are parts of nothing"
            draft.remark(bill.where, Outcome.KEPT, what)

    def _label(self, product: Part) -> str:
        """Return how a product is called: without an identifier its maker tells it apart, and without a version its bill."""
        if product.fields.get("identifiers"):
            return product.label
        if "version" not in product.fields.get("properties", {}):
            return f"{product.label}-{self._digest}"
        makers = sorted({maker.party.id for maker in product.makers if maker.certainty == "stated"})
        return f"{product.label}-{digest_of(*makers)}" if makers else product.label

    def _name(self, part: Part, label: str) -> None:
        """Give a part an id that no other part of the bill has, and no other thing of another bill.

        None begins with a dash, which a command line would take for an option.
        """
        plain = _FOREIGN.sub("-", label).lstrip("-")
        if plain != label or len(plain) > LONGEST or plain in self._taken:
            plain = "-".join(filter(None, (plain[:LONGEST], digest_of(label, part.ref))))
        if what := self._difference(plain, part):
            apart, first = f"{plain}-{self._digest}", self._known[plain]
            # it may be one thing after all, and who uses the plain name may mean either
            first.bill.incomplete.add(first.ref)
            told = f"{plain} at {first.where.line_only} is of another {what}; this is taken as another thing, {apart}"
            self._draft.remark(part.where, Outcome.KEPT, told)
            plain = apart
        while plain in self._taken or self._difference(plain, part):
            plain += "+"
        self._taken.add(plain)
        part.id = plain
        if (first := self._known.setdefault(plain, part)) is not part:
            self._unite(first, part)

    def _difference(self, name: str, part: Part) -> str:
        """Return by what a part is another thing than that of a name in another bill; nothing if it may be the same."""
        known = self._known.get(name)
        if known is None or known.bill is part.bill:
            return ""
        one, other = known.fields, part.fields
        if one.get("type") and other.get("type") and one["type"] != other["type"]:
            return "type"
        theirs, ours = _identifiers(one), _identifiers(other)
        return next(
            (scheme for scheme in theirs if scheme in ours and theirs[scheme].keys().isdisjoint(ours[scheme])), ""
        )

    def _unite(self, first: Part, part: Part) -> None:
        """Say that a part is that of another bill; what only one of them tells is told of both."""
        if part.ref in self._bill.products:
            what = f"{part.id} is what {first.where.line_only} is of, too; both are taken as one"
            self._draft.remark(part.where, Outcome.KEPT, what)
        else:
            self._shared[first.bill.where.line_only] += 1
        theirs, ours = first.fields.get("properties", {}), part.fields.get("properties", {})
        for key, value in ours.items():
            if theirs.get(key, value) != value:
                what = f"{part.id}: {key} is {value} here, and stays what {first.where.line_only} says"
                self._draft.remark(part.where, Outcome.PARTLY_LOST, what)
        every = _identifiers(first.fields)
        for scheme, values in _identifiers(part.fields).items():
            every.setdefault(scheme, {}).update(values)
        identifiers = {scheme: " ".join(values) for scheme, values in every.items()}
        first.tell(properties=ours | theirs, identifiers=identifiers)


def _identifiers(fields: Fields) -> dict[str, dict[str, None]]:
    """Return every value of every scheme, in order."""
    return {scheme: dict.fromkeys(_SEVERAL.split(values)) for scheme, values in fields.get("identifiers", {}).items()}
