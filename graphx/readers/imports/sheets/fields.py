"""The fields that a row states, each as its rule makes it of the cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.readers.imports.countries import country_code
from graphx.readers.imports.sheets.mapping import LISTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphx.readers.imports.draft import Fields
    from graphx.readers.imports.sheets.mapping import Spec, Value

DATES: Final = frozenset({"since", "until", "target_date", "asserted", "observed"})
_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_COUNTRY: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def filled(specs: Mapping[str, Spec], cells: Mapping[str, str]) -> Fields:
    """Return the fields that a row states."""
    return {key: made for key, spec in specs.items() if (made := _made(key, spec, cells)) not in (None, [], {})}


def _made(key: str, spec: Spec, cells: Mapping[str, str]) -> object:
    """Return the value of a field in a row."""
    if isinstance(spec, dict):
        return {name: made for name, value in spec.items() if (made := value.one(cells)) is not None}
    if isinstance(spec, tuple):
        return list(dict.fromkeys(each for value in spec for each in value.all(cells)))
    return _read(key, spec, cells)


def _read(key: str, value: Value, cells: Mapping[str, str]) -> object:
    if key in LISTS:
        return list(dict.fromkeys(value.all(cells)))
    text = value.one(cells)
    if text is None:
        return None
    if key == "country" and not _COUNTRY.fullmatch(text):
        return country_code(text) or text
    if key in DATES and (match := _MOMENT.fullmatch(text)):
        return match[1]
    return text
