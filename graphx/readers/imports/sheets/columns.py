"""What a column looks like: by the words of its name, and by what all of its cells have in common."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graphx.readers.imports.countries import country_code
from graphx.readers.imports.sheets.mapping import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphx.readers.imports.sheets.layout import Sheet

LOOKED_AT: Final = 2000
"""Rows of a table that a proposal rests on."""
ENTITIES: Final = {
    "site": "site location facility base building premises campus installation office plant station datacenter datacentre",
    "network": "network circuit link segment",
    "component": "component device equipment product asset part hardware software camera router switch chip item material node",
    "maker": "manufacturer maker vendor oem make producer",
    "supplier": "supplier distributor reseller seller integrator contractor",
    "provider": "provider carrier operator isp telco mno",
    "owner": "owner parent shareholder holding owners",
    "organization": "organization organisation company customer tenant agency firm party enterprise",
}
"""Words in the name of a column, and the thing of the row that it speaks of."""
FACTS: Final = {
    "id": "id code key ref reference number no nr cid slug uid identifier",
    "name": "name label title nodegraphics",
    "country": "country nation countrycode",
    "latitude": "lat latitude",
    "longitude": "lon lng long longitude",
    "model": "model",
    "type": "type kind category class role",
    "status": "status state lifecycle",
    "since": "since start begin install installed installation commissioned activation activated deployed deployment",
    "until": "until end expiry expires expiration termination terminated decommissioned removal removed",
    "share": "share percent percentage stake ownership",
    "lei": "lei",
    "purl": "purl",
    "cpe": "cpe",
    "asn": "asn as",
    "mcc_mnc": "plmn mccmnc",
    "aliases": "alias aliases aka",
}
"""Words in the name of a column, and what it says of that thing."""
DATES: Final = (
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
    "%d-%b-%Y", "%m/%Y", "%b %Y", "%B %Y",
)  # fmt: skip
"""Forms of dates that are looked for, where they are not ISO 8601 already."""
_ISO: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?([T ].*)?")
_LEI: Final = re.compile(r"[A-Z0-9]{18}\d{2}")
_THINGS: Final = {word: thing for thing, words in ENTITIES.items() for word in words.split()}
_FACTS: Final = {word: fact for fact, words in FACTS.items() for word in words.split()}
_FEW: Final = 12
"""Words of a status, at most."""


def is_lei(text: str) -> bool:
    """Say whether a text is a legal entity identifier: 20 signs whose check digits are right (ISO 17442).

    >>> is_lei("253400WSS48YWMBUA688"), is_lei("253400WSS48YWMBUA689")
    (True, False)
    """
    return bool(_LEI.fullmatch(text)) and int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1


@dataclass(frozen=True)
class Column:
    """A column: its name, and the different values of its cells with how often each stands."""

    name: str
    counts: Counter[str]

    @property
    def filled(self) -> int:
        """How many of the cells are not empty."""
        return self.counts.total()

    @cached_property
    def words(self) -> list[str]:
        """The words of its name, those that capitals or signs join taken apart, without the ending of a plural."""
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.name)
        return re.findall(r"[a-z]+|\d+", apart.casefold())

    @property
    def thing(self) -> str | None:
        """Of what the name of the column speaks: of an "Equipment vendor" the vendor."""
        return next((found for word in reversed(self.words) if (found := _thing(word))), None)

    @property
    def is_bare(self) -> bool:
        """Whether its name ends as that of a thing does, such as Vendor, Equipment vendor or Owned by."""
        return self.words[-1:] == ["by"] or bool(self.words and _thing(self.words[-1]))

    @property
    def fact(self) -> str | None:
        """What it says of it: by the name, if its cells do not contradict, else by the cells."""
        named = next((fact for word in reversed(self.words) if (fact := _FACTS.get(word))), None)
        if named is None and {"mcc", "mnc"} <= set(self.words):
            named = "mcc_mnc"
        if named in CHECKS:
            return named if self._all(CHECKS[named]) else None
        looks = next((fact for fact in ("lei", "purl", "cpe", "mcc_mnc") if self._all(CHECKS[fact])), None)
        return looks or named or ("country" if self._is_country else None)

    def _all(self, check: Callable[[str], bool]) -> bool:
        return bool(self.counts) and all(check(value) for value in self.counts)

    @property
    def _is_country(self) -> bool:
        return len(self.counts) > 1 and self._all(CHECKS["country"]) and all(len(value) > 1 for value in self.counts)

    @property
    def dates(self) -> Sequence[str] | None:
        """The forms in which all of its cells are dates; none are needed for ISO 8601; None if they are no dates."""
        if self._all(lambda value: bool(_ISO.fullmatch(value))):
            return ()
        fitting = [form for form in DATES if self._all(lambda value, form=form: _is_date(value, form))]  # type: ignore[misc]  # why: the form is bound as it is now
        return fitting or None

    @property
    def is_unique(self) -> bool:
        """Whether no two cells hold the same."""
        return bool(self.counts) and max(self.counts.values()) == 1

    @property
    def is_few(self) -> bool:
        """Whether its cells are a few words, as those of a status are."""
        return 0 < len(self.counts) <= _FEW

    @property
    def separator(self) -> str | None:
        """What separates the members of a list in its cells."""
        return next((sign for sign in (";", "|") if any(sign in value for value in self.counts)), None)

    @property
    def has_alternatives(self) -> bool:
        """Whether a cell names two of which one is meant."""
        return any(" or " in value for value in self.counts)


def _thing(word: str) -> str | None:
    return _THINGS.get(word) or _THINGS.get(word.removesuffix("s"))


def _is_date(text: str, form: str) -> bool:
    try:
        return bool(datetime.strptime(text, form))  # noqa: DTZ007  # why: a day has no time zone
    except ValueError:
        return False


def _is_degree(limit: int) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            return abs(float(text.replace(",", "."))) <= limit
        except ValueError:
            return False

    return check


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text.removesuffix("%")) <= 100  # noqa: PLR2004  # why: percent; of what, the whole column tells
    except ValueError:
        return False


CHECKS: Final[dict[str | None, Callable[[str], bool]]] = {
    "country": lambda text: country_code(text) is not None,
    "latitude": _is_degree(90),
    "longitude": _is_degree(180),
    "share": _is_share,
    "lei": is_lei,
    "purl": lambda text: text.startswith("pkg:"),
    "cpe": lambda text: text.startswith("cpe:"),
    "asn": lambda text: bool(re.fullmatch(r"(?:AS)?\d{1,10}", text)),
    "mcc_mnc": lambda text: bool(re.fullmatch(r"\d{3}-\d{2,3}", text)),
}
"""Facts that the cells of a column prove or refute."""


def columns_of(sheet: Sheet) -> list[Column]:
    """Return the columns of a table that hold anything, as its first rows show them."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in sheet.columns}
    for number, row in enumerate(sheet.rows(), start=1):
        for name, value in row.values.items():
            counts[name][value] += 1
        if number == LOOKED_AT:
            break
    return [Column(name, found) for name, found in counts.items() if found and not set("{}") & set(name)]


STATUSES: Final = {
    word: status
    for status, words in {
        "in_service": "active|live|in service|operational|up|installed|connected|enabled|production|in use|in operation|deployed|yes",
        "planned": "planned|ordered|provisioning|proposed|pending|future|staged",
        "trial": "trial|test|testing|pilot",
        "removing": "decommissioning|removing|being removed|phase-out",
        "removed": "decommissioned|removed|retired|disconnected|ceased|inactive|cancelled|terminated|closed|ended",
        "suspended": "suspended|on hold",
    }.items()
    for word in words.split("|")
}
"""Words that inventories use for a status, and what they are here."""


def statuses_of(column: Column) -> dict[str, str] | None:
    """Return the words of a column that are known as a status, None if it is none."""
    known = {value: STATUSES[folded(value)] for value in sorted(column.counts) if folded(value) in STATUSES}
    return known if column.is_few and 2 * len(known) >= len(column.counts) else None
