"""A relation in a view (3.1): certain, possible or out, the weakest of time, status, claims and age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

Document = dict[str, Any]
Identity = tuple[str, str, str, str | None]

WEAKEST_FIRST: Final = ("out", "possible", "certain")
CONFIDENCES: Final = {"stated": 85, "reported": 70, "assessed": 45, "alleged": 40, "inferred": 30, "unverified": 20}
SAYS: Final = ("since", "until", "status", "target_date", "share", "share_min", "share_max")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class View:
    """The question's dates (texts as a user writes them), confidence, admitted statuses and age in days."""

    as_of: str
    known_at: str | None = None
    min_confidence: int = 50
    include: frozenset[str] = frozenset()
    max_age: int | None = None


def weakest(certainties: Iterable[str]) -> str:
    """Return the weakest of them; certain if there are none."""
    return min(certainties, key=WEAKEST_FIRST.index, default="certain")


def strongest(certainties: Iterable[str]) -> str:
    """Return the strongest of them; out if there are none."""
    return max(certainties, key=WEAKEST_FIRST.index, default="out")


def first_day(text: str) -> date:
    """Return the first day that a date, exact or vague, may mean."""
    parts = [int(part) for part in text.split("-")]
    return date(*[*parts, 1, 1][:3])


def day_after(text: str) -> date:
    """Return the day after the last one that a date, exact or vague, may mean."""
    first = first_day(text)
    if len(text) == len("2018"):
        return date(first.year + 1, 1, 1)
    if len(text) == len("2018-12"):
        return date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first + _DAY


def surely_reached(text: str) -> date:
    """Return the first day on which a date has come for sure: the day itself, or the one after a period."""
    return first_day(text) if len(text) == len("2018-12-31") else day_after(text)


def identity(relation: dict[str, Any]) -> Identity:
    """Return what a relation is."""
    return relation["from"], relation["type"], relation["to"], relation.get("key")


def certainty_by_time(fields: dict[str, Any], view: View) -> str:
    """In from `since` on, out from `until` on, possible inside a vague one; a missing end is open."""
    if view.as_of == "any":
        return "certain"
    day = first_day(view.as_of)
    since, until = fields.get("since"), fields.get("until")
    begun = ended = "certain"
    if since is not None:
        begun = "out" if day < first_day(since) else "possible" if day < surely_reached(since) else "certain"
    if until is not None:
        ended = "certain" if day < first_day(until) else "possible" if day < surely_reached(until) else "out"
    return weakest([begun, ended])


def certainty_by_status(fields: dict[str, Any], view: View) -> str:
    """Read a status; `removed` and `ended` leave it to time if `until` says when."""
    match fields.get("status"):
        case None | "none" | "in_service" | "held" | "enacted" | "removing":
            return "certain"
        case "trial":
            return "possible"
        case "removed" | "ended":
            return "out" if fields.get("until") is None else "certain"
        case status:
            return "possible" if status in view.include else "out"


def claim_date(claim: dict[str, Any], document: Document) -> str | None:
    """Return the date on which a claim became known; None if it always was."""
    if "asserted" in claim:
        return str(claim["asserted"])
    published = [
        source.get("published") for source in document.get("sources", []) if source["id"] == claim.get("source")
    ]
    return published[0] if published else None


def confidence(claim: dict[str, Any]) -> int:
    """Return a claim's confidence, by its certainty where it has none of its own."""
    if "confidence" in claim:
        return int(claim["confidence"])
    return CONFIDENCES[claim["certainty"]] if "certainty" in claim else 100


def known_claims(relation: dict[str, Any], polarity: str, document: Document, view: View) -> list[dict[str, Any]]:
    """Return a relation's own claims of one polarity that were known, in the input's order."""
    known = []
    for claim in relation.get("claims", []):
        dated = claim_date(claim, document)
        if claim.get("polarity", "asserts") == polarity and (
            view.known_at is None or dated is None or first_day(dated) <= first_day(view.known_at)
        ):
            known.append(claim)
    return known


def fields_in_view(relation: dict[str, Any], document: Document, view: View) -> dict[str, Any]:
    """Return a relation's fields with what its newest confident claims say in their place."""
    fields = dict(relation)
    for field in SAYS:
        newest = date.min
        for claim in known_claims(relation, "asserts", document, view):
            if field in claim.get("says", {}) and confidence(claim) >= view.min_confidence:
                dated = claim_date(claim, document)
                day = date.min if dated is None else first_day(dated)
                if day >= newest:
                    newest = day
                    fields[field] = claim["says"][field]
    return fields


def certainty_by_observation(relation: dict[str, Any], document: Document, view: View) -> str:
    """Without `since`, the time before the earliest observation is possible, if every assertion is an observation."""
    asserting = known_claims(relation, "asserts", document, view)
    if (
        view.as_of == "any"
        or fields_in_view(relation, document, view).get("since") is not None
        or not asserting
        or not all("observed" in claim for claim in asserting)
    ):
        return "certain"
    earliest = min(surely_reached(claim["observed"]) for claim in asserting)
    return "possible" if first_day(view.as_of) < earliest else "certain"


def certainty_by_claims(relation: dict[str, Any], document: Document, view: View) -> str:
    """Weigh who asserts against who denies; a denial on the relation without key speaks to every key."""
    asserting = known_claims(relation, "asserts", document, view)
    speaking = [relation]
    if relation.get("key") is not None:
        keyless = (*identity(relation)[:3], None)
        speaking += [other for other in document["relations"] if identity(other) == keyless]
    denied = any(
        confidence(claim) >= view.min_confidence
        for spoken in speaking
        for claim in known_claims(spoken, "denies", document, view)
    )
    if not relation.get("claims"):
        return "possible" if denied else "certain"
    if not asserting:
        return "out"
    believed = any(confidence(claim) >= view.min_confidence for claim in asserting)
    return "certain" if believed and not denied else "possible"


def certainty_by_age(relation: dict[str, Any], document: Document, view: View) -> str:
    """With a greatest age, a relation whose newest dated assertion is older is possible at most."""
    if view.max_age is None or view.as_of == "any":
        return "certain"
    dates = [
        claim.get("observed", claim_date(claim, document))
        for claim in known_claims(relation, "asserts", document, view)
    ]
    days = [first_day(dated) for dated in dates if dated is not None]
    if not days:
        return "certain"
    age = first_day(view.as_of) - max(days)
    return "possible" if age > timedelta(days=view.max_age) else "certain"


def relation_certainties(document: Document, view: View) -> dict[Identity, str]:
    """Return every relation's certainty."""
    return {
        identity(relation): weakest(
            [
                certainty_by_time(fields_in_view(relation, document, view), view),
                certainty_by_observation(relation, document, view),
                certainty_by_status(fields_in_view(relation, document, view), view),
                certainty_by_claims(relation, document, view),
                certainty_by_age(relation, document, view),
            ]
        )
        for relation in document["relations"]
    }
