"""How names are compared: what is folded away, what is a legal form or a general word, and the rules, each with its name.

A rule that only resembles never says *match*: it says *possible*, and a person decides. Every answer names its rule and
its score, and shows both names as they are written.

Sources: Unicode normalization NFKC (UAX 15) and confusables (UTS 39); the legal forms are those of ISO 20275 that lists of
restricted parties use; resemblance is the normalized Indel similarity of rapidfuzz.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

LEGAL_FORMS: Final[dict[str, str]] = {
    **{form: form for form in "ab ag aps as asa bhd bv ev gmbh jsc kg kk llc llp lp nv oao ojsc ooo oy pjsc plc pte pt pty pvt sa sal sarl sas sae sdn se spa srl zao ао зао оао ооо пао фгуп".split()},  # noqa: SIM905
    "co": "co",
    "company": "co",
    "corp": "corp",
    "corporation": "corp",
    "inc": "inc",
    "incorporated": "inc",
    "ltd": "ltd",
    "limited": "ltd",
    "ltda": "ltda",
    "limitada": "ltda",
    "fze": "fze",
    "fzco": "fzco",
    "fzc": "fzc",
    "private": "pvt",
}  # fmt: skip
"""Words of a legal form, each with the one that stands for all that mean the same."""
LEGAL_ENDINGS: Final = ("股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "株式会社", "公司", "주식회사")
"""Legal forms that are written without a blank."""
LEGAL_PHRASES: Final = {
    "общество с ограниченной ответственностью": "ооо",
    "публичное акционерное общество": "пао",
    "открытое акционерное общество": "оао",
    "закрытое акционерное общество": "зао",
    "акционерное общество": "ао",
    "limited liability company": "llc",
    "joint stock company": "jsc",
    "société anonyme": "sa",
}
GENERAL_WORDS: Final = frozenset(
    [
        "enterprise",
        "enterprises",
        "global",
        "group",
        "groupe",
        "grp",
        "holding",
        "holdings",
        "industries",
        "industry",
        "intl",
        "international",
        "tech",
        "technologies",
        "technology",
        "telecom",
        "telecommunications",
        "communication",
        "communications",
        "digital",
        "system",
        "systems",
        "solutions",
        "electronic",
        "electronics",
        "network",
        "networks",
        "the",
        "and",
        "of",
        "de",
    ]
)
"""Words that many names share: what only they add may be the same party, and what differs in them is not."""
LOOKALIKES: Final = str.maketrans(
    {
        pair[0]: pair[1]
        for pair in (
            "аa вb еe кk мm нh оo рp сc тt уy хx іi ѕs јj ԁd ԛq ԝw һh ӏl ɡg αa βb ιi κk νv οo ρp τt υu χx".split()  # noqa: SIM905
        )
    }
)
"""Letters of other scripts that look like Latin ones."""
LEAST_LETTERS: Final = 6
"""Shorter names are not compared by resemblance: one letter makes another name of them."""
LEAST_RESEMBLANCE: Final = 90
"""Of 100; below it names are different."""
SURE: Final = frozenset(["lei", "duns", "uei", "cage", "isin", "imo", "mmsi", "swift", "uscc", "inn", "ogrn"])
"""Identifiers of which each is given to one party only."""
_SEPARATORS: Final = re.compile(r"[\W_]+")
_SILENT: Final = re.compile(r"(?<=\w)['’`.](?=\w)|\.")
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK")


class Answer(StrEnum):
    """What is said of two names."""

    MATCH = "match"
    POSSIBLE = "possible"
    NO = "no"


class Name(NamedTuple):
    """A name taken apart."""

    written: str
    words: tuple[str, ...]
    """Without its legal form; never empty."""
    legal: tuple[str, ...]
    """The legal form, its words in one spelling."""

    @property
    def lookalike(self) -> str:
        """The words in Latin letters, as they look."""
        return " ".join(self.words).translate(LOOKALIKES)

    @property
    def sound(self) -> str:
        """The words in Latin letters, as they are transliterated, without blanks."""
        return in_latin("".join(self.words))

    @property
    def special(self) -> tuple[str, ...]:
        """The words that not many names share, in Latin letters; those at the end that many share are left out."""
        words = list(self.words)
        while len(words) > 1 and words[-1] in GENERAL_WORDS:
            words.pop()
        return (in_latin("".join(words)),)

    @property
    def mixes_scripts(self) -> bool:
        """Whether a single word has letters of several scripts that look alike."""
        return any(len(scripts_of(word)) > 1 for word in self.words)


@lru_cache(maxsize=2**17)
def named(written: str) -> Name:
    """Take a name apart.

    >>> named("Acme (Shanghai) Co., Ltd.")[1:]
    (('acme', 'shanghai'), ('co', 'ltd'))
    """
    text = unicodedata.normalize("NFKC", written).casefold()
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = _SILENT.sub("", text).replace("&", " and ")
    for phrase, form in LEGAL_PHRASES.items():
        text = text.replace(phrase, form)
    legal = []
    words = []
    for word in _SEPARATORS.sub(" ", text).split():
        if word in LEGAL_FORMS:
            legal.append(LEGAL_FORMS[word])
            continue
        for ending in LEGAL_ENDINGS:
            if word.endswith(ending) and word != ending:
                word = word.removesuffix(ending)  # noqa: PLW2901  # why: the form is no part of the word
                legal.append(ending)
                break
        words.append(word)
    return Name(written, tuple(words) or tuple(legal) or (text.strip(),), tuple(legal) if words else ())


@lru_cache(maxsize=2**17)
def in_latin(text: str) -> str:
    """Return a text in Latin letters, in lower case and without blanks.

    >>> in_latin("華為"), in_latin("huawei")
    ('huawei', 'huawei')
    """
    if text.isascii():
        return text
    from anyascii import anyascii  # noqa: PLC0415  # why: a large table, and most names need none

    return re.sub(r"[^a-z0-9]", "", anyascii(text).casefold())


def scripts_of(word: str) -> set[str]:
    """Return which of the scripts that look alike a word has letters of."""
    if word.isascii():
        return set()
    names = (unicodedata.name(letter, "") for letter in word if letter.isalpha())
    return {script for name in names for script in _SCRIPTS if name.startswith(script)}
