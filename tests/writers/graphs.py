"""Graphs to be written: names that break things, a risk subgraph with its marks, and worlds of any size."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphx.model.subgraph import Mark, Subgraph
from graphx.model.vocabulary import CARRYING, Type
from tests.notation import graph

if TYPE_CHECKING:
    from graphx.model.dataset import Dataset

NAMES = {
    "quotes": 'say "hi", it\'s <b>bold</b> & &amp; &#35; #quot; #35;',
    "script": "</script><script>alert(1)</script>",
    "cdata": "<![CDATA[ x ]]> ]]>",
    "lines": "line\nbreak\r\nand\ttab\rreturn",
    "bidi": "evil\u202egpj.exe\u202c \u2067x\u2069",
    "han": "華為技術有限公司",
    "emoji": "😀 👩‍👩‍👧 🇯🇵",
    "arabic": "شركة الاتصالات",
    "long": "Very long name " * 20,
    "slashes": "c:\\users\\u0027 \\",
    "marks": "`md` **b** _i_ ; end graph %% --> {a} [b] (c) |d| $e",
    "separators": "a\u2028b\u2029c\x85d",
    "formula": "=1+1",
    "quoted-formula": "'=1+1",
    "at": "@SUM(1+1)|x",
    "number": "0854.40",
    "truth": "true",
    "blank": " x ",
    "decomposed": "Cafe\u0301 \u200bzero",
}
"""By the end of an id; the ids hold every sign that an id may."""
KINDS = ("site", "network", "component", "organization")


def named() -> Dataset:
    """Return a dataset whose names are hard to write, with every kind of relation's field on its relations."""
    names = list(NAMES.items())
    entities = [
        {
            "id": f"a/b.c@{word}+_1",
            "kind": KINDS[at % 4],
            "name": name,
            "properties": {"note": name, "Odd key` \\u0060": 1.5},
        }
        for at, (word, name) in enumerate(names)
    ]
    sites = [each["id"] for each in entities if each["kind"] == "site"]
    networks = [each["id"] for each in entities if each["kind"] == "network"]
    quote = 'he said: "=1+1"\n</quote>'
    relations = [
        {
            "from": sites[0],
            "type": "SERVED_BY",
            "to": networks[0],
            "key": NAMES["quotes"],
            "since": "2016",
            "until": "2019-05",
            "properties": {"note": NAMES["slashes"], "flag": True},
            "claims": [
                {"source": "s", "certainty": "reported", "quote": quote, "says": {"until": "2020"}},
                {"source": "s", "polarity": "denies", "locator": NAMES["han"]},
            ],
        },
        *({"from": site, "type": "SERVED_BY", "to": networks[0]} for site in sites[1:]),
    ]
    source = {"id": "s", "title": NAMES["script"], "publisher": NAMES["han"], "url": "https://example.org/?a=1&b=2"}
    return graph(
        {
            "graphx": "1",
            "title": NAMES["quotes"],
            "as_of": "2024-01-01",
            "sources": [source],
            "entities": entities,
            "relations": relations,
        }
    ).dataset


CHAIN = """
camp:site{name: Camp One, type: military_base, country: JP, lat: 35.5, lon: 139.25} > SERVED_BY{since: 2016} > net:network{name: Network One, domain: core}
idle:site{name: Camp Two} > SERVED_BY{status: trial} > net
net > DEPLOYS{since: 2017-04, until: 2030} > hss:component{name: Subscriber server, type: software} > MADE_BY > acme:organization{name: Acme, roles: [vendor], aliases: [ACME AG]}
net > SUPPLIED_BY > other:organization{name: Other}
acme > OWNED_BY{share: "0.3"} > state:organization{name: Holding, roles: [agency]}
acme > LISTED_ON{since: 2019-05-16} > list-a:restriction{name: List A, type: list}
other > LISTED_ON > list-a
"""


def risk() -> Subgraph:
    """Return a subgraph as a question leaves it: an exposed and an unknown start, a certain and a possible end."""
    dataset = graph({**_document(CHAIN), "title": "Two camps", "as_of": "2024-01-01"}).dataset
    entities = {
        "camp": Mark("certain", 0, 1, verdict="exposed"),
        "idle": Mark("possible", 0, 1, verdict="unknown"),
        "net": Mark("certain", 1, 2),
        "hss": Mark("certain", 2, 2),
        "acme": Mark("certain", 3, 2, restricted="certain"),
        "other": Mark("possible", 2, 2, restricted="possible"),
        "list-a": Mark("certain", None, 2),
        "state": Mark("possible", None, 2),
    }
    possible = {"idle", "other"}
    relations = {
        identity: Mark("possible" if {identity.source, identity.target} & possible else "certain", 0, 1)
        for identity in dataset.relations
    }
    return Subgraph(dataset, entities, relations)


def _document(lines: str) -> dict[str, Any]:
    from tests.notation import document

    return document(lines)


def world(size: int, seed: int = 1) -> Dataset:
    """Return a dataset of about so many entities: sites, networks, components, their makers, two lists."""
    draw = random.Random(seed)
    sites, networks, components = max(4, size // 10), size // 4, int(size * 0.35)
    makers = size - sites - networks - components - 2
    entities = [
        *({"id": f"s{at}", "kind": "site", "name": f"Base {at}"} for at in range(sites)),
        *({"id": f"n{at}", "kind": "network", "name": f"Network number {at}"} for at in range(networks)),
        *({"id": f"c{at}", "kind": "component", "name": f"Unit of model {at}"} for at in range(components)),
        *(
            {"id": f"o{at}", "kind": "organization", "roles": ["vendor"], "name": f"Maker {at} Technologies Co., Ltd."}
            for at in range(makers)
        ),
        *({"id": f"l{at}", "kind": "restriction", "type": "list", "name": f"List {at}"} for at in range(2)),
    ]
    pairs = {
        *((f"s{at}", "SERVED_BY", f"n{draw.randrange(networks // 2)}") for at in range(sites)),
        *((f"n{at}", "HAS_PART", f"n{draw.randrange(networks // 2, networks)}") for at in range(networks // 2)),
        *((f"n{draw.randrange(networks)}", "DEPLOYS", f"c{at}") for at in range(components)),
        *((f"c{at}", "MADE_BY", f"o{int(draw.random() ** 2 * makers)}") for at in range(components)),
        *((f"c{at}", "HAS_PART", f"c{draw.randrange(at)}") for at in range(1, components, 4)),
        *((f"o{at}", "LISTED_ON", f"l{at % 2}") for at in range(3)),
        *((f"o{at}", "OWNED_BY", f"o{draw.randrange(at)}") for at in range(1, makers, 5)),
    }
    relations = [{"from": source, "type": verb, "to": target} for source, verb, target in sorted(pairs)]
    return graph({"graphx": "1", "title": f"A world of {size}", "entities": entities, "relations": relations}).dataset


def risk_of(dataset: Dataset, starts: list[str], ends: list[str]) -> Subgraph:
    """Return what lies between starts and ends along carrying relations, marked as certain."""
    ahead: dict[str, list[str]] = {}
    behind: dict[str, list[str]] = {}
    for source, verb, target, _ in dataset.relations:
        if verb in CARRYING:
            ahead.setdefault(source, []).append(target)
            behind.setdefault(target, []).append(source)
    hops, back = _reached(starts, ahead), _reached(ends, behind)
    kept = hops.keys() & back.keys()
    relations = {
        identity: relation
        for identity, relation in dataset.relations.items()
        if identity.source in kept and (identity.target in kept or identity.type is Type.LISTED_ON)
    }
    names = kept | set(starts) | {identity.target for identity in relations}
    entities = {name: entity for name, entity in dataset.entities.items() if name in names}
    marks = {
        name: Mark(
            "certain",
            hops.get(name),
            1,
            ("exposed" if name in kept else "clear") if name in starts else None,
            "certain" if name in ends else None,
        )
        for name in entities
    }
    relation_marks = {identity: Mark("certain", hops.get(identity.source), 1) for identity in relations}
    return Subgraph(replace(dataset, entities=entities, relations=relations), marks, relation_marks)


def _reached(starts: list[str], ahead: dict[str, list[str]]) -> dict[str, int]:
    hops = dict.fromkeys(starts, 0)
    waiting = deque(starts)
    while waiting:
        name = waiting.popleft()
        for other in ahead.get(name, ()):
            if other not in hops:
                hops[other] = hops[name] + 1
                waiting.append(other)
    return hops
