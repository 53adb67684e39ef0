"""Interests of the Beneficial Ownership Data Standard: what each is in the model, and how large."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.model.vocabulary import Interest
from graphx.readers.imports.draft import Draft, Outcome
from graphx.readers.imports.registers.bods_statements import camel
from graphx.readers.imports.values import ordered_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.registers.values import Given


class Meaning(NamedTuple):
    """What an interest is here: the relation, the kind of stake if it is told, and whether its share is one of ownership."""

    verb: str = "OWNED_BY"
    interest: Interest | None = None
    has_share: bool = False


SOME: Final = Meaning()
"""A hold of some kind and of unknown size: every calculator reads it as possible, and none as certain or as nothing."""
CONTROL: Final = Meaning(interest=Interest.CONTROL)
OFFICE: Final = Meaning(verb="LINKED_TO")
"""Who manages or sits on a board owns nothing by it."""
MEANINGS: Final = {
    "shareholding": Meaning(interest=Interest.SHAREHOLDING, has_share=True),
    "votingRights": Meaning(interest=Interest.VOTING, has_share=True),
    "appointmentOfBoard": CONTROL,
    "controlViaCompanyRulesOrArticles": CONTROL,
    "controlByLegalFramework": CONTROL,
    "nominator": CONTROL,
    "boardMember": OFFICE,
    "boardChair": OFFICE,
    "seniorManagingOfficial": OFFICE,
    "otherInfluenceOrControl": SOME,  # influence need not be control, and the code does not say which it is
    "settlor": SOME,
    "trustee": SOME,
    "protector": SOME,
    "beneficiaryOfLegalArrangement": SOME,
    "rightsToSurplusAssetsOnDissolution": SOME,
    "rightsToProfitOrIncome": SOME,
    "rightsGrantedByContract": SOME,
    "conditionalRightsGrantedByContract": SOME,
    "enjoymentAndUseOfAssets": SOME,
    "rightToProfitOrIncomeFromAssets": SOME,
    "nominee": SOME,
    "unknownInterest": SOME,
    "unpublishedInterest": SOME,
}
"""By the codes of version 0.4."""
OLDER: Final = {
    "influenceOrControl": "otherInfluenceOrControl",
    "otherInfluenceOrControlOfTrust": "otherInfluenceOrControl",
    "settlorOfTrust": "settlor",
    "trusteeOfTrust": "trustee",
    "protectorOfTrust": "protector",
    "beneficiaryOfTrust": "beneficiaryOfLegalArrangement",
    "rightsToSurplusAssets": "rightsToSurplusAssetsOnDissolution",
}
"""Codes of earlier versions."""
DIRECTNESS: Final = {"direct": "direct", "indirect": "indirect"}
HALF: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Share:
    """An exact share, or its bounds; nothing is known of a bound that is None."""

    exact: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    least_is_excluded: bool = False
    most_is_excluded: bool = False

    @property
    def lowest(self) -> Decimal | None:
        """The least that it can be."""
        return self.exact if self.exact is not None else self.least

    @property
    def highest(self) -> Decimal | None:
        """The most that it can be."""
        return self.exact if self.exact is not None else self.most


NONE: Final = Share()


@dataclass(frozen=True, slots=True)
class Held:
    """One interest, as one statement states it."""

    kind: str = ""
    """Its code in version 0.4; empty if it is not told."""
    directness: str | None = None
    share: Share = NONE
    since: str | None = None
    until: str | None = None
    more: tuple[tuple[str, str | bool], ...] = field(default=())
    """What has no field in the model."""

    @property
    def meaning(self) -> Meaning:
        """What it is here."""
        return MEANINGS.get(self.kind, SOME)

    @property
    def interest(self) -> Interest | None:
        """The kind of stake. More than half is control whatever it is called, and an exclusive bound of a half says just that."""
        is_majority = self.share.least_is_excluded and (self.share.least or 0) >= HALF
        return Interest.CONTROL if is_majority and self.meaning.has_share else self.meaning.interest


def interests_of(details: Given, draft: Draft) -> list[Held]:
    """Return the interests of a relationship; one of unknown kind if it states none."""
    found = [_held(each, draft) for each in details.inners("interests")]
    return [_beside(each, found) for each in found] or [Held()]


def _held(given: Given, draft: Draft) -> Held:
    code = camel(given.text("type"))
    kind = OLDER.get(code, code)
    if kind and kind not in MEANINGS:
        draft.remark(
            given.where, Outcome.KEPT, f"the interest {kind} is none of BODS; it is kept as a hold of some kind"
        )
    share = _share(given.inner("share"))
    has_share = MEANINGS.get(kind, SOME).has_share
    since, until = ordered_dates(given.date("startDate"), given.date("endDate"), given.where, draft)
    beneficial = given.truth("beneficialOwnershipOrControl")
    more: list[tuple[str, str | bool]] = []
    if beneficial is not None:
        more.append(("beneficial_ownership_or_control", beneficial))
    if details := given.text("details"):
        more.append(("details", details))
    if has_share and share.least_is_excluded:
        more.append(("share_min_is_excluded", True))
    if has_share and share.most_is_excluded:
        more.append(("share_max_is_excluded", True))
    if not has_share and share != NONE:  # a share of profits or of a board is none of ownership
        bounds = dict.fromkeys(str(bound) for bound in (share.lowest, share.highest) if bound is not None)
        more.append(("share_of_interest", " to ".join(bounds)))
    directness = DIRECTNESS.get(given.text("directOrIndirect", "interestLevel"))
    return Held(kind, directness, share if has_share else NONE, since, until, tuple(more))


def _share(given: Given) -> Share:
    """Return a share with its bounds. Before version 0.3 a bound was exclusive by a truth value beside it."""
    if (exact := given.percentage("exact")) is not None:
        return Share(exact)
    bounds = []
    for name, exclusive, tightest in (("minimum", "exclusiveMinimum", max), ("maximum", "exclusiveMaximum", min)):
        is_flag = isinstance(given.record.get(exclusive), bool)
        inner = given.percentage(name)
        outer = None if is_flag else given.percentage(exclusive)
        stated = [bound for bound in (inner, outer) if bound is not None]
        bound = tightest(stated) if stated else None
        is_excluded = bool(given.record[exclusive]) if is_flag else outer is not None and bound == outer
        bounds.append((bound, is_excluded and bound is not None))
    (least, from_above), (most, from_below) = bounds
    if least is not None and most is not None and least > most:
        given.lost(f"the share is at least {least} and at most {most}, and is left out")
        return NONE
    return Share(None, least, most, from_above, from_below)


def _beside(held: Held, others: Sequence[Held]) -> Held:
    """Return an interest without a share with what the same statement says of the party's share.

    Parallel stakes of a pair are alternatives, and a stake of which no share is told lies between 0 and 1: beside a holding of
    60 % the right to appoint the board must not make it less. What is not told to be control may be more than the share beside it.
    """
    if held.meaning.verb != "OWNED_BY" or held.meaning.has_share:
        return held
    same = [
        each.share
        for each in others
        if each.meaning.has_share
        and (each.directness, each.since, each.until) == (held.directness, held.since, held.until)
    ]
    lowest = [each.lowest or Decimal(0) for each in same]
    highest = [Decimal(1) if each.highest is None else each.highest for each in same]
    if not same:
        return held
    least, most = min(lowest), max(highest) if held.meaning is CONTROL else None
    return replace(held, share=Share(least) if least == most else Share(None, least, most))
