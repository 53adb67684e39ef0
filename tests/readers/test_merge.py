from __future__ import annotations

from itertools import permutations

import pytest

from graphx.errors import InvalidInputError
from graphx.model.records import Claim
from graphx.readers import read

A_AND_B = "entities:\n  - {id: a, kind: organization, name: A}\n  - {id: b, kind: organization, name: B}\n"
OWNED = A_AND_B + "relations:\n  - {from: a, type: OWNED_BY, to: b}\n"


def inputs(*documents: str) -> dict[str, str]:
    """Return documents as a.yaml, b.yaml, …"""
    return {f"{name}.yaml": f"graphx: 1\n{text}" for name, text in zip("abcdef", documents, strict=False)}


def entity(fields: str) -> str:
    return f"entities:\n  - {{id: x, {fields}}}\n"


def owned(fields: str) -> str:
    return f"{A_AND_B}relations:\n  - {{from: a, type: OWNED_BY, to: b, {fields}}}\n"


def test_an_absent_field_is_filled_and_lists_and_maps_unite(dataset):
    read_back = dataset(
        inputs(
            entity("kind: organization, name: X, roles: [vendor], identifiers: {lei: l}"),
            entity(
                "kind: organization, name: X, country: JP, roles: [brand, vendor], identifiers: {duns: d}, aliases: []"
            ),
        )
    )
    assert read_back.entities["x"].stated() == {
        "kind": "organization",
        "id": "x",
        "name": "X",
        "aliases": (),
        "country": "JP",
        "identifiers": {"lei": "l", "duns": "d"},
        "roles": ("vendor", "brand"),
    }


CONFLICTS = {
    "scalars and a value of a map": (
        inputs(
            entity("kind: site, name: X, country: JP, identifiers: {lei: l}"),
            entity("kind: site, name: Y, country: CN, identifiers: {lei: m}"),
        ),
        "b.yaml:3:31: `name` of x is Y here and X at a.yaml:3:31 (correct one of them)\n"
        "b.yaml:3:43: `country` of x is CN here and JP at a.yaml:3:43 (correct one of them)\n"
        "b.yaml:3:66: `identifiers.lei` of x is m here and l at a.yaml:3:66 (correct one of them)",
    ),
    "two kinds": (
        inputs(entity("kind: organization, name: X, roles: [vendor]"), entity("kind: site, name: X, lat: 3")),
        "b.yaml:3:19: `kind` of x is site here and organization at a.yaml:3:19 (one id is one thing: give the other one of its own)",
    ),
    "one file": (
        inputs("entities:\n  - {id: x, kind: site, name: X}\n  - {id: x, kind: site, name: Y}\n"),
        "a.yaml:4:31: `name` of x is Y here and X at a.yaml:3:31 (correct one of them)",
    ),
    "three values": (
        inputs(*(entity(f"kind: site, name: {name}") for name in "XYZ")),
        "b.yaml:3:31: `name` of x is Y here and X at a.yaml:3:31 (correct one of them)\n"
        "c.yaml:3:31: `name` of x is Z here and X at a.yaml:3:31 (correct one of them)",
    ),
    "relations": (
        inputs(owned("key: k, since: 2020, role: x"), owned("key: k, since: 2019, role: y")),
        "b.yaml:6:53: `since` of a OWNED_BY b (k) is 2019 here and 2020 at a.yaml:6:53"
        " (correct one; a relation's differing values belong into `says` of claims)\n"
        "b.yaml:6:65: `role` of a OWNED_BY b (k) is y here and x at a.yaml:6:65 (correct one of them)",
    ),
    "sources": (
        inputs("sources:\n  - {id: s, title: One}\n", "sources:\n  - {id: s, title: Two}\n"),
        "b.yaml:3:20: `title` of s is Two here and One at a.yaml:3:20 (correct one of them)",
    ),
}


@pytest.mark.parametrize(("contents", "expected"), CONFLICTS.values(), ids=CONFLICTS)
def test_two_values_of_one_scalar_are_a_conflict_that_names_both_places(contents, expected, problems):
    assert problems(contents) == expected


@pytest.mark.parametrize(("one", "other"), [("1", "true"), ("0", "false"), ("1", '"1"')])
def test_a_number_and_a_truth_value_are_two_values(one, other, problems):
    text = '{"graphx": 1, "entities": [{"id": "x", "kind": "site", "name": "X", "properties": {"p": %s}}]}'
    assert len(problems({"a.json": text % one, "b.json": text % other}).splitlines()) == 1


def test_equal_shares_written_in_two_ways_are_no_conflict(dataset):
    [relation] = dataset(inputs(owned("share: 0.50"), owned("share: 0.5"))).relations.values()
    assert relation.share == relation.share.__class__("0.5")


def test_exact_repeats_merge_and_are_counted_in_one_file_and_over_files(dataset):
    text = "entities:\n  - {id: x, kind: site, name: X}\n  - {id: x, kind: site, name: X}\n"
    read_back = dataset(inputs(text, text))
    assert (len(read_back.entities), read_back.repeats) == (1, 3)


def test_a_record_that_adds_something_is_no_repeat(dataset):
    assert dataset(inputs(entity("kind: site, name: X"), entity("kind: site, name: X, lat: 3"))).repeats == 0


def test_a_repeat_of_a_relation_keeps_both_places(dataset):
    read_back = dataset(inputs(OWNED, OWNED))
    [places] = read_back.relation_places.values()
    assert (read_back.repeats, [str(place) for place in places]) == (3, ["a.yaml:6:5", "b.yaml:6:5"])


FILES_OWN = Claim(confidence=100)
CLAIMS = {
    "nobody claims": ((OWNED, OWNED), None),
    "one input claims": ((OWNED, owned("claims: [{confidence: 30}]")), (FILES_OWN, Claim(confidence=30))),
    "two inputs state, one claims": (
        (OWNED, OWNED, owned("claims: [{confidence: 30}]")),
        (FILES_OWN, FILES_OWN, Claim(confidence=30)),
    ),
    "an empty list claims nothing": (
        (owned("claims: []"), owned("claims: [{confidence: 30}]")),
        (FILES_OWN, Claim(confidence=30)),
    ),
    "one file states it twice": (
        (OWNED + "  - {from: a, type: OWNED_BY, to: b, claims: [{confidence: 30}]}\n",),
        (Claim(confidence=30),),
    ),
    "the same claim without a source is that of two files": (
        (owned("claims: [{confidence: 30}]"), owned("claims: [{confidence: 30}]")),
        (Claim(confidence=30), Claim(confidence=30)),
    ),
    "the same claim of a source is one": (
        (
            "sources:\n  - {id: s}\n" + owned("claims: [{source: s}]"),
            owned("claims: [{source: s}, {source: s, confidence: 20}]"),
        ),
        (Claim(source="s"), Claim(source="s", confidence=20)),
    ),
}


@pytest.mark.parametrize(("documents", "expected"), CLAIMS.values(), ids=CLAIMS)
def test_an_input_without_claims_contributes_one_where_others_bring_claims(documents, expected, dataset):
    [relation] = dataset(inputs(*documents)).relations.values()
    assert relation.claims == expected


def test_every_claim_has_its_place(dataset):
    read_back = dataset(inputs(OWNED, owned("claims: [{confidence: 30}, {confidence: 40}]")))
    [places] = read_back.claim_places.values()
    assert [str(place) for place in places] == ["a.yaml:6:5", "b.yaml:6:47", "b.yaml:6:65"]


def test_a_relation_without_direction_is_one_from_either_side(dataset):
    nets = "entities:\n  - {id: m, kind: network, name: M}\n  - {id: n, kind: network, name: N}\nrelations:\n"
    read_back = dataset(
        inputs(
            nets + "  - {from: n, type: INTERCONNECTS_WITH, to: m, since: 2019}\n",
            nets + "  - {from: m, type: INTERCONNECTS_WITH, to: n, purpose: roaming}\n",
        )
    )
    assert [relation.stated() for relation in read_back.relations.values()] == [
        {"from": "m", "type": "INTERCONNECTS_WITH", "to": "n", "since": "2019", "purpose": "roaming"}
    ]


def test_the_key_tells_parallel_relations_apart(dataset):
    text = OWNED + "  - {from: a, type: OWNED_BY, to: b, key: k}\n  - {from: a, type: OWNED_BY, to: b, key: l}\n"
    assert [identity.key for identity in dataset(inputs(text)).relations] == ["", "k", "l"]


def test_complete_holds_up_to_the_latest_day_any_input_vouches_for(dataset):
    read_back = dataset(
        inputs(
            "as_of: 2019-01-01\n" + entity("kind: organization, name: X, complete: [all, OWNED_BY, MADE_BY]"),
            "as_of: 2020-01-01\n" + entity("kind: organization, name: X, complete: [all]"),
            entity("kind: organization, name: X, complete: [OWNED_BY]"),
        )
    )
    assert read_back.complete == {"x": {"all": "2020-01-01", "OWNED_BY": None, "MADE_BY": "2019-01-01"}}
    assert read_back.as_of_days == ["2019-01-01", "2020-01-01"]


def test_ends_and_sources_are_checked_after_merging(dataset):
    ends = "relations:\n  - {from: a, type: OWNED_BY, to: b, claims: [{source: s}]}\n"
    assert len(dataset(inputs(ends, A_AND_B, "sources:\n  - {id: s}\n")).relations) == 1


def test_a_dangling_end_names_the_nearest_id_of_any_input(problems):
    ends = "relations:\n  - {from: alfa, type: OWNED_BY, to: zulu}\n"
    assert problems(inputs(ends, "entities:\n  - {id: alpha, kind: organization, name: A}\n")) == (
        "a.yaml:3:5: `from` names no entity: alfa (did you mean alpha?)\n"
        "a.yaml:3:5: `to` names no entity: zulu (add the entity, or correct the id)"
    )


def test_problems_of_all_inputs_are_told_together_sorted_by_place(problems):
    assert problems(
        {
            "b.yaml": "graphx: 1\n" + entity("kind: site"),
            "a.json": '{"graphx": 1, "titel": 2}',
            "c.yaml": "graphx: [\n",
            "d.txt": "x",
        },
        "d.txt",
        "c.yaml",
        "b.yaml",
        "nope.yaml",
        "a.json",
    ) == (
        "a.json:1:15: unknown section `titel` (did you mean title?)\n"
        "b.yaml:3:5: `name` is missing (every such record has one)\n"
        "c.yaml:2:1: this is not YAML: did not find expected node content"
        " (check quotes, colons and indentation here)\n"
        "d.txt: the ending `.txt` names no known format (graphx reads .yaml, .yml, .json, .jsonl and folders of tables)\n"
        "nope.yaml: there is no such file (did you mean c.yaml?)"
    )


MERGED_FAULTS = {
    "an end before the beginning": (("since: 2020", "until: 2019"), "until 2019 cannot lie after since 2020"),
    "an exact share beside a bound": (("share: 0.5", "share_min: 0.2"), "share stands beside share_min or share_max"),
    "bounds that are swapped": (("share_min: 0.5", "share_max: 0.2"), "share_min 0.5 is above share_max 0.2"),
}


@pytest.mark.parametrize(("fields", "expected"), MERGED_FAULTS.values(), ids=MERGED_FAULTS)
def test_fields_that_contradict_only_after_merging_are_a_located_problem(fields, expected, files):
    files(inputs(*map(owned, fields)))
    with pytest.raises(InvalidInputError) as caught:
        read(["a.yaml", "b.yaml"])
    [problem] = caught.value.problems
    assert (problem.what, problem.where.file[1:], problem.where.line) == (expected, ".yaml", 6)


def test_a_restriction_that_contradicts_itself_only_after_merging_is_a_located_problem(files):
    texts = (entity(f"kind: restriction, name: X, {dates}") for dates in ("since: 2020", "until: 2019"))
    files(inputs(*texts))
    with pytest.raises(InvalidInputError) as caught:
        read(["a.yaml", "b.yaml"])
    assert [problem.what for problem in caught.value.problems] == ["until 2019 cannot lie after since 2020"]


def test_the_order_of_inputs_changes_nothing(files):
    documents = (
        "as_of: 2019-01-01\nsources:\n  - {id: s}\n" + owned("claims: [{source: s, confidence: 30}], since: 2018"),
        "as_of: 2020-01-01\n" + owned("claims: [{confidence: 40, polarity: denies}], role: x"),
        OWNED + "  - {from: b, type: OWNED_BY, to: a}\n",
    )
    files(inputs(*documents))
    whole = [read(list(order)) for order in permutations(["a.yaml", "b.yaml", "c.yaml"])]
    assert all(other == whole[0] for other in whole)
    assert all(list(other.relations.items()) == list(whole[0].relations.items()) for other in whole)


def test_the_order_of_records_changes_only_the_order_of_claims(dataset):
    lines = [f"  - {{id: {name}, kind: organization, name: {name}}}\n" for name in "abc"]
    ways = [f"  - {{from: {one}, type: OWNED_BY, to: {two}}}\n" for one, two in ("ab", "bc", "ca")]
    texts = [
        "entities:\n" + "".join(entities) + "relations:\n" + "".join(relations)
        for entities, relations in ((lines, ways), (lines[::-1], ways[::-1]))
    ]
    first, second = (dataset(inputs(text), "a.yaml") for text in texts)
    assert (list(first.entities.items()), list(first.relations.items())) == (
        list(second.entities.items()),
        list(second.relations.items()),
    )
