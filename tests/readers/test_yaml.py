from __future__ import annotations

import pytest

from graphx.errors import InvalidInputError
from graphx.readers.yaml import parse_yaml

HEAD = "graphx: 1\n"
SITE = HEAD + "entities:\n  - {id: a, kind: site, name: A}\n"


def in_site(fields: str) -> str:
    return HEAD + f"entities:\n  - {{id: a, kind: site, name: A, {fields}}}\n"


REFUSED = {
    "a key twice in a record": (
        HEAD + "entities:\n  - {id: a, id: b, kind: site, name: A}\n",
        "d.yaml:3:13: the key `id` stands twice, first at d.yaml:3:6 (keep one of them)",
    ),
    "a section twice": (
        HEAD + "title: a\ntitle: b\n",
        "d.yaml:3:1: the key `title` stands twice, first at d.yaml:2:1 (keep one of them)",
    ),
    "a merge key": (
        HEAD + "entities:\n  - {<<: {id: a}, kind: site, name: A}\n",
        "d.yaml:3:6: merge key <<: merge keys are not read (write the fields out)",
    ),
    "a zero byte": (
        HEAD + 'title: "a\\0b"\n',
        "d.yaml:2:8: a zero byte in a text (remove it)",
    ),
    "an anchor": (
        HEAD + "entities:\n  - &a {id: a, kind: site, name: A}\n",
        "d.yaml:3:5: anchor &a: anchors are not read (remove it)",
    ),
    "an alias and its anchor": (
        HEAD + "title: &t x\nentities:\n  - {id: a, kind: site, name: *t}\n",
        "d.yaml:2:8: anchor &t: anchors are not read (remove it)\n"
        "d.yaml:4:31: alias *t: aliases are not read (write the value out)",
    ),
    "an alias as a key": (
        HEAD + "title: &t x\n*t : 3\n",
        "d.yaml:2:8: anchor &t: anchors are not read (remove it)\n"
        "d.yaml:3:1: alias *t: aliases are not read (write the value out)",
    ),
    "a bomb of aliases": (
        HEAD + "a: &a [x,x]\nb: &b [*a,*a]\n",
        "d.yaml:2:4: anchor &a: anchors are not read (remove it)\n"
        "d.yaml:3:4: anchor &b: anchors are not read (remove it)\n"
        "d.yaml:3:8: alias *a: aliases are not read (write the value out)\n"
        "d.yaml:3:11: alias *a: aliases are not read (write the value out)",
    ),
    "a tag that would run a program": (
        HEAD + "title: !!python/object/apply:os.system [echo]\n",
        "d.yaml:2:8: tag tag:yaml.org,2002:python/object/apply:os.system: tags are not read"
        " (remove it; every scalar is text)",
    ),
    "a harmless tag": (
        HEAD + "title: !!str x\n",
        "d.yaml:2:8: tag tag:yaml.org,2002:str: tags are not read (remove it; every scalar is text)",
    ),
    "fifty thousand brackets": (
        "[" * 50_000,
        "d.yaml:1:65: nested more than 64 deep (a document needs five levels)",
    ),
    "fifty thousand dashes": (
        "- " * 50_000,
        "d.yaml:1:129: nested more than 64 deep (a document needs five levels)",
    ),
    "depth 65": (
        HEAD + "title: " + "[" * 64 + "]" * 64 + "\n",
        "d.yaml:2:71: nested more than 64 deep (a document needs five levels)",
    ),
    "two documents": (
        HEAD + "---\n" + HEAD,
        "d.yaml:2:1: a second document in one file (give each document its own file)",
    ),
    "a tab as indentation": (
        HEAD + "entities:\n\t- id: a\n",
        "d.yaml:3:1: this is not YAML: found character that cannot start any token"
        " (check quotes, colons and indentation here)",
    ),
    "nothing": ("", "d.yaml:1:1: it is empty (a document starts with `graphx: 1`)"),
    "blanks": ("  \n\n", "d.yaml:1:1: it is empty (a document starts with `graphx: 1`)"),
    "a comment": ("# later\n", "d.yaml:1:1: it is empty (a document starts with `graphx: 1`)"),
    "an unclosed quote": (
        HEAD + 'title: "open\nentities: []\n',
        "d.yaml:4:1: this is not YAML: found unexpected end of stream (check quotes, colons and indentation here)",
    ),
    "a second colon": (
        HEAD + "title: a: b\n",
        "d.yaml:2:9: this is not YAML: mapping values are not allowed in this context"
        " (check quotes, colons and indentation here)",
    ),
    "a second colon after wide characters": (
        HEAD + "title: 日本 a: b\n",
        "d.yaml:2:12: this is not YAML: mapping values are not allowed in this context"
        " (check quotes, colons and indentation here)",
    ),
    "an escape character": (
        HEAD + "title: a\x1bb\n",
        "d.yaml:2:9: the character U+001B may not stand in YAML (remove it)",
    ),
    "an escape character after letters of two bytes": (
        HEAD + "title: éé # \x1b\n",
        "d.yaml:2:13: the character U+001B may not stand in YAML (remove it)",
    ),
    "half a surrogate pair": (
        HEAD + 'title: "\\ud800"\n',
        "d.yaml:2:11: this is not YAML: found invalid Unicode character escape code"
        " (check quotes, colons and indentation here)",
    ),
    "a list as a key": (HEAD + "? [a]\n: b\n", "d.yaml:2:3: a key is not text (a key is a field name)"),
    "a list": ("- a\n", "d.yaml:1:1: a document is a map (it starts with `graphx: 1`)"),
    "a word": ("hello\n", "d.yaml:1:1: a document is a map (it starts with `graphx: 1`)"),
    "a directive nobody knows": (
        "%FOO\n---\ngraphx: 1\n",
        "d.yaml:1:5: this is not YAML: found unknown directive name (check quotes, colons and indentation here)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_yaml_could_smuggle_in_is_refused_at_its_place(text, expected, problems):
    # a newer PyYAML gives up by itself, further on in the line
    assert problems({"d.yaml": text}).replace("d.yaml:1:1001: nested", "d.yaml:1:65: nested") == expected


REFUSED_BYTES = {
    "binary": (bytes(range(256)), "d.yaml:2:118: byte 0x80 is not UTF-8 (save the file as UTF-8)"),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0", "d.yaml:1:1: byte 0x89 is not UTF-8 (save the file as UTF-8)"),
    "UTF-16": ("graphx: 1\n".encode("utf-16"), "d.yaml:1:1: byte 0xFF is not UTF-8 (save the file as UTF-8)"),
    "Latin-1": (b"graphx: 1\ntitle: caf\xe9\n", "d.yaml:2:11: byte 0xE9 is not UTF-8 (save the file as UTF-8)"),
    "a zero byte": (b"graphx: 1\ntitle: a\0b\n", "d.yaml:2:9: it holds a zero byte (this is not a text file)"),
}


@pytest.mark.parametrize(("data", "expected"), REFUSED_BYTES.values(), ids=REFUSED_BYTES)
def test_bytes_that_are_no_text_are_refused_at_their_place(data, expected, problems):
    assert problems({"d.yaml": data}) == expected


def test_depth_64_is_read(problems):
    assert (
        problems({"d.yaml": HEAD + "title: " + "[" * 63 + "]" * 63 + "\n"})
        == "d.yaml:2:8: `title` is not text (quote it)"
    )


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbf" + SITE.encode(), SITE.replace("\n", "\r\n").encode(), b"%YAML 1.1\n---\n" + SITE.encode()]
)
def test_a_byte_order_mark_windows_line_ends_and_a_version_are_read(data, dataset):
    assert [entity.stated() for entity in dataset({"d.yaml": data}).entities.values()] == [
        {"kind": "site", "id": "a", "name": "A"}
    ]


def test_places_are_counted_right_with_windows_line_ends(problems):
    text = "graphx: 1\r\nentities:\r\n  - {id: a, kind: site, name: A, contry: JP}\r\n"
    assert problems({"d.yaml": text}) == "d.yaml:3:34: unknown field `contry` (did you mean country?)"


@pytest.mark.parametrize(
    "word", ["NO", "yes", "on", "2019", "0854.40", "1e3", "~", "null", "0x1F", "1_000", "12:30:45", "2019-01-01"]
)
def test_a_scalar_is_text_until_the_model_converts_it(word, dataset):
    text = HEAD + f"entities:\n  - {{id: a, kind: site, name: {word}}}\n"
    assert dataset({"d.yaml": text}).entities["a"].name == word


def test_norway_is_a_country(dataset):
    assert dataset({"d.yaml": in_site("country: NO")}).entities["a"].country == "NO"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("NO", "NO"),
        ("0854.40", "0854.40"),
        ("1.10", "1.10"),
        ("12", 12),
        ("-3", -3),
        ("0.5", 0.5),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("yes", "yes"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("12345678901234567890", "12345678901234567890"),
        (".5", ".5"),
        ("-0", "-0"),
        (".nan", ".nan"),
        ("~", "~"),
        ("'12'", "12"),
        ('"true"', "true"),
    ],
)
def test_an_unquoted_property_is_a_number_only_if_it_prints_as_it_was_written(written, expected, dataset):
    value = dataset({"d.yaml": in_site(f"properties: {{x: {written}}}")}).entities["a"].properties["x"]
    assert (type(value), value) == (type(expected), expected)


def test_a_block_scalar_is_text(dataset):
    text = HEAD + "entities:\n  - id: a\n    kind: site\n    name: A\n    properties:\n      x: |-\n        12\n"
    assert dataset({"d.yaml": text}).entities["a"].properties == {"x": "12"}


def test_nothing_after_a_colon_is_absent(dataset):
    text = (
        "graphx: 1\ntitle:\nas_of:\nsources:\nentities:\n"
        "  - id: a\n    kind: site\n    name: A\n    country:\n    aliases:\n    properties:\n      x:\nrelations:\n"
    )
    read = dataset({"d.yaml": text})
    document = read.documents[0]
    stated = {"kind": "site", "id": "a", "name": "A", "properties": {}}
    assert (document.title, document.as_of, read.entities["a"].stated()) == (None, None, stated)


def test_quoted_nothing_is_empty_text(problems):
    expected = "d.yaml:3:47: `sensitivity` is empty (give it a value, or leave the field out)"
    assert problems({"d.yaml": in_site("sensitivity: ''")}) == expected


def test_every_fault_before_a_syntax_error_is_told_too(problems):
    text = "graphx: 1\ntitle: a\ntitle: b\nentities: [\n"
    assert problems({"d.yaml": text}) == (
        "d.yaml:3:1: the key `title` stands twice, first at d.yaml:2:1 (keep one of them)\n"
        "d.yaml:5:1: this is not YAML: did not find expected node content (check quotes, colons and indentation here)"
    )


def test_a_value_knows_its_place_and_that_of_its_key():
    root = parse_yaml("graphx: 1\nentities:\n  - {id: a}\n", "d.yaml")
    item = root.value["entities"].value[0]
    identifier = item.value["id"]
    assert [str(item.place("d.yaml")), str(identifier.place("d.yaml")), str(identifier.key_place("d.yaml"))] == [
        "d.yaml:3:5",
        "d.yaml:3:10",
        "d.yaml:3:6",
    ]


def test_quotes_are_remembered():
    fields = parse_yaml("a: 12\nb: '12'\nc: \"12\"\n", "d.yaml").value
    assert {name: node.plain for name, node in fields.items()} == {"a": True, "b": False, "c": False}


def test_parsing_raises_nothing_but_invalid_input():
    with pytest.raises(InvalidInputError):
        parse_yaml("{" * 50_000, "d.yaml")
