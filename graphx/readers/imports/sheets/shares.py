"""Shares as tables write them: whether a number is a percentage is told by its column as a whole, never by the number alone."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from graphx.model.records import SHARES
from graphx.readers.imports.draft import Outcome
from graphx.readers.imports.sheets.mapping import Unit, Value, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphx.errors import Place
    from graphx.readers.imports.draft import Draft, Fields
    from graphx.readers.imports.sheets.mapping import RelationRule

_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(%?)")
_PERCENT: Final = re.compile(r"%|percent", re.IGNORECASE)


class _Look(StrEnum):
    """What a cell shows of the unit of its column."""

    SIGNED = "a sign of percent"
    ABOVE = "a number above 1"
    WHOLE = "1"
    BELOW = "a number below 1"


def shares_of(rule: RelationRule) -> dict[str, Value]:
    """Return the fields of a relation that are shares."""
    return {key: spec for key, spec in rule.fields.items() if key in SHARES and isinstance(spec, Value)}


class Shares:
    """The shares of all rules; those of one relation are of one unit, the least and the greatest alike.

    So every row has to be looked at before the first share is read.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._looks: dict[int, set[_Look]] = {}

    def look(self, rule: RelationRule, cells: Mapping[str, str]) -> None:
        """Look at the numbers whose unit the mapping does not say."""
        for value in shares_of(rule).values():
            if value.template.columns and value.unit is None and (text := value.one(cells)):
                self._looks.setdefault(id(rule), set()).update(_looks(value, text))

    def notes(self, rule: RelationRule) -> Iterator[str]:
        """Yield in which unit the numbers of a rule are read, where the columns decide it and might be misunderstood."""
        looks = self._looks.get(id(rule), set())
        names = ", ".join(dict.fromkeys(name for value in shares_of(rule).values() for name, _ in columns_of(value)))
        if _unit(looks) is Unit.PERCENT:
            yield f"{rule.where}: the numbers of {names} are read as percentages, for some are above 1"
        elif looks == {_Look.WHOLE}:
            hint = f"say `unit: {Unit.PERCENT}` in the mapping if it is 1 %"
            yield f"{rule.where}: 1 is the only share in {names}, and is read as the whole; {hint}"

    def read(self, rule: RelationRule, fields: Fields, where: Place, draft: Draft) -> Fields:
        """Return the fields of a relation with its shares as parts of 1; a number that may be either is left out, and told."""
        read = dict(fields)
        for key, value in shares_of(rule).items():
            match = _NUMBER.fullmatch(str(fields.get(key, "")))
            if not match:
                continue
            unit = Unit.PERCENT if match[2] else value.unit or _unit(self._looks.get(id(rule), set()))
            number = Decimal(match[1])
            if unit is None and 0 < number <= 1:
                del read[key]
                what = f"{key} {match[1]} may be a percentage or a part of 1, as its column shows both, and is left out"
                hint = f"say `unit: {Unit.PERCENT}` or `unit: {Unit.FRACTION}` in the mapping"
                draft.remark(where, Outcome.PARTLY_LOST, f"{what} ({hint})")
            else:
                read[key] = match[1] if unit is Unit.FRACTION else _hundredth(match[1])
        return read


def _hundredth(number: str) -> str:
    """Return a hundredth, with all of its digits."""
    return f"{Decimal(f'{number}E-2'):.{len(number) + 2}f}".rstrip("0").rstrip(".")


def _looks(value: Value, text: str) -> Iterator[_Look]:
    """Yield what a cell shows; that a column is called so is a sign of percent too."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return
    number = Decimal(match[1])
    if match[2] or any(_PERCENT.search(name) for name in value.template.columns):
        yield _Look.SIGNED
    if not match[2] and number:
        yield _Look.ABOVE if number > 1 else _Look.WHOLE if number == 1 else _Look.BELOW


def _unit(looks: set[_Look]) -> Unit | None:
    """Return the unit that numbers show together; None if they show both."""
    if _Look.ABOVE in looks:
        return None if _Look.BELOW in looks else Unit.PERCENT
    return None if _Look.SIGNED in looks else Unit.FRACTION
