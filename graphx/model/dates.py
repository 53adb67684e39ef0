"""Dates as people write them: a day, or a period (a month, a year) inside which nothing is certain."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

_SHAPE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)


class Period(NamedTuple):
    """The first and the last day that a date may mean, as ordinals; both are the same for a day."""

    first: int
    last: int


@lru_cache(maxsize=65536)
def period(text: str) -> Period:
    """Return the days that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` may mean.

    Raises:
        ValueError: the text has another shape, or no calendar holds that day.

    >>> period("2018-12").last - period("2018-12").first
    30
    """
    match = _SHAPE.match(text)
    if not match:
        message = "a date is YYYY, YYYY-MM or YYYY-MM-DD"
        raise ValueError(message)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if month is None:
            return Period(date(year or 0, 1, 1).toordinal(), date(year or 0, 12, 31).toordinal())
        if day is None:
            last = monthrange(year or 0, month)[1]
            return Period(date(year or 0, month, 1).toordinal(), date(year or 0, month, last).toordinal())
        ordinal = date(year or 0, month, day).toordinal()
    except ValueError as error:
        message = "no calendar holds that date"
        raise ValueError(message) from error
    return Period(ordinal, ordinal)


def day(text: str) -> int:
    """Return the ordinal of a day.

    Raises:
        ValueError: the text is not one day, `YYYY-MM-DD`.
    """
    span = period(text)
    if span.first != span.last:
        message = "a day is YYYY-MM-DD"
        raise ValueError(message)
    return span.first


_AGE: Final = re.compile(r"(\d{1,5})([dmy]?)\Z", re.ASCII)


def days_before(moment: int, age: str) -> int:
    """Return the ordinal of the day that lies `age` (`90`, `90d`, `18m`, `2y`) before a day.

    A month or a year goes back by the calendar, to the last day of a shorter month.

    Raises:
        ValueError: the age has another shape.

    >>> date.fromordinal(days_before(day("2020-02-29"), "1y")).isoformat()
    '2019-02-28'
    """
    match = _AGE.match(age)
    if not match:
        message = "an age is a number of days, or a number with d, m or y: 90, 90d, 18m, 2y"
        raise ValueError(message)
    number, unit = int(match[1]), match[2] or "d"
    then = date.fromordinal(moment)
    if unit == "d":
        return (then - timedelta(days=min(number, moment - 1))).toordinal()
    months = max(then.year * 12 + then.month - 1 - number * (12 if unit == "y" else 1), 12)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(then.day, monthrange(year, month + 1)[1])).toordinal()
