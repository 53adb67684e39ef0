from __future__ import annotations

from datetime import date

import pytest

from graphx.model.dates import day, days_before, period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-12", "2018-12-01", "2018-12-31"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("2020-02-29", "2020-02-29", "2020-02-29"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
    ],
)
def test_a_date_means_its_first_to_its_last_day(text, first, last):
    span = period(text)
    assert (date.fromordinal(span.first).isoformat(), date.fromordinal(span.last).isoformat()) == (first, last)


SHAPE = "a date is YYYY, YYYY-MM or YYYY-MM-DD"
CALENDAR = "no calendar holds that date"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", SHAPE),
        ("any", SHAPE),
        ("19", SHAPE),
        ("20190101", SHAPE),
        ("2019-1", SHAPE),
        ("2019-01-1", SHAPE),
        ("2019/01/01", SHAPE),
        ("2019-01-01 ", SHAPE),
        (" 2019", SHAPE),
        ("2019-01-01\n", SHAPE),
        ("2019\n", SHAPE),
        ("2019-", SHAPE),
        ("-2019", SHAPE),
        ("+2019", SHAPE),
        ("12019", SHAPE),
        ("2019-01-01T00:00:00", SHAPE),
        ("２０１９", SHAPE),
        ("٢٠١٩", SHAPE),
        ("2019-W05", SHAPE),
        ("0000", CALENDAR),
        ("2019-00", CALENDAR),
        ("2019-13", CALENDAR),
        ("2019-02-29", CALENDAR),
        ("1900-02-29", CALENDAR),
        ("2019-04-31", CALENDAR),
        ("2019-01-00", CALENDAR),
        ("2019-01-32", CALENDAR),
    ],
)
def test_what_no_calendar_holds_is_no_date(text, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        period(text)


def test_a_day_is_the_number_of_its_day():
    assert day("2019-07-01") == date(2019, 7, 1).toordinal()


@pytest.mark.parametrize("text", ["2019", "2019-07"])
def test_a_period_is_no_day(text):
    with pytest.raises(ValueError, match=r"^a day is YYYY-MM-DD$"):
        day(text)


@pytest.mark.parametrize(
    ("moment", "age", "then"),
    [
        ("2020-03-01", "1", "2020-02-29"),
        ("2020-03-01", "1d", "2020-02-29"),
        ("2019-07-01", "90d", "2019-04-02"),
        ("2019-07-01", "0", "2019-07-01"),
        ("2019-07-01", "0m", "2019-07-01"),
        ("2019-07-31", "1m", "2019-06-30"),
        ("2020-03-31", "1m", "2020-02-29"),
        ("2019-07-15", "18m", "2018-01-15"),
        ("2019-01-15", "1m", "2018-12-15"),
        ("2020-02-29", "1y", "2019-02-28"),
        ("2020-02-29", "4y", "2016-02-29"),
        ("2019-07-01", "2y", "2017-07-01"),
        ("2019-07-01", "24m", "2017-07-01"),
    ],
)
def test_an_age_goes_back_by_the_calendar(moment, age, then):
    assert date.fromordinal(days_before(day(moment), age)).isoformat() == then


@pytest.mark.parametrize("age", ["99999d", "99999m", "99999y", "99999"])
def test_an_age_beyond_all_calendars_ends_at_their_beginning(age):
    assert date.fromordinal(days_before(day("0002-03-04"), age)).year == 1


@pytest.mark.parametrize("age", ["", "d", "3w", "-3d", "+3", "1.5y", "3 d", "3D", "100000", "3d\n", "٣d", "any"])
def test_what_is_no_age_is_refused(age):
    message = "an age is a number of days, or a number with d, m or y: 90, 90d, 18m, 2y"
    with pytest.raises(ValueError, match=f"^{message}$"):
        days_before(day("2019-07-01"), age)
