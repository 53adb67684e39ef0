from __future__ import annotations

import pytest

from graphx.reports.terminal import Style, cells, clean, since_until


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme [/red]", "Acme [/red]"),
        ("[bold]Acme[/bold]", "[bold]Acme[/bold]"),
        ("\x1b[31mAcme\x1b[0m", "[31mAcme[0m"),
        ("\x1b]0;title\x07Acme", "]0;titleAcme"),
        ("\x1b]8;;https://example.org\x1b\\link", "]8;;https://example.org\\link"),
        ("\x9b31mAcme", "31mAcme"),
        ("a\rb", "ab"),
        ("a\bb", "ab"),
        ("a\x00b\x7fc", "abc"),
        ("a\tb\nc", "a b c"),
        ("a\n\n\tb", "a b"),
        ("\u202eemca\u202c", "emca"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("華為 é 😀", "華為 é 😀"),
        (12, "12"),
    ],
    ids=ascii,
)
def test_a_name_loses_what_a_terminal_obeys_and_nothing_else(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("Acme", 4), ("華為", 4), ("Ａ", 2), ("e\u0301", 1), ("a\u200bb", 2), ("가", 2), ("é", 1)],
)
def test_wide_characters_need_two_columns_and_combining_ones_none(text, columns):
    assert cells(text) == columns


def test_columns_align_under_wide_names():
    rows = [["華為技術", "x"], ["Acme", "y"], ["e\u0301a", "z"]]
    assert Style().table(["NAME", "WHAT"], rows) == [
        "NAME      WHAT",
        "華為技術  x",
        "Acme      y",
        "e\u0301a        z",
    ]


def test_text_without_a_width_is_never_folded():
    assert Style().fold("word " * 100, "    ", "  ") == ["  " + "word " * 100]


def test_text_is_folded_at_blanks_and_a_long_id_is_never_cut():
    name = "an-id-that-is-longer-than-the-whole-width-of-the-terminal"
    assert Style(width=40).fold(f"reaches {name} by way-of two", "    ", "  ") == [
        "  reaches",
        f"    {name}",
        "    by way-of two",
    ]


def test_folded_lines_of_wide_words_fit_the_terminal():
    folded = Style(width=40).fold("華為技術有限公司 " * 10, "    ", "  ")
    assert max(map(cells, folded)) <= 40


def test_the_last_column_is_folded_under_itself():
    assert Style(width=40).table(["ID", "WHY"], [["camp-one", "one two three four five six seven eight"]]) == [
        "ID        WHY",
        "camp-one  one two three four five six",
        "          seven eight",
    ]


def test_the_last_column_goes_below_where_there_is_no_room_beside_the_others():
    name = "an-id-that-leaves-no-room"
    assert Style(width=40).table(["ID", "WHY"], [[name, "one two three four five six seven eight nine"]]) == [
        "ID" + " " * 25 + "WHY",
        name,
        "    one two three four five six seven",
        "    eight nine",
    ]


def test_colour_is_never_alone():
    plain, painted = Style(), Style(colour=True)
    assert (plain.paint("exposed", "exposed"), painted.paint("exposed", "exposed")) == (
        "exposed",
        "\x1b[1;31mexposed\x1b[0m",
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"since": "2016"}, "since 2016"),
        ({"since": "2016", "until": "2019-07", "status": "removing"}, "since 2016 until 2019-07 removing"),
        ({"target_date": "2027", "status": "planned"}, "target 2027 planned"),
    ],
)
def test_dates_and_status_read_as_words(fields, expected):
    assert since_until(fields) == expected
