"""Small questions answered by hand from the contract's sentences, so that the oracle itself is trusted."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from . import NAMED, exposures, relation_certainty, restricted_set, walks
from .syntax import parsed

Fields = dict[str, Any]
Key = tuple[str, str, str, str | None]

KIND_OF = {"s": "site", "n": "network", "c": "component", "o": "organization", "r": "restriction", "j": "jurisdiction"}
DAY = "2020-06-15"
DIRECT = ["()-[:SUPPLIED_BY]->()"]


def document(*relations: Fields, entities: dict[str, Fields] | None = None, **fields: Any) -> Fields:
    """Make a document; an id's first letter is its kind, and everything is declared complete unless said otherwise."""
    stated = entities or {}
    ids = {end for relation in relations for end in (relation["from"], relation["to"])} | set(stated)
    made = [
        {"id": one, "kind": KIND_OF[one[0]], "name": one, "complete": ["all"], **stated.get(one, {})}
        for one in sorted(ids)
    ]
    return {"graphx": 1, "sources": [], "entities": made, "relations": list(relations), **fields}


def relation(sentence: str, **fields: Any) -> Fields:
    """Make a relation from "start TYPE end" or "start TYPE end key"."""
    start, name, end, *key = sentence.split()
    return {"from": start, "type": name, "to": end, **({"key": key[0]} if key else {}), **fields}


def certainty(*relations: Fields, sources: list[Fields] | None = None, as_of: str = DAY, **view: Any) -> str:
    """Return the certainty of the first relation."""
    found = relation_certainty(document(*relations, sources=sources or []), as_of=as_of, **view)
    first = relations[0]
    return found[first["from"], first["type"], first["to"], first.get("key")]


def verdict(graph: Fields, start: str, patterns: list[str], **options: Any) -> str:
    """Return one start's verdict."""
    return exposures(graph, patterns=patterns, starts=[start], **{"as_of": DAY, **options})[start].verdict


def claim(**fields: Any) -> Fields:
    return {"source": "any", **fields}


SUPPLY = "n SUPPLIED_BY o"


# The two lessons of 2.3.


def test_equipment_never_flows_over_ownership() -> None:
    graph = document(
        relation("o-sprint OWNED_BY o-softbank"),
        relation("o-softbank SUPPLIED_BY o-huawei"),
        relation("o-huawei LISTED_ON r"),
        relation("o-sprint OPERATES n-sprint"),
    )
    assert verdict(graph, "o-sprint", NAMED["dependency"]) == "clear"
    assert verdict(graph, "o-sprint", NAMED["any"]) == "clear"
    assert verdict(graph, "o-softbank", NAMED["any"]) == "exposed"


def test_exposure_sits_on_the_segment_that_serves_the_site() -> None:
    relations = [
        relation("s-croughton SERVED_BY n-fibre"),
        relation("o-bt OPERATES n-fibre"),
        relation("o-ee OWNED_BY o-bt"),
        relation("o-ee OPERATES n-mobile"),
        relation("n-mobile DEPLOYS c-core"),
        relation("c-core MADE_BY o-huawei"),
        relation("o-huawei LISTED_ON r"),
    ]
    graph = document(*relations)
    assert verdict(graph, "s-croughton", NAMED["dependency"]) == "clear"
    assert verdict(graph, "o-ee", NAMED["dependency"]) == "exposed"
    served_by_the_company = document(*relations, relation("s-croughton SERVED_BY o-ee"))
    assert verdict(served_by_the_company, "s-croughton", NAMED["dependency"]) == "unknown"


# 3.1: a relation in a view.


@pytest.mark.parametrize(
    ("since", "until", "as_of", "expected"),
    [
        ("2018-12-05", None, "2018-12-04", "out"),
        ("2018-12-05", None, "2018-12-05", "certain"),
        (None, "2018-12-05", "2018-12-04", "certain"),
        (None, "2018-12-05", "2018-12-05", "out"),
        ("2018", None, "2017-12-31", "out"),
        ("2018", None, "2018-01-01", "possible"),
        ("2018", None, "2018-12-31", "possible"),
        ("2018", None, "2019-01-01", "certain"),
        ("2018-12", None, "2018-12-31", "possible"),
        ("2018-12", None, "2019-01-01", "certain"),
        (None, "2018-12", "2018-11-30", "certain"),
        (None, "2018-12", "2018-12-01", "possible"),
        (None, "2018-12", "2019-01-01", "out"),
        ("2018", "2018", "2018-06-01", "possible"),
        ("2030", "2031", "any", "certain"),
    ],
)
def test_a_vague_date_is_possible_inside_its_period(
    since: str | None, until: str | None, as_of: str, expected: str
) -> None:
    dates = {name: text for name, text in (("since", since), ("until", until)) if text is not None}
    assert certainty(relation(SUPPLY, **dates), as_of=as_of) == expected


@pytest.mark.parametrize(
    ("status", "until", "include", "expected"),
    [
        ("held", None, frozenset(), "certain"),
        ("removing", None, frozenset(), "certain"),
        ("trial", None, frozenset(), "possible"),
        ("ended", None, frozenset(), "out"),
        ("ended", "2021", frozenset(), "certain"),
        ("removed", "2020", frozenset(), "possible"),
        ("removed", "2019", frozenset(), "out"),
        ("planned", None, frozenset(), "out"),
        ("planned", None, frozenset({"planned"}), "possible"),
        ("proposed", None, frozenset({"planned"}), "out"),
    ],
)
def test_a_status_decides_unless_time_does(
    status: str, until: str | None, include: frozenset[str], expected: str
) -> None:
    fields = {"status": status, **({"until": until} if until else {})}
    assert certainty(relation(SUPPLY, **fields), include=include) == expected


def test_what_ended_before_was_in_before() -> None:
    ended = relation(SUPPLY, status="ended", until="2019-03-01")
    assert certainty(ended, as_of="2019-02-28") == "certain"
    assert certainty(ended, as_of="any") == "certain"
    assert certainty(relation(SUPPLY, status="ended"), as_of="any") == "out"


def test_before_the_earliest_observation_a_relation_without_since_is_possible() -> None:
    observed = [claim(observed="2020-03"), claim(observed="2020-06-10")]
    assert certainty(relation(SUPPLY, claims=observed), as_of="2020-02-01") == "possible"
    assert certainty(relation(SUPPLY, claims=observed), as_of="2020-03-31") == "possible"
    assert certainty(relation(SUPPLY, claims=observed), as_of="2020-04-01") == "certain"
    assert certainty(relation(SUPPLY, claims=[*observed, claim()]), as_of="2020-02-01") == "certain"
    assert certainty(relation(SUPPLY, claims=observed, since="2019"), as_of="2020-02-01") == "certain"


def test_a_plan_slips_with_what_the_newest_claim_says() -> None:
    slipping = relation(
        SUPPLY,
        until="2020-01-01",
        claims=[
            claim(asserted="2019-06", says={"until": "2021-01-01"}),
            claim(asserted="2019-03-01", says={"until": "2018-01-01"}),
            claim(says={"until": "2017-01-01"}),
            claim(asserted="2020-05-01", confidence=30, says={"until": "2016-01-01"}),
        ],
    )
    assert certainty(slipping) == "certain"
    assert certainty(slipping, known_at="2019-05-31", as_of="2018-06-01") == "out"
    assert certainty(slipping, known_at="2019-02-28", as_of="2017-06-01") == "out"
    assert certainty(slipping, min_confidence=30, as_of="2016-06-01") == "out"
    same_day = [claim(asserted="2019", says={"status": status}) for status in ("planned", "trial")]
    assert certainty(relation(SUPPLY, claims=same_day)) == "possible"


def test_confidence_and_denial_weigh_claims() -> None:
    assert certainty(relation(SUPPLY, claims=[])) == "certain"
    assert certainty(relation(SUPPLY, claims=[claim()]), min_confidence=100) == "certain"
    assert certainty(relation(SUPPLY, claims=[claim(certainty="reported")])) == "certain"
    assert certainty(relation(SUPPLY, claims=[claim(certainty="reported")]), min_confidence=71) == "possible"
    assert (
        certainty(relation(SUPPLY, claims=[claim(certainty="reported", confidence=80)]), min_confidence=71) == "certain"
    )
    assert certainty(relation(SUPPLY, claims=[claim(), claim(polarity="denies")])) == "possible"
    assert certainty(relation(SUPPLY, claims=[claim(), claim(polarity="denies", confidence=49)])) == "certain"
    assert certainty(relation(SUPPLY, claims=[claim(), claim(polarity="declines")])) == "certain"
    assert certainty(relation(SUPPLY, claims=[claim(polarity="denies")])) == "out"
    assert certainty(relation(SUPPLY, claims=[claim(polarity="declines")])) == "out"


def test_a_claim_is_known_from_its_date_or_its_sources() -> None:
    sources = [{"id": "paper", "title": "Paper", "published": "2019-05"}]
    published = relation(SUPPLY, claims=[claim(source="paper")])
    assert certainty(published, sources=sources, known_at="2019-04-30") == "out"
    assert certainty(published, sources=sources, known_at="2019-05-01") == "certain"
    asserted = relation(SUPPLY, claims=[claim(source="paper", asserted="2020")])
    assert certainty(asserted, sources=sources, known_at="2019-12-31") == "out"
    assert certainty(relation(SUPPLY), known_at="1990-01-01") == "certain"


def test_a_denial_without_key_speaks_to_every_key() -> None:
    denial = relation("n SUPPLIED_BY o", claims=[claim(polarity="denies")])
    keyed = relation("n SUPPLIED_BY o ran")
    claimed = relation("n SUPPLIED_BY o core", claims=[claim()])
    elsewhere = relation("n SUPPLIED_BY o-other ran")
    found = relation_certainty(document(keyed, denial, claimed, elsewhere), as_of=DAY)
    expected: dict[Key, str] = {
        ("n", "SUPPLIED_BY", "o", None): "out",
        ("n", "SUPPLIED_BY", "o", "ran"): "possible",
        ("n", "SUPPLIED_BY", "o", "core"): "possible",
        ("n", "SUPPLIED_BY", "o-other", "ran"): "certain",
    }
    assert found == expected
    denied_with_key = relation("n SUPPLIED_BY o ran", claims=[claim(), claim(polarity="denies")])
    assert certainty(relation("n SUPPLIED_BY o"), denied_with_key) == "certain"
    assert certainty(denied_with_key) == "possible"


def test_an_old_claim_is_possible_at_most() -> None:
    claims = [claim(asserted="2020-06-01", observed="2019-01-01"), claim()]
    assert certainty(relation(SUPPLY, since="2018", claims=claims), max_age=365) == "possible"
    assert certainty(relation(SUPPLY, since="2018", claims=claims), max_age=531) == "certain"
    assert certainty(relation(SUPPLY, since="2018", claims=claims), max_age=530) == "possible"
    assert certainty(relation(SUPPLY, claims=[claim()]), max_age=1) == "certain"
    assert certainty(relation(SUPPLY), max_age=1) == "certain"


# 3.2: who is restricted.


def test_a_listing_is_as_certain_as_relation_restriction_and_role() -> None:
    graph = document(
        relation("o-named LISTED_ON r-one"),
        relation("o-criteria LISTED_ON r-one", role="criteria"),
        relation("o-later LISTED_ON r-one", since="2021"),
        relation("o-old LISTED_ON r-old"),
        relation("o-vague LISTED_ON r-vague"),
        relation("o-white LISTED_ON r-white"),
        entities={
            "r-one": {"type": "list", "status": "enacted", "since": "2019-05-16"},
            "r-old": {"until": "2020-01-01"},
            "r-vague": {"since": "2020"},
            "r-white": {"type": "white_list"},
        },
    )
    assert restricted_set(graph, as_of=DAY) == {"o-named": "certain", "o-criteria": "possible", "o-vague": "possible"}
    assert restricted_set(graph, as_of=DAY, lists=["r-vague"], named=["o-white"]) == {
        "o-vague": "possible",
        "o-white": "certain",
    }
    assert restricted_set(graph, as_of="2019-05-15") == {"o-old": "certain"}


def test_a_listing_follows_succession_either_way() -> None:
    graph = document(
        relation("o-b LISTED_ON r"),
        relation("o-a SUCCEEDED_BY o-b", role="rename"),
        relation("o-b SUCCEEDED_BY o-c", role="rename"),
        relation("o-c SUCCEEDED_BY o-d", role="merger"),
        relation("o-d SUCCEEDED_BY o-e", role="rename"),
        relation("o-f SUCCEEDED_BY o-b", role="rename", status="planned"),
    )
    assert restricted_set(graph, as_of=DAY) == {
        "o-a": "certain",
        "o-b": "certain",
        "o-c": "certain",
        "o-d": "possible",
        "o-e": "possible",
    }


def test_a_or_b_is_restricted_if_both_are_and_possibly_if_one_is() -> None:
    relations = [relation("o-a LISTED_ON r"), relation("o-a MEMBER_OF o-ab"), relation("o-b MEMBER_OF o-ab")]
    either = {"o-ab": {"roles": ["one_of"]}}
    assert restricted_set(document(*relations, entities=either), as_of=DAY) == {"o-a": "certain", "o-ab": "possible"}
    relations.append(relation("o-b LISTED_ON r"))
    assert restricted_set(document(*relations, entities=either), as_of=DAY)["o-ab"] == "certain"
    doubtful = [relation(f"o-{one} MEMBER_OF o-ab", status="trial") for one in "ab"]
    assert (
        restricted_set(document(relations[0], relations[3], *doubtful, entities=either), as_of=DAY)["o-ab"]
        == "possible"
    )
    group = {"o-ab": {"roles": ["association"]}}
    assert "o-ab" not in restricted_set(document(*relations, entities=group), as_of=DAY)


# 3.3: verdicts.


def test_a_possible_relation_on_the_walk_makes_unknown() -> None:
    graph = document(relation("n SUPPLIED_BY o", status="trial"), relation("o LISTED_ON r"))
    answer = exposures(graph, patterns=DIRECT, starts=["n"], as_of=DAY)["n"]
    assert (answer.verdict, answer.restricted, answer.frontier) == ("unknown", {"o": ("possible", 1)}, {})


def test_the_hops_are_those_of_the_shortest_walk_of_the_stated_certainty() -> None:
    graph = document(
        relation("n SUPPLIED_BY o-x", status="trial"),
        relation("n HAS_PART n-part"),
        relation("n-part SUPPLIED_BY o-x"),
        relation("o-x LISTED_ON r"),
    )
    answer = exposures(graph, patterns=NAMED["any"], starts=["n"], as_of=DAY)["n"]
    assert (answer.verdict, answer.restricted) == ("exposed", {"o-x": ("certain", 2)})


def test_a_start_is_never_its_own_end() -> None:
    graph = document(relation("o-a SUPPLIED_BY o-b"), relation("o-b SUPPLIED_BY o-a"), relation("o-a LISTED_ON r"))
    found = exposures(graph, patterns=NAMED["any"], starts=["o-a", "o-b"], as_of=DAY)
    assert (found["o-a"].verdict, found["o-a"].restricted) == ("clear", {})
    assert found["o-b"].restricted == {"o-a": ("certain", 1)}


def test_the_frontier_asks_for_the_types_of_the_next_step_that_can_leave_the_kind() -> None:
    graph = document(
        relation("s SERVED_BY n"),
        relation("o-listed LISTED_ON r"),
        entities={"s": {"complete": ["SERVED_BY", "HAS_PART"]}, "n": {"complete": ["HAS_PART", "DEPLOYS"]}},
    )
    answer = exposures(graph, patterns=["()-[:SERVED_BY|HAS_PART|OPERATES]->+()"], starts=["s"], as_of=DAY)["s"]
    assert (answer.verdict, answer.frontier) == ("unknown", {"n": (1, frozenset({"SERVED_BY"}))})
    assumed = exposures(
        graph, patterns=["()-[:SERVED_BY|HAS_PART]->+()"], starts=["s"], as_of=DAY, assume_complete=True
    )["s"]
    assert (assumed.verdict, assumed.frontier) == ("clear", {})


def test_against_the_arrow_the_frontier_asks_for_the_reverse_declaration() -> None:
    pattern = ["(:Site)-[:SERVED_BY]->(:Network)<-[:OPERATES]-(:Organization)"]
    relations = [relation("s SERVED_BY n"), relation("o-far LISTED_ON r")]
    forward = document(*relations, entities={"n": {"complete": ["OPERATES"]}})
    answer = exposures(forward, patterns=pattern, starts=["s"], as_of=DAY)["s"]
    assert answer.frontier == {"n": (1, frozenset({"<OPERATES"}))}
    reverse = document(*relations, entities={"n": {"complete": ["<OPERATES"]}})
    assert verdict(reverse, "s", pattern) == "clear"


def test_an_undirected_step_asks_for_both_directions_save_interconnection() -> None:
    graph = document(
        relation("n-a INTERCONNECTS_WITH n-b"), relation("o LISTED_ON r"), entities={"n-b": {"complete": []}}
    )
    pattern = ["(:Network)-[:INTERCONNECTS_WITH|SERVED_BY]-(:Network)-[:INTERCONNECTS_WITH|OPERATES]-()"]
    found = exposures(graph, patterns=pattern, starts=["n-a", "n-b"], as_of=DAY)
    assert found["n-b"].frontier == {"n-b": (0, frozenset({"INTERCONNECTS_WITH", "SERVED_BY", "<SERVED_BY"}))}
    assert found["n-a"].frontier == {"n-b": (1, frozenset({"INTERCONNECTS_WITH", "<OPERATES"}))}


def test_a_declaration_holds_up_to_its_documents_date() -> None:
    graph = document(relation("n SUPPLIED_BY o"), relation("o-x LISTED_ON r"), as_of="2020-01-01")
    assert verdict(graph, "n", DIRECT, as_of="2020-01-01") == "clear"
    assert verdict(graph, "n", DIRECT, as_of="2020-01-02") == "unknown"
    assert verdict(graph, "n", DIRECT, as_of="any") == "clear"


def test_where_ownership_may_restrict_a_possible_end_must_declare_its_owners() -> None:
    relations = [relation("n SUPPLIED_BY o"), relation("o-x LISTED_ON r")]
    silent = {"o": {"complete": ["SUPPLIED_BY"]}}
    graph = document(*relations, entities={**silent, "r": {"extends_to": "cascade"}})
    answer = exposures(graph, patterns=DIRECT, starts=["n"], as_of=DAY)["n"]
    assert (answer.verdict, answer.frontier) == ("unknown", {"o": (1, frozenset({"OWNED_BY"}))})
    over = {"calculator": "affiliate", "until": "2020-01-01"}
    for rule in ("none", over, [over, {"calculator": "none"}]):
        assert verdict(document(*relations, entities={**silent, "r": {"extends_to": rule}}), "n", DIRECT) == "clear"


def test_a_greatest_number_of_hops_that_cuts_makes_unknown() -> None:
    graph = document(relation("n SUPPLIED_BY o-a"), relation("o-a SUPPLIED_BY o-b"), relation("o-b LISTED_ON r"))
    for max_hops, expected, cut in ((1, "unknown", True), (2, "exposed", False), (None, "exposed", False)):
        answer = exposures(graph, patterns=NAMED["any"], starts=["n"], as_of=DAY, max_hops=max_hops)["n"]
        assert (answer.verdict, answer.cut) == (expected, cut)
    loop = document(relation("n SUPPLIED_BY o-a"), relation("o-a SUPPLIED_BY o-a"), relation("o-b LISTED_ON r"))
    answer = exposures(loop, patterns=NAMED["any"], starts=["n"], as_of=DAY, max_hops=1)["n"]
    assert (answer.verdict, answer.cut) == ("clear", False)


def test_an_alternative_may_be_possible_at_most() -> None:
    graph = document(relation("n SUPPLIED_BY o"), relation("o LISTED_ON r"))
    assert verdict(graph, "n", [f"possible: {DIRECT[0]}"]) == "unknown"
    assert verdict(graph, "n", [f"possible: {DIRECT[0]}", *DIRECT]) == "exposed"


def test_the_company_alone_gives_a_possible_core_only() -> None:
    relations = [
        relation("s SERVED_BY o"),
        relation("o OPERATES n"),
        relation("n SUPPLIED_BY o-maker"),
        relation("o-maker LISTED_ON r"),
    ]
    core = document(*relations, entities={"n": {"domain": "core"}})
    assert verdict(core, "s", NAMED["core"]) == "unknown"
    assert verdict(core, "s", NAMED["ran"]) == "clear"
    assert verdict(
        document(*relations, relation("s SERVED_BY n"), entities={"n": {"domain": "core"}}), "s", NAMED["core"]
    ) == ("exposed")


def test_a_missing_property_or_role_is_unknown() -> None:
    graph = document(
        relation("n-core SUPPLIED_BY o"),
        relation("n-ran SUPPLIED_BY o"),
        relation("n-silent SUPPLIED_BY o"),
        relation("o LISTED_ON r"),
        entities={"n-core": {"domain": "core"}, "n-ran": {"domain": "ran"}},
    )
    found = exposures(
        graph,
        patterns=["(:Network {domain: 'core'})-[:SUPPLIED_BY]->()"],
        starts=["n-core", "n-ran", "n-silent"],
        as_of=DAY,
    )
    assert {start: answer.verdict for start, answer in found.items()} == {"n-core": "exposed", "n-silent": "unknown"}
    vendor = ["()-[:SUPPLIED_BY]->(:Vendor)"]
    assert verdict(graph, "n-core", vendor) == "unknown"
    for roles, expected in (([], "clear"), (["vendor", "brand"], "exposed"), (["brand"], "clear")):
        stated = document(relation("n SUPPLIED_BY o"), relation("o LISTED_ON r"), entities={"o": {"roles": roles}})
        assert verdict(stated, "n", vendor) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("r.share >= 0.5", "exposed"),
        ("r.share > 0.5", "clear"),
        ("r.share_min > 0.5", "unknown"),
        ("r.share_min > 0.5 AND r.share > 0.5", "clear"),
        ("r.share_min > 0.5 OR r.share = 0.5", "exposed"),
        ("NOT r.share_min > 0.5", "unknown"),
        ("r.share_min IS NULL", "exposed"),
        ("r.share IS NOT NULL AND NOT (r.share <> 0.5)", "exposed"),
        ("r.domain IN ['core', 'ran']", "unknown"),
        ("r.domain IN []", "clear"),
        ("r.status = 'held' OR r.share < 0.5 AND r.share > 0.9", "exposed"),
        ("r.lane = 2", "exposed"),
    ],
)
def test_conditions_have_three_values_and_read_what_claims_say(condition: str, expected: str) -> None:
    said = claim(asserted="2020-01-01", says={"share": 0.5, "status": "held"})
    graph = document(
        relation("n SUPPLIED_BY o", share=0.1, properties={"lane": 2}, claims=[said]), relation("o LISTED_ON r")
    )
    assert verdict(graph, "n", [f"()-[r:SUPPLIED_BY WHERE {condition}]->()"]) == expected


def test_a_start_that_cannot_begin_is_rejected() -> None:
    graph = document(relation("s SERVED_BY n"), relation("n SUPPLIED_BY o"), relation("o LISTED_ON r"))
    patterns = ["(:Site|Organization)-[:SERVED_BY]->()", "()-[:MADE_BY]->()"]
    assert set(exposures(graph, patterns=patterns, starts=["s", "n", "o", "r"], as_of=DAY)) == {"s", "o"}


def test_where_no_listing_counts_nothing_is_clear() -> None:
    graph = document(relation("n SUPPLIED_BY o"), relation("o LISTED_ON r", since="2021"))
    assert verdict(graph, "n", DIRECT) == "unknown"
    assert verdict(graph, "n", DIRECT, named=["n"]) == "clear"


def test_a_walk_may_repeat_a_relation() -> None:
    graph = document(relation("n-a HAS_PART n-a"), relation("n-a SUPPLIED_BY o"), relation("o LISTED_ON r"))
    answer = exposures(graph, patterns=["()-[:HAS_PART]->{3}()-[:SUPPLIED_BY]->()"], starts=["n-a"], as_of=DAY)["n-a"]
    assert answer.restricted == {"o": ("certain", 4)}


def test_a_group_repeats_its_nodes_with_its_steps() -> None:
    graph = document(
        relation("n-a HAS_PART n-b"),
        relation("n-b HAS_PART n-c"),
        relation("n-c SUPPLIED_BY o"),
        relation("o LISTED_ON r"),
        entities={"n-a": {"domain": "core"}, "n-b": {"domain": "ran"}, "n-c": {"domain": "core"}},
    )
    tail = "()-[:SUPPLIED_BY]->(:Organization)"
    assert verdict(graph, "n-a", [f"() (()-[:HAS_PART]->(:Network))+ {tail}"]) == "exposed"
    assert verdict(graph, "n-a", [f"() (()-[:HAS_PART]->({{domain: 'core'}}))+ {tail}"]) == "clear"
    assert (
        verdict(graph, "n-a", [f"() (()-[:HAS_PART]->()-[:HAS_PART]->({{domain: 'core'}})){{1,2}} {tail}"]) == "exposed"
    )
    assert verdict(graph, "n-a", [f"()-[:HAS_PART]->{{,1}}{tail}"]) == "clear"
    assert verdict(graph, "n-a", [f"()-[:HAS_PART]->{{1,2}}{tail}"]) == "exposed"
    longer = document(*graph["relations"], relation("n-x HAS_PART n-a"))
    assert verdict(longer, "n-x", [f"()-[:HAS_PART]->{{1,2}}{tail}"]) == "clear"


def test_walks_are_ordered_and_visit_no_place_twice() -> None:
    graph = document(
        relation("n-b INTERCONNECTS_WITH n-c"),
        relation("n-a HAS_PART n-b"),
        relation("n-a HAS_PART n-b K"),
        relation("n-a HAS_PART n-c"),
        relation("n-b HAS_PART n-a"),
        relation("n-c HAS_PART n-b", status="ended"),
    )
    found = walks(
        graph, patterns=["()-[:HAS_PART|INTERCONNECTS_WITH]-*()"], start="n-a", end="n-b", longest=9, as_of=DAY
    )
    assert found == [
        (("n-a", "HAS_PART", "n-b", None, False),),
        (("n-b", "HAS_PART", "n-a", None, True),),
        (("n-a", "HAS_PART", "n-b", "K", False),),
        (("n-a", "HAS_PART", "n-c", None, False), ("n-b", "INTERCONNECTS_WITH", "n-c", None, True)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "()-[:OWNS]->()",
        "(:Planet)-[:OPERATES]->()",
        "()-[:INTERCONNECTS_WITH]->()",
        "() () -[:OPERATES]->()",
        "()-[:OPERATES]->",
        "(()-[:OPERATES]->())",
        "() (())* ()",
        "(n)-[n:OPERATES]->()",
        "(n)-[:OPERATES WHERE n.share > 0.5]->()",
        "()-[:OPERATES]->{x}()",
    ],
)
def test_text_outside_the_subset_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        parsed(text)


# The generator of random worlds that the engine is tested with.


def test_random_questions_are_valid_and_repeatable() -> None:
    from tests.worlds import patterns, view, world

    for seed in range(200):
        graph = world(Random(seed))
        assert graph == world(Random(seed))
        _check(graph)
        random = Random(seed)
        for text in patterns(random):
            parsed(text)
        relation_certainty(graph, **view(random))


def _check(graph: Fields) -> None:
    from .table import ENDS

    kinds = {entity["id"]: entity["kind"] for entity in graph["entities"]}
    assert len(kinds) == len(graph["entities"])
    identities = [(one["from"], one["type"], one["to"], one.get("key")) for one in graph["relations"]]
    assert len(set(identities)) == len(identities)
    for start, name, end, _ in identities:
        assert (kinds[start], kinds[end]) in ENDS[name]
        assert name != "INTERCONNECTS_WITH" or start < end
    for one in [*graph["relations"], *graph["entities"]]:
        says = [made.get("says", {}) for made in one.get("claims", [])]
        sinces = [fields["since"] for fields in (one, *says) if "since" in fields]
        untils = [fields["until"] for fields in (one, *says) if "until" in fields]
        assert all(_first(since) < _last(until) for since in sinces for until in untils)


def _first(text: str) -> date:
    return date.fromisoformat((text + "-01-01")[:10])


def _last(text: str) -> date:
    following = {4: 366, 7: 31, 10: 1}[len(text)]
    return max(
        _first(text) + timedelta(days=days)
        for days in range(following)
        if (_first(text) + timedelta(days=days)).isoformat().startswith(text)
    )
