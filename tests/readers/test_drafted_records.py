"""Law: whether records in the making are packed or not tells nothing about them.

They are found, changed and yielded in their order as in a dict, and what is packed comes back as it was.

Kills: a row of a record that was changed since, which is taken for it; keys of one hash that are taken for one.
"""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import Place
from graphx.readers.imports import drafted_records
from graphx.readers.imports.draft import Draft
from graphx.readers.imports.drafted import Drafted
from graphx.readers.imports.drafted_columns import DraftedRelations
from graphx.readers.imports.drafted_records import DraftedRecords
from graphx.readers.imports.files import SourceFile
from graphx.readers.imports.packed import Packed
from graphx.writers import to_json
from tests.readers.test_bills_open import of_cyclonedx
from tests.readers.test_cyclonedx import LIBRARY, SERIAL, bill

__all__ = ["of_cyclonedx"]

KEYS = [-1, -2, 0, 2**61 - 1, 1, 2**61, 2]
"""Of the first two the hash is the same, of the next two, and of the two behind them."""
WHERE = Place("list.csv", 7, 3)


class Shelf:
    """Packing as plain as it can be."""

    def __init__(self):
        self._records = []

    def pack(self, records):
        self._records += deepcopy(records)
        return len(self._records) - len(records)

    def unpack(self, row):
        return deepcopy(self._records[row])

    def key(self, row):
        return self._records[row].fields["key"]


@given(st.lists(st.tuples(st.sampled_from(["put", "hold", "keep", "pop", "look"]), st.sampled_from(KEYS)), max_size=60))
def test_records_are_told_apart_and_kept_in_order_as_in_a_dict(steps):
    many, drafted_records.MANY = drafted_records.MANY, 2
    try:
        records, plain = DraftedRecords(Shelf), {}
        for number, (step, key) in enumerate(steps):
            assert (key in records) == (key in plain)
            known = records.get(key)
            assert (known.fields if known else None) == plain.get(key)
            if step == "put" and known is None:
                plain[key] = {"key": key, "was": number}
                records.put(key, Drafted(WHERE, dict(plain[key])))
            elif step == "pop" and known is not None:
                assert records.pop(key).fields == plain.pop(key)
            elif step in {"hold", "keep"} and known is not None:
                getattr(records, step)(key, known)
                known.fields["was"] = plain[key]["was"] = number
            assert len(records) == len(plain)
        assert [each.fields for each in records] == list(plain.values())
        assert [each.fields for each in records.packed().unpacked()] == list(plain.values())
        assert len(records) == 0
    finally:
        drafted_records.MANY = many


def test_what_was_changed_since_it_was_packed_and_what_only_hashes_alike_is_told_apart(monkeypatch):
    monkeypatch.setattr(drafted_records, "MANY", 0)  # each record is packed when the next is stated
    records = DraftedRecords(Shelf)
    for key in (-1, 1):
        records.put(key, Drafted(WHERE, {"key": key, "was": 0}))
    assert hash(-1) == hash(-2)
    assert records.get(-2) is None
    for again in (1, 2):
        known = records.get(-1)
        records.hold(-1, known)
        known.fields["was"] = again
        records.put(10 + again, Drafted(WHERE, {"key": 10 + again}))
        assert records[-1].fields["was"] == again


def test_thousands_are_found_however_often_room_was_made_for_them(monkeypatch):
    monkeypatch.setattr(drafted_records, "MANY", 100)
    records, keys = DraftedRecords(Shelf), [f"o{number}" for number in range(5000)]
    for key in keys:
        assert key not in records
        records.put(key, Drafted(WHERE, {"key": key}))
    assert [records[key].fields["key"] for key in keys] == keys
    assert not any(f"x{key}" in records for key in keys)
    assert [each.fields["key"] for each in records.packed().unpacked()] == keys


texts = st.sampled_from(["", "a", "=1+1", "a|b", "[1]", "{}", "half \ud800", "zero \0", "ñ"])
scalars = st.one_of(texts, st.sampled_from([7, 0.5, float("inf"), True, Decimal("0.50"), None, ("a", "b")]))
values = st.one_of(scalars, st.lists(scalars, max_size=2), st.dictionaries(texts, scalars, max_size=2))
fields = st.dictionaries(
    st.sampled_from(["id", "name", "aliases", "properties", "identifiers", "extends_to", "share", "unknown"]), values
)


def typed(value):
    """Return a value with the type of each part."""
    if isinstance(value, dict):
        return {key: typed(each) for key, each in value.items()}
    return (type(value), [typed(each) for each in value] if isinstance(value, list | tuple) else value)


def stated(record):
    return {name: value for name, value in record.items() if value is not None}


@given(st.lists(st.lists(fields, max_size=4), max_size=3))
def test_what_is_packed_comes_back_as_it_was(blocks):
    packed, records = Packed(), [record for block in blocks for record in block]
    for first, block in enumerate(blocks):
        packed.add(block, [Place(f"{first}.json", number, 2) for number, _ in enumerate(block)])
    places = [Place(f"{first}.json", number, 2) for first, block in enumerate(blocks) for number, _ in enumerate(block)]
    for row, (record, place) in enumerate(zip(records, places, strict=True)):
        assert typed(packed.record(row)) == typed(stated(record))
        assert packed.place(row) == place


@given(st.lists(st.lists(fields, max_size=3), max_size=4))
def test_relations_come_back_with_their_claims_each_at_its_place(several):
    packing, relations = DraftedRelations(), []
    for number, claims in enumerate(several):
        ends = {"from": f"o{number}", "type": "OWNED_BY", "to": "p"} | ({"claims": claims} if claims else {})
        relations.append(Drafted(WHERE, ends, [Place("x", number, each) for each, _ in enumerate(claims)]))
    for first in range(0, len(relations), 2):
        packing.pack(relations[first : first + 2])
    for row, relation in enumerate(relations):
        back = packing.unpack(row)
        claims = [stated(claim) for claim in relation.fields.get("claims", ())]
        assert typed(back.fields.get("claims", [])) == typed(claims)
        assert list(back.claimed) == list(relation.claimed)
        assert packing.key(row) == (f"o{row}", "OWNED_BY", "p", "")


def restated() -> Draft:
    """Return a draft in which much is stated again, long after it was first."""
    draft = Draft("Again")
    draft.source(WHERE, "s", title="Source")
    for again in range(3):
        for number in range(5):
            where, name = Place("a.json", 1 + number, again), f"o{number}"
            also = {
                "aliases": [f"{name} {again}"],
                "identifiers": {"number": number},
                "properties": {"n": Decimal("1.5")},
            }
            draft.entity(where, name, kind="organization", name=f"{name} {again % 2}", **also)
            if again == 2 and number == 3:
                draft.restate(where, name, kind="organization", name="anew")
            claim = {"source": "s", "certainty": "stated", "locator": f"line {again}", "confidence": 70 + again % 2}
            fields = {"share": Decimal("0.50"), "since": f"202{again % 2}", "claims": [claim]}
            if number and not draft.confirms(where, name, "OWNED_BY", "o0", fields):
                draft.relation(where, name, "OWNED_BY", "o0", **fields)
            draft.relation(where, "o4", "OWNED_BY", "o1", role="x", claims=[claim])
            assert draft.has_entity(name)
            assert draft.stated(name)[1]["kind"] == "organization"
            assert not draft.has_entity(f"x{number}")
    return draft


@pytest.mark.parametrize("many", [0, 1, 3, 7])
def test_what_is_stated_again_is_so_whether_or_not_it_is_packed_meanwhile(many, monkeypatch):
    files = [SourceFile("a.json", content=b"a")]
    plainly = restated().imported(files)
    monkeypatch.setattr(drafted_records, "MANY", many)
    imported = restated().imported(files)
    assert imported.remarks == plainly.remarks
    assert list(to_json(imported.dataset)) == list(to_json(plainly.dataset))
    for places in ("entity_places", "relation_places", "claim_places"):
        told, plain = getattr(imported.dataset, places), getattr(plainly.dataset, places)
        assert {key: list(each) for key, each in told.items() if each} == {
            key: list(each) for key, each in plain.items() if each
        }


def test_parts_of_bills_are_the_same_whether_or_not_they_are_packed(of_cyclonedx, monkeypatch):
    parts = [{**LIBRARY, "bom-ref": f"lib{number}", "name": f"lib{number}"} for number in range(4)]
    links = [{"ref": part["bom-ref"], "dependsOn": ["lib0", "lib3"]} for part in parts]
    also = {"cpe": "cpe:2.3:a:v:x:1:*:*:*:*:*:*:*"}  # which only the second bill tells
    bills = [
        bill(components=[{**part, **more} for part in parts], dependencies=links)
        | {"serialNumber": SERIAL.replace("3e", number)}
        for number, more in (("01", {}), ("02", also))
    ]
    plainly = of_cyclonedx(*bills)
    monkeypatch.setattr(drafted_records, "MANY", 0)
    imported = of_cyclonedx(*bills)
    assert imported.remarks == plainly.remarks
    assert list(to_json(imported.dataset)) == list(to_json(plainly.dataset))
    united = [each for each in imported.dataset.entities.values() if "/lib" in each.id]
    assert [each.identifiers["cpe"] for each in united] == [also["cpe"]] * len(parts)
