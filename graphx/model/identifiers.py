"""Identifiers by scheme: which of them name one thing only, how they are compared, and which carry check digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

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


_IN_SMALL_LETTERS: Final = frozenset(
    [
        *("alpm", "apk", "bitbucket", "bitnami", "composer", "deb", "github"),
        *("gitlab", "hex", "luarocks", "oci", "pub", "pypi"),
    ]
)
"""Types of package URL whose names have no capitals; of npm some old ones do, and mean another package by them."""


def _purl(text: str) -> str:
    """Return a package URL as its specification spells it, but readable: tools encode other signs, and order qualifiers otherwise.

    >>> _purl("pkg:NPM/%40acme/radio@1.0?b=2&a=1"), _purl("pkg:pypi/Acme_Radio"), _purl("N/A")
    ('pkg:npm/@acme/radio@1.0?a=1&b=2', 'pkg:pypi/acme-radio', 'N/A')
    """
    head, hash_, within = text.strip().partition("#")
    path, _, qualifiers = head.partition("?")
    scheme, _, rest = path.partition(":")
    if scheme.lower() != "pkg":
        return text.strip()
    kind, _, rest = rest.lstrip("/").partition("/")
    kind, (namespace, slash, last) = kind.lower(), rest.rpartition("/")
    name, at, version = last.partition("@")
    if kind in _IN_SMALL_LETTERS:
        namespace, name = namespace.lower(), name.lower()
    if kind == "pypi":
        name = name.replace("_", "-")
    ordered = "&".join(sorted(filter(None, qualifiers.split("&"))))
    return unquote(f"pkg:{kind}/{namespace}{slash}{name}{at}{version}{'?' * bool(ordered)}{ordered}{hash_}{within}")


def _cpe(text: str) -> str:
    r"""Return a CPE name in the words of 2.3, without what it leaves open at its end: 2.2 writes the same otherwise, and no case counts.

    >>> _cpe("cpe:/o:Acme:radio%2b:1"), _cpe(r"cpe:2.3:o:acme:radio\+:1:*:*:*:*:*:*:*"), _cpe("N/A")
    ('cpe:2.3:o:acme:radio+:1', 'cpe:2.3:o:acme:radio+:1', 'n/a')
    """
    name = text.strip().casefold()
    if name.startswith("cpe:/"):
        words = [unquote(each) or "*" for each in name.removeprefix("cpe:/").split(":")]
    elif name.startswith("cpe:2.3:"):
        name = name.removeprefix("cpe:2.3:")
        words = [_ESCAPED.sub(r"\1", each) for each in _COLON.split(name)] if "\\" in name else name.split(":")
    else:
        return name
    while words and words[-1] == "*":
        words.pop()
    return ":".join(["cpe:2.3", *words])


_ESCAPED: Final = re.compile(r"\\(.)")
_COLON: Final = re.compile(r"(?<!\\):")
"""One that separates; a name's own has a stroke before it."""


class Scheme(NamedTuple):
    """What an identifier of a scheme says of the things that bear it."""

    is_unique: bool = True
    """Two that bear the same one are one thing. Else it may be shared, as several networks share an ASN, or sub-funds the number
    of their umbrella, and proves something only where one alone in each source bears it."""
    is_single: bool = True
    """One thing bears one of it: two are a contradiction."""
    spelled: Callable[[str], str] = str.strip
    """How it is written for comparing."""
    is_sound: Callable[[str], object] = bool
    """Whether it can be one, by its form and its check digits; one that cannot, such as `N/A`, names nothing."""
    least: int = 0
    """How many letters each must have where blanks may separate several, or be a part of one."""


def _form(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch


SCHEMES: Final[dict[str, Scheme]] = {
    "lei": Scheme(spelled=_letters, is_sound=is_lei),
    "duns": Scheme(spelled=lambda text: _letters(text).zfill(9), is_sound=_form(r"(?!0000)\d{9}")),
    "uei": Scheme(spelled=_letters, is_sound=_form(r"[A-Z0-9]{12}")),
    "cage": Scheme(spelled=_letters, is_sound=_form(r"(?=.*[1-9])[A-Z0-9]{5}")),
    "imo": Scheme(spelled=lambda text: _digits(text.upper().removeprefix("IMO")), is_sound=_form(r"\d{7}")),
    "inn": Scheme(spelled=_digits, is_sound=_form(r"\d{9,12}")),
    "ogrn": Scheme(spelled=_digits, is_sound=_form(r"\d{13}|\d{15}")),
    "uscc": Scheme(spelled=_letters, is_sound=_form(r"[A-Z0-9]{18}")),
    "id": Scheme(is_single=False),  # the ids that an entity had before it met others
    "asn": Scheme(is_unique=False, is_single=False, spelled=_digits, is_sound=_form(r"\d{1,10}")),
    "mcc_mnc": Scheme(is_unique=False, is_single=False, spelled=_letters, is_sound=_form(r"\d{5,6}")),
    "isin": Scheme(is_unique=False, is_single=False, spelled=_letters, is_sound=_form(r"[A-Z]{2}[A-Z0-9]{9}\d")),
    "swift": Scheme(
        is_unique=False, is_single=False, spelled=_letters, is_sound=_form(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
    ),
    "mmsi": Scheme(is_unique=False, is_single=False, spelled=_digits, is_sound=_form(r"\d{7,9}")),
    "purl": Scheme(is_unique=False, is_single=False, spelled=_purl, is_sound=_form(r"pkg:.+")),
    "cpe": Scheme(
        is_unique=False, is_single=False, spelled=_cpe, is_sound=_form(r"cpe:2\.3:[aoh]:[^:*]+:[^:*].*")
    ),  # one that leaves its product open is many things
}
"""Schemes on which records of several inputs may meet, with the forms that their publishers give them (a number may have lost leading
zeros); a number that only says `registration` names no register, and is none."""
REGISTER: Final = Scheme(
    is_unique=False, spelled=lambda text: "".join(text.split()), is_sound=re.compile("[1-9]").search, least=6
)
"""Of a company register that is named by its code: on org-id.guide (GB-COH), or in GLEIF's list (RA000585); `N/A` is no number."""


def scheme_of(name: str) -> Scheme | None:
    """Return what is known of a scheme; None if its identifiers prove nothing."""
    return SCHEMES.get(name) or (REGISTER if _REGISTER.fullmatch(name) else None)


def parts(name: str, value: str) -> list[str]:
    """Return the identifiers that a value holds, as they are written: blanks separate several, unless they are a part of one.

    >>> parts("asn", "AS2516 as04713"), parts("lei", "5493 001Z 012Y SB2A 0K51"), parts("mcc_mnc", "440 01")
    (['AS2516', 'as04713'], ['5493001Z012YSB2A0K51'], ['44001'])
    """
    scheme = scheme_of(name)
    pieces = value.split()
    if scheme is None or all(len(each) >= scheme.least and scheme.is_sound(scheme.spelled(each)) for each in pieces):
        return pieces
    return ["".join(pieces)]


def spelled(name: str, value: str) -> list[str]:
    """Return the identifiers that a value holds, as they are compared.

    >>> spelled("asn", "AS2516 as04713"), spelled("DE-CR", "HRB 1234")
    (['2516', '4713'], ['HRB1234'])
    """
    scheme = scheme_of(name)
    if scheme is None:
        return []
    return list(dict.fromkeys(found for each in parts(name, value) if (found := scheme.spelled(each))))
