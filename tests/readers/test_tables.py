from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from graphx.errors import InvalidInputError
from graphx.model.records import Claim
from graphx.readers import read

ENTITIES = "id,kind,name\na,organization,A\nb,organization,B\n"
RELATIONS = "from,type,to\na,OWNED_BY,b\n"
SOURCES = "id,title\ns,S\n"
DANGLING = (
    "t/relations.csv:2:1: `from` names no entity: a (add the entity, or correct the id)\n"
    "t/relations.csv:2:1: `to` names no entity: b (add the entity, or correct the id)"
)


def folder(**tables: str | bytes) -> dict[str, str | bytes]:
    """Return files of a folder `t`: whole tables by default, None for a table that is missing."""
    contents = {"entities": ENTITIES, "relations": RELATIONS, **tables}
    return {f"t/{name}.csv": content for name, content in contents.items() if content is not None}


def cells_of(dataset):
    return [entity.stated() for entity in dataset.entities.values()]


def test_columns_with_dots_are_maps_and_bars_separate_lists(dataset):
    entities = (
        "id,kind,name,roles,aliases,tags,complete,identifiers.lei,identifiers.duns,properties.x,properties.y\n"
        "a,organization,A,vendor|operator,|,x|y z,all,L,,12,0854.40\n"
        "b,organization,B,,,,<OWNED_BY|OWNED_BY,,012,true,1.10\n"
    )
    assert cells_of(dataset(folder(entities=entities))) == [
        {
            "kind": "organization",
            "id": "a",
            "name": "A",
            "roles": ("vendor", "operator"),
            "aliases": (),
            "tags": ("x", "y z"),
            "complete": ("all",),
            "identifiers": {"lei": "L"},
            "properties": {"x": 12, "y": "0854.40"},
        },
        {
            "kind": "organization",
            "id": "b",
            "name": "B",
            "complete": ("<OWNED_BY", "OWNED_BY"),
            "identifiers": {"duns": "012"},
            "properties": {"x": True, "y": "1.10"},
        },
    ]


def test_the_reach_of_a_restriction_is_a_word_or_columns_with_dots(dataset):
    entities = (
        "id,kind,name,extends_to.calculator,extends_to.threshold,extends_to.since\n"
        "l,restriction,L,cascade,0.40,2020-01\n"
    )
    read_back = dataset(folder(entities=entities, relations="from,type,to\n"))
    [extension] = read_back.entities["l"].extends_to
    assert extension.stated() == {"calculator": "cascade", "threshold": Decimal("0.40"), "since": "2020-01"}
    entities = "id,kind,name,extends_to\nl,restriction,L,affiliate\n"
    [extension] = dataset(folder(entities=entities, relations="from,type,to\n")).entities["l"].extends_to
    assert extension.effective_threshold == Decimal("0.1")


@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.replace("A", '"A"').encode(),
    ],
    ids=["plain", "byte order mark", "windows line ends", "blank lines", "no last line end", "quotes"],
)
def test_tables_are_read_as_spreadsheets_write_them(encode, dataset):
    read_back = dataset(folder(entities=encode(ENTITIES), relations=encode(RELATIONS)))
    assert (cells_of(read_back), [relation.stated() for relation in read_back.relations.values()]) == (
        [{"kind": "organization", "id": "a", "name": "A"}, {"kind": "organization", "id": "b", "name": "B"}],
        [{"from": "a", "type": "OWNED_BY", "to": "b"}],
    )


REFUSED = {
    "a folder without tables": (
        folder(entities=None, relations=None, sources=SOURCES),
        "t: the folder has no entities.csv (a folder of tables has one (or .parquet))\n"
        "t: the folder has no relations.csv (a folder of tables has one (or .parquet))",
    ),
    "no entities": (
        folder(entities=None),
        f"t: the folder has no entities.csv (a folder of tables has one (or .parquet))\n{DANGLING}",
    ),
    "no relations": (
        folder(relations=None),
        "t: the folder has no relations.csv (a folder of tables has one (or .parquet))",
    ),
    "empty tables": (
        folder(entities="", relations="\n\n"),
        "t/entities.csv:1:1: it is empty (the first row names the columns)\n"
        "t/relations.csv:1:1: it is empty (the first row names the columns)",
    ),
    "rows with too few and too many cells": (
        folder(entities=ENTITIES + "c,site\nd,site,D,x\n\ne,site,E\n"),
        "t/entities.csv:4:1: the row has 2 cells, the header has 3 (check commas and quotes in this row)\n"
        "t/entities.csv:5:1: the row has 4 cells, the header has 3 (check commas and quotes in this row)",
    ),
    "columns that are unknown or stand twice": (
        folder(entities="id,kind,name,nam,id,name.x,identifiers.,identifiers.lei,roles.x\n"),
        "t/entities.csv:1:4: unknown column `nam` (did you mean name?)\n"
        "t/entities.csv:1:5: the column `id` stands twice (keep one of them)\n"
        "t/entities.csv:1:6: unknown column `name.x` (did you mean name?)\n"
        "t/entities.csv:1:7: unknown column `identifiers.` (did you mean identifiers?)\n"
        f"t/entities.csv:1:9: unknown column `roles.x` (did you mean roles?)\n{DANGLING}",
    ),
    "claims as a column": (
        folder(relations="from,type,to,claims\na,OWNED_BY,b,1\n"),
        "t/relations.csv:1:4: unknown column `claims` (see `graphx schema` for the fields)",
    ),
    "a fault after a quoted line break": (
        folder(entities='id,kind,name\na,organization,"A\nA"\nb,organization,B\nc,organizatio,C\n'),
        "t/entities.csv:5:2: `organizatio` is no kind of entity (did you mean organization?)",
    ),
    "a fault after blank lines": (
        folder(entities=ENTITIES + "\n\n\nc,organizatio,C\n"),
        "t/entities.csv:7:2: `organizatio` is no kind of entity (did you mean organization?)",
    ),
    "a word of a list": (
        folder(entities="id,kind,name,roles\na,organization,A,vendor|opertor\nb,organization,B,vendor\n"),
        "t/entities.csv:2:4: `roles` cannot be opertor (did you mean operator?)",
    ),
    "cells that are missing": (
        folder(
            entities="id,kind,name\n,organization,A\nb,,B\nc,organization,\n", relations="from,type,to\n,OWNED_BY,b\n"
        ),
        "t/entities.csv:2:1: `id` is missing (every such record has one)\n"
        "t/entities.csv:3:1: `kind` is missing"
        " (one of organization, site, network, component, restriction, jurisdiction)\n"
        "t/entities.csv:4:1: `name` is missing (every such record has one)\n"
        "t/relations.csv:2:1: `from` is missing (every such record has one)",
    ),
    "an unclosed quote": (
        folder(entities=ENTITIES + 'c,site,"C\n'),
        "t/entities.csv:4:1: this is not CSV: unexpected end of data (check the quotes)",
    ),
    "something after a quote": (
        folder(entities=ENTITIES + 'c,site,"C"x\n'),
        "t/entities.csv:4:1: this is not CSV: ',' expected after '\"' (check the quotes)",
    ),
    "Latin-1": (
        folder(entities=ENTITIES.encode() + b"c,site,\xe9\n"),
        f"t/entities.csv:4:8: byte 0xE9 is not UTF-8 (save the file as UTF-8)\n{DANGLING}",
    ),
    "a zero byte": (
        folder(entities=ENTITIES + "c,site,\0\n"),
        f"t/entities.csv:4:8: it holds a zero byte (this is not a text file)\n{DANGLING}",
    ),
    "a claim for no relation": (
        folder(sources=SOURCES, claims="from,type,to,source\na,OWNED_BY,b,s\nb,OWNED_BY,a,s\n"),
        "t/claims.csv:3:1: no such relation in this folder: b OWNED_BY a (correct from, type, to or key)",
    ),
    "a claim for no such key": (
        folder(relations="from,type,to,key\na,OWNED_BY,b,k\n", claims="from,type,to,confidence\na,OWNED_BY,b,70\n"),
        "t/claims.csv:2:1: no such relation in this folder: a OWNED_BY b (correct from, type, to or key)",
    ),
    "a claim that is wrong": (
        folder(claims="from,type,to,confidence,says.since,says.until\na,OWNED_BY,b,70,,\na,OWNED_BY,b,170,2020,2019\n"),
        "t/claims.csv:3:4: `claims.confidence` cannot be 170: input should be less than or equal to 100\n"
        "t/claims.csv:3:6: until 2019 cannot lie after since 2020 (until is the first day on which it no longer holds)",
    ),
    "a claim whose source nobody states": (
        folder(claims="from,type,to,source\na,OWNED_BY,b,s\n"),
        "t/claims.csv:2:1: no such source: s (add it under sources, or correct the id)",
    ),
    "a claim in a row that is wrong": (
        folder(relations="from,type,to,confidence\na,OWNED_BY,b,170\n"),
        "t/relations.csv:2:4: `claims.confidence` cannot be 170: input should be less than or equal to 100",
    ),
    "columns of a claim beside a table of claims": (
        folder(
            relations="from,type,to,source\na,OWNED_BY,b,s\n",
            claims="from,type,to,source\na,OWNED_BY,b,s\n",
            sources=SOURCES,
        ),
        "t/relations.csv:1:4: unknown column `source` (see `graphx schema` for the fields)\n"
        "t/claims.csv:2:1: no such relation in this folder: a OWNED_BY b (correct from, type, to or key)",
    ),
    "a day of the folder that is none": (
        {**folder(), "t/document.yaml": "title: T\nas_of: 2019\n"},
        "t/document.yaml:2:8: `as_of` is not a day: a day is YYYY-MM-DD (write YYYY-MM-DD)",
    ),
    "a head of the folder that is no YAML": (
        {**folder(), "t/document.yaml": "title: [\n"},
        "t/document.yaml:2:1: this is not YAML: did not find expected node content"
        " (check quotes, colons and indentation here)",
    ),
    "a field nobody knows in the head of the folder": (
        {**folder(), "t/document.yaml": "title: T\nas_off: 2019-01-01\n"},
        "t/document.yaml:2:1: unknown section `as_off` (did you mean as_of?)",
    ),
    "a head of the folder that is a list": (
        {**folder(), "t/document.yaml": "- title\n"},
        "t/document.yaml:1:1: a document is a map (it starts with `graphx: 1`)",
    ),
    "what is no Parquet": (
        {"t/entities.parquet": "abc", "t/relations.csv": RELATIONS},
        "t/entities.parquet: this is not Parquet: Parquet file size is 3 bytes, smaller than the minimum file footer"
        f" (8 bytes) (write it again, or use CSV)\n{DANGLING}",
    ),
}


@pytest.mark.parametrize(("contents", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_folder_that_is_wrong_is_told_at_the_cell(contents, expected, problems):
    told = problems(contents)
    assert sorted(told.splitlines()) == sorted(expected.splitlines())


def test_entities_in_the_head_of_a_folder_are_not_silently_skipped(problems):
    contents = {**folder(), "t/document.yaml": "title: T\nentities:\n  - {id: c, kind: site, name: C}\n"}
    assert len(problems(contents).splitlines()) == 1


@pytest.mark.parametrize("name", ["identifiers", "properties", "extends_to", "says"])
def test_a_map_as_a_column_beside_columns_with_dots_is_a_problem_not_a_crash(name, files):
    table, column = ("claims", "says,says.until") if name == "says" else ("entities", f"{name},{name}.since")
    head, row = {
        "claims": ("from,type,to,", "a,OWNED_BY,b,x,2019\n"),
        "entities": ("id,kind,name,", "l,restriction,L,cascade,2019\n"),
    }[table]
    files(folder(**{table: f"{head}{column}\n{row}"}))
    with pytest.raises(InvalidInputError):
        read(["t"])


def test_the_one_claim_of_a_relation_may_stand_in_its_row(dataset):
    relations = "from,type,to,source,confidence,certainty,polarity,asserted\na,OWNED_BY,b,s,70,reported,denies,2019-01\nb,OWNED_BY,a,,,,,\n"
    read_back = dataset(folder(relations=relations, sources=SOURCES))
    assert [relation.claims for relation in read_back.relations.values()] == [
        (Claim(source="s", confidence=70, certainty="reported", polarity="denies", asserted="2019-01"),),
        None,
    ]


def test_claims_join_their_relations_in_the_order_of_their_table(dataset):
    relations = "from,type,to,key\na,OWNED_BY,b,\na,OWNED_BY,b,k\n"
    claims = (
        "from,type,to,key,source,says.until,confidence\n"
        "a,OWNED_BY,b,,s,2019,10\na,OWNED_BY,b,k,,,20\na,OWNED_BY,b,,,,30\n"
    )
    read_back = dataset(folder(relations=relations, claims=claims, sources=SOURCES))
    assert [relation.claims for relation in read_back.relations.values()] == [
        (Claim(source="s", confidence=10, says={"until": "2019"}), Claim(confidence=30)),
        (Claim(confidence=20),),
    ]
    assert [[str(place) for place in places] for places in read_back.claim_places.values()] == [
        ["t/claims.csv:2:1", "t/claims.csv:4:1"],
        ["t/claims.csv:3:1"],
    ]


def test_a_claim_finds_a_relation_without_direction_from_either_side(dataset):
    entities = "id,kind,name\na,network,A\nb,network,B\n"
    contents = folder(
        entities=entities,
        relations="from,type,to\na,INTERCONNECTS_WITH,b\n",
        claims="from,type,to,confidence\nb,INTERCONNECTS_WITH,a,70\n",
    )
    assert [relation.claims for relation in dataset(contents).relations.values()] == [(Claim(confidence=70),)]


def test_a_folder_has_a_title_a_day_and_one_hash(dataset):
    [document] = dataset({**folder(), "t/document.yaml": "title: T\nas_of: 2019-01-01\n"}).documents
    assert (document.path, document.title, document.as_of, len(document.sha256)) == ("t", "T", "2019-01-01", 64)


TWIN_YAML = """\
graphx: 1
title: A twin
as_of: 2020-01-01
sources:
  - {id: s1, title: One, published: 2019-07-01, reliability: B, derived_from: [s2]}
  - {id: s2, title: Two, url: https://example.org}
entities:
  - {id: camp, kind: site, type: military_base, name: 'Camp, One', country: NO, lat: 35.5, lon: -139.25, aliases: [], complete: [all]}
  - {id: net, kind: network, name: Net, domain: core, generation: 5g_sa, functions: [AMF, UPF], properties: {old: '0854.40', count: 12, is_live: true, ratio: 0.5}}
  - {id: acme, kind: organization, name: 華為, roles: [vendor, brand], tags: [x], identifiers: {lei: '0123', duns: '9'}}
  - {id: list, kind: restriction, type: list, name: List, status: enacted, since: 2019-05-16, extends_to: {calculator: cascade, threshold: 0.4}}
relations:
  - {from: camp, type: SERVED_BY, to: net, since: 2016, essential: true, purpose: line}
  - {from: net, type: SUPPLIED_BY, to: acme, key: a, share: 0.25, since: 2017-04, until: 2019-12-31, synthetic: false}
  - {from: acme, type: LISTED_ON, to: list, since: 2019-05-16, role: named, properties: {note: x}}
"""
TWIN_CLAIMS = """\
    claims:
      - {source: s1, confidence: 70, asserted: 2019-07-01, says: {until: 2021, share: 0.10}}
      - {source: s2, polarity: denies, certainty: alleged, quote: "no, \\"never\\""}
"""


def twin_yaml() -> str:
    flow = "  - {from: net, type: SUPPLIED_BY, to: acme, key: a, share: 0.25, since: 2017-04, until: 2019-12-31, synthetic: false}\n"
    block = (
        "  - from: net\n    type: SUPPLIED_BY\n    to: acme\n    key: a\n    share: 0.25\n    since: 2017-04\n"
        "    until: 2019-12-31\n    synthetic: false\n"
    )
    return TWIN_YAML.replace(flow, block + TWIN_CLAIMS)


TWIN_JSON = """\
{"graphx": 1, "title": "A twin", "as_of": "2020-01-01",
 "sources": [
  {"id": "s1", "title": "One", "published": "2019-07-01", "reliability": "B", "derived_from": ["s2"]},
  {"id": "s2", "title": "Two", "url": "https://example.org"}],
 "entities": [
  {"id": "camp", "kind": "site", "type": "military_base", "name": "Camp, One", "country": "NO", "lat": 35.5, "lon": -139.25, "aliases": [], "complete": ["all"]},
  {"id": "net", "kind": "network", "name": "Net", "domain": "core", "generation": "5g_sa", "functions": ["AMF", "UPF"],
   "properties": {"old": "0854.40", "count": 12, "is_live": true, "ratio": 0.5}},
  {"id": "acme", "kind": "organization", "name": "\\u83ef\\u70ba", "roles": ["vendor", "brand"], "tags": ["x"], "identifiers": {"lei": "0123", "duns": "9"}},
  {"id": "list", "kind": "restriction", "type": "list", "name": "List", "status": "enacted", "since": "2019-05-16", "extends_to": {"calculator": "cascade", "threshold": 0.4}}],
 "relations": [
  {"from": "camp", "type": "SERVED_BY", "to": "net", "since": "2016", "essential": true, "purpose": "line"},
  {"from": "net", "type": "SUPPLIED_BY", "to": "acme", "key": "a", "share": 0.25, "since": "2017-04", "until": "2019-12-31", "synthetic": false,
   "claims": [{"source": "s1", "confidence": 70, "asserted": "2019-07-01", "says": {"until": "2021", "share": 0.10}},
              {"source": "s2", "polarity": "denies", "certainty": "alleged", "quote": "no, \\"never\\""}]},
  {"from": "acme", "type": "LISTED_ON", "to": "list", "since": "2019-05-16", "role": "named", "properties": {"note": "x"}}]}
"""
TWIN_CSV = {
    "t/document.yaml": "title: A twin\nas_of: 2020-01-01\n",
    "t/sources.csv": (
        "id,title,published,reliability,derived_from,url\ns1,One,2019-07-01,B,s2,\ns2,Two,,,,https://example.org\n"
    ),
    "t/entities.csv": (
        "id,kind,name,type,country,lat,lon,aliases,complete,domain,generation,functions,properties.old,properties.count,"
        "properties.is_live,properties.ratio,roles,tags,identifiers.lei,identifiers.duns,status,since,"
        "extends_to.calculator,extends_to.threshold\n"
        'camp,site,"Camp, One",military_base,NO,35.5,-139.25,|,all,,,,,,,,,,,,,,,\n'
        "net,network,Net,,,,,,,core,5g_sa,AMF|UPF,0854.40,12,true,0.5,,,,,,,,\n"
        "acme,organization,華為,,,,,,,,,,,,,,vendor|brand,x,0123,9,,,,\n"
        "list,restriction,List,list,,,,,,,,,,,,,,,,,enacted,2019-05-16,cascade,0.4\n"
    ),
    "t/relations.csv": (
        "from,type,to,key,since,until,essential,purpose,share,synthetic,role,properties.note\n"
        "camp,SERVED_BY,net,,2016,,true,line,,,,\n"
        "net,SUPPLIED_BY,acme,a,2017-04,2019-12-31,,,0.25,false,,\n"
        "acme,LISTED_ON,list,,2019-05-16,,,,,,named,x\n"
    ),
    "t/claims.csv": (
        "from,type,to,key,source,confidence,asserted,says.until,says.share,polarity,certainty,quote\n"
        "net,SUPPLIED_BY,acme,a,s1,70,2019-07-01,2021,0.10,,,\n"
        'net,SUPPLIED_BY,acme,a,s2,,,,,denies,alleged,"no, ""never"""\n'
    ),
}


def twin_parquet(parquet) -> dict[str, str | bytes]:
    day = dt.date
    no = None
    return {
        "t/document.yaml": TWIN_CSV["t/document.yaml"],
        "t/sources.parquet": parquet(
            {
                "id": ["s1", "s2"],
                "title": ["One", "Two"],
                "published": [day(2019, 7, 1), no],
                "reliability": ["B", no],
                "derived_from": [["s2"], no],
                "url": [no, "https://example.org"],
            }
        ),
        "t/entities.parquet": parquet(
            {
                "id": ["camp", "net", "acme", "list"],
                "kind": ["site", "network", "organization", "restriction"],
                "name": ["Camp, One", "Net", "華為", "List"],
                "type": ["military_base", no, no, "list"],
                "country": ["NO", no, no, no],
                "lat": [35.5, no, no, no],
                "lon": [-139.25, no, no, no],
                "aliases": [[], no, no, no],
                "complete": [["all"], no, no, no],
                "domain": [no, "core", no, no],
                "generation": [no, "5g_sa", no, no],
                "functions": [no, ["AMF", "UPF"], no, no],
                "properties.old": [no, "0854.40", no, no],
                "properties.count": [no, 12, no, no],
                "properties.is_live": [no, True, no, no],
                "properties.ratio": [no, 0.5, no, no],
                "roles": [no, no, ["vendor", "brand"], no],
                "tags": [no, no, ["x"], no],
                "identifiers.lei": [no, no, "0123", no],
                "identifiers.duns": [no, no, "9", no],
                "status": [no, no, no, "enacted"],
                "since": [no, no, no, day(2019, 5, 16)],
                "extends_to.calculator": [no, no, no, "cascade"],
                "extends_to.threshold": [no, no, no, Decimal("0.4")],
            }
        ),
        "t/relations.parquet": parquet(
            {
                "from": ["camp", "net", "acme"],
                "type": ["SERVED_BY", "SUPPLIED_BY", "LISTED_ON"],
                "to": ["net", "acme", "list"],
                "key": [no, "a", no],
                "since": ["2016", "2017-04", "2019-05-16"],
                "until": [no, dt.datetime(2019, 12, 31), no],  # noqa: DTZ001  # why: a column without a zone
                "essential": [True, no, no],
                "purpose": ["line", no, no],
                "share": [no, 0.25, no],
                "synthetic": [no, False, no],
                "role": [no, no, "named"],
                "properties.note": [no, no, "x"],
            }
        ),
        "t/claims.parquet": parquet(
            {
                "from": ["net", "net"],
                "type": ["SUPPLIED_BY", "SUPPLIED_BY"],
                "to": ["acme", "acme"],
                "key": ["a", "a"],
                "source": ["s1", "s2"],
                "confidence": [70, no],
                "asserted": [day(2019, 7, 1), no],
                "says.until": [2021, no],
                "says.share": [Decimal("0.10"), no],
                "polarity": [no, "denies"],
                "certainty": [no, "alleged"],
                "quote": [no, 'no, "never"'],
            }
        ),
    }


def facts(dataset):
    heads = [(document.title, document.as_of) for document in dataset.documents]
    return heads, dataset.entities, dataset.relations, dataset.sources, dataset.complete


@pytest.mark.parametrize("form", ["json", "csv", "parquet"])
def test_one_dataset_is_the_same_from_every_format(form, dataset, parquet):
    expected = facts(dataset({"d.yaml": twin_yaml()}, "d.yaml"))
    if form == "json":
        twin = dataset({"d.json": TWIN_JSON}, "d.json")
    else:
        twin = dataset(TWIN_CSV if form == "csv" else twin_parquet(parquet), "t")
    assert facts(twin) == expected


@pytest.mark.parametrize("written", ["in_order", "shuffled"])
def test_the_order_of_rows_changes_nothing(written, dataset):
    contents = dict(TWIN_CSV)
    if written == "shuffled":
        for name in ("t/entities.csv", "t/relations.csv", "t/sources.csv"):
            head, *rows = contents[name].splitlines()
            contents[name] = "\n".join([head, *reversed(rows)]) + "\n"
    assert facts(dataset(contents, "t")) == facts(dataset(TWIN_CSV, "t"))


def test_a_list_of_a_parquet_column_keeps_its_items_whole(dataset, parquet):
    entities = {"id": ["a"], "kind": ["site"], "name": ["A"], "aliases": [["x|y", "z"]]}
    contents = {"t/entities.parquet": parquet(entities), "t/relations.csv": "from,type,to\n"}
    assert dataset(contents).entities["a"].aliases == ("x|y", "z")


def test_parquet_and_csv_may_stand_side_by_side(dataset, parquet):
    entities = {"id": ["a", "b"], "kind": ["organization"] * 2, "name": ["A", "B"]}
    assert list(dataset({"t/entities.parquet": parquet(entities), "t/relations.csv": RELATIONS}).relations) == [
        ("a", "OWNED_BY", "b", "")
    ]


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("share", [float("nan")], "t/relations.parquet:2:4: `share` cannot be nan: input should be a finite number"),
        ("share", [1.5], "t/relations.parquet:2:4: `share` cannot be 1.5: a share lies between 0 and 1"),
        ("sinc", ["2019"], "t/relations.parquet:1:4: unknown column `sinc` (did you mean since?)"),
        (
            "since",
            [dt.time(1, 2)],
            "t/relations.parquet:2:4: `since` cannot be 01:02:00: a date is YYYY, YYYY-MM or YYYY-MM-DD"
            " (the first day on which it holds)",
        ),
    ],
)
def test_a_parquet_cell_that_is_wrong_is_told_at_its_row_and_column(column, values, expected, problems, parquet):
    relations = parquet({"from": ["a"], "type": ["OWNED_BY"], "to": ["b"], column: values})
    assert problems({"t/entities.csv": ENTITIES, "t/relations.parquet": relations}) == expected


def test_a_zero_byte_in_a_cell_is_refused_in_parquet_as_in_csv(problems, parquet):
    relations = {"from": ["a"], "type": ["OWNED_BY"], "to": ["b"], "purpose": ["x\0"]}
    entities = {"id": ["a", "b"], "kind": ["organization"] * 2, "name": ["A", "B"], "tags": [["x", "\0"], []]}
    told = problems({"t/entities.parquet": parquet(entities), "t/relations.parquet": parquet(relations)})
    assert told.splitlines()[:2] == [
        "t/entities.parquet:2:4: it holds a zero byte (remove it)",
        "t/relations.parquet:2:4: it holds a zero byte (remove it)",
    ]
    alone = problems({"u/entities.csv": ENTITIES, "u/relations.parquet": parquet(relations)})
    assert alone == "u/relations.parquet:2:4: it holds a zero byte (remove it)"


def test_times_finer_than_microseconds_are_days_like_others(dataset, parquet):
    import pyarrow as pa  # why: heavy, and few tests need it

    since = pa.array([1_546_300_800_000_000_123], pa.timestamp("ns"))
    relations = parquet({"from": ["a"], "type": ["OWNED_BY"], "to": ["b"], "since": since})
    read_back = dataset({"t/entities.csv": ENTITIES, "t/relations.parquet": relations})
    assert [relation.since for relation in read_back.relations.values()] == ["2019-01-01"]


def test_a_damaged_parquet_file_is_invalid_input_and_nothing_else(files, parquet):
    whole = parquet({"id": ["a", "b"], "kind": ["organization"] * 2, "name": ["A", "B"]})
    generator = random.Random(22)
    others = set()
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(generator.randint(1, 4)):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        files({"t/entities.parquet": bytes(damaged), "t/relations.csv": "from,type,to\n"})
        try:
            read(["t"])
        except InvalidInputError:
            pass
        except Exception as error:  # noqa: BLE001  # why: that is the question
            others.add(f"{type(error).__name__}: {error}"[:60])
    assert others == set()
