"""Identifiers by scheme: which of them name one thing only, how they are compared, and which carry check digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_LEI: Final = re.compile(r"[A-Z0-9]{18}\d{2}")
_REGISTER: Final = re.compile(r"[A-Z]{2,3}-[A-Z0-9_]+|RA\d{6}")
_SIGNS: Final = re.compile(r"[^A-Z0-9]+")


def _letters(text: str) -> str:
    return _SIGNS.sub("", text.upper())


def _digits(text: str) -> str:
    return _SIGNS.sub("", text.upper().removeprefix("AS")).lstrip("0")


def is_lei(text: str) -> bool:
    """Say whether a text is a legal entity identifier with right check digits.

    Source: ISO 17442; its check digits are those of ISO/IEC 7064, MOD 97-10.

    >>> is_lei("5493001Z012YSB2A0K51"), is_lei("5493001Z012YSB2A0K52")
    (True, False)
    """
    return bool(_LEI.fullmatch(text)) and int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1


class Scheme(NamedTuple):
    """What an identifier of a scheme says of the things that bear it."""

    is_unique: bool = True
    """Two that bear the same one are one thing. Else it may be shared, as several networks share an ASN, or sub-funds the number
    of their umbrella, and proves something only where one alone in each source bears it."""
    is_single: bool = True
    """One thing bears one of it: two are a contradiction."""
    spelled: Callable[[str], str] = str.strip
    """How it is written for comparing."""
    is_sound: Callable[[str], bool] = bool
    """Whether it can be one, by its check digits; one that cannot names nothing."""


SCHEMES: Final[dict[str, Scheme]] = {
    "lei": Scheme(spelled=_letters, is_sound=is_lei),
    "duns": Scheme(spelled=_digits),
    "uei": Scheme(spelled=_letters),
    "cage": Scheme(spelled=_letters),
    "imo": Scheme(spelled=lambda text: _digits(text.upper().removeprefix("IMO"))),
    "inn": Scheme(spelled=_digits),
    "ogrn": Scheme(spelled=_digits),
    "uscc": Scheme(spelled=_letters),
    "id": Scheme(is_single=False),  # the ids that an entity had before it met others
    "asn": Scheme(is_unique=False, is_single=False, spelled=_digits),
    "mcc_mnc": Scheme(is_unique=False, is_single=False, spelled=_letters),
    "isin": Scheme(is_unique=False, is_single=False, spelled=_letters),
    "swift": Scheme(is_unique=False, is_single=False, spelled=_letters),
    "mmsi": Scheme(is_unique=False, is_single=False, spelled=_digits),
    "purl": Scheme(is_unique=False, is_single=False),
    "cpe": Scheme(is_unique=False, is_single=False),
}
"""Schemes on which records of several inputs may meet; a number that only says `registration` names no register, and is none."""
REGISTER: Final = Scheme(is_unique=False, is_sound=lambda text: any(sign in "123456789" for sign in text))
"""Of a company register that is named by its code: on org-id.guide (GB-COH), or in GLEIF's list (RA000585); `N/A` is no number."""


def scheme_of(name: str) -> Scheme | None:
    """Return what is known of a scheme; None if its identifiers prove nothing."""
    return SCHEMES.get(name) or (REGISTER if _REGISTER.fullmatch(name) else None)


def spelled(name: str, value: str) -> list[str]:
    """Return the identifiers that a value holds, as they are compared; blanks separate several.

    >>> spelled("asn", "AS2516 as04713"), spelled("lei", "5493 001z 012y")
    (['2516', '4713'], ['5493', '001Z', '012Y'])
    """
    scheme = scheme_of(name)
    if scheme is None:
        return []
    return list(dict.fromkeys(found for each in value.split() if (found := scheme.spelled(each))))
