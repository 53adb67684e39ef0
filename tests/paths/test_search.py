"""The search: agreement with NetworkX, and graphs that would break a careless one."""

from __future__ import annotations

import itertools
import random
import sys
from collections import Counter, defaultdict
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from graphx.errors import QuestionError
from graphx.graph.graph import load
from graphx.graph.view import CERTAIN
from graphx.model.vocabulary import Kind
from graphx.paths import near, sweep
from graphx.paths.exploring import Explorer
from graphx.paths.near import Near
from graphx.paths.search import End
from graphx.questions.exposure import exposures
from graphx.questions.frame import Limits, Options, frame, view_of
from graphx.reports.json import to_json
from graphx.reports.spelling import lines
from tests.laws.test_agrees_with_the_oracle import drawn
from tests.notation import graph


def world(relations: list[tuple[str, str, str]], entities: dict[str, str]):
    return {
        "graphx": 1,
        "entities": [
            *({"id": name, "kind": kind, "name": name, "complete": ["all"]} for name, kind in entities.items()),
            {"id": "list-a", "kind": "restriction", "name": "List A"},
        ],
        "relations": [{"from": near, "type": verb, "to": far} for near, verb, far in relations],
    }


def organizations(count: int) -> list[str]:
    return [f"org-{number:06}" for number in range(count)]


def asked(document, starts=(), **limits):
    view = view_of(graph(document), as_of="2020-01-01")
    return exposures(view, Options(patterns=["any"], starts=starts, limits=Limits(**limits)))


@pytest.mark.parametrize("seed", range(3))
def test_reach_and_hops_are_those_of_networkx(seed):
    source = random.Random(seed)
    names = organizations(400)
    sites = [f"site-{number}" for number in range(90)]
    ends = source.sample(names, 70)  # more than one word of bits
    links = {(source.choice(names), source.choice(names)) for _ in range(600)}
    served = {(site, source.choice(names)) for site in sites}
    oracle = nx.DiGraph([*links, *served])
    document = world(
        [
            *((near, "SUBCONTRACTS_TO", far) for near, far in sorted(links)),
            *((near, "SUPPLIED_BY", far) for near, far in sorted(served)),
            *((end, "LISTED_ON", "list-a") for end in ends),
        ],
        dict.fromkeys(sites, "site") | dict.fromkeys(names, "organization"),
    )
    for each in asked(document, max_paths=0).answers:
        hops = nx.single_source_shortest_path_length(oracle, each.entity)
        expected = {end: hops[end] for end in ends if end in hops}
        assert {end.entity: end.hops for end in each.restricted} == expected
        assert each.verdict == ("exposed" if expected else "clear")
    for each in asked(document, starts=sites[:8]).answers:  # walks to every end take longer than all the rest
        for end in each.restricted:
            for path in end.paths:
                walk = [path.hops[0].near, *(hop.far for hop in path.hops)]
                assert nx.is_path(oracle, walk)
                assert (walk[0], walk[-1]) == (each.entity, end.entity)


def test_from_whichever_side_is_explored_the_same_is_reached():
    document = world(
        [
            *((site, "SUPPLIED_BY", name) for site in ("site-a", "site-b") for name in ("one", "two")),
            ("one", "SUBCONTRACTS_TO", "end-a"),
            *(("two", "SUBCONTRACTS_TO", f"far-{number}") for number in range(40)),
            *((f"near-{number}", "SUBCONTRACTS_TO", "end-b") for number in range(40)),
            ("two", "SUBCONTRACTS_TO", "end-b"),
            ("end-a", "SUBCONTRACTS_TO", "end-b"),
        ],
        {
            "site-a": "site",
            "site-b": "site",
            **dict.fromkeys(
                [
                    "one",
                    "two",
                    "end-a",
                    "end-b",
                    *(f"{side}-{number}" for side in ("far", "near") for number in range(40)),
                ],
                "organization",
            ),
        },
    )
    view = view_of(graph(document), as_of="2020-01-01")
    sizes = {}
    for end, hops in {"end-a": 2, "end-b": 2}.items():
        for looks_ahead in (True, False):
            number = view.graph.entity(end)
            ready = frame(
                view, Options(patterns=["any"]), [number], frozenset({Kind.ORGANIZATION}), frontier=looks_ahead
            )
            [reach] = ready.reaches([End(number, CERTAIN)])
            assert reach.possible.tolist() == reach.certain.tolist() == [[hops], [hops]]
            sizes[end, looks_ahead] = ready.region.size
    assert sizes["end-a", False] < sizes["end-b", False] <= sizes["end-b", True]


def test_backward_only_places_are_taken_in_which_walks_from_the_starts_may_stand():
    links = [("site-a", "SUPPLIED_BY", "one"), ("one", "SUPPLIED_BY", "two"), ("two", "SUPPLIED_BY", "end")]
    document = world(links, {"site-a": "site"} | dict.fromkeys(["one", "two", "end"], "organization"))
    view = view_of(graph(document), as_of="2020-01-01")
    end = view.graph.entity("end")

    def standing(start):
        """Return who is met backward from the end, for a question about one start, and in how many states each."""
        ready = frame(view, Options(starts=[start]), [end], frozenset({Kind.ORGANIZATION}))
        explorer = Explorer(ready.product, np.array(ready.product.ends(end)), backward=True)
        explorer.grow_to(10**9)
        return Counter(view.graph.ids[place % len(view.graph)] for place in explorer.places.tolist())

    assert standing("site-a") == {"site-a": 1, "one": 1, "two": 1, "end": 2}
    assert "site-a" not in standing("one")


def test_a_chain_of_200_000_is_followed_to_its_end(tmp_path):
    names = organizations(200_000)
    rows = [("camp", "SUPPLIED_BY", names[0]), *((near, "SUBCONTRACTS_TO", far) for near, far in pairwise(names))]
    rows.append((names[-1], "LISTED_ON", "list-a"))
    entities = [("camp", "site"), ("list-a", "restriction"), *((name, "organization") for name in names)]
    for table, rows_of in (
        ("entities", [("id", "kind", "name", "complete"), *((name, kind, name, "all") for name, kind in entities)]),
        ("relations", [("from", "type", "to"), *rows]),
    ):
        (tmp_path / f"{table}.csv").write_text("".join(f"{','.join(line)}\n" for line in rows_of), encoding="utf-8")
    view = view_of(load(tmp_path), as_of="2020-01-01")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(250)
    try:
        (answer,) = exposures(view, Options(patterns=["any"])).answers
    finally:
        sys.setrecursionlimit(limit)
    assert [(end.entity, end.hops, len(end.paths)) for end in answer.restricted] == [(names[-1], 200_000, 1)]


def test_a_ring_of_3_000_is_gone_round_once():
    names = organizations(3_000)
    ring = [(near, "SUBCONTRACTS_TO", far) for near, far in zip(names, [*names[1:], names[0]], strict=True)]
    document = world(
        [("camp", "SUPPLIED_BY", names[0]), *ring, (names[-1], "LISTED_ON", "list-a")],
        {"camp": "site"} | dict.fromkeys(names, "organization"),
    )
    answer = asked(document)
    (end,) = answer.answers[0].restricted
    assert (end.hops, len(end.paths), answer.coverage.truncated) == (3_000, 1, ())


def test_self_loops_change_nothing():
    document = world(
        [
            ("camp", "SUPPLIED_BY", "a"),
            ("a", "SUBCONTRACTS_TO", "a"),
            ("a", "SUBCONTRACTS_TO", "b"),
            ("b", "SUBCONTRACTS_TO", "b"),
            ("b", "LISTED_ON", "list-a"),
        ],
        {"camp": "site", "a": "organization", "b": "organization"},
    )
    (end,) = asked(document).answers[0].restricted
    assert (end.hops, len(end.paths)) == (2, 1)


def test_a_graph_with_ten_to_the_eleven_paths_answers_with_the_first_three_in_order():
    layers, width = 12, 12
    names = [[f"org-{layer:02}-{place:02}" for place in range(width)] for layer in range(layers)]
    links = [
        (near, "SUBCONTRACTS_TO", far) for here, there in itertools.pairwise(names) for near in here for far in there
    ]
    document = world(
        [
            *(("camp", "SUPPLIED_BY", first) for first in names[0]),
            *links,
            *((last, "SUBCONTRACTS_TO", "acme") for last in names[-1]),
            ("acme", "LISTED_ON", "list-a"),
        ],
        {"camp": "site", "acme": "organization"} | {name: "organization" for layer in names for name in layer},
    )
    answer = asked(document)
    (end,) = answer.answers[0].restricted
    assert end.hops == layers + 1
    assert answer.coverage.truncated == ("max_paths",)
    assert answer.coverage.complete
    assert [[hop.far for hop in path.hops[-3:-1]] for path in end.paths] == [
        ["org-10-00", "org-11-00"],
        ["org-10-00", "org-11-01"],
        ["org-10-00", "org-11-02"],
    ]


def test_longer_walks_follow_shorter_ones_and_the_end_of_the_list_is_known():
    document = world(
        [
            ("camp", "SUPPLIED_BY", "acme"),
            ("camp", "SUPPLIED_BY", "b"),
            ("b", "SUBCONTRACTS_TO", "acme"),
            ("b", "SUBCONTRACTS_TO", "c"),
            ("c", "SUBCONTRACTS_TO", "b"),
            ("c", "SUBCONTRACTS_TO", "acme"),
            ("acme", "LISTED_ON", "list-a"),
        ],
        {"camp": "site", "acme": "organization", "b": "organization", "c": "organization"},
    )
    answer = asked(document, max_paths=3)
    (end,) = answer.answers[0].restricted
    assert [[hop.far for hop in path.hops] for path in end.paths] == [["acme"], ["b", "acme"], ["b", "c", "acme"]]
    assert answer.coverage.truncated == ()


def test_a_limit_on_hops_that_cuts_is_said_and_one_that_does_not_is_not():
    document = world(
        [("camp", "SUPPLIED_BY", "a"), ("a", "SUBCONTRACTS_TO", "acme"), ("acme", "LISTED_ON", "list-a")],
        {"camp": "site", "a": "organization", "acme": "organization"},
    )
    cut, whole = asked(document, max_hops=1), asked(document, max_hops=2)
    assert (cut.coverage.complete, cut.coverage.truncated, cut.answers[0].verdict) == (False, ("max_hops",), "unknown")
    assert (whole.coverage.complete, whole.coverage.truncated, whole.answers[0].verdict) == (True, (), "exposed")


def test_a_long_chain_with_one_doubtful_link_is_possible_at_most():
    names = organizations(80)
    document = world(
        [
            ("camp", "SUPPLIED_BY", names[0]),
            *((near, "SUBCONTRACTS_TO", far) for near, far in pairwise(names)),
            (names[-1], "LISTED_ON", "list-a"),
        ],
        {"camp": "site"} | dict.fromkeys(names, "organization"),
    )
    document["relations"][20]["status"] = "trial"
    (end,) = asked(document).answers[0].restricted
    assert (end.certainty, end.hops) == ("possible", 80)


def test_what_is_missing_is_told_of_every_place_in_the_pattern_though_enough_was_found_before():
    others = organizations(50)  # a level wide enough for a search to stop behind it
    document = world(
        [
            *(("camp", "SUPPLIED_BY", name) for name in ("a-org", *others)),
            ("camp", "SERVED_BY", "net"),
            ("net", "SERVED_BY", "a-org"),
            ("z-org", "LISTED_ON", "list-a"),
        ],
        {"camp": "site", "net": "network"} | dict.fromkeys(["a-org", *others, "z-org"], "organization"),
    )
    for entity in document["entities"]:
        if entity["id"] in {"a-org", *others}:
            del entity["complete"]
    view = view_of(graph(document), as_of="2020-01-01")
    for most in (1, 20):
        answer = exposures(view, Options(limits=Limits(max_frontier=most))).answers[0]
        nearest = answer.frontier[0]
        assert nearest.entity == "a-org"
        # in the second hop it is the company that serves the network: its networks and equipment are asked for too
        assert {"DEPLOYS", "OPERATES", "SUBCONTRACTS_TO", "SUPPLIED_BY"} <= set(nearest.missing)


@pytest.mark.parametrize("max_paths", [0, 1])
def test_the_tier_is_counted_on_the_first_walk(max_paths):
    document = world(
        [
            ("camp", "SERVED_BY", "a-net"),
            ("a-net", "SERVED_BY", "z-net"),
            ("z-net", "SUPPLIED_BY", "acme"),
            ("camp", "SERVED_BY", "b-net"),
            ("b-net", "SUPPLIED_BY", "c-org"),
            ("c-org", "SUPPLIED_BY", "acme"),
            ("acme", "LISTED_ON", "list-a"),
        ],
        {"camp": "site"}
        | dict.fromkeys(["a-net", "b-net", "z-net"], "network")
        | dict.fromkeys(["c-org", "acme"], "organization"),
    )
    (end,) = asked(document, max_paths=max_paths).answers[0].restricted
    assert (end.hops, end.tier) == (3, 1)


@pytest.mark.parametrize("max_paths", [0, 1])
def test_what_is_no_organization_does_not_count_however_far_behind_one_it_lies(max_paths):
    document = world(
        [
            ("camp", "SERVED_BY", "a-org"),
            ("a-org", "OPERATES", "a-net"),
            ("a-net", "SUPPLIED_BY", "acme"),
            ("acme", "LISTED_ON", "list-a"),
        ],
        {"camp": "site", "a-net": "network"} | dict.fromkeys(["a-org", "acme"], "organization"),
    )
    chain = "(:Site)-[:SERVED_BY]->(:Organization)-[:OPERATES]->(:Network)-[:SUPPLIED_BY]->(:Organization)"
    options = Options(patterns=[chain], limits=Limits(max_paths=max_paths))
    (end,) = exposures(view_of(graph(document), as_of="2020-01-01"), options).answers[0].restricted
    assert (end.hops, end.tier) == (3, 2)


@pytest.mark.parametrize("max_paths", [0, 1])
def test_ends_are_told_by_hops_and_id_whichever_list_names_them(max_paths):
    document = world(
        [
            *(("camp", "SUPPLIED_BY", name) for name in ("a-org", "m-org", "z-org")),
            ("m-org", "SUPPLIED_BY", "b-org"),
            ("z-org", "LISTED_ON", "list-a"),
            ("b-org", "LISTED_ON", "list-a"),
            ("a-org", "LISTED_ON", "list-b"),
        ],
        {"camp": "site", "list-b": "restriction"} | dict.fromkeys(["a-org", "b-org", "m-org", "z-org"], "organization"),
    )
    told = asked(document, max_paths=max_paths).answers[0].restricted
    assert [(end.hops, end.entity) for end in told] == [(1, "a-org"), (1, "z-org"), (2, "b-org")]


@pytest.mark.parametrize("max_paths", [0, 1])
def test_the_tier_of_a_certain_end_is_counted_on_a_certain_walk(max_paths):
    document = world(
        [
            ("camp", "SUPPLIED_BY", "a-org"),
            ("a-org", "SUPPLIED_BY", "acme"),
            ("camp", "SERVED_BY", "z-net"),
            ("z-net", "SUPPLIED_BY", "acme"),
            ("acme", "LISTED_ON", "list-a"),
        ],
        {"camp": "site", "z-net": "network"} | dict.fromkeys(["a-org", "acme"], "organization"),
    )
    document["relations"][0]["status"] = "trial"
    (end,) = asked(document, max_paths=max_paths).answers[0].restricted
    assert (end.certainty, end.hops, end.tier) == ("certain", 2, 1)


@pytest.mark.parametrize("max_paths", [0, 1])
def test_those_who_meet_at_an_entity_go_on_as_one_only_where_the_pattern_lets_them(max_paths):
    document = """
        camp:site > DEPLOYS > hss:component > SUPPLIED_BY > b-org:organization > SUBCONTRACTS_TO > acme:organization
        net:network > DEPLOYS > hss > HAS_PART > a-chip:component > MADE_BY > acme > LISTED_ON > list-a:restriction
    """
    patterns = [
        "(:Site|Network)-[:DEPLOYS]->()-[:SUPPLIED_BY]->()-[:SUBCONTRACTS_TO]->()",
        "(:Network)-[:DEPLOYS]->()-[:HAS_PART]->()-[:MADE_BY]->()",
    ]
    options = Options(starts=["camp", "net"], patterns=patterns, limits=Limits(max_paths=max_paths))
    answer = exposures(view_of(graph(document), as_of="2020-01-01"), options)
    assert [(end.hops, end.tier) for each in answer.answers for end in each.restricted] == [(3, 2), (3, 1)]


def test_a_pattern_may_have_more_places_than_a_byte_can_tell():
    names = organizations(400)
    document = world(
        [
            ("camp", "SUPPLIED_BY", names[0]),
            *((near, "SUBCONTRACTS_TO", far) for near, far in pairwise(names)),
            *((names[far], "LISTED_ON", "list-a") for far in (200, 299, 300)),
        ],
        {"camp": "site"} | dict.fromkeys(names, "organization"),
    )
    view = view_of(graph(document), as_of="2020-01-01")
    pattern = "(:Site)-[:SUPPLIED_BY]->(:Organization)" + "".join(
        f"-[:SUBCONTRACTS_TO]->{{{times}}}(:Organization)" for times in ("100", "100", "1,99")
    )
    (answer,) = exposures(view, Options(patterns=[pattern], starts=["camp"])).answers
    assert [(end.entity, end.hops) for end in answer.restricted] == [(names[299], 300)]


def told(view, options) -> str:
    return "".join(lines(to_json(exposures(view, options))))


@pytest.fixture
def taken(monkeypatch):
    """Return how often what lies around a start told something, by what was asked of it."""
    told: dict[str, int] = defaultdict(int)

    def counted(name):
        kept = getattr(Near, name)

        def called(*given):
            found = kept(*given)
            told[name] += found is not None
            return found

        monkeypatch.setattr(Near, name, called)

    for name in ("reach", "_wider", "_whole", "reached"):
        counted(name)
    return told


def alike(view, options, large, monkeypatch):
    """Return whether one start is answered by what lies around it as it is by all that it reaches."""
    answers = []
    for effort in (sys.maxsize, large):
        monkeypatch.setattr(near, "LARGE", effort)
        try:
            answers.append(told(view, options))
        except QuestionError as error:
            answers.append(error.what)
    return answers[0] == answers[1]


@pytest.mark.parametrize("slack", [0, 1])
@pytest.mark.parametrize("large", [1, 4])
def test_one_start_is_answered_alike_by_looking_at_near_walks_first(large, slack, taken, monkeypatch):
    monkeypatch.setattr(near, "SLACK", slack)
    for seed in range(24):
        document, lens, patterns, _, view = drawn(seed)
        for entity in document["entities"]:
            limits = Limits(max_paths=seed % 4)
            options = Options(starts=[entity["id"]], patterns=patterns, limits=limits, assume_complete=not seed % 5)
            assert alike(view, options, large, monkeypatch), (seed, lens, entity["id"])
    assert taken["reach"] > 10
    assert taken["_whole"] > 5


@pytest.mark.parametrize("seed", range(3))
def test_in_a_tangle_one_start_is_answered_alike_by_what_lies_around_it(seed, taken, monkeypatch):
    source = random.Random(seed)
    names = {kind: [f"{kind[:4]}-{number:03}" for number in range(60)] for kind in ("organization", "network", "site")}
    kinds = {name: kind for kind, several in names.items() for name in several}
    ways = {
        "SUPPLIED_BY": ("organization", "organization"),
        "SUBCONTRACTS_TO": ("organization", "organization"),
        "SERVED_BY": ("network", "organization"),
        "HAS_PART": ("network", "network"),
        "OPERATES": ("organization", "network"),
    }
    links = {
        (source.choice(names[near]), verb, source.choice(names[far]))
        for verb, (near, far) in ways.items()
        for _ in range(130)
    }
    served = [(site, "SERVED_BY", source.choice(names["network"])) for site in names["site"]]
    bought = [(site, "SUPPLIED_BY", source.choice(names["organization"])) for site in names["site"]]
    listed = [(end, "LISTED_ON", "list-a") for end in source.sample(names["organization"], 12)]
    document = world([link for link in sorted(links) if link[0] != link[2]] + served + bought + listed, kinds)
    for relation in document["relations"]:
        if source.random() < 0.1:
            relation["status"] = "trial"
    for entity in document["entities"]:
        if source.random() < 0.3:
            entity.pop("complete", None)
    view = view_of(graph(document), as_of="2020-01-01")
    for number, site in enumerate(names["site"][:16]):
        limits = Limits(max_paths=number % 5, max_frontier=number % 4)
        for large in (1, 60, 300):
            assert alike(view, Options(starts=[site], limits=limits), large, monkeypatch), (site, large)
    assert min(taken[name] for name in ("reach", "_wider", "reached")) > 5


@pytest.mark.parametrize(
    "way", [{"DENSE": 0, "THIN": -1}, {"DENSE": 10**9, "THIN": -1}, {"DENSE": 0, "THIN": 10**9, "SCANS": 0}]
)
def test_near_walks_are_found_whichever_way_a_sweep_takes(way, monkeypatch):
    source = random.Random(5)
    names = organizations(300)
    links = sorted({(source.choice(names), "SUBCONTRACTS_TO", source.choice(names)) for _ in range(900)})
    ends = source.sample(names, 40)
    kinds = dict.fromkeys(names, "organization")
    view = view_of(graph(world([*links, *((end, "LISTED_ON", "list-a") for end in ends)], kinds)), as_of="2020-01-01")
    for name in names[:12]:
        options = Options(starts=[name], patterns=["any"])
        expected = told(view, options)
        with monkeypatch.context() as patch:
            patch.setattr(near, "LARGE", 1)
            for constant, value in way.items():
                patch.setattr(sweep, constant, value)
            assert told(view, options) == expected


def test_a_certain_walk_much_longer_than_a_possible_one_is_found(monkeypatch):
    monkeypatch.setattr(near, "LARGE", 1)
    names = organizations(9)
    chain = [(near, "SUBCONTRACTS_TO", far) for near, far in pairwise(names)]
    document = world([*chain, (names[-1], "LISTED_ON", "list-a")], dict.fromkeys(names, "organization"))
    shortcut = {"from": names[0], "type": "SUPPLIED_BY", "to": names[-1], "status": "trial"}
    document["relations"].append(shortcut)
    (answer,) = asked(document, starts=[names[0]]).answers
    assert [(end.certainty, end.hops) for end in answer.restricted] == [("certain", len(chain))]


def test_of_ends_one_behind_the_other_one_start_is_told_of_all(monkeypatch):
    monkeypatch.setattr(near, "LARGE", 1)
    names = organizations(30)
    chain = [(near, "SUBCONTRACTS_TO", far) for near, far in pairwise(names)]
    listed = [(name, "LISTED_ON", "list-a") for name in names]
    (answer,) = asked(world([*chain, *listed], dict.fromkeys(names, "organization")), starts=[names[0]]).answers
    assert [(end.entity, end.hops) for end in answer.restricted] == [
        (name, hops) for hops, name in enumerate(names) if hops
    ]
