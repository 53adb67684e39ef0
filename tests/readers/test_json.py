from __future__ import annotations

import json

import pytest

HEAD = '{"graphx": 1'
CHECK_MARKS = "(check quotes, commas and brackets)"


def site(fields: str = "") -> str:
    return HEAD + ', "entities": [{"id": "a", "kind": "site", "name": "A"' + fields + "}]}"


LINES_REFUSED = {
    "nothing": ("", 'd.jsonl:1:1: it is empty (it starts with {"graphx": 1})'),
    "no head": (
        '{"entity": {"id": "a", "kind": "site", "name": "A"}}\n',
        "d.jsonl:1:1: `graphx` is missing (a document starts with `graphx: 1`)",
    ),
    "a section in place of a record": (
        HEAD + '}\n{"entities": []}\n[1]',
        "d.jsonl:2:1: this line is no record (a line holds one of source, entity, relation; the first line is the head:"
        ' {"graphx": 1})\n'
        "d.jsonl:3:1: this line is no record (a line holds one of source, entity, relation; the first line is the head:"
        ' {"graphx": 1})',
    ),
    "a fault in a record": (
        HEAD + '}\n{"entity": {"id": "a", "kind": "sight", "name": "A"}}',
        "d.jsonl:2:32: `sight` is no kind of entity (did you mean site?)",
    ),
    "a line that ends too early": (
        HEAD + '}\n{"entity": ',
        f"d.jsonl:2:12: this is not JSON: it ends too early {CHECK_MARKS}",
    ),
    "a zero byte": (
        HEAD + ', "title": "a\\u0000"}',
        "d.jsonl:1:24: this is not JSON: a zero byte in a text (remove it)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), LINES_REFUSED.values(), ids=LINES_REFUSED)
def test_what_is_no_document_in_lines_is_refused_at_its_place(text, expected, write, monkeypatch):
    from graphx.errors import InvalidInputError
    from graphx.readers import read

    monkeypatch.chdir(write("d.jsonl", text).parent)
    with pytest.raises(InvalidInputError) as raised:
        read(["d.jsonl"])
    assert str(raised.value) == expected


REFUSED = {
    "a key twice": (
        HEAD + ',\n "title": "a", "title": "b"}',
        "d.json:2:16: the key `title` stands twice, first at d.json:2:2 (keep one of them)",
    ),
    "nothing": ("", f"d.json:1:1: this is not JSON: it ends too early {CHECK_MARKS}"),
    "blanks": (" \n", f"d.json:2:1: this is not JSON: it ends too early {CHECK_MARKS}"),
    "an end too early": ('{"graphx":', f"d.json:1:11: this is not JSON: it ends too early {CHECK_MARKS}"),
    "something after the value": (
        HEAD + "} x",
        "d.json:1:15: this is not JSON: something follows the value (one file holds one document)",
    ),
    "two documents": (
        HEAD + "}\n" + HEAD + "}",
        "d.json:2:1: this is not JSON: something follows the value (one file holds one document)",
    ),
    "a comma before a brace": (
        HEAD + ",}",
        "d.json:1:14: this is not JSON: a key in double quotes is missing (check the comma before)",
    ),
    "a comma before a bracket": (
        HEAD + ', "entities": [1,]}',
        f"d.json:1:30: this is not JSON: ']' cannot start a value {CHECK_MARKS}",
    ),
    "single quotes": (
        "{'graphx': 1}",
        "d.json:1:2: this is not JSON: a key in double quotes is missing (check the comma before)",
    ),
    "no quotes": (
        "{graphx: 1}",
        "d.json:1:2: this is not JSON: a key in double quotes is missing (check the comma before)",
    ),
    "a comment": (
        '{"graphx": 1 // x\n}',
        "d.json:1:14: this is not JSON: a comma or } is missing (check the end of the line before)",
    ),
    "no comma in a map": (
        '{"graphx": 1\n "title": "a"}',
        "d.json:2:2: this is not JSON: a comma or } is missing (check the end of the line before)",
    ),
    "no comma in a list": (
        HEAD + ', "entities": [{} {}]}',
        "d.json:1:31: this is not JSON: a comma or ] is missing (check the end of the line before)",
    ),
    "no colon": (
        '{"graphx" 1}',
        "d.json:1:11: this is not JSON: a colon is missing (write one between key and value)",
    ),
    "not a number": (
        HEAD + ', "title": NaN}',
        f"d.json:1:24: this is not JSON: 'N' cannot start a value {CHECK_MARKS}",
    ),
    "infinity": (
        HEAD + ', "title": -Infinity}',
        f"d.json:1:24: this is not JSON: '-' cannot start a value {CHECK_MARKS}",
    ),
    "a leading zero": (
        HEAD + ', "title": 01}',
        "d.json:1:25: this is not JSON: a comma or } is missing (check the end of the line before)",
    ),
    "an escape that JSON has not": (
        HEAD + ', "title": "\\x"}',
        "d.json:1:25: this is not JSON: invalid \\escape (check the quotes and escapes)",
    ),
    "half a surrogate pair": (
        HEAD + ', "title": "\\ud83d"}',
        "d.json:1:24: this is not JSON: half a surrogate pair (write the character itself)",
    ),
    "an unclosed quote": (
        HEAD + ', "title": "ab}',
        "d.json:1:24: this is not JSON: unterminated string starting at (check the quotes and escapes)",
    ),
    "fifty thousand brackets": (
        "[" * 50_000,
        "d.json:1:65: nested more than 64 deep (a document needs five levels)",
    ),
    "fifty thousand maps": (
        '{"a":' * 50_000,
        "d.json:1:321: nested more than 64 deep (a document needs five levels)",
    ),
    "depth 65": ("[" * 65 + "]" * 65, "d.json:1:65: nested more than 64 deep (a document needs five levels)"),
    "depth 64": ("[" * 64 + "]" * 64, "d.json:1:1: a document is a map (it starts with `graphx: 1`)"),
    "a word": ("true", "d.json:1:1: a document is a map (it starts with `graphx: 1`)"),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_json_is_refused_at_its_place(text, expected, problems):
    assert problems({"d.json": text}) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"graphx": 1, "title": "\xe9"}', "d.json:1:25: byte 0xE9 is not UTF-8 (save the file as UTF-8)"),
        (b'{"graphx": 1, "title": "\0"}', "d.json:1:25: it holds a zero byte (this is not a text file)"),
        ('{"graphx": 1}'.encode("utf-16"), "d.json:1:1: byte 0xFF is not UTF-8 (save the file as UTF-8)"),
    ],
)
def test_bytes_that_are_no_text_are_refused_at_their_place(data, expected, problems):
    assert problems({"d.json": data}) == expected


def test_a_fault_of_a_record_is_told_at_its_line_and_column(problems):
    text = json.dumps({"graphx": 1, "entities": [{"id": "a", "kind": "site", "name": "A", "lat": 91}]}, indent=2)
    assert problems({"d.json": text}) == "d.json:8:14: `lat` cannot be 91: input should be less than or equal to 90"


def test_a_byte_order_mark_is_read(dataset):
    assert list(dataset({"d.json": b"\xef\xbb\xbf" + site().encode()}).entities) == ["a"]


def test_null_is_absent(dataset):
    read = dataset({"d.json": site(', "country": null, "aliases": null, "properties": {"x": null}')})
    assert read.entities["a"].stated() == {"kind": "site", "id": "a", "name": "A", "properties": {}}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12", 12),
        ("0.5", 0.5),
        ("1.10", "1.10"),
        ("1e3", "1e3"),
        ("true", True),
        ('"12"', "12"),
        ('"true"', "true"),
        ("12345678901234567890", "12345678901234567890"),
        ('"\\ud83d\\ude00 華為"', "😀 華為"),
    ],
)
def test_a_property_keeps_what_was_written(written, expected, dataset):
    value = dataset({"d.json": site(', "properties": {"x": ' + written + "}")}).entities["a"].properties["x"]
    assert (type(value), value) == (type(expected), expected)


def test_a_share_is_the_decimal_that_was_written(dataset):
    text = HEAD + (
        ', "entities": [{"id": "a", "kind": "organization", "name": "A"}],'
        ' "relations": [{"from": "a", "type": "OWNED_BY", "to": "a", "share": 0.10000000000000000000000000000000001}]}'
    )
    [relation] = dataset({"d.json": text}).relations.values()
    assert str(relation.share) == "0.10000000000000000000000000000000001"
