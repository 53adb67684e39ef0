from __future__ import annotations

import csv
import io

import pytest

from graphx.questions.exposure import exposures
from graphx.questions.find import find
from graphx.questions.impact import impact
from graphx.questions.lint import lint
from graphx.questions.paths import paths_between
from graphx.questions.show import show
from graphx.reports.tables import to_csv, to_markdown


def table(answer: object, **options: bool) -> str:
    return "\n".join(to_csv(answer, **options))


def cells(answer: object, **options: bool) -> list[list[str]]:
    """Return CSV as a program reads it back."""
    return list(csv.reader(io.StringIO(table(answer, **options), newline="")))


def test_an_exposure_is_a_row_per_start_and_restricted_end(viewed):
    assert table(exposures(viewed())) == (
        "entity,verdict,restricted,certainty,hops,tier,listed_on,weakest_confidence,root_sources,path,frontier\n"
        "camp-one,exposed,acme,certain,3,1,list-a,85,1,"
        "camp-one -SERVED_BY-> net -DEPLOYS-> hss -MADE_BY-> acme,net: DEPLOYS\n"
        "camp-two,clear,,,,,,,,,"
    )


def test_the_other_answers_are_rows_too(viewed):
    view = viewed()
    assert [
        table(answer) for answer in (impact(view, ["hss"]), paths_between(view, "camp-one", "hss"), show(view, "net"))
    ] == [
        "entity,kind,certainty,hops,weakest_confidence,root_sources,path\n"
        "camp-one,site,certain,2,85,1,camp-one -SERVED_BY-> net -DEPLOYS-> hss",
        "number,hops,weakest_confidence,root_sources,path\n1,2,85,1,camp-one -SERVED_BY-> net -DEPLOYS-> hss",
        "side,type,entity,key,certainty,since,until,status\n"
        "upstream,DEPLOYS,hss,,certain,,,\ndownstream,SERVED_BY,camp-one,,certain,2016,,",
    ]
    assert table(find(view.graph, "hss")) == "entity,kind,name,field,value,how\nhss,component,HSS,id,hss,is"


def test_what_is_suspicious_is_a_row_with_its_place(viewed):
    lint_rows = cells(lint(viewed().graph))
    assert lint_rows[:2] == [
        ["place", "rule", "subject", "message"],
        ["d.yaml:7:5", "unserved-site", "camp-two", "the site has no SERVED_BY: what connects it?"],
    ]


def named(viewed, name: str):
    """Return what `find` says of an entity of this name."""
    escaped = "".join(f"\\u{ord(each):04x}" for each in name)
    text = f'graphx: 1\nentities:\n  - {{id: x, kind: site, name: "{escaped}"}}\n'
    return find(viewed(text).graph, "x")


FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","x")',
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1,1)",
    "-2+3+cmd|' /C calc'!A0",
    "+",
    "-",
]


@pytest.mark.parametrize("payload", FORMULAS, ids=ascii)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_a_quote_mark(payload, viewed):
    shown = table(named(viewed, payload)).partition("\n")[2].split(",", 2)[2]
    assert shown.removeprefix('"').startswith("'")


@pytest.mark.parametrize("payload", [payload for payload in FORMULAS if payload.isprintable()], ids=ascii)
def test_raw_csv_leaves_cells_as_they_are(payload, viewed):
    [_, row] = cells(named(viewed, payload), raw=True)
    assert row[2] == payload


@pytest.mark.parametrize(
    "name", ["-1", "-12.50", "12", "0.5", "1e3", "Acme", "a=b", "華為", "'quoted'", 'say "no", twice']
)
def test_numbers_and_harmless_text_stay_as_they_are(name, viewed):
    [_, row] = cells(named(viewed, name))
    assert row[2] == name


@pytest.mark.parametrize("name", ["two\nlines", "two\r\nlines", "two\rlines", "a,b", 'a"b'], ids=ascii)
def test_a_raw_cell_is_read_back_as_it_was(name, viewed):
    assert [row[2] for row in cells(named(viewed, name), raw=True)] == ["name", name]


def test_an_id_that_looks_like_a_formula_is_defused_too(viewed):
    text = "graphx: 1\nentities:\n  - {id: '@SUM', kind: site, name: A}\n  - {id: '+1-1', kind: site, name: A}\n"
    assert [row[0] for row in cells(find(viewed(text).graph, "a"))] == ["entity", "'+1-1", "'@SUM"]


def test_a_table_carries_nothing_that_a_terminal_obeys(viewed):
    answer = named(viewed, "\x1b]0;x\x07\x1b[31mA\u202eB")
    assert sorted({each for each in table(answer) if not each.isprintable()} - {"\n"}) == []


MARKDOWN = {
    "a|b": r"a\|b",
    "a\\|b": r"a\\\|b",
    "<script>x</script>": r"\<script\>x\</script\>",
    "[x](https://example.org)": r"\[x\](https://example.org)",
    "![x](y)": r"!\[x\](y)",
    "*a* _b_ `c` #d": r"\*a\* \_b\_ \`c\` \#d",
    "two\nlines": "two lines",
    "華為": "華為",
}


@pytest.mark.parametrize(("name", "expected"), MARKDOWN.items(), ids=map(ascii, MARKDOWN))
def test_a_name_cannot_leave_its_cell_in_markdown(name, expected, viewed):
    assert list(to_markdown(named(viewed, name))) == [
        "| entity | kind | name | field | value | how |",
        "| --- | --- | --- | --- | --- | --- |",
        f"| x | site | {expected} | id | x | is |",
    ]


def test_an_exposure_in_markdown_is_a_table_and_the_report_below_it(viewed):
    lines = list(to_markdown(exposures(viewed())))
    header = "| entity | verdict | restricted | certainty | hops | tier | listed_on | weakest_confidence | root_sources | path | frontier |"
    assert (lines[0], lines[3], lines[4:7], lines[-1]) == (
        header,
        "| camp-two | clear |  |  |  |  |  |  |  |  |  |",
        ["", "```text", "Exposure as of 2024-06-01, pattern dependency"],
        "```",
    )


def test_a_name_cannot_end_the_report_in_markdown(viewed):
    text = (
        'graphx: 1\nentities:\n  - {id: camp, kind: site, name: "x\\n```\\n# y", complete: [all]}\n'
        '  - {id: acme, kind: organization, name: "```", complete: [all]}\n  - {id: list-a, kind: restriction, name: L}\n'
        'relations:\n  - {from: camp, type: SUPPLIED_BY, to: acme, key: "```"}\n  - {from: acme, type: LISTED_ON, to: list-a}\n'
    )
    lines = list(to_markdown(exposures(viewed(text))))
    assert [number for number, line in enumerate(lines) if line.lstrip().startswith("```")] == [4, len(lines) - 1]
