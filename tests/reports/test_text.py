from __future__ import annotations

import pytest

from graphx.questions.exposure import exposures
from graphx.questions.find import find
from graphx.questions.frame import Limits, Options
from graphx.questions.impact import impact
from graphx.questions.lint import lint
from graphx.questions.paths import paths_between
from graphx.questions.show import show
from graphx.readers import read
from graphx.reports.terminal import Style
from graphx.reports.text import to_text, validation
from tests.reports.conftest import TINY


def text(answer: object, width: int | None = None) -> str:
    return "\n".join(to_text(answer, Style(width=width)))


EXPOSURE = """\
Exposure as of 2024-06-01, pattern dependency

VERDICT  ENTITY    WHY
unknown  camp-one  acme (3 hops, possible); not known: net
clear    camp-two  nothing restricted is reached, and nothing is left open

Looked at 2 starts, against 1 restricted.

camp-one (横須賀基地): unknown
  possible dependence on acme (Acme), 3 hops, tier 1
    listed on list-a since 2019-05-16 enacted; d.yaml:21
    path 1 of 1: weakest confidence 85, 1 root source
      camp-one -SERVED_BY-> net  since 2016; d.yaml:13
      net -DEPLOYS-> hss  possible; survey asserts (stated), confidence 85; survey DENIES, confidence 60; d.yaml:14
      hss -MADE_BY-> acme [k1]  until 2030 removing; share 0.50; d.yaml:20
  left open, nearest first (nobody declared these complete):
    net: DEPLOYS"""


def tiny(viewed, **lens):
    """Return the tiny view with a denial that counts."""
    return viewed(TINY.replace("denies, confidence: 20", "denies, confidence: 60"), **lens)


def test_an_exposure_says_the_verdicts_first_and_then_each_path_from_left_to_right(viewed):
    assert text(exposures(tiny(viewed))) == EXPOSURE


def test_an_exposure_at_eighty_columns_folds_what_is_long(viewed):
    long = "      net -DEPLOYS-> hss  possible; survey asserts (stated), confidence 85; survey DENIES, confidence 60; d.yaml:14"
    folded = (
        "      net -DEPLOYS-> hss  possible; survey asserts (stated), confidence 85;\n"
        "        survey DENIES, confidence 60; d.yaml:14"
    )
    assert text(exposures(tiny(viewed)), 80) == EXPOSURE.replace(long, folded)


def test_an_exposure_at_forty_columns_cuts_no_id(viewed):
    assert (
        text(exposures(tiny(viewed)), 40)
        == """\
Exposure as of 2024-06-01, pattern
dependency

VERDICT  ENTITY    WHY
unknown  camp-one
    acme (3 hops, possible); not known:
    net
clear    camp-two
    nothing restricted is reached, and
    nothing is left open

Looked at 2 starts, against 1
restricted.

camp-one (横須賀基地): unknown
  possible dependence on acme (Acme), 3
    hops, tier 1
    listed on list-a since 2019-05-16
      enacted; d.yaml:21
    path 1 of 1: weakest confidence 85,
      1 root source
      camp-one -SERVED_BY-> net  since
        2016; d.yaml:13
      net -DEPLOYS-> hss  possible;
        survey asserts (stated),
        confidence 85; survey DENIES,
        confidence 60; d.yaml:14
      hss -MADE_BY-> acme [k1]  until
        2030 removing; share 0.50;
        d.yaml:20
  left open, nearest first (nobody
    declared these complete):
    net: DEPLOYS"""
    )


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_folding_changes_nothing_but_blanks(width, viewed):
    assert text(exposures(tiny(viewed)), width).split() == EXPOSURE.split()


def test_one_hop_is_one_hop(viewed):
    document = (
        "graphx: 1\nas_of: 2024-06-01\nentities:\n"
        "  - {id: camp, kind: site, name: camp, complete: [all]}\n"
        "  - {id: acme, kind: organization, name: Acme, complete: [all]}\n"
        "  - {id: list-a, kind: restriction, name: List A}\n"
        "relations:\n  - {from: camp, type: SUPPLIED_BY, to: acme}\n  - {from: acme, type: LISTED_ON, to: list-a}\n"
    )
    assert text(exposures(viewed(document))) == (
        "Exposure as of 2024-06-01, pattern dependency\n"
        "\n"
        "VERDICT  ENTITY  WHY\n"
        "exposed  camp    acme (1 hop)\n"
        "\n"
        "Looked at 1 start, against 1 restricted.\n"
        "\n"
        "camp: exposed\n"
        "  certain dependence on acme (Acme), 1 hop, tier 1\n"
        "    listed on list-a; d.yaml:9\n"
        "    path 1 of 1: weakest confidence 100, 1 root source\n"
        "      camp -SUPPLIED_BY-> acme  d.yaml:8"
    )


@pytest.mark.parametrize(
    ("lens", "heading"),
    [
        ({"as_of": "any"}, "Exposure as of any day (it may join what never held together), pattern dependency"),
        ({"known_at": "2024-05-30"}, "Exposure as of 2024-06-01, as known on 2024-05-30, pattern dependency"),
        (
            {"include": ["suspended", "planned"]},
            "Exposure as of 2024-06-01, planned and suspended included, pattern dependency",
        ),
    ],
)
def test_the_date_and_what_is_included_are_always_said(lens, heading, viewed):
    assert text(exposures(viewed(**lens))).splitlines()[0] == heading


def test_a_search_that_was_cut_is_said(viewed):
    options = Options(starts=["camp-one"], limits=Limits(max_hops=1))
    assert text(exposures(viewed(), options)) == (
        "Exposure as of 2024-06-01, pattern dependency, at most 1 hop\n"
        "\n"
        "VERDICT  ENTITY    WHY\n"
        "unknown  camp-one  not known: net\n"
        "\n"
        "Looked at 1 start, against 1 restricted.\n"
        "Note: nothing beyond --max-hops was looked at.\n"
        "\n"
        "camp-one (横須賀基地): unknown\n"
        "  left open, nearest first (nobody declared these complete):\n"
        "    net: DEPLOYS"
    )


def test_an_impact_says_who_is_hit_and_that_silence_is_not_clear(viewed):
    assert text(impact(viewed(), ["hss"])) == (
        "Impact of hss as of 2024-06-01, pattern dependency\n"
        "\n"
        "CERTAINTY  HOPS  KIND  ENTITY\n"
        "certain    2     site  camp-one (横須賀基地)\n"
        "\n"
        "Looked at 2 starts, against 1 asked about.\n"
        "Who is not listed is not thereby clear: ask `graphx exposure`.\n"
        "\n"
        "camp-one (横須賀基地): certain, 2 hops\n"
        "  path 1 of 1: weakest confidence 85, 1 root source\n"
        "    camp-one -SERVED_BY-> net  since 2016; d.yaml:13\n"
        "    net -DEPLOYS-> hss  survey asserts (stated), confidence 85; survey DENIES, confidence 20; d.yaml:14"
    )


def test_paths_are_shown_shortest_first_or_said_to_be_none(viewed):
    view = viewed()
    assert text(paths_between(view, "camp-one", "hss")) == (
        "Paths from camp-one to hss as of 2024-06-01, pattern dependency\n"
        "\n"
        "path 1 of 1: weakest confidence 85, 1 root source\n"
        "  camp-one -SERVED_BY-> net  since 2016; d.yaml:13\n"
        "  net -DEPLOYS-> hss  survey asserts (stated), confidence 85; survey DENIES, confidence 20; d.yaml:14"
    )
    assert text(paths_between(view, "camp-two", "hss")) == (
        "Paths from camp-two to hss as of 2024-06-01, pattern dependency\n\nNo path is accepted."
    )


def test_find_says_what_matched_where_it_is_not_the_id(viewed):
    assert text(find(viewed().graph, "c")) == (
        "ID        KIND          NAME\n"
        "camp-one  site          横須賀基地\n"
        "camp-two  site          Camp Two\n"
        "acme      organization  Acme"
    )
    assert text(find(viewed().graph, "横須賀")) == (
        "ID        KIND  NAME\ncamp-one  site  横須賀基地; its name starts with 横須賀基地"
    )


def test_show_gives_relations_both_ways_listings_and_gaps(viewed):
    assert text(show(viewed(), "net")) == (
        "net: Net\n"
        "  kind: network\n"
        "  complete: HAS_PART, SERVED_BY, SUPPLIED_BY, <OPERATES\n"
        "  stated at d.yaml:8; shown as of 2024-06-01\n"
        "\n"
        "depends on\n"
        "  net -DEPLOYS-> hss  survey asserts (stated), confidence 85; survey DENIES, confidence 20; d.yaml:14\n"
        "\n"
        "is depended on by\n"
        "  net <-SERVED_BY- camp-one  since 2016; d.yaml:13\n"
        "\n"
        "not declared complete: DEPLOYS, INTERCONNECTS_WITH, LINKED_TO, LOCATED_IN, SUCCEEDED_BY"
    )


def test_lint_shows_forty_suspicions_and_counts_the_rest(viewed):
    sites = "".join(f"  - {{id: s{n:02}, kind: site, name: S{n}}}\n" for n in range(42))
    lines = text(lint(viewed(f"graphx: 1\nentities:\n{sites}").graph)).splitlines()
    assert (len(lines), lines[0], lines[-1]) == (
        41,
        "d.yaml:3:5: s00: the site has no SERVED_BY: what connects it? [unserved-site]",
        "… and 2 more (--format json lists all)",
    )


def test_a_whole_dataset_is_counted(viewed):
    viewed()
    assert list(validation(read(["d.yaml"]))) == ["valid: 6 entities, 4 relations, 2 claims, 1 source"]


HOSTILE = r"\e]0;x\a[/red]\e[31m\u202e\u2066"
HARMLESS = "]0;x[/red][31m"
HOSTILE_DOCUMENT = f"""\
graphx: 1
as_of: 2024-06-01
sources:
  - {{id: s, title: "{HOSTILE}"}}
entities:
  - {{id: camp, kind: site, name: "Camp{HOSTILE}", aliases: ["{HOSTILE}"], complete: [all], properties: {{"x{HOSTILE}": "{HOSTILE}"}}}}
  - {{id: acme, kind: organization, name: "Acme\\n{HOSTILE}", complete: [all]}}
  - {{id: list-a, kind: restriction, name: "{HOSTILE}"}}
relations:
  - from: camp
    type: SUPPLIED_BY
    to: acme
    key: "{HOSTILE}"
    role: "{HOSTILE}"
    purpose: "{HOSTILE}"
    claims:
      - {{source: s, quote: "{HOSTILE}", locator: "{HOSTILE}"}}
  - {{from: acme, type: LISTED_ON, to: list-a}}
"""


def test_no_report_carries_what_a_terminal_obeys(viewed):
    view = viewed(HOSTILE_DOCUMENT)
    answers = [
        exposures(view),
        impact(view, ["acme"]),
        paths_between(view, "camp", "acme"),
        find(view.graph, "red"),
        find(view.graph, "\x1b]0;nobody\x07"),
        show(view, "camp"),
        lint(view.graph),
    ]
    for answer in answers:
        for width in (None, 40):
            printed = text(answer, width)
            assert sorted({each for each in printed if not each.isprintable()} - {"\n"}) == []


def test_markup_in_a_name_is_shown_as_it_stands(viewed):
    assert text(show(viewed(HOSTILE_DOCUMENT), "acme")).splitlines()[0] == f"acme: Acme {HARMLESS}"
