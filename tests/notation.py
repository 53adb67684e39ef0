"""Graphs that a reader can see: lines of arrows become a document.

    camp:site > SERVED_BY > net:network{domain: core}
    net > DEPLOYS > hss:component > MADE_BY > acme:organization > LISTED_ON > list-a:restriction

A thing is declared where it first carries a kind; `{…}` after a thing or a relation holds its other fields.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from graphx.graph.graph import Graph
from graphx.readers.document import Stated, take_document
from graphx.readers.json import parse_json
from graphx.readers.merge import merge

Document = dict[str, Any]
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PART = re.compile(r"([^\s{>:]+)(?::([a-z]+))?\s*(\{[^}]*\})?")


def document(text: str, **head: Any) -> Document:
    """Return the document that lines of arrows draw; `head` is its as_of, sources and so on."""
    entities: dict[str, Document] = {}
    relations: list[Document] = []
    for line in text.strip().splitlines():
        parts = []
        for match in _PART.finditer(line):
            name, kind, fields = match.groups()
            parts.append((name, kind, yaml.load(fields, LOADER) if fields else {}))
        for name, kind, fields in parts[::2]:
            known = entities.setdefault(name, {"id": name, "name": name})
            known |= ({"kind": kind} if kind else {}) | fields
        for (source, *_), (verb, _, fields), (target, *_) in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
            relations.append({"from": source, "type": verb, "to": target, **fields})
    return {"graphx": "1", **head, "entities": list(entities.values()), "relations": relations}


def graph(*documents: Document | str) -> Graph:
    """Return the graph of documents, or of one drawn in lines."""
    import json

    inputs = []
    for number, each in enumerate(documents):
        stated = Stated(f"{number}.json")
        text = json.dumps(document(each) if isinstance(each, str) else each)
        take_document(parse_json(text, stated.path), stated.path, stated)
        inputs.append(stated)
    return Graph(merge(inputs, [problem for stated in inputs for problem in stated.problems]))
