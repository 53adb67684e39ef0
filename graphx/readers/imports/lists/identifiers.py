"""What the lists of the US Treasury and of Commerce call identifiers, and how a document holds them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

IDENTIFIERS: Final = {
    "Legal Entity Number": "lei",
    "LE Number": "lei",
    "ISIN": "isin",
    "SWIFT/BIC": "swift",
    "D-U-N-S Number": "duns",
    "Unified Social Credit Code (USCC)": "uscc",
    "Registration Number": "registration",
    "Registration ID": "registration",
    "Company Number": "registration",
    "Tax ID No.": "tax",
    "Vessel Registration Identification": "imo",
    "MMSI": "mmsi",
}
"""What the list calls an identifier, and its name in a document."""
IMO: Final = "IMO "
"""Stands before the number of a vessel, and is no part of it."""


def identified(stated: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what identifies a party, from pairs of a kind and a value; what is no identifier is left out.

    Blanks separate several of one kind, so that those within one are taken out. In brackets behind it stands who gave it.

    >>> identified([("ISIN", "US1"), ("Website", "acme.example"), ("Tax ID No.", "12 345 (Iran)"), ("ISIN", "US2")])
    {'isin': 'US1 US2', 'tax': '12345'}
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, value in stated:
        if kind in IDENTIFIERS and (plain := "".join(value.partition("(")[0].removeprefix(IMO).split())):
            found[IDENTIFIERS[kind]].append(plain)
    return {kind: " ".join(dict.fromkeys(values)) for kind, values in found.items()}
