"""Seeded supply graphs of any size, as a folder of tables or as one YAML document; the same seed, the same bytes.

Entities fall into markets. Most relations stay inside their market, makers and distributors sell to others too, and
one market in ten is closed and fully declared, so that all three verdicts occur. Relations run from level to level
with a few that run back, so that chains are several tiers deep and circles exist but do not join everything.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

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


@dataclass(frozen=True)
class World:
    """A generated supply graph: rows on demand, none kept."""

    size: Size
    seed: int = 1
    market: int = MARKET
    """How many entities share a market: the more, the more a site reaches."""

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many entities there are of each kind."""
        total = self.size.entities
        counts = {
            "site": total // 100,
            "network": total * 14 // 100,
            "organization": total * 35 // 100,
            "restriction": len(RESTRICTIONS),
            "jurisdiction": len(COUNTRIES),
        }
        return counts | {"component": total - sum(counts.values())}

    @cached_property
    def markets(self) -> int:
        """How many markets there are."""
        return max(1, self.size.entities // self.market)

    def market_of(self, kind: str, index: int) -> int:
        """Return the market of an entity."""
        return index * self.markets // self.counts[kind]

    @staticmethod
    def is_closed(market: int) -> bool:
        """Return whether a market is closed: nothing crosses its border, everything in it is declared."""
        return market % 10 == 1

    def sources(self) -> Iterator[Row]:
        """Yield the sources that claims cite."""
        for index in range(SOURCES):
            yield {
                "id": f"source-{index}",
                "title": f"Survey {index}",
                "publisher": f"Publisher {index % 7}",
                "published": f"{2018 + index % 6}-03-01",
                "reliability": "ABCD"[index % 4],
            }

    def entities(self) -> Iterator[Row]:
        """Yield every entity."""
        draw = Random(f"entities {self.seed}")
        for index, country in enumerate(COUNTRIES):
            name = _name("jurisdiction", index)
            yield {
                "id": name,
                "kind": "jurisdiction",
                "name": f"Country {country}",
                "country": country,
                "type": "country",
            }
        for name in RESTRICTIONS:
            yield {
                "id": name,
                "kind": "restriction",
                "name": name.title(),
                "type": "list",
                "status": "enacted",
                "since": "2015-01-01",
            }
        for kind in DECLARABLE:
            for index in range(self.counts[kind]):
                yield self._entity(draw, kind, index)

    def _entity(self, draw: Random, kind: str, index: int) -> Row:
        market = self.market_of(kind, index)
        row = {
            "id": _name(kind, index),
            "kind": kind,
            "name": f"{kind.title()} {index}",
            "country": COUNTRIES[market % len(COUNTRIES)],
        }
        if kind == "site":
            row["type"] = draw.choice(SITE_TYPES)
        elif kind == "network":
            row["domain"] = draw.choice(DOMAINS)
        elif kind == "component":
            row |= {"type": draw.choice(COMPONENT_TYPES), "category": "telecom"}
        else:
            row["roles"] = (
                "operator"
                if _is_operator(index)
                else draw.choice(("vendor", "vendor", "distributor", "vendor|subcontractor"))
            )
        return row | self._declared(draw, kind, market)

    def _declared(self, draw: Random, kind: str, market: int) -> Row:
        chance = draw.random()
        if self.is_closed(market) or chance < 0.6:  # noqa: PLR2004  # why: the share that declares everything
            return {"complete": "all"}
        if chance < 0.8:  # noqa: PLR2004  # why: the share that declares something
            return {"complete": "|".join(DECLARABLE[kind][: draw.randint(1, 3)])}
        return {}

    def relations(self) -> Iterator[Row]:
        """Yield every relation: exactly as many as the size says, grouped by where they leave, then the listings."""
        draw = Random(f"relations {self.seed}")
        total = sum(BUSY[_habit(kind, index)] for kind, index in self._leaving())
        passed = written = 0
        for kind, index in self._leaving():
            passed += BUSY[_habit(kind, index)]
            quota = self.size.relations * passed // total - written
            written += quota
            yield from self._relations_of(draw, kind, index, quota)
        yield from self._listings()

    def _leaving(self) -> Iterator[tuple[str, int]]:
        return ((kind, index) for kind in DECLARABLE for index in range(self.counts[kind]))

    def _relations_of(self, draw: Random, kind: str, index: int, quota: int) -> Iterator[Row]:
        source = _name(kind, index)
        habits = HABITS[_habit(kind, index)]
        weights = [habit.weight for habit in habits]
        seen: dict[tuple[str, str, str], int] = {}
        for habit in draw.choices(habits, weights, k=quota):
            target = self._target(draw, kind, index, habit)
            ends = source, habit.type, target
            if habit.type == "INTERCONNECTS_WITH" and target < source:
                ends = source, "LINKED_TO", target  # the smaller id comes first, and this one may be stated there
            parallel = seen[ends] = seen.get(ends, -1) + 1
            row = dict(zip(("from", "type", "to"), ends, strict=True))
            if parallel:
                row["key"] = str(parallel)
            yield row | self._facts(draw, ends[1]) | _claim(draw)

    def _target(self, draw: Random, kind: str, index: int, habit: Habit) -> str:
        market = self.market_of(kind, index)
        if habit.to == "jurisdiction":
            return _name("jurisdiction", market % len(COUNTRIES))
        if draw.random() < habit.abroad and not self.is_closed(market):
            market = draw.choice([other for other in range(self.markets) if not self.is_closed(other)])
        to = "organization" if habit.to == "operator" else habit.to
        first, last = self._span(to, market)
        # a few of a market's entities have most of its relations
        chosen = first + int((last - first) * draw.random() ** 2)
        if habit.to == "operator":
            chosen = min(-(-chosen // OPERATOR_EVERY) * OPERATOR_EVERY, (last - 1) // OPERATOR_EVERY * OPERATOR_EVERY)
        elif to == kind and draw.random() >= BACKWARDS:
            chosen = _below(draw, chosen, first, last, index % LEVELS)
        if to == kind and chosen == index:
            chosen = first if index != first else last - 1
        return _name(to, chosen)

    def _span(self, kind: str, market: int) -> tuple[int, int]:
        count = self.counts[kind]
        return -(-market * count // self.markets), -(-(market + 1) * count // self.markets)

    def _facts(self, draw: Random, verb: str) -> Row:
        row: Row = {}
        chance = draw.random()
        if chance < 0.5:  # noqa: PLR2004  # why: these are the shares of each kind of date
            row["since"] = f"{draw.randint(2008, 2023)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        elif chance < 0.75:  # noqa: PLR2004
            row["since"] = draw.choice(("2012", "2016-05", "2019", "2021-11"))
        elif chance < 0.765:  # noqa: PLR2004
            row["since"] = "2024"  # the day asked about lies inside: possible
        if 0.4 < chance < 0.45:  # noqa: PLR2004
            row["until"] = draw.choice(("2024-01-31", "2027", "2030-12-31"))
        if draw.random() < 0.03:  # noqa: PLR2004
            row["status"] = draw.choice(("trial", "planned", "in_service"))
        if verb == "SUPPLIED_BY" and draw.random() < 0.3:  # noqa: PLR2004
            row["domain"] = draw.choice(DOMAINS)
        if verb == "OWNED_BY":
            row["share"] = f"0.{draw.randint(5, 60):02}"
        return row

    def _listings(self) -> Iterator[Row]:
        draw = Random(f"listings {self.seed}")
        vendors = [index for index in range(self.counts["organization"]) if not _is_operator(index)]
        open_vendors = [index for index in vendors if not self.is_closed(self.market_of("organization", index))]
        for place, index in enumerate(draw.sample(open_vendors, self.size.listed)):
            row = {
                "from": _name("organization", index),
                "type": "LISTED_ON",
                "to": RESTRICTIONS[place % len(RESTRICTIONS)],
            }
            row |= {"since": f"{2015 + place % 8}-05-16", "status": "enacted"}
            yield (
                row
                | ({} if (place + 1) % CRITERIA_EVERY else {"role": "criteria"})
                | {"source": "source-0", "certainty": "stated", "asserted": "2023-01-01"}
            )


def _name(kind: str, index: int) -> str:
    return f"{kind}-{index}"


def _is_operator(index: int) -> bool:
    return index % OPERATOR_EVERY == 0


def _habit(kind: str, index: int) -> str:
    return "operator" if kind == "organization" and _is_operator(index) else kind


def _below(draw: Random, chosen: int, first: int, last: int, level: int) -> int:
    """Return a neighbour of the chosen one that stands on a deeper level; on the deepest there is no choice."""
    deeper = chosen - chosen % LEVELS + draw.randint(min(level + 1, LEVELS - 1), LEVELS - 1)
    return max(first, deeper if deeper < last else deeper - LEVELS)


def _claim(draw: Random) -> Row:
    chance = draw.random()
    if chance >= 0.4:  # noqa: PLR2004  # why: the share of relations with a claim
        return {}
    row = {"source": f"source-{draw.randrange(SOURCES)}", "asserted": f"{draw.randint(2019, 2023)}-07-01"}
    if chance < 0.01:  # noqa: PLR2004
        return row | {"polarity": "denies", "confidence": "80"}
    if chance < 0.1:  # noqa: PLR2004
        return row | {"confidence": str(draw.randint(50, 100))}
    return row | {"certainty": draw.choice(CERTAINTIES)}


def write_tables(world: World, folder: Path) -> Path:
    """Write a world as a folder of tables, row by row, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "document.yaml").write_text(f"title: {TITLE}\nas_of: {AS_OF}\n", encoding="utf-8")
    write_table(folder / "sources.csv", SOURCE_COLUMNS, world.sources())
    write_table(folder / "entities.csv", ENTITY_COLUMNS, world.entities())
    write_table(folder / "relations.csv", RELATION_COLUMNS, world.relations())
    return folder


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
        _write_section(file, "sources", map(_flow, world.sources()))
        _write_section(file, "entities", map(_flow, world.entities()))
        _write_section(file, "relations", map(_relation_lines, world.relations()))
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
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    size = SIZES[given.size]
    world = World(size if given.listed is None else size._replace(listed=given.listed), given.seed)
    print((write_yaml if given.output.suffix == ".yaml" else write_tables)(world, given.output))


if __name__ == "__main__":
    main()
