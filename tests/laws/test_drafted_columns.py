"""Law: an import as columns is the import record by record, and so are the tables that are written of it.

Whatever a draft states, rightly or wrongly: the same records at the same places, or the same problems.

Kills: a map of which nobody asks whether its keys hide a field; an order of relations that are one that is not looked at; a
default that no claim states and every table tells; an empty text that is taken for nothing.
"""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from graphx.errors import InvalidInputError, Place
from graphx.model import columns
from graphx.model.table import EntityTable, RelationTable
from graphx.readers import doubt, read
from graphx.readers.imports import drafted_records as drafts
from graphx.readers.imports.draft import Draft
from graphx.readers.imports.files import SourceFile
from graphx.writers import stated_columns, table_columns, to_json, to_yaml
from graphx.writers.jsonl import to_jsonl
from tests.written import as_parquet, as_tables

DRAFTS = 400
BATCH = 100
FOLDERS = 40
WRITE = (to_json, to_yaml, to_jsonl, as_tables, as_parquet)
FILES = [SourceFile(name, content=name.encode()) for name in ("a.json", "b.json")]
NAMES = (
    [f"o{number}" for number in range(4)]
    + [f"c{number}" for number in range(6)]
    + [f"n{number}" for number in range(3)]
)
TEXTS = ["x", "=1+1", "'=1", "a|b", "[1]", "{}", "1.5", "true", "naïve ", "two\nlines", "2024"]
WRONG = ["", "half \ud800", "zero \0"]


def text(draw: random.Random, faults: float):
    return draw.choice(WRONG if draw.random() < faults else TEXTS)


def properties(draw: random.Random, faults: float):
    values = [*TEXTS, 7, 0.5, True, Decimal("1.50")]
    keys = ["x", "y", "z.z", *(["name", "since", ""] if draw.random() < faults else [])]
    return {draw.choice(keys): draw.choice(values) for _ in range(draw.randrange(4))}


def drawn(**fields):
    """Return the fields that are stated."""
    return {name: value for name, value in fields.items() if value is not None}


def maybe(draw: random.Random, value, chance: float = 0.3):
    return value if draw.random() < chance else None


def claim(draw: random.Random, faults: float):
    says = (
        {"share": draw.choice(["0.5", "0.50", "1"])} if draw.random() < 0.5 else {"until": "2024", "status": "planned"}
    )
    return drawn(
        source=maybe(draw, "nobody" if draw.random() < faults else "s1"),
        polarity=maybe(draw, draw.choice(["asserts", "denies"])),
        confidence=maybe(draw, draw.choice([7, "70", 700 if draw.random() < faults else 1])),
        asserted=maybe(draw, draw.choice(["2024", "2024-05-01"])),
        says=maybe(draw, says, 0.2),
        quote=maybe(draw, text(draw, faults)),
        **({"type": "x"} if draw.random() < faults else {}),
    )


def entity(draw: random.Random, name: str, faults: float):
    kind = {"o": "organization", "c": "component", "n": "network"}[name[0]]
    return drawn(
        kind="thing" if draw.random() < faults else kind,
        name=text(draw, faults) or None,
        aliases=maybe(draw, [text(draw, faults) for _ in range(draw.randrange(3))]),
        country=maybe(draw, "Peru" if draw.random() < faults else "PE"),
        identifiers=maybe(draw, '{"purl": "x"}' if draw.random() < faults else {"purl": text(draw, faults)}),
        complete=maybe(draw, ["HAS_PART"]),
        properties=maybe(draw, properties(draw, faults)),
        **({"colour": "red"} if draw.random() < faults else {}),
    )


def relation(draw: random.Random, faults: float):
    verb, near, far = draw.choice(
        [("HAS_PART", "c", "c"), ("MADE_BY", "c", "o"), ("INTERCONNECTS_WITH", "n", "n"), ("OWNED_BY", "o", "o")]
    )
    if draw.random() < faults:
        far = "x"
    ends = [draw.choice([name for name in [*NAMES, "x0"] if name.startswith(kind)]) for kind in (near, far)]
    claims = [claim(draw, faults) for _ in range(draw.randrange(3))]
    if verb == "INTERCONNECTS_WITH":  # either way it is one relation, and its claims unite
        return (draw.choice(NAMES[-3:]), verb, draw.choice(NAMES[-3:])), {"claims": claims}
    fields = drawn(
        since=maybe(draw, "2024" if draw.random() >= faults else "never"),
        until=maybe(draw, "2025" if draw.random() >= faults else "2023"),
        share=maybe(draw, draw.choice([Decimal("0.50"), "0.5"])),
        key=maybe(draw, text(draw, 0)),
        essential=maybe(draw, value=True),
        properties=maybe(draw, properties(draw, faults)),
        claims=claims + claims[: draw.randrange(2)],
    )
    return (ends[0], verb, ends[1]), fields


def draft(seed: int):
    """Return a draft; half of all hold nothing that is wrong."""
    draw = random.Random(seed)
    faults = draw.choice([0, 0, 0.002, 0.01])
    made = Draft("Drawn", draw.choice([None, "2025-01-01"]))

    def where():
        return Place(draw.choice(FILES).name, draw.randrange(1, 9), draw.randrange(3))

    made.source(where(), "s1", title="Source")
    if draw.random() < 0.3:
        made.entity(where(), "list", kind="restriction", name="List", extends_to=[{"calculator": "ofac_50"}])
    for name in draw.sample(NAMES, len(NAMES)):
        made.entity(where(), name, **{"name": name} | entity(draw, name, faults))
    for _ in range(draw.randrange(30)):
        ends, fields = relation(draw, faults)
        made.relation(where(), *ends, **fields)
    return made


def imported(seed: int):
    """Return the dataset of a draft, or the problems that it has."""
    try:
        return draft(seed).imported(FILES).dataset
    except InvalidInputError as error:
        return str(error), error.problems


def told(dataset):
    """Return all that a dataset tells, and what is written of it."""
    if isinstance(dataset, tuple):
        return dataset
    mappings = ("entities", "relations", "sources", "entity_places", "relation_places", "claim_places")
    every = [list(getattr(dataset, name).items()) for name in mappings]
    # who has no claims has no places of them, whether that is an empty list or none
    places = [[(key, list(value)) for key, value in each if value] for each in every[3:]]
    entities = EntityTable.of(dataset.entities, dataset.entity_places, dataset.complete)
    relations = RelationTable.of(dataset.relations, entities, dataset.relation_places, dataset.claim_places)
    claims = [column.tolist() for column in relations.claims({})]
    files = [list(write(dataset)) for write in WRITE]
    return (
        every[:3],
        places,
        claims,
        dict(dataset.complete),
        files,
        dataset.documents,
        dataset.repeats,
        dataset.claim_count,
        dataset.kinds,
        dataset.types,
    )


@pytest.mark.parametrize("first", range(0, DRAFTS, BATCH))
def test_an_import_as_columns_is_the_import_record_by_record(first: int, monkeypatch):
    for module in (columns, doubt):
        monkeypatch.setattr(module, "PIECE", 2)
    lying = 0
    for seed in range(first, first + BATCH):
        monkeypatch.setattr(drafts, "MANY", 2**30)
        one_by_one = told(imported(seed))
        monkeypatch.setattr(drafts, "MANY", 0)
        dataset = imported(seed)
        assert told(dataset) == one_by_one, seed
        lying += not isinstance(dataset, tuple) and isinstance(dataset.relations, RelationTable)
    assert lying > BATCH / 4


def test_what_is_written_of_columns_is_what_is_written_of_their_records(tmp_path, monkeypatch):
    """Of folders, alone and beside a document, as of imports."""
    monkeypatch.setattr(drafts, "MANY", 0)
    for module in (stated_columns, table_columns, columns):
        monkeypatch.setattr(module, "PIECE", 3)
    lying = 0
    for seed in range(FOLDERS):
        dataset = imported(seed)
        if isinstance(dataset, tuple) or any(b"\0" in data for _, data in as_tables(dataset)):
            continue  # no file holds a zero byte
        folder, document = tmp_path / f"{seed}", tmp_path / f"{seed}.json"
        folder.mkdir()
        for name, data in as_tables(dataset):
            (folder / name).write_bytes(data)
        document.write_text("\n".join(to_json(dataset)), "utf-8")
        for inputs in ([folder], [folder, document]):
            tables = read(inputs)
            assert isinstance(tables.entities, EntityTable)
            assert isinstance(tables.relations, RelationTable)
            records = replace(tables, entities=dict(tables.entities), relations=dict(tables.relations))
            for write in WRITE:
                assert list(write(tables)) == list(write(records)), seed
            lying += 1
    assert lying > FOLDERS / 2
