from __future__ import annotations

import pytest

from graphx.readers.located import InText, Node, bare, find


def text(value: str, column: int = 1, *, plain: bool = True) -> Node:
    return Node(value, 1, column, plain=plain)


TREE = Node(
    {
        "name": text("NO", 3),
        "count": text("12", 7),
        "tags": Node([text("a", 11), text("12", 14)], 1, 10),
        "gone": Node(None, 1, 20),
        "properties": Node(
            {"count": text("12", 30), "quoted": text("12", 40, plain=False), "none": Node(None, 1, 50)}, 1, 28
        ),
    },
    1,
    1,
)


def test_bare_values_are_text_and_only_properties_are_numbers():
    assert bare(TREE) == {"name": "NO", "count": "12", "tags": ["a", "12"], "properties": {"count": 12, "quoted": "12"}}


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ((), 1),
        (("tags",), 10),
        (("tags", 1), 14),
        (("tags", 7), 10),
        (("tags", "x"), 10),
        (("properties", "count"), 30),
        (("properties", "nope", "deeper"), 28),
        (("nope",), 1),
    ],
)
def test_a_path_leads_to_the_last_node_that_exists(path, column):
    assert find(TREE, path).column == column


def test_a_record_in_text_tells_the_places_of_its_parts():
    record = InText(TREE, "d.yaml")
    assert [str(record.place()), str(record.place(("tags", 0))), record.raw()] == [
        "d.yaml:1:1",
        "d.yaml:1:11",
        bare(TREE),
    ]


def test_a_value_without_a_key_takes_its_own_place_for_it():
    assert str(text("x", 5).key_place("d.yaml")) == "d.yaml:1:5"
