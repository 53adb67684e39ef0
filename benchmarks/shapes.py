"""Two graphs that break careless searches: a very long chain, and layers with more paths than anybody could list."""

from __future__ import annotations

from itertools import chain, pairwise, product
from typing import TYPE_CHECKING

from generate import AS_OF, Row, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

COLUMNS = ("from", "type", "to")


def write_chain(folder: Path, hops: int) -> Path:
    """Write a site that reaches a listed vendor by one path of so many relations, and return the folder."""
    names = [f"network-{index}" for index in range(hops - 2)]
    parts = (_relation(*ends) for ends in _between(pairwise(names), "HAS_PART"))
    return _write(folder, names, chain([_relation("site", "SERVED_BY", names[0])], parts, _tail(names[-1:])))


def write_layers(folder: Path, width: int, depth: int) -> Path:
    """Write a site above layers of networks, each joined to every one of the next; width ** depth paths."""
    layers = [[f"network-{layer}-{place}" for place in range(width)] for layer in range(depth)]
    served = (_relation("site", "SERVED_BY", name) for name in layers[0])
    joined = chain.from_iterable(product(upper, lower) for upper, lower in pairwise(layers))
    parts = (_relation(*ends) for ends in _between(joined, "HAS_PART"))
    return _write(folder, chain.from_iterable(layers), chain(served, parts, _tail(layers[-1])))


def _between(pairs: Iterable[tuple[str, str]], verb: str) -> Iterator[tuple[str, str, str]]:
    return ((source, verb, target) for source, target in pairs)


def _relation(source: str, verb: str, target: str) -> Row:
    return {"from": source, "type": verb, "to": target}


def _tail(last: Iterable[str]) -> list[Row]:
    deployed = [_relation(name, "DEPLOYS", "component") for name in last]
    return [*deployed, _relation("component", "MADE_BY", "vendor"), _relation("vendor", "LISTED_ON", "list")]


def _write(folder: Path, networks: Iterable[str], relations: Iterable[Row]) -> Path:
    folder.mkdir(parents=True)
    (folder / "document.yaml").write_text(f"as_of: {AS_OF}\n", encoding="utf-8")
    kinds = {"site": "site", "component": "component", "vendor": "organization", "list": "restriction"}
    kinds |= dict.fromkeys(networks, "network")
    entities = ({"id": name, "kind": kind, "name": name, "complete": "all"} for name, kind in kinds.items())
    write_table(folder / "entities.csv", ("id", "kind", "name", "complete"), entities)
    write_table(folder / "relations.csv", COLUMNS, relations)
    return folder
