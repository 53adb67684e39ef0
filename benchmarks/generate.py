"""Seeded supply graphs of any size, as a folder of tables or as one YAML document; the same seed, the same bytes.

Entities fall into markets. Most relations stay inside their market, makers and distributors sell to others too, and
one market in ten is closed and fully declared, so that all three verdicts occur. Relations run from level to level
and end on the deepest, with a few that run back: chains are about ten tiers deep, and circles exist.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow.csv import CSVWriter, WriteOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Draw = np.random.Generator

Row = dict[str, str]
"""A record: the fields that it states."""


class Size(NamedTuple):
    """How many entities there are, how many relations beside the listings, and how many vendors are listed."""

    entities: int
    relations: int
    listed: int


SIZES: Final = {
    "XS": Size(1_000, 5_000, 20),
    "Y": Size(4_000, 20_000, 50),
    "S": Size(10_000, 50_000, 200),
    "N": Size(20_000, 100_000, 400),
    "M": Size(1_000_000, 5_000_000, 200),
    "L": Size(5_000_000, 30_000_000, 200),
}
AS_OF: Final = "2024-06-01"
TITLE: Final = "A generated supply graph (every name is invented)"
LEVELS: Final = 4
MARKET: Final = 500
"""How many entities share a market, unless a world says otherwise."""
COUNTRIES: Final = (
    "JP",
    "PH",
    "DE",
    "FR",
    "GB",
    "US",
    "CA",
    "AU",
    "KR",
    "NO",
    "SE",
    "PL",
    "IT",
    "ES",
    "NL",
    "CN",
    "TW",
    "IN",
    "BR",
    "ZA",
)
RESTRICTIONS: Final = ("list-a", "list-b", "list-c")
SOURCES: Final = 40

SITE_TYPES: Final = ("military_base", "diplomatic_facility", "government", "data_centre", "landing_station")
DOMAINS: Final = ("core", "ran", "transport", "management", "fixed_access", "private")
COMPONENT_TYPES: Final = ("device", "firmware", "software", "chip", "module", "camera")
CERTAINTIES: Final = ("stated", "stated", "stated", "reported", "reported", "assessed", "alleged")

ROLES: Final = ("operator", "vendor", "vendor", "distributor", "vendor|subcontractor")
"""The roles of an operator, and among which those of others are drawn."""
DAYS: Final = tuple(
    f"{year}-{month:02}-{day:02}" for year in range(2008, 2024) for month in range(1, 13) for day in range(1, 29)
)
VAGUE: Final = ("2012", "2016-05", "2019", "2021-11")
AROUND: Final = "2024"
"""The day asked about lies inside: possible."""
ENDS: Final = ("2024-01-31", "2027", "2030-12-31")
STATUSES: Final = ("trial", "planned", "in_service")
DATED, DATED_VAGUELY, DATED_AROUND, UNTIL = 0.5, 0.75, 0.765, (0.4, 0.45)
"""Up to which share of relations begins on a day, in a year or month, around the day asked about; and which have an end."""
WITH_STATUS, WITH_DOMAIN = 0.03, 0.3
CLAIMED, WEIGHED, DENIED = 0.4, 0.1, 0.01
"""The share of relations with a claim, with one that states its confidence, and with one that denies."""
ALL_DECLARED, SOME_DECLARED = 0.6, 0.8
"""Up to which share of entities declares everything, or something."""

ENTITY_COLUMNS: Final = (
    "id",
    "kind",
    "name",
    "country",
    "type",
    "domain",
    "category",
    "roles",
    "complete",
    "status",
    "since",
)
RELATION_COLUMNS: Final = (
    *("from", "type", "to", "key", "since", "until", "status", "domain", "role", "share"),
    *("source", "certainty", "confidence", "polarity", "asserted"),
)
CLAIM_COLUMNS: Final = RELATION_COLUMNS[-5:]
SOURCE_COLUMNS: Final = ("id", "title", "publisher", "published", "reliability")

DECLARABLE: Final = {
    "site": ("SERVED_BY", "DEPLOYS", "SUPPLIED_BY", "HAS_PART", "<OPERATES"),
    "network": ("SERVED_BY", "HAS_PART", "DEPLOYS", "SUPPLIED_BY", "<OPERATES"),
    "component": ("HAS_PART", "MADE_BY", "SUPPLIED_BY"),
    "organization": ("SUPPLIED_BY", "SUBCONTRACTS_TO"),
}
"""What an entity of a kind may declare complete."""


class Habit(NamedTuple):
    """A type of relation that a kind of entity has, to which kind, how often, and how often to another market."""

    type: str
    to: str
    weight: int
    abroad: float


HABITS: Final[dict[str, Sequence[Habit]]] = {
    "site": (
        Habit("SERVED_BY", "network", 25, 0.02),
        Habit("SERVED_BY", "operator", 6, 0.02),
        Habit("DEPLOYS", "component", 30, 0.05),
        Habit("SUPPLIED_BY", "organization", 12, 0.10),
        Habit("LOCATED_IN", "jurisdiction", 10, 0.0),
        Habit("HAS_PART", "site", 3, 0.0),
        Habit("LINKED_TO", "organization", 14, 0.50),
    ),
    "network": (
        Habit("HAS_PART", "network", 14, 0.0),
        Habit("SERVED_BY", "network", 7, 0.02),
        Habit("SERVED_BY", "operator", 4, 0.05),
        Habit("DEPLOYS", "component", 25, 0.05),
        Habit("SUPPLIED_BY", "organization", 10, 0.10),
        Habit("INTERCONNECTS_WITH", "network", 20, 0.20),
        Habit("LOCATED_IN", "jurisdiction", 10, 0.0),
        Habit("LINKED_TO", "organization", 10, 0.50),
    ),
    "component": (
        Habit("HAS_PART", "component", 20, 0.05),
        Habit("MADE_BY", "organization", 25, 0.10),
        Habit("SUPPLIED_BY", "organization", 15, 0.10),
        Habit("LOCATED_IN", "jurisdiction", 25, 0.0),
        Habit("LINKED_TO", "organization", 15, 0.50),
    ),
    "organization": (
        Habit("SUPPLIED_BY", "organization", 20, 0.10),
        Habit("SUBCONTRACTS_TO", "organization", 10, 0.10),
        Habit("OWNED_BY", "organization", 30, 0.20),
        Habit("MEMBER_OF", "organization", 5, 0.20),
        Habit("LOCATED_IN", "jurisdiction", 15, 0.0),
        Habit("LINKED_TO", "organization", 20, 0.50),
    ),
    "operator": (
        Habit("OPERATES", "network", 60, 0.0),
        Habit("DEPLOYS", "component", 10, 0.05),
        Habit("SUPPLIED_BY", "organization", 10, 0.10),
        Habit("OWNED_BY", "organization", 15, 0.20),
        Habit("LOCATED_IN", "jurisdiction", 5, 0.0),
    ),
}
BUSY: Final = {"site": 8, "network": 7, "component": 4, "organization": 5, "operator": 12}
"""How many relations leave an entity, in proportion to those of other kinds."""
OPERATOR_EVERY: Final = 35
"""Every so many organizations, one is an operator."""
CRITERIA_EVERY: Final = 20
"""Every so many listings, one is by criteria: possible at most."""
BACKWARDS: Final = 0.01
"""How often a relation ignores the levels."""
WRITTEN: Final = 1_000_000
"""So many relations are written at a time: no more text than theirs is in memory."""
VERBS: Final = tuple(sorted({habit.type for habits in HABITS.values() for habit in habits}))


@dataclass(frozen=True)
class World:
    """A generated supply graph, made column by column."""

    size: Size
    seed: int = 1
    market: int = MARKET
    """How many entities share a market: the more, the more a site reaches."""

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many entities there are of each kind, in the order of their numbers."""
        total = self.size.entities
        sites, networks, organizations = total // 100, total * 14 // 100, total * 35 // 100
        others = len(COUNTRIES) + len(RESTRICTIONS)
        return {
            "jurisdiction": len(COUNTRIES),
            "restriction": len(RESTRICTIONS),
            "site": sites,
            "network": networks,
            "component": total - sites - networks - organizations - others,
            "organization": organizations,
        }

    @cached_property
    def first(self) -> dict[str, int]:
        """The number of the first entity of each kind."""
        ends = np.cumsum(list(self.counts.values())).tolist()
        return dict(zip(self.counts, [0, *ends], strict=False))

    @cached_property
    def names(self) -> pa.StringArray:
        """The ids of the entities, by their numbers."""
        names = {kind: [f"{kind}-{index}" for index in range(count)] for kind, count in self.counts.items()}
        return pa.array([*chain.from_iterable((names | {"restriction": RESTRICTIONS}).values())], pa.string())

    @cached_property
    def markets(self) -> int:
        """How many markets there are."""
        return max(1, self.size.entities // self.market)

    def market_of(self, kind: str, index: Numbers) -> Numbers:
        """Return the markets of entities, by their indices within their kind."""
        return index * self.markets // self.counts[kind]

    def sources(self) -> pa.Table:
        """Return the sources that claims cite."""
        rows = [
            (
                f"source-{index}",
                f"Survey {index}",
                f"Publisher {index % 7}",
                f"{2018 + index % 6}-03-01",
                "ABCD"[index % 4],
            )
            for index in range(SOURCES)
        ]
        return pa.table(dict(zip(SOURCE_COLUMNS, zip(*rows, strict=True), strict=True)))

    def entities(self) -> pa.Table:
        """Return every entity."""
        draw = np.random.default_rng([self.seed, 1])
        countries = [
            {"kind": "jurisdiction", "name": f"Country {country}", "country": country, "type": "country"}
            for country in COUNTRIES
        ]
        restrictions = [
            {"kind": "restriction", "name": name.title(), "type": "list", "status": "enacted", "since": "2015-01-01"}
            for name in RESTRICTIONS
        ]
        few = pa.table(
            {name: [row.get(name, "") for row in (*countries, *restrictions)] for name in ENTITY_COLUMNS[1:]}
        )
        many = pa.concat_tables([few, *(self._entities(draw, kind) for kind in DECLARABLE)])
        return many.add_column(0, "id", self.names)

    def _entities(self, draw: Draw, kind: str) -> pa.Table:
        count = self.counts[kind]
        index = np.arange(count)
        market = self.market_of(kind, index)
        columns = dict.fromkeys(ENTITY_COLUMNS[1:], pa.repeat("", count))
        columns["kind"] = pa.repeat(kind, count)
        columns["name"] = pa.array([f"{kind.title()} {number}" for number in range(count)])
        columns["country"] = _words(COUNTRIES, market % len(COUNTRIES))
        if kind == "site":
            columns["type"] = _words(SITE_TYPES, draw.integers(len(SITE_TYPES), size=count))
        elif kind == "network":
            columns["domain"] = _words(DOMAINS, draw.integers(len(DOMAINS), size=count))
        elif kind == "component":
            columns["type"] = _words(COMPONENT_TYPES, draw.integers(len(COMPONENT_TYPES), size=count))
            columns["category"] = pa.repeat("telecom", count)
        else:
            role = draw.integers(1, len(ROLES), size=count)
            columns["roles"] = _words(ROLES, np.where(_is_operator(index), 0, role))
        declared = DECLARABLE[kind]
        words = ["", "all", *("|".join(declared[: number + 1]) for number in range(min(3, len(declared))))]
        chance = draw.random(count)
        some = draw.integers(2, len(words), size=count)
        is_all = _is_closed(market) | (chance < ALL_DECLARED)
        columns["complete"] = _words(words, np.where(is_all, 1, np.where(chance < SOME_DECLARED, some, 0)))
        return pa.table(columns)

    def relations(self) -> Iterator[pa.Table]:
        """Yield every relation, in parts: exactly as many as the size says, grouped by where they leave, then the listings."""
        source, verb, target = self._ends()
        key = _occurrence((source * len(VERBS) + verb) * len(self.names) + target)
        draw = np.random.default_rng([self.seed, 3])
        for first in range(0, len(source), WRITTEN):
            part = slice(first, first + WRITTEN)
            count = len(source[part])
            named = {
                "from": self.names.take(pa.array(source[part])),
                "type": _words(VERBS, verb[part]),
                "to": self.names.take(pa.array(target[part])),
                "key": _words(["", *map(str, range(1, int(key.max()) + 1))], key[part]),
            }
            columns = named | _facts(draw, verb[part]) | _claims(draw, count)
            yield pa.table({name: columns[name] for name in RELATION_COLUMNS})
        yield self._listings()

    def _ends(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return whence relations lead, the codes of their types, and whither: entities by their numbers."""
        draw = np.random.default_rng([self.seed, 2])
        habit_names = list(HABITS)
        habit = np.repeat([habit_names.index(kind) for kind in DECLARABLE], [self.counts[kind] for kind in DECLARABLE])
        own = np.concatenate([np.arange(self.counts[kind]) for kind in DECLARABLE])
        habit[(habit == habit_names.index("organization")) & _is_operator(own)] = habit_names.index("operator")
        busy = np.cumsum(np.array([BUSY[name] for name in habit_names])[habit])
        degree = np.diff(self.size.relations * busy // busy[-1], prepend=0)
        parts: list[tuple[Numbers, Numbers, Numbers, Numbers]] = []
        starts = np.concatenate(([0], np.cumsum(degree)))
        for code, name in enumerate(habit_names):
            kind = "organization" if name == "operator" else name
            who = np.flatnonzero(habit == code)
            index = np.repeat(own[who], degree[who])
            verb, target = self._habits(draw, kind, HABITS[name], index)
            parts.append((spans(starts, who), index + self.first[kind], verb, target))
        order = np.argsort(np.concatenate([part[0] for part in parts]), kind="stable")
        source, verb, target = (np.concatenate([part[column] for part in parts])[order] for column in (1, 2, 3))
        return source, self._checked_verbs(source, verb, target), target

    def _checked_verbs(self, source: Numbers, verb: Numbers, target: Numbers) -> Numbers:
        """Return the types: of two that interconnect the smaller id comes first, and this one may be stated there."""
        mutual = np.flatnonzero(verb == VERBS.index("INTERCONNECTS_WITH"))
        rank = np.empty(len(self.names), np.int64)
        rank[np.argsort(self.names.to_numpy(zero_copy_only=False).astype(str), kind="stable")] = np.arange(len(rank))
        verb[mutual[rank[target[mutual]] < rank[source[mutual]]]] = VERBS.index("LINKED_TO")
        return verb

    def _habits(self, draw: Draw, kind: str, habits: Sequence[Habit], index: Numbers) -> tuple[Numbers, Numbers]:
        """Return the types and the targets of relations that leave entities of a kind, by their indices."""
        weights = np.cumsum([habit.weight for habit in habits])
        chosen = np.searchsorted(weights, draw.integers(weights[-1], size=len(index)), side="right")
        verb = np.array([VERBS.index(habit.type) for habit in habits])[chosen]
        target = np.empty(len(index), np.int64)
        for code, habit in enumerate(habits):
            mine = np.flatnonzero(chosen == code)
            target[mine] = self._targets(draw, kind, habit, index[mine])
            if habit.to == kind:  # chains end on the deepest level
                verb[mine[index[mine] % LEVELS == LEVELS - 1]] = VERBS.index("LINKED_TO")
        return verb, target

    def _targets(self, draw: Draw, kind: str, habit: Habit, index: Numbers) -> Numbers:
        market = self.market_of(kind, index)
        if habit.to == "jurisdiction":
            return self.first["jurisdiction"] + market % len(COUNTRIES)
        foreign = self._open_markets[draw.integers(len(self._open_markets), size=len(index))]
        is_abroad = (draw.random(len(index)) < habit.abroad) & ~_is_closed(market)
        market = np.where(is_abroad, foreign, market)
        to = "organization" if habit.to == "operator" else habit.to
        begin = -(-market * self.counts[to] // self.markets)
        end = -(-(market + 1) * self.counts[to] // self.markets)
        # a few of a market's entities have most of its relations
        chosen = begin + ((end - begin) * draw.random(len(index)) ** 2).astype(np.int64)
        if habit.to == "operator":
            chosen = np.minimum(-(-chosen // OPERATOR_EVERY), (end - 1) // OPERATOR_EVERY) * OPERATOR_EVERY
        elif to == kind:
            least = np.minimum(index % LEVELS + 1, LEVELS - 1)
            deeper = chosen - chosen % LEVELS + least + (draw.random(len(index)) * (LEVELS - least)).astype(np.int64)
            below = np.maximum(begin, np.where(deeper < end, deeper, deeper - LEVELS))
            chosen = np.where(draw.random(len(index)) < BACKWARDS, chosen, below)
        if to == kind:
            chosen = np.where(chosen != index, chosen, np.where(index != begin, begin, end - 1))
        return self.first[to] + chosen

    @cached_property
    def _open_markets(self) -> Numbers:
        every = np.arange(self.markets)
        return every[~_is_closed(every)]

    def _listings(self) -> pa.Table:
        draw = np.random.default_rng([self.seed, 4])
        index = np.arange(self.counts["organization"])
        market = self.market_of("organization", index)
        is_vendor = ~_is_operator(index) & ~_is_closed(market)
        begin = -(-market * len(index) // self.markets)
        large = np.lexsort((index, ~is_vendor, index - begin))[: self.size.listed // 2]
        others = draw.choice(np.setdiff1d(index[is_vendor], large), self.size.listed - len(large), replace=False)
        listed = draw.permutation(np.concatenate([large, others])).tolist()
        rows = [
            {
                "from": f"organization-{vendor}",
                "type": "LISTED_ON",
                "to": RESTRICTIONS[place % len(RESTRICTIONS)],
                "role": "" if (place + 1) % CRITERIA_EVERY else "criteria",
                "since": f"{2015 + place % 8}-05-16",
                "status": "enacted",
                "source": "source-0",
                "certainty": "stated",
                "asserted": "2023-01-01",
            }
            for place, vendor in enumerate(listed)
        ]
        return pa.table({name: [row.get(name, "") for row in rows] for name in RELATION_COLUMNS})


def _words(words: Sequence[str], codes: Numbers) -> pa.StringArray:
    """Return the words that codes stand for."""
    return pa.array(words, pa.string()).take(pa.array(codes))


def _is_closed(market: Numbers) -> NDArray[np.bool_]:
    """Return which markets are closed: nothing crosses their border, everything in them is declared."""
    return market % 10 == 1


def _is_operator(index: Numbers) -> NDArray[np.bool_]:
    return index % OPERATOR_EVERY == 0


def spans(starts: Numbers, rows: Numbers) -> Numbers:
    """Return the places from starts[i] up to starts[i + 1] of each row, row by row."""
    degree = starts[rows + 1] - starts[rows]
    return np.repeat(starts[rows] - (np.cumsum(degree) - degree), degree) + np.arange(degree.sum())


def _occurrence(values: Numbers) -> Numbers:
    """Return of each value how many equal ones stand before it."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    place = np.arange(len(values))
    is_first = np.diff(ordered, prepend=ordered[0] - 1) != 0
    occurrence = np.empty(len(values), np.int64)
    occurrence[order] = place - np.maximum.accumulate(np.where(is_first, place, 0))
    return occurrence


def _facts(draw: Draw, verb: Numbers) -> dict[str, pa.StringArray]:
    count = len(verb)
    chance = draw.random(count)
    day, vague = draw.integers(len(DAYS), size=count), draw.integers(len(VAGUE), size=count)
    since = np.select(
        [chance < DATED, chance < DATED_VAGUELY, chance < DATED_AROUND],
        [2 + day, 2 + len(DAYS) + vague, np.ones(count, np.int64)],
        0,
    )
    until = np.where((chance > UNTIL[0]) & (chance < UNTIL[1]), 1 + draw.integers(len(ENDS), size=count), 0)
    status = np.where(draw.random(count) < WITH_STATUS, 1 + draw.integers(len(STATUSES), size=count), 0)
    is_supply = verb == VERBS.index("SUPPLIED_BY")
    domain = np.where(is_supply & (draw.random(count) < WITH_DOMAIN), 1 + draw.integers(len(DOMAINS), size=count), 0)
    share = np.where(verb == VERBS.index("OWNED_BY"), draw.integers(5, 61, size=count), 0)
    return {
        "since": _words(["", AROUND, *DAYS, *VAGUE], since),
        "until": _words(["", *ENDS], until),
        "status": _words(["", *STATUSES], status),
        "domain": _words(["", *DOMAINS], domain),
        "role": pa.repeat("", count),
        "share": _words(["", *(f"0.{percent:02}" for percent in range(1, 61))], share),
    }


def _claims(draw: Draw, count: int) -> dict[str, pa.StringArray]:
    chance = draw.random(count)
    is_claimed, is_denied, is_weighed = chance < CLAIMED, chance < DENIED, chance < WEIGHED
    source = np.where(is_claimed, 1 + draw.integers(SOURCES, size=count), 0)
    certainty = np.where(is_claimed & ~is_weighed, 1 + draw.integers(len(CERTAINTIES), size=count), 0)
    confidence = np.select([is_denied, is_weighed], [np.full(count, 80), draw.integers(50, 101, size=count)], 0)
    asserted = np.where(is_claimed, draw.integers(2019, 2024, size=count) - 2018, 0)
    return {
        "source": _words(["", *(f"source-{index}" for index in range(SOURCES))], source),
        "certainty": _words(["", *CERTAINTIES], certainty),
        "confidence": _words(["", *map(str, range(1, 101))], confidence),
        "polarity": _words(["", "denies"], is_denied.astype(np.int64)),
        "asserted": _words(["", *(f"{year}-07-01" for year in range(2019, 2024))], asserted),
    }


def write_tables(world: World, folder: Path) -> Path:
    """Write a world as a folder of tables, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "document.yaml").write_text(f"title: {TITLE}\nas_of: {AS_OF}\n", encoding="utf-8")
    write_csv(folder / "sources.csv", [world.sources()])
    write_csv(folder / "entities.csv", [world.entities()])
    write_csv(folder / "relations.csv", world.relations())
    return folder


def write_csv(path: Path, tables: Iterable[pa.Table]) -> None:
    """Write tables of the same columns, one behind the other."""
    coming = iter(tables)
    first = next(coming)
    options = WriteOptions(quoting_style="none", quoting_header="none")
    with CSVWriter(path, first.schema, write_options=options) as writer:
        for table in chain([first], coming):
            writer.write_table(table)


def _rows(tables: Iterable[pa.Table]) -> Iterator[Row]:
    """Yield the rows of tables: the fields that each states."""
    for table in tables:
        for row in table.to_pylist():
            yield {name: value for name, value in row.items() if value}


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows under a header; a field that a row does not state is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_yaml(world: World, path: Path) -> Path:
    """Write a world as one document, record by record, and return its path."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f"graphx: 1\ntitle: {TITLE}\nas_of: {AS_OF}\n")
        _write_section(file, "sources", map(_flow, _rows([world.sources()])))
        _write_section(file, "entities", map(_flow, _rows([world.entities()])))
        _write_section(file, "relations", map(_relation_lines, _rows(world.relations())))
    return path


def _write_section(file: TextIO, name: str, records: Iterator[str]) -> None:
    file.writelines(chain((f"{name}:\n",), (f"  - {record}\n" for record in records)))


def _flow(row: Row) -> str:
    return "{" + ", ".join(f"{name}: {_value(name, value)}" for name, value in row.items()) + "}"


def _value(name: str, value: str) -> str:
    return f"[{', '.join(value.split('|'))}]" if name in {"roles", "complete"} else value


def _relation_lines(row: Row) -> str:
    """Return a relation on one line, or one field a line if it has a claim, as people write them."""
    claim = {name: value for name, value in row.items() if name in CLAIM_COLUMNS}
    if not claim:
        return _flow(row)
    fields = [f"{name}: {value}" for name, value in row.items() if name not in CLAIM_COLUMNS]
    return "\n    ".join([*fields, "claims:", f"  - {_flow(claim)}"])


def main() -> None:
    """Write one world where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("output", type=Path, help="a folder for tables, or a file that ends in .yaml")
    parser.add_argument("--size", choices=SIZES, default="S")
    parser.add_argument("--listed", type=int, help="how many vendors are listed; default: by size")
    parser.add_argument(
        "--market", type=int, default=MARKET, help=f"how many entities share a market; default: {MARKET}"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    size = SIZES[given.size]
    world = World(size if given.listed is None else size._replace(listed=given.listed), given.seed, given.market)
    print((write_yaml if given.output.suffix == ".yaml" else write_tables)(world, given.output))


if __name__ == "__main__":
    main()
