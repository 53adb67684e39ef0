"""How far a listing reaches by ownership: one rule of arithmetic per file, all of the same form, in one table.

Every calculator takes stakes at one level and those who are restricted already under one restriction, and returns whom it
adds, nearest first, each with the steps that lead back: the stake and the restricted entity nearer the listed.
Each is monotone in shares and in who is restricted, so that running it on certain minima gives what is certain and
running it on possible maxima what is possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import Calculator
from graphx.restrictions.calculators.affiliate import affiliate
from graphx.restrictions.calculators.cascade import cascade
from graphx.restrictions.calculators.control import control
from graphx.restrictions.calculators.look_through import look_through

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from decimal import Decimal

    from graphx.restrictions.calculators.steps import Steps
    from graphx.restrictions.stakes import Stakes

    Calculate = Callable[[Stakes, Collection[int], Decimal], Mapping[int, Steps]]

CALCULATORS: Final[dict[Calculator, Calculate]] = {
    Calculator.CASCADE: cascade,
    Calculator.AFFILIATE: affiliate,
    Calculator.CONTROL: control,
    Calculator.LOOK_THROUGH: look_through,
    Calculator.NONE: lambda _stakes, _restricted, _threshold: {},
}

GO_ON: Final = frozenset({Calculator.CASCADE, Calculator.CONTROL})
"""Calculators by which those whom ownership adds are whole owners in their turn; the others start from the listed only."""
