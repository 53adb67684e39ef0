"""Random documents, views and patterns, dense on purpose, drawn from nothing but the generator that is handed in."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random  # noqa: TC003
from typing import Any, Final

from tests.oracle import NAMED
from tests.oracle.table import DOMAINS, ENDS, KINDS, ROLES, TYPES, enters, label, leaves

Fields = dict[str, Any]

_FIRST_DAY: Final = date(2017, 1, 1)
_DAYS: Final = 4 * 365
_STATUSES: Final = (
    *("in_service", "held", "enacted", "removing", "trial"),
    *("removed", "ended", "planned", "proposed", "suspended"),
)
_CARRYING: Final = ("SERVED_BY", "OPERATES", "HAS_PART", "DEPLOYS", "MADE_BY", "SUPPLIED_BY", "SUBCONTRACTS_TO")
_TYPES_DRAWN: Final = (*_CARRYING, *_CARRYING, *_CARRYING, *ENDS, "SUCCEEDED_BY", "OWNED_BY")
_KINDS_DRAWN: Final = ("organization",) * 4 + ("component",) * 3 + ("network",) * 3 + ("site",) * 2 + KINDS
_ROLES_OF: Final = {
    "SUCCEEDED_BY": ("rename", "rename", "merger", "sale", "split"),
    "LISTED_ON": ("named", "named", "affiliate", "category", "criteria"),
    "BOUND_BY": ("bound", "exempt", "advised"),
    "LOCATED_IN": ("host", "incorporated", "produced_in"),
}
_SEGMENTS: Final = ("core", "ran", "transport", "management")
_DRAWN_DOMAINS: Final = (*_SEGMENTS * 3, *DOMAINS)
_GENERATIONS: Final = ("2g", "3g", "4g", "5g", "5g_nsa", "5g_sa", "6g", "fixed")
_CATEGORIES: Final = ("telecom", "video", "uas", "semiconductor")
_CAPABILITIES: Final = ("routes_user_data", "user_data_visibility", "remote_disrupt", "face_recognition")
_COUNTRIES: Final = ("JP", "CN", "DE", "US")
_GRADES: Final = ("a", "b", "c")
_CERTAINTIES: Final = ("stated", "reported", "assessed", "alleged", "inferred", "unverified")
_RULES: Final = ("cascade", "affiliate", "control", "look_through", "none")


def world(random: Random, *, entities: int = 9, relations: int = 22) -> Fields:
    """Return a valid document with about so many entities and relations."""
    return _Maker(random).document(entities, relations)


def view(random: Random) -> Fields:
    """Return the keywords of a view whose dates fall among those of the documents."""
    keywords: Fields = {"as_of": "any" if random.random() < 0.12 else _day(random)}
    if random.random() < 0.35:
        keywords["known_at"] = _day(random)
    if random.random() < 0.6:
        keywords["min_confidence"] = random.choice((0, 50, 71, 100))
    if random.random() < 0.4:
        keywords["include"] = frozenset(random.sample(("planned", "proposed", "suspended"), random.randint(1, 3)))
    if keywords["as_of"] != "any" and random.random() < 0.25:
        keywords["max_age"] = random.choice((0, 30, 365, 1000))
    return keywords


def patterns(random: Random) -> list[str]:
    """Return the alternatives of a named pattern, or some of its own making that the table of 2.2 can match."""
    if random.random() < 0.5:
        return list(NAMED[random.choice(list(NAMED))])
    count = random.choice((1, 1, 2, 3))
    return [("possible: " if random.random() < 0.15 else "") + _Writer(random).pattern() for _ in range(count)]


def _day(random: Random) -> str:
    return (_FIRST_DAY + timedelta(days=random.randrange(_DAYS))).isoformat()


def _vague(random: Random, day: date) -> str:
    text = day.isoformat()
    return text[: random.choice((4, 7, 10, 10, 10))]


def _restricts(restriction: Fields) -> bool:
    return restriction.get("type") not in {"white_list", "waiver"}


class _Maker:
    """Makes one document."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.entities: list[Fields] = []
        self.relations: dict[tuple[str, str, str, str | None], Fields] = {}
        self.sources: list[Fields] = []
        self.declares = random.choice((0.0, 0.5, 0.9, 1.0, 1.0))
        self.claimed = random.choice((0.1, 0.3, 0.8))
        self.dated = random.choice((0.1, 0.5))
        self.marked = random.choice((0.1, 0.4))
        self.theme = random.choice(_SEGMENTS)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def some_of(self, values: tuple[str, ...], most: int) -> list[str]:
        return self.random.sample(values, self.random.randint(0, most))

    def document(self, entities: int, relations: int) -> Fields:
        self.sources = [self.source(number) for number in range(4)]
        self.add_entities(entities)
        self.add_listings()
        self.add_one_of()
        self.add_supply_line()
        for _ in range(50 * relations):
            if len(self.relations) >= relations:
                break
            self.add_relation()
        found = list(self.relations.values())
        found[0].setdefault("properties", {})["lane"] = 1
        self.random.shuffle(found)
        document: Fields = {"graphx": 1}
        if self.chance(0.4):
            document["as_of"] = _day(self.random)
        return {**document, "sources": self.sources, "entities": self.entities, "relations": found}

    def source(self, number: int) -> Fields:
        source: Fields = {"id": f"source-{number}", "title": f"Source {number}"}
        if self.chance(0.7):
            source["published"] = _vague(self.random, self.any_day())
        if number and self.chance(0.4):
            source["derived_from"] = [f"source-{self.random.randrange(number)}"]
        if self.chance(0.5):
            source["reliability"] = self.random.choice("ABCDEF")
        return source

    def any_day(self) -> date:
        return date.fromisoformat(_day(self.random))

    # Entities.

    def add_entities(self, count: int) -> None:
        kinds = ["site", "network", "component", "organization", "organization", "restriction"][:count]
        kinds += self.random.choices(_KINDS_DRAWN, k=count - len(kinds))
        for number, kind in enumerate(kinds):
            self.entities.append(self.entity(kind, number))
        self.entities[0].setdefault("properties", {})["grade"] = "a"
        self.random.shuffle(self.entities)

    def entity(self, kind: str, number: int) -> Fields:
        name = self.random.choice((kind, kind.capitalize(), kind[:3] + ".", "x/"))
        entity: Fields = {"id": f"{name}{number}", "kind": kind, "name": f"{kind} {number}"}
        if kind in TYPES and self.chance(0.8):
            entity["type"] = self.random.choice(TYPES[kind])
        entity |= getattr(self, kind, dict)()
        if self.chance(0.4):
            entity["country"] = self.random.choice(_COUNTRIES)
        if self.chance(0.3):
            entity["tags"] = self.some_of(("watched", "old"), 2)
        if self.chance(0.3):
            entity["properties"] = {"grade": self.random.choice(_GRADES)}
        declared = self.declared(kind)
        return entity if declared is None else entity | {"complete": declared}

    def declared(self, kind: str) -> list[str] | None:
        ways = [name for name in ENDS if leaves(name, kind)]
        ways += ["<" + name for name in ENDS if enters(name, kind) and name != "INTERCONNECTS_WITH"]
        if not self.chance(self.declares):
            return self.random.choice((None, [], self.random.sample(ways, min(3, len(ways)))))
        if self.chance(0.5):
            return ["all"]
        return ways if self.chance(0.7) else self.random.sample(ways, max(1, len(ways) - 2))

    def organization(self) -> Fields:
        roles = tuple(role for role in ROLES if role != "one_of")
        return {"roles": self.some_of((*roles[:6], *roles[-2:]), 3)} if self.chance(0.75) else {}

    def site(self) -> Fields:
        return {"lat": self.random.choice((-12.5, 35, 51.99)), "lon": 0.5} if self.chance(0.5) else {}

    def network(self) -> Fields:
        fields: Fields = {}
        if self.chance(0.75):
            fields["domain"] = self.theme if self.chance(0.6) else self.random.choice(_DRAWN_DOMAINS)
        if self.chance(0.5):
            fields["generation"] = self.random.choice(_GENERATIONS)
        if self.chance(0.4):
            fields["functions"] = self.some_of(("AMF", "UPF", "HSS"), 2)
        return fields

    def component(self) -> Fields:
        fields: Fields = {}
        if self.chance(0.6):
            fields["category"] = self.random.choice(_CATEGORIES)
        if self.chance(0.5):
            fields["capabilities"] = self.some_of(_CAPABILITIES, 3)
        return fields

    def restriction(self) -> Fields:
        fields: Fields = {"authority": "Example Ministry"} if self.chance(0.5) else {}
        if self.chance(0.3):
            fields |= self.span(self.any_day())
        if self.chance(0.4):
            fields["status"] = self.random.choice(("enacted", "enacted", *_STATUSES))
        if self.chance(0.3):
            rules = [self.rule() for _ in range(self.random.randint(1, 2))]
            fields["extends_to"] = self.random.choice((rules, rules[0], self.random.choice(_RULES)))
        return fields

    def rule(self) -> Fields:
        rule: Fields = {"calculator": self.random.choice(_RULES)}
        if rule["calculator"] != "none" and self.chance(0.5):
            rule["threshold"] = self.random.choice((0.1, 0.25, 0.5))
        if self.chance(0.4):
            rule |= self.span(self.any_day())
        if self.chance(0.3):
            rule["status"] = self.random.choice(_STATUSES)
        return rule

    # Relations.

    def span(self, pivot: date) -> Fields:
        """Return a since before the pivot and an until after it, each of them sometimes, so that any two agree."""
        random, span = self.random, {}
        if self.chance(0.7):
            span["since"] = _vague(random, pivot - timedelta(days=random.randrange(600)))
        if self.chance(0.4):
            span["until"] = _vague(random, pivot + timedelta(days=random.randrange(1, 900)))
        return span

    def add_listings(self) -> None:
        lists = [entity for entity in self.entities if entity["kind"] == "restriction"]
        if not _restricts(lists[0]):
            lists[0]["type"] = "list"
        listed = [entity for entity in self.entities if entity["kind"] in {"organization", "component"}]
        for number in range(self.random.choice((1, 2, 3, 4))):
            target = self.random.choice(lists) if number else lists[0]
            self.relate(self.random.choice(listed), "LISTED_ON", target)

    def add_one_of(self) -> None:
        organizations = [entity for entity in self.entities if entity["kind"] == "organization"]
        if len(organizations) < 3 or self.chance(0.5):
            return
        choice, *members = self.random.sample(organizations, 3)
        choice["roles"] = ["one_of", *self.some_of(("vendor", "brand"), 1)]
        for member in members:
            self.relate(member, "MEMBER_OF", choice)

    def add_supply_line(self) -> None:
        """Lay a line from a site to a listed maker, so that the named patterns find something often enough."""
        if self.chance(0.4):
            return
        of_kind = {kind: [entity for entity in self.entities if entity["kind"] == kind] for kind in KINDS}
        site, network, component, maker = (
            self.random.choice(of_kind[kind]) for kind in ("site", "network", "component", "organization")
        )
        network["domain"] = self.theme
        self.relate(site, "SERVED_BY", network)
        self.relate(network, "DEPLOYS", component)
        self.relate(component, self.random.choice(("MADE_BY", "SUPPLIED_BY")), maker)
        self.relate(maker, "LISTED_ON", next(entity for entity in of_kind["restriction"] if _restricts(entity)))

    def add_relation(self) -> None:
        random = self.random
        if self.relations and self.chance(0.12):
            twin = random.choice(list(self.relations.values()))
            ends = {entity["id"]: entity for entity in self.entities}
            self.relate(ends[twin["from"]], twin["type"], ends[twin["to"]])
            return
        name = random.choice(_TYPES_DRAWN)
        pairs = [
            (start, end)
            for start in self.entities
            for end in self.entities
            if (start["kind"], end["kind"]) in ENDS[name]
            and (start is not end or (name != "INTERCONNECTS_WITH" and self.chance(0.15)))
        ]
        if pairs:
            start, end = random.choice(pairs)
            self.relate(start, name, end)

    def relate(self, start: Fields, name: str, end: Fields) -> None:
        random = self.random
        if name == "INTERCONNECTS_WITH" and start["id"] > end["id"]:
            start, end = end, start
        key = random.choice((*(None,) * 6, "k1", "K2", "a"))
        if (start["id"], name, end["id"], None) in self.relations:
            key = random.choice(("k1", "K2", "a"))
        relation: Fields = {"from": start["id"], "type": name, "to": end["id"]}
        if key is not None:
            relation["key"] = key
        pivot = self.any_day()
        if self.chance(self.dated):
            relation |= self.span(pivot)
        if self.chance(self.marked):
            relation["status"] = random.choice(("in_service", "in_service", *_STATUSES))
        relation |= self.details(name)
        if self.chance(self.claimed):
            claims = [self.claim(relation, pivot) for _ in range(random.choice((1, 1, 2, 3)))]
            relation["claims"] = claims
        self.relations.setdefault((start["id"], name, end["id"], key), relation)

    def details(self, name: str) -> Fields:
        random, fields = self.random, dict[str, Any]()
        if name in _ROLES_OF and self.chance(0.8):
            fields["role"] = random.choice(_ROLES_OF[name])
        if name in _CARRYING and self.chance(0.5):
            fields["domain"] = self.theme if self.chance(0.6) else random.choice(_DRAWN_DOMAINS)
        if name in {"OWNED_BY", "SUPPLIED_BY"} and self.chance(0.7):
            exact = {"share": random.choice((0, 0.1, 0.3, 0.5, 0.75, 1))}
            between = {"share_min": random.choice((0, 0.1, 0.25)), "share_max": random.choice((0.5, 0.6, 1))}
            fields |= exact if self.chance(0.6) else between
        if name == "OWNED_BY" and self.chance(0.4):
            fields["interest"] = random.choice(("shareholding", "voting", "control", "subsidiary"))
            fields["directness"] = random.choice(("direct", "indirect"))
        if self.chance(0.1):
            fields["synthetic"] = True
        if self.chance(0.2):
            fields["properties"] = {"lane": random.choice((1, 2, 2.5))}
        return fields

    def claim(self, relation: Fields, pivot: date) -> Fields:
        random = self.random
        claim: Fields = {"source": random.choice(self.sources)["id"]}
        polarity = random.choice((*("asserts",) * 5, None, "denies", "denies", "declines"))
        if polarity is not None:
            claim["polarity"] = polarity
        if self.chance(0.6):
            claim["certainty"] = random.choice(_CERTAINTIES)
        if self.chance(0.3):
            claim["confidence"] = random.choice((0, 30, 49, 50, 70, 71, 100))
        if self.chance(0.5):
            claim["asserted"] = _vague(random, self.any_day())
        if self.chance(0.5):
            claim["observed"] = _vague(random, self.any_day())
        if self.chance(0.4):
            says = self.says(relation, pivot)
            claim |= {"says": says} if says else {}
        return claim

    def says(self, relation: Fields, pivot: date) -> Fields:
        says: Fields = dict(self.span(pivot))
        if self.chance(0.4):
            says["status"] = self.random.choice(_STATUSES)
        if "share" in relation:
            says["share"] = self.random.choice((0.2, 0.5, 0.9))
        if "share_min" in relation and self.chance(0.5):
            says |= {"share_min": self.random.choice((0, 0.2)), "share_max": self.random.choice((0.5, 0.9))}
        if self.chance(0.2):
            says["target_date"] = _vague(self.random, pivot)
        return says


class _Writer:
    """Writes one pattern along a random walk over kinds, so that some graph matches it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names = 0

    def pattern(self) -> str:
        kind = self.random.choice(("site", "network", "organization", "component", "site", "network"))
        text = self.node(kind, strict=False)
        for _ in range(self.random.choice((1, 1, 2, 2, 3))):
            write = self.group if self.random.random() < 0.3 else self.step
            text, kind = write(text, kind)
        return text

    def step(self, text: str, kind: str, *, quantified: bool = True) -> tuple[str, str]:
        arrow, further = self.relationship(kind)
        counts = ""
        if quantified and self.random.random() < 0.4:
            counts = self.random.choice(("*", "+", "{0,1}", "{1,2}", "{,3}", "{1,}", "{1}", "{0,}"))
        return text + arrow + counts + self.node(further), further

    def group(self, text: str, kind: str) -> tuple[str, str]:
        inner, further = self.step(self.node(kind), kind, quantified=False)
        if self.random.random() < 0.3:
            inner, further = self.step(inner, further, quantified=False)
        counts = self.random.choice(("*", "+", "{0,2}", "{1,2}", "{,2}", "{1,}"))
        return f"{text} ({inner}){counts} {self.node(further)}", further

    def relationship(self, kind: str) -> tuple[str, str]:
        random = self.random
        ways = [(name, end, "out") for name in ENDS for start, end in ENDS[name] if start == kind]
        ways += [(name, start, "in") for name in ENDS for start, end in ENDS[name] if end == kind]
        likely = [way for way in ways if way[0] in (*_CARRYING, "INTERCONNECTS_WITH", "SUCCEEDED_BY")]
        name, further, direction = random.choice(sorted(likely if likely and random.random() < 0.9 else ways))
        types = [name]
        if random.random() < 0.4:
            types += random.sample([other for other in _CARRYING if other != name], random.randint(1, 3))
        if name == "INTERCONNECTS_WITH" or random.random() < 0.06:
            direction = "both"
        body = f":{'|'.join(types)}{self.relation_condition()}"
        if body.find("WHERE") > 0:
            body = f"r{self.names}{body}"
        ends = {"out": ("-", "->"), "in": ("<-", "-"), "both": ("-", "-")}[direction]
        return f"{ends[0]}[{body}]{ends[1]}", further

    def relation_condition(self) -> str:
        random = self.random
        chance = random.random()
        if chance < 0.08:
            return f" {{domain: '{random.choice(_DRAWN_DOMAINS)}'}}"
        if chance > 0.2:
            return ""
        self.names += 1
        name = f"r{self.names}"
        return " WHERE " + self.logic(
            [
                f"{name}.share {random.choice(('=', '<>', '<', '<=', '>', '>='))} {random.choice((0, 0.1, 0.5))}",
                f"{name}.share_max > 0.5",
                f"{name}.domain = '{random.choice(_DRAWN_DOMAINS)}'",
                f"{name}.domain IN ['core', 'ran', 'transport']",
                f"{name}.status IS NULL",
                f"{name}.status <> 'trial'",
                f"{name}.since IS NOT NULL",
                f"{name}.until IS NULL",
                f"{name}.synthetic = true",
                f"{name}.lane >= 2",
            ]
        )

    def node(self, kind: str, *, strict: bool = True) -> str:
        random = self.random
        labels = self.labels(kind, strict=strict)
        chance = random.random()
        if chance < 0.1:
            return f"({labels} {{{self.entry(kind)}}})"
        if chance < 0.24:
            self.names += 1
            name = f"n{self.names}"
            return f"({name}{labels} WHERE {self.logic(self.node_comparisons(name, kind))})"
        return f"({labels})"

    def labels(self, kind: str, *, strict: bool) -> str:
        random = self.random
        own = [label(role) for role in ROLES] if kind == "organization" else [label(one) for one in TYPES.get(kind, ())]
        chance = random.random()
        if chance < 0.4:
            return ""
        if chance < 0.75 or not own:
            labels = {label(kind)} if strict or random.random() < 0.3 else {label(kind), "Entity"}
        else:
            labels = set(random.sample(own, random.randint(1, 3)))
        if random.random() < 0.3:
            labels.add(label(random.choice(KINDS)))
        return ":" + "|".join(sorted(labels))

    def entry(self, kind: str) -> str:
        random = self.random
        entries = [f"country: '{random.choice(_COUNTRIES)}'", f"grade: '{random.choice(_GRADES)}'"]
        if kind == "network":
            entries += [f"domain: '{random.choice(_DRAWN_DOMAINS)}'"] * 3
            entries += [f"domain: 'core', generation: '{random.choice(_GENERATIONS)}'"]
        if kind == "component":
            entries += [f"category: '{random.choice(_CATEGORIES)}'"]
        return random.choice(entries)

    def node_comparisons(self, name: str, kind: str) -> list[str]:
        random = self.random
        own = {
            "network": [f"{name}.domain <> 'core'", f"'UPF' IN {name}.functions", f"{name}.generation IN ['5g', '4g']"],
            "component": [f"'remote_disrupt' IN {name}.capabilities", f"{name}.type = 'device'"],
            "site": [f"{name}.lat > 35", f"{name}.lat <= -12.5", f"{name}.type IN ['port', 'office', 'factory']"],
            "organization": [f"'vendor' IN {name}.roles", f"NOT 'operator' IN {name}.roles"],
        }
        return [
            f"{name}.country {random.choice(('=', '<>', '<', '>='))} '{random.choice(_COUNTRIES)}'",
            f"{name}.country IS NOT NULL",
            f"{name}.grade IN ['a', 'b']",
            f"'watched' IN {name}.tags",
            *own.get(kind, []),
        ]

    def logic(self, comparisons: list[str]) -> str:
        random = self.random
        first, second, third = random.sample(comparisons, 3)
        return random.choice(
            (
                *(first, first, f"NOT {first}", f"{first} AND {second}", f"{first} OR {second}"),
                *(f"NOT ({first} AND {second})", f"({first} OR {second}) AND NOT {third}"),
                f"{first} OR {second} AND {third}",
            )
        )
