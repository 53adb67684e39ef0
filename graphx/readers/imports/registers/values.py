"""Values of records that others wrote, as the types that their format promises; what is none is left out, and told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from graphx.errors import visible
from graphx.model.dates import period
from graphx.model.identifiers import is_lei
from graphx.readers.imports.draft import Draft, Outcome
from graphx.readers.imports.values import Values

if TYPE_CHECKING:
    from graphx.errors import Place

FINEST: Final = 24
"""Decimals of a percentage: more are no measurement, and arithmetic stays exact."""
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_DATE: Final = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ].*)?", re.DOTALL)
_INTERVAL: Final = re.compile(
    r"(?:(?P<above>>=?|≥|more than|over|at least|minimum)|(?P<below><=?|≤|less than|under|up to|at most|maximum))?\s*"
    r"(?P<first>\d[\d.,]*)\s*%?"
    r"(?:\s*(?:-|–|—|to)\s*(?P<second>\d[\d.,]*)\s*%?)?"
    r"(?P<onwards>\s*(?:\+|or more|and more|and over))?"
)
_SHOWN: Final = 60


class Given(Values):
    """A map of a record, with the types that registers promise."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Say whether there is anything in it."""
        return bool(self.record)

    def __contains__(self, key: str) -> bool:
        """Say whether a member is there, and is not null."""
        return self.record.get(key) is not None

    def truth(self, name: str) -> bool | None:
        """Return a member that is true or false."""
        value = self.record.get(name)
        if value is None or isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return bool(value == "true")
        self._misfit(name, value, "true or false")
        return None

    def date(self, *names: str) -> str | None:
        """Return the first of some members that is there, as a day or a period."""
        written = self.text(*names)
        found = date_in(written)
        if written and found is None:
            self.lost(f"`{names[0]}` {shown(written)} is no date, and is left out")
        return found

    def percentage(self, name: str) -> Decimal | None:
        """Return a member that is a percentage as an exact share between 0 and 1."""
        value = self.record.get(name)
        if value is None:
            return None
        if (found := share_in(value)) is None:
            self.lost(f"`{name}` {shown(value)} is no percentage, and is left out")
        return found

    def country(self, *names: str) -> str | None:
        """Return the first of some members that begins with a country's code, such as `GB` or `US-DE`."""
        for name in names:
            code = self.text(name).upper().partition("-")[0]
            if _COUNTRY.fullmatch(code):
                return code
        return None


def shown(value: object) -> str:
    """Return a value as a message quotes it."""
    text = visible(str(value))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def date_in(text: str) -> str | None:
    """Return a day or a period that a text begins with; a time of the day is no part of it.

    >>> date_in("2012-11-29T00:00:00.000Z"), date_in("2015-11"), date_in("2023-02-30")
    ('2012-11-29', '2015-11', None)
    """
    if not (match := _DATE.fullmatch(text)):
        return None
    try:
        period(match[1])
    except ValueError:
        return None
    return match[1]


def moment_in(text: str) -> str:
    """Return a day, or a moment as UTC, so that texts sort as time does; nothing if it is none.

    >>> moment_in("2020-01-01"), moment_in("2020-01-01T01:30:00+02:00"), moment_in("soon")
    ('2020-01-01', '2019-12-31T23:30:00+00:00', '')
    """
    day = date_in(text)
    if day is None or day == text:
        return day or ""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo is None else moment.astimezone(UTC)).isoformat()
    except (ValueError, OverflowError):
        return day


def share_in(written: object) -> Decimal | None:
    """Return a percentage as an exact share; None if it is none.

    >>> share_in("38,88 %"), share_in(Decimal("12.50")), share_in("101")
    (Decimal('0.3888'), Decimal('0.125'), None)
    """
    if not isinstance(written, str | int | Decimal) or isinstance(written, bool):
        return None
    try:
        share = Decimal(str(written).strip().rstrip("%").strip().replace(",", "."))
    except (InvalidOperation, ValueError):  # a text, or a number of more digits than one is
        return None
    if not share.is_finite() or not 0 <= share <= 100 or -int(share.as_tuple().exponent) > FINEST:  # noqa: PLR2004
        return None
    return share.scaleb(-2).normalize()


def interval_in(written: str) -> tuple[Decimal, Decimal] | None:
    """Return the least and the greatest share that a text about a percentage allows; None if it gives no bound.

    >>> interval_in("51.5%"), interval_in("25% - 50 %"), interval_in(">= 75"), interval_in("about 42 %")
    ((Decimal('0.515'), Decimal('0.515')), (Decimal('0.25'), Decimal('0.5')), (Decimal('0.75'), Decimal('1')), None)
    """
    match = _INTERVAL.fullmatch(written.strip().casefold())
    if not match:
        return None
    first, second = share_in(match["first"]), share_in(match["second"] or match["first"])
    if first is None or second is None or first > second:
        return None
    if match["above"] or match["onwards"]:
        return first, Decimal(1)
    return (Decimal(0), second) if match["below"] else (first, second)


def told_lei(written: str, where: Place, draft: Draft) -> str:
    """Return a legal entity identifier as it is written in capitals; one whose check digits are wrong is told."""
    lei = "".join(written.split()).upper()
    if lei and not is_lei(lei):
        draft.remark(where, Outcome.KEPT, f"the LEI {shown(lei)} is none: its check digits are wrong (ISO 17442)")
    return lei
