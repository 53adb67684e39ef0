"""Pattern text: what is read, and where a fault is pointed at."""

from __future__ import annotations

import pytest

from graphx.errors import PatternError
from graphx.model.vocabulary import Type
from graphx.paths.named import PATTERNS
from graphx.paths.syntax import (
    And,
    Compare,
    Direction,
    GroupPattern,
    Holds,
    InList,
    IsNull,
    NodePattern,
    Not,
    Or,
    Property,
    Quantifier,
    StepPattern,
    parse_pattern,
)


def where(text: str):
    (node, *_) = parse_pattern(f"(n WHERE {text})-->()").elements
    return node.predicates[0]


def field(name: str) -> Property:
    return Property(name, 0)


def test_labels_types_and_directions_are_read():
    first, step, last = parse_pattern("(a:Site|Network)<-[r:OPERATES|SUPPLIED_BY]-(:Organization)").elements
    assert first == NodePattern(("Site", "Network"))
    assert step == StepPattern(frozenset({Type.OPERATES, Type.SUPPLIED_BY}), Direction.AGAINST)
    assert last == NodePattern(("Organization",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", Quantifier(0, None)),
        ("+", Quantifier(1, None)),
        ("{3}", Quantifier(3, 3)),
        ("{0,3}", Quantifier(0, 3)),
        ("{,3}", Quantifier(0, 3)),
        ("{2,}", Quantifier(2, None)),
        ("{0,100}", Quantifier(0, 100)),
    ],
)
def test_every_quantifier_is_read_on_relations_and_on_groups(text, expected):
    _, step, _ = parse_pattern(f"()-[:HAS_PART]->{text}()").elements
    assert step.quantifier == expected
    _, group, _ = parse_pattern(f"()(()-[:HAS_PART]->()){text}()").elements
    assert group == GroupPattern(
        (NodePattern(), StepPattern(frozenset({Type.HAS_PART}), Direction.ALONG), NodePattern()), expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n.domain = 'core'", Compare(field("domain"), "=", "core")),
        ('n.name = "a \\"b\\""', Compare(field("name"), "=", 'a "b"')),
        ("3 < n.lat", Compare(field("lat"), ">", 3)),
        ("n.lat >= -1.5", Compare(field("lat"), ">=", -1.5)),
        ("n.essential <> true", Compare(field("essential"), "<>", True)),
        ("n.country IN ['JP', 'DE']", InList(field("country"), ("JP", "DE"))),
        ("n.country in []", InList(field("country"), ())),
        ("'AMF' IN n.functions", Holds(field("functions"), "AMF")),
        ("n.domain IS NULL", IsNull(field("domain"))),
        ("n.domain is not null", Not(IsNull(field("domain")))),
        (
            "n.lat = 1 OR n.lat = 2 AND NOT n.lat = 3",
            Or(
                (
                    Compare(field("lat"), "=", 1),
                    And((Compare(field("lat"), "=", 2), Not(Compare(field("lat"), "=", 3)))),
                )
            ),
        ),
        (
            "(n.lat = 1 OR n.lat = 2) AND n.lat = 3",
            And((Or((Compare(field("lat"), "=", 1), Compare(field("lat"), "=", 2))), Compare(field("lat"), "=", 3))),
        ),
    ],
)
def test_predicates_are_read_as_cypher_reads_them(text, expected):
    assert where(text) == expected


def test_a_property_map_is_an_equality_each():
    node = parse_pattern("(:Network {domain: 'core', generation: '4g'})-->()").elements[0]
    assert node.predicates == (Compare(field("domain"), "=", "core"), Compare(field("generation"), "=", "4g"))


def test_a_step_without_types_takes_all_that_have_its_direction():
    assert parse_pattern("()-->()").elements[1].types == frozenset(Type) - {Type.INTERCONNECTS_WITH}
    assert parse_pattern("()-[]-()").elements[1].types == frozenset(Type)


def test_possible_is_a_prefix_and_places_stay_those_of_the_text():
    assert parse_pattern(" possible: ()-->()").possible
    assert not parse_pattern("()-->()").possible
    with pytest.raises(PatternError) as caught:
        parse_pattern("possible: (:Sit)-->()")
    assert str(caught.value) == "no label Sit (did you mean Site?)\n  possible: (:Sit)-->()\n              ^"


def test_every_named_pattern_is_read():
    for pattern in PATTERNS.values():
        for text in pattern.alternatives:
            assert parse_pattern(text).text == text


FAULTS = {
    "": "the pattern is empty (such as (:Site)-[:SERVED_BY]->(:Network))\n  \n  ^",
    "(:Site)": "the pattern has no relation (a walk has at least one)\n  (:Site)\n  ^",
    "(:Site)-[:SERVED_BY]->": "a node is missing behind the relation (write () for any node)\n"
    "  (:Site)-[:SERVED_BY]->\n                        ^",
    "-[:SERVED_BY]->()": "a relation follows a node (write () for any node)\n  -[:SERVED_BY]->()\n  ^",
    "(:Site)(:Network)": "two nodes stand side by side (put a relation between them)\n  (:Site)(:Network)\n         ^",
    "(:Site)-[:SERVED_BYE]->()": "no relation type SERVED_BYE (did you mean SERVED_BY?)\n"
    "  (:Site)-[:SERVED_BYE]->()\n            ^",
    "(:Site)-[:INTERCONNECTS_WITH]->()": "INTERCONNECTS_WITH has no direction (write -[:INTERCONNECTS_WITH]-)\n"
    "  (:Site)-[:INTERCONNECTS_WITH]->()\n           ^",
    "()<-[:OPERATES]->()": "an arrow at both ends (write -[ ]- for either direction)\n  ()<-[:OPERATES]->()\n    ^",
    "()-[:OPERATES]->{3,2}()": "the least 3 is above the most 2 (swap them)\n  ()-[:OPERATES]->{3,2}()\n                  ^",
    "()-[:OPERATES]->{0}()": "at most 0 times matches nothing (remove it)\n  ()-[:OPERATES]->{0}()\n                  ^",
    "()-[:OPERATES]->{1,101}()": "the bound 101 is no number up to 100 (use * or + for no bound)\n"
    "  ()-[:OPERATES]->{1,101}()\n                     ^",
    "()-[:OPERATES]->{,}()": "a bound is missing (one of {n} {m,n} {,n} {m,})\n  ()-[:OPERATES]->{,}()\n                  ^",
    "()(()-->())()": "the group has no quantifier (one of * + {n} {m,n} {,n} {m,})\n  ()(()-->())()\n             ^",
    "()(())*()": "a group holds at least one relation\n  ()(())*()\n    ^",
    "()((()-->())*)*()": "groups do not nest\n  ()((()-->())*)*()\n     ^",
    "()(()-->*())*()": "a quantifier inside a group (groups do not nest; quantify the group)\n  ()(()-->*())*()\n           ^",
    "(n)-->(n)": "the name n stands twice (a name occurs once)\n  (n)-->(n)\n         ^",
    "(n WHERE m.name = 'x')-->()": "WHERE reads its own element only, n (write n.field)\n"
    "  (n WHERE m.name = 'x')-->()\n           ^",
    "(WHERE n.name = 'x')-->()": "WHERE needs a name for its element (write (n … WHERE …) or [n …])\n"
    "  (WHERE n.name = 'x')-->()\n         ^",
    "(n {domain: core})-->()": "`core` is no value (text stands in quotes: 'core')\n  (n {domain: core})-->()\n              ^",
    "(n {domain: null})-->()": "`null` is no value (use IS NULL)\n  (n {domain: null})-->()\n              ^",
    "(n {domain: 'core)-->()": "the quote is never closed\n  (n {domain: 'core)-->()\n              ^",
    "(n)-->(m) RETURN m": "expected a node or a relation instead of `RETURN`\n  (n)-->(m) RETURN m\n            ^",
    "(n)-->(m);": "';' has no meaning in a pattern\n  (n)-->(m);\n           ^",
    "(n)-[*1..3]->(m)": "expected `]` instead of `*`\n  (n)-[*1..3]->(m)\n       ^",
    "(n:Site:Network)-->()": "expected `)` instead of `:`\n  (n:Site:Network)-->()\n         ^",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_pointed_at(text):
    with pytest.raises(PatternError) as caught:
        parse_pattern(text)
    assert str(caught.value) == FAULTS[text]


@pytest.mark.parametrize("payload", ["`", "\\u0060", "*/", "//", "' OR 1=1", "(((((((((", "(" * 5000, "{" * 500])
def test_nothing_else_than_a_pattern_error_comes_of_hostile_text(payload):
    for text in (payload, f"(n:{payload})-->()", f"(n {{name: '{payload}}})-->()", f"()-[:{payload}]->()"):
        try:
            parse_pattern(text)
        except PatternError:
            continue
        assert payload in text


def test_deep_parentheses_in_a_predicate_are_an_error_and_no_crash():
    deep = "(" * 5000 + "n.lat = 1" + ")" * 5000
    with pytest.raises(PatternError, match="nested too deep"):
        parse_pattern(f"(n WHERE {deep})-->()")
