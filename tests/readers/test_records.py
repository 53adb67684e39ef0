import io
import json
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import InvalidInputError
from graphx.readers.imports import files as files_module
from graphx.readers.imports import json_records as json_module
from graphx.readers.imports.files import SourceFile
from graphx.readers.imports.json_records import is_text, json_lines, json_records
from graphx.readers.imports.xml_records import xml_records

TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


OTHER_HALF = " (the other half of \\ud800 to \\udfff is missing)"


def told(text, take=json_records, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return [(key, str(where), value) for key, where, value in take(SourceFile("f.json", content=data), **options)]


def fault(text, take=json_records, **options):
    with pytest.raises(InvalidInputError) as error:
        told(text, take, **options)
    return str(error.value)


def test_an_array_that_is_named_yields_its_entries_and_any_other_is_one_value():
    text = '{"a": [1, 2.50],\n "b": [\n  {"x": 1},\n  {"x": 2}\n ]}'
    assert told(text, arrays={"b"}) == [
        ("a", "f.json:1:7", [1, Decimal("2.50")]),
        ("b", "f.json:3:3", {"x": 1}),
        ("b", "f.json:4:3", {"x": 2}),
    ]


@given(st.dictionaries(st.text(max_size=4), TREES, max_size=5), st.integers(1, 40), st.sampled_from([None, 1]))
def test_records_are_what_the_whole_would_be_however_the_window_falls(document, block, indent):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_module, "_BLOCK", block)
        found = list(json_records(SourceFile("f", content=json.dumps(document, indent=indent).encode()), document))
    entries = [
        (key, each) for key, value in document.items() for each in (value if isinstance(value, list) else [value])
    ]
    assert [(key, value) for key, _, value in found] == entries


def test_a_character_of_two_escapes_is_a_character():
    assert told('["\\ud83d\\ude00"]') == [("", "f.json:1:2", "😀")]


def test_a_record_as_deep_as_any_is_read_and_so_is_one_of_many_parts():
    deep, wide = "[" * 400 + "]" * 400, "[" + ", ".join(["[]"] * 500) + "]"
    assert [json.dumps(value) for _, _, value in told(f"[{deep}, {wide}]")] == [deep, wide]


@pytest.mark.parametrize(("text", "expected"), [("😀", True), ("\ud83d", False)])
def test_half_a_character_is_found_however_deep_it_stands(text, expected):
    value = text
    for _ in range(50_000):
        value = [{"a": value}]
    assert is_text(value) is expected
    assert is_text({text: 1}) is expected


def test_what_stands_in_an_object_is_told_by_both_keys():
    text = '{"graph": {"nodes": [1, 2], "n": 3}, "meta": {"n": [4]}, "x.nodes": 5}'
    found = json_records(SourceFile("f", content=text.encode()), {"graph.nodes"}, {"graph", "x"})
    assert [(key, value) for key, _, value in found] == [
        ("graph.nodes", 1),
        ("graph.nodes", 2),
        ("graph.n", 3),
        ("meta", {"n": [4]}),
        ("x.nodes", 5),
    ]


def test_an_array_and_lines_need_no_key():
    assert told('\ufeff[1,\n"a"]') == [("", "f.json:1:2", 1), ("", "f.json:2:1", "a")]
    assert told('{"a": 1}\n\n{"a": 2}\n', json_lines) == [
        ("", "f.json:1:1", {"a": 1}),
        ("", "f.json:3:1", {"a": 2}),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.json:1:1: JSON begins with { or [ (is it the format that you named?)"),
        ('{"a": 1', "f.json:1:8: it is cut: } is missing"),
        ('{"a": [1, 2', "f.json:1:12: it is cut here"),
        ('{"a": "b', "f.json:1:7: it is cut: the text that begins here has no end"),
        ('{"a": 1}\n}', "f.json:2:1: something stands behind the end of the JSON"),
        ('{"a": 1 "b": 2}', 'f.json:1:9: } is expected, and " stands here'),
        (
            '["\\ud83d\\ude00",\n"\\ud800"]',
            "f.json:2:1: an escape in it is half a character" + OTHER_HALF,
        ),
        ("{a: 1}", "f.json:1:2: a key in double quotes is missing"),
        ('[\n{"a": nope, "b": "and much more text"}]', "f.json:2:7: this is not JSON: Expecting value"),
        ('{"a": NaN, "b": "and much more text"}', "f.json:1:7: NaN is no number"),
        ("[" * 100_000, "f.json:1:2: it nests too deeply"),
        ("[0,\n" + "[" * 401 + "]" * 401 + "]", "f.json:2:1: it nests too deeply"),
        (
            '[{"a": 1e309}]',
            "f.json:1:2: 1e309 is beyond the numbers that can be written: its power of ten is above 308",
        ),
        ('[{"a": -1e' + "9" * 60 + "}]", f"f.json:1:2: -1e{'9' * 37} is no number"),
        (
            '[{"a": {"b": 1, "c": 2, "b": 1}}]',
            "f.json:1:2: the key `b` stands twice in one object, and which value counts is not known",
        ),
        (
            '{"a": 1, "x": [],\n"a": 2}',
            "f.json:2:4: the key `a` stands twice in one object, and which value counts is not known",
        ),
        (
            '[\n{"a": "\\ud800"}]',
            "f.json:2:1: an escape in it is half a character" + OTHER_HALF,
        ),
        (b'{"a":\n "\xff"}', "f.json:2:3: byte 0xFF is not UTF-8 (save the file as UTF-8)"),
    ],
)
def test_what_is_no_json_is_told_at_its_place(text, message):
    assert fault(text, arrays={"x"}) == message


def test_a_record_that_has_no_end_is_not_read_to_the_end(monkeypatch):
    monkeypatch.setattr(json_module, "MAX_RECORD", 1000)
    monkeypatch.setattr(json_module, "_BLOCK", 100)
    read = []

    class Endless(io.RawIOBase):
        def read(self, size=-1):
            read.append(size)
            return b"a" * size if len(read) > 1 else b'["'

    class File(SourceFile):
        def opened(self):
            return Endless()

    assert "a record is longer than" in fault_of(File("f.json"))
    assert sum(read) < 5000


def fault_of(file):
    with pytest.raises(InvalidInputError) as error:
        list(json_records(file))
    return str(error.value)


def elements(text, *tags):
    data = text if isinstance(text, bytes) else text.encode()
    return [
        (str(where), each.tag, dict(each.attrib), each.findtext("c"))
        for where, each in xml_records(SourceFile("f.xml", content=data), tags)
    ]


def test_outermost_elements_are_yielded_with_their_line_and_local_names():
    text = '<x xmlns="urn:y" xmlns:z="urn:z">\n<a z:k="1"><c>one</c><a/></a>\n<b/><a><c>two</c></a></x>'
    assert elements(text, "a") == [("f.xml:2", "a", {"k": "1"}, "one"), ("f.xml:3", "a", {}, "two")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a><b></a>", "f.xml:1:9: this is not whole XML: mismatched tag"),
        ("<a>", "f.xml:1:4: this is not whole XML: no element found"),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]>\n<a>&b;</a>',
            "f.xml:1: it declares a document type or entities, or reaches outside, which no such file needs (get the file from its publisher)",
        ),
        ("<a>" * 300, "f.xml:1: it nests too deeply"),
        (
            '<?xml version="1.0" encoding="klingon"?><a/>',
            "f.xml:1: its encoding cannot be read: unknown encoding: klingon (save the file as UTF-8)",
        ),
        (b"<a>\xff</a>", "f.xml:1:4: this is not whole XML: not well-formed (invalid token)"),
    ],
)
def test_what_is_no_xml_is_told_at_its_line(text, message):
    with pytest.raises(InvalidInputError) as error:
        elements(text, "b")
    assert str(error.value) == message


def packed(path, method=zipfile.ZIP_DEFLATED):
    text = "".join(f"{number * number}\n" for number in range(1000))
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.json", text)
    return bytearray(path.read_bytes())


def encrypted(data):
    for head, flags in ((0, 6), (data.index(b"PK\1\2"), 8)):
        data[head + flags] |= 1


def packed_unknown(data):
    for head, method in ((0, 8), (data.index(b"PK\1\2"), 10)):
        data[head + method] = 9  # Deflate64, as Windows packs what is large


def damaged(data):
    for at in range(60, 200):
        data[at] ^= 0x5A


@pytest.mark.parametrize(
    ("change", "method", "message"),
    [
        (encrypted, zipfile.ZIP_DEFLATED, "a.json in it is encrypted: unpack it first"),
        (packed_unknown, zipfile.ZIP_DEFLATED, "That compression method is not supported"),
        (damaged, zipfile.ZIP_DEFLATED, "Error -3 while decompressing data"),
        (damaged, zipfile.ZIP_LZMA, "Corrupt input data"),
        (damaged, zipfile.ZIP_BZIP2, "Invalid data stream"),
        (damaged, zipfile.ZIP_STORED, "Bad CRC-32"),
    ],
)
def test_an_archive_that_cannot_be_unpacked_is_told(tmp_path, change, method, message):
    path = tmp_path / "in.zip"
    data = packed(path, method)
    change(data)
    path.write_bytes(data)
    with pytest.raises(InvalidInputError) as error:
        b"".join(files_module.read_files([path])[0].chunks())
    assert str(error.value).startswith(f"{path}")
    assert f": it cannot be read: {message}" in str(error.value)


def test_a_bomb_in_an_archive_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files_module, "CHUNK", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b"0" * 3_000_000)
    with pytest.raises(InvalidInputError, match="unpacked it is 2 MiB, which is more than its size lets expect"):
        files_module.read_files([tmp_path / "bomb.zip"])
