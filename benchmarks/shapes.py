"""Graphs that break careless searches: a very long chain, layers with more paths than anybody could list, all on all, a tangle."""

from __future__ import annotations

from itertools import chain, pairwise, product
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from generate import AS_OF, RELATION_COLUMNS, Row, write_csv, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from generate import Size
    from numpy.typing import NDArray

TIERS = 9
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


def write_dense(folder: Path, size: Size) -> Path:
    """Write ten tiers of suppliers where everybody has several in the next, and return the folder: each site reaches all the last.

    No relation is dated or doubted: the plain reachability of ten hops, which other libraries search as well.
    """
    draw = np.random.default_rng(1)
    sites, total = size.entities // 100, size.entities
    bounds = np.concatenate(([0], np.linspace(sites, total, TIERS + 1).astype(np.int64)))
    leaving = bounds[-2]
    source = np.sort(draw.integers(leaving, size=size.relations))
    tier = np.searchsorted(bounds, source, side="right")
    target = bounds[tier] + (draw.random(len(source)) * (bounds[tier + 1] - bounds[tier])).astype(np.int64)
    listed = draw.choice(np.arange(leaving, total), min(size.listed, (total - leaving) // 2), replace=False)
    return _write_suppliers(folder, size, source * total + target, listed)


def write_tangled(folder: Path, size: Size) -> Path:
    """Write suppliers drawn from everybody but sites, and return the folder: nearly everybody reaches nearly everybody.

    As in `write_dense`, no relation is dated or doubted.
    """
    draw = np.random.default_rng(1)
    sites, total = size.entities // 100, size.entities
    source = draw.integers(total, size=size.relations)
    target = draw.integers(sites, total, size=size.relations)
    listed = draw.choice(np.arange(sites, total), min(size.listed, (total - sites) // 2), replace=False)
    return _write_suppliers(folder, size, (source * total + target)[source != target], listed)


def _write_suppliers(folder: Path, size: Size, pairs: NDArray[np.int64], listed: NDArray[np.int64]) -> Path:
    """Write sites and organizations that have suppliers, as source * entities + supplier, and some of whom are listed."""
    sites, total = size.entities // 100, size.entities
    pairs = np.unique(pairs)
    names = pa.array(
        [*(f"site-{index}" for index in range(sites)), *(f"vendor-{index}" for index in range(sites, total))]
    )
    columns = dict.fromkeys(RELATION_COLUMNS, pa.repeat("", len(pairs) + len(listed)))
    columns["from"] = names.take(pa.array(np.concatenate((pairs // total, listed))))
    columns["to"] = pa.concat_arrays([names.take(pa.array(pairs % total)), pa.repeat("list", len(listed))])
    columns["type"] = pa.concat_arrays([pa.repeat("SUPPLIED_BY", len(pairs)), pa.repeat("LISTED_ON", len(listed))])
    kind = pa.concat_arrays(
        [pa.repeat("site", sites), pa.repeat("organization", total - sites), pa.array(["restriction"])]
    )
    everybody = pa.concat_arrays([names, pa.array(["list"])])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "document.yaml").write_text(f"as_of: {AS_OF}\n", encoding="utf-8")
    write_csv(folder / "entities.csv", [pa.table({"id": everybody, "kind": kind, "name": everybody})])
    write_csv(folder / "relations.csv", [pa.table(columns)])
    return folder


def _write(folder: Path, networks: Iterable[str], relations: Iterable[Row]) -> Path:
    folder.mkdir(parents=True)
    (folder / "document.yaml").write_text(f"as_of: {AS_OF}\n", encoding="utf-8")
    kinds = {"site": "site", "component": "component", "vendor": "organization", "list": "restriction"}
    kinds |= dict.fromkeys(networks, "network")
    entities = ({"id": name, "kind": kind, "name": name, "complete": "all"} for name, kind in kinds.items())
    write_table(folder / "entities.csv", ("id", "kind", "name", "complete"), entities)
    write_table(folder / "relations.csv", COLUMNS, relations)
    return folder
