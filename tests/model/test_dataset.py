from __future__ import annotations

import pytest

from graphx.errors import Place
from graphx.model.dataset import Dataset, root_sources, whole_problems
from graphx.model.records import Claim, Organization, Relation, Site, Source


def sources(**derived: str) -> dict[str, Source]:
    return {name: Source(id=name, derived_from=origins.split() or None) for name, origins in derived.items()}


@pytest.mark.parametrize(
    ("derived", "expected"),
    [
        ({"a": ""}, {"a": "a"}),
        ({"a": "agency", "b": "agency", "agency": ""}, {"a": "agency", "b": "agency", "agency": "agency"}),
        ({"a": "b", "b": "c", "c": ""}, {"a": "c", "b": "c", "c": "c"}),
        ({"a": "b c", "b": "", "c": ""}, {"a": "b c", "b": "b", "c": "c"}),
        ({"a": "b c", "b": "d", "c": "d", "d": ""}, {"a": "d", "b": "d", "c": "d", "d": "d"}),
    ],
    ids=["one", "two articles from one agency", "a chain", "two origins", "a diamond"],
)
def test_root_sources_stand_at_the_far_end_of_what_was_retold(derived, expected):
    assert root_sources(sources(**derived)) == {name: frozenset(roots.split()) for name, roots in expected.items()}


def test_a_chain_of_ten_thousand_sources_has_one_root():
    chain = {f"s{n}": Source(id=f"s{n}", derived_from=(f"s{n + 1}",) if n < 9_999 else None) for n in range(10_000)}
    last = dict(list(chain.items())[-3:])
    assert root_sources(last) == dict.fromkeys(last, frozenset({"s9999"}))


def test_a_claim_without_a_source_rests_on_its_own_file():
    dataset = Dataset({}, {}, sources(a="b", b=""))
    assert [
        dataset.roots(Claim(), Place("d.yaml", 7, 1)),
        dataset.roots(Claim(source="a"), Place("d.yaml", 7, 1)),
    ] == [frozenset({"file:d.yaml"}), frozenset({"b"})]


def told(dataset: Dataset, refused: tuple[str, ...] = ()) -> list[str]:
    places = {name: [Place("d.yaml", number)] for number, name in enumerate(dataset.sources, start=1)}
    return [str(problem) for problem in whole_problems(dataset, places, dict.fromkeys(refused))]


@pytest.mark.parametrize(
    ("derived", "circular"),
    [
        ({"a": "a"}, ["d.yaml:1: source a"]),
        ({"a": "b", "b": "a"}, ["d.yaml:1: source a", "d.yaml:2: source b"]),
        ({"a": "b", "b": "c", "c": "b"}, ["d.yaml:2: source b", "d.yaml:3: source c"]),
        ({"a": "b c", "b": "d", "c": "d", "d": ""}, []),
    ],
    ids=["itself", "two", "a way into a circle", "a diamond is none"],
)
def test_a_circle_of_sources_is_an_error_at_each_source_on_it(derived, circular):
    rest = " derives from itself in a circle (a source derives from earlier ones only)"
    assert told(Dataset({}, {}, sources(**derived))) == [start + rest for start in circular]


def related(*relations: Relation) -> Dataset:
    entities = {name: Organization(id=name, name=name) for name in ("acme", "apex")} | {
        "base": Site(id="base", name="B")
    }
    return Dataset(
        entities,
        {relation.identity: relation for relation in relations},
        {},
        relation_places={relation.identity: [Place("d.yaml", n)] for n, relation in enumerate(relations, start=1)},
        claim_places={relation.identity: [Place("d.yaml", n, 9)] for n, relation in enumerate(relations, start=1)},
    )


RELATED = {
    "a dangling end names the nearest id": (
        Relation(from_="acme", type="OWNED_BY", to="apes"),
        ["d.yaml:1: `to` names no entity: apes (did you mean apex?)"],
    ),
    "both ends": (
        Relation(from_="x", type="OWNED_BY", to="y"),
        [
            "d.yaml:1: `from` names no entity: x (add the entity, or correct the id)",
            "d.yaml:1: `to` names no entity: y (add the entity, or correct the id)",
        ],
    ),
    "ids are case-sensitive": (
        Relation(from_="acme", type="OWNED_BY", to="Apex"),
        ["d.yaml:1: `to` names no entity: Apex (did you mean apex?)"],
    ),
    "wrong kinds": (
        Relation(from_="base", type="OWNED_BY", to="apex"),
        ["d.yaml:1: OWNED_BY cannot run from site base to organization apex (it leaves organization)"],
    ),
    "a source nobody states": (
        Relation(from_="acme", type="OWNED_BY", to="apex", claims=[{"source": "s"}]),
        ["d.yaml:1:9: no such source: s (add it under sources, or correct the id)"],
    ),
    "nothing": (Relation(from_="acme", type="OWNED_BY", to="apex"), []),
}


@pytest.mark.parametrize(("relation", "expected"), RELATED.values(), ids=RELATED)
def test_what_no_record_can_tell_alone_is_told_of_the_whole(relation, expected):
    assert told(related(relation)) == expected


def test_an_end_that_was_refused_is_no_further_problem():
    assert told(related(Relation(from_="x", type="OWNED_BY", to="acme")), ("x",)) == []
