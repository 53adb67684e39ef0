"""What every query of the library is to find, worked out in memory: by its name, the columns, and the rows in any order."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

from graphx.graph.view import CERTAIN, OUT, POSSIBLE, View
from graphx.model.dates import period
from graphx.model.vocabulary import INCLUDABLE_STATUSES
from graphx.questions.lint import lint
from tests.library_world import MADE, Chain, Link, Step, World, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Rows = list[tuple[Any, ...]]
PARTS = Step(("HAS_PART",), 0, 4)
ANSWERS: dict[str, tuple[tuple[str, ...], Callable[..., Iterable[tuple[Any, ...]]]]] = {}


def answers(name: str, *columns: str):
    """Register what a query is to find in some of its columns."""

    def register(function):
        ANSWERS[name] = (columns, function)
        return function

    return register


def best(chains: Iterable[Chain], key: Callable[[Chain], tuple[Any, ...]], level=lambda chain: chain.level):
    found: dict[tuple[Any, ...], int] = {}
    for chain in chains:
        found[key(chain)] = max(level(chain), found.get(key(chain), OUT))
    return found


def number(value) -> float | None:
    return None if value is None else float(value)


# sites


@answers("exposed-sites", "site", "supplier", "rules", "hops")
def _(world: World):
    for site in world.ids("site"):
        for supplier, hops in world.depended_on(site, level=CERTAIN, most=12).items():
            if world.listed.get(supplier) == CERTAIN:
                yield site, supplier, world.rules(supplier, CERTAIN), hops


@answers("possibly-exposed-sites", "site", "supplier", "rules", "hops")
def _(world: World):
    for site in world.ids("site"):
        surely = world.depended_on(site, level=CERTAIN, most=12)
        for supplier, hops in world.depended_on(site, most=12).items():
            if supplier in world.listed and not (world.listed[supplier] == CERTAIN and supplier in surely):
                yield site, supplier, world.rules(supplier), hops


@answers("nearest-listed-supplier", "supplier", "rules", "hops")
def _(world: World, entity):
    for supplier, hops in world.depended_on(entity, most=12).items():
        if supplier in world.listed:
            yield supplier, world.rules(supplier), hops


@answers("exposed-segments", "site", "segment", "component", "supplier", "certainty")
def _(world: World, domain=None):
    network, component = world.is_kind("network"), world.is_kind("component")

    def wanted(name):
        return network(name) and (domain is None or world.entity(name).domain == domain)

    chains = world.chains(
        world.ids("site"),
        Step(("SERVED_BY",), to=network),
        Step(("HAS_PART",), 0, 4, to=wanted),
        Step(("DEPLOYS",)),
        Step(("HAS_PART",), 0, 4, to=component),
        Step(MADE, to=world.is_listed),
    )

    def key(chain: Chain):
        deployed = next(index for index, link in enumerate(chain.links) if link.type == "DEPLOYS")
        return chain.nodes[0], chain.nodes[deployed], chain.nodes[deployed + 1], chain.nodes[-1]

    found = best(chains, key, lambda chain: min(chain.level, world.listed[chain.nodes[-1]]))
    return [(*each, word(level)) for each, level in found.items()]


@answers("company-only", "site", "company", "network", "supplier")
def _(world: World):
    component = world.is_kind("component")
    chains = world.chains(
        world.ids("site"),
        Step(("SERVED_BY",), to=world.is_kind("organization")),
        Step(("OPERATES", "DEPLOYS")),
        Step(("HAS_PART",), 0, 4),
        Step(("DEPLOYS",), 0, 1, to=component),
        Step(("HAS_PART",), 0, 4, to=component),
        Step(MADE, to=world.is_listed),
    )
    return {(*chain.nodes[:3], chain.nodes[-1]) for chain in chains}


@answers("only-provider", "site", "provider", "declared")
def _(world: World):
    providers = defaultdict(set)
    for link in world.held("SERVED_BY"):
        if link.source in world.ids("site"):
            providers[link.source].add(link.target)
    return [(site, *found, world.declares(site, "SERVED_BY")) for site, found in providers.items() if len(found) == 1]


@answers("alternatives", "provider", "listed_suppliers")
def _(world: World, site):
    for provider in {link.target for link in world.held("SERVED_BY") if link.source == site}:
        starts = {provider}
        if world.is_kind("organization")(provider):
            starts |= {link.target for link in world.held("OPERATES", "DEPLOYS") if link.source == provider}
        reached = starts.union(*(world.reach(each, most=12) for each in starts))
        if not world.is_kind("organization")(provider):
            reached |= {link.source for link in world.held("OPERATES") if link.target in reached}
        yield provider, sorted(reached & world.listed.keys())


@answers("near-listed-equipment", "site", "near", "supplier")
def _(world: World, kilometres=30):
    chains = world.chains(world.ids("site"), Step(("DEPLOYS",)), PARTS, Step(MADE, to=world.is_listed))
    pairs = {(chain.nodes[0], chain.nodes[-1]) for chain in chains}
    linked = world.held("LINKED_TO")
    for near, supplier in pairs:
        for site in world.ids("site"):
            is_linked = any({link.source, link.target} == {site, near} for link in linked)
            if site != near and (is_linked or distance(world.entity(site), world.entity(near)) <= kilometres):
                yield site, near, supplier


def distance(one, other) -> float:
    if None in {one.lat, one.lon, other.lat, other.lon}:
        return float("inf")
    high, low = radians(one.lat), radians(other.lat)
    across = sin((high - low) / 2) ** 2 + cos(high) * cos(low) * sin(radians(one.lon - other.lon) / 2) ** 2
    return 2 * 6378.14 * asin(sqrt(across))


@answers("relabelled-equipment", "owner", "component", "brand", "maker")
def _(world: World):
    chains = world.chains(world.view.graph.ids, Step(("DEPLOYS",)), PARTS, Step(("MADE_BY",), to=world.is_listed))
    brands = world.held("SUPPLIED_BY")
    return {
        (chain.nodes[0], chain.nodes[1], link.target, chain.nodes[-1])
        for chain in chains
        for link in brands
        if link.source == chain.nodes[1] and link.target != chain.nodes[-1]
    }


# segments


@answers("vendors-by-segment", "domain", "generation", "vendor", "components", "listed")
def _(world: World, operator):
    found = defaultdict(set)
    steps = (Step(("OPERATES",), to=world.is_kind("network")), PARTS, Step(("DEPLOYS",)), Step(MADE))
    for *_, segment, component, vendor in (chain.nodes for chain in world.chains([operator], *steps)):
        network = world.entity(segment)
        found[network.domain, network.generation, vendor].add(component)
    return [(*key, sorted(components), key[2] in world.listed) for key, components in found.items()]


@answers("remaining-equipment", "place", "component", "status", "target_date", "certainty")
def _(world: World, vendor, domain=None):
    chains = world.chains(
        world.view.graph.ids, Step(("DEPLOYS",)), PARTS, Step(("MADE_BY",), to=lambda name: name == vendor)
    )
    found = best(
        (each for each in chains if domain is None or getattr(world.entity(each.nodes[0]), "domain", None) == domain),
        lambda chain: (chain.links[0],),
    )
    for (link,), level in found.items():
        yield link.source, link.target, world.said(link, "status"), world.said(link, "target_date"), word(level)


@answers("overdue-removals", "dependent", "provider", "type", "target_date")
def _(world: World):
    day = world.view.lens.valid
    types = ("SERVED_BY", "OPERATES", "HAS_PART", "DEPLOYS", "SUPPLIED_BY", "SUBCONTRACTS_TO", "OWNED_BY")
    for link in world.held(*types):
        target = world.said(link, "target_date")
        if target and day and period(target).last < day:
            yield link.source, link.target, link.type, target


@answers("plan-history", "source", "polarity", "confidence", "says", "heeded")
def _(world: World, start, target):
    lens = world.view.lens
    known = {row: int(first) for row, first in enumerate(world.view.graph.claims.known_from)}
    row = 0
    for link in world.links:
        for claim in world.relation(link).claims or ():
            if (link.source, link.target) == (start, target):
                says = claim.says.stated() if claim.says else {}
                heeded = known[row] <= lens.known and claim.effective_confidence >= lens.min_confidence
                said = ", ".join(f"{field} {value}" for field, value in says.items())
                yield claim.source, str(claim.polarity), claim.effective_confidence, said, heeded
            row += 1


@answers("vendor-shares", "segment", "maker", "share", "unstated")
def _(world: World, network):
    shares = defaultdict(list)
    for chain in world.chains([network], PARTS, Step(("DEPLOYS",)), Step(("MADE_BY",))):
        *_, segment, _component, maker = chain.nodes
        shares[segment, maker].append(number(world.said(chain.links[-2], "share")))
    for key, found in shares.items():
        stated = [share for share in found if share is not None]
        yield *key, round(sum(stated), 6), len(found) - len(stated)


# suppliers


@answers("subcontract-chains", "supplier", "tier", "certainty")
def _(world: World, start):
    company = world.is_kind("organization")
    steps = (
        Step(("SERVED_BY", "SUPPLIED_BY"), 0, 1, to=company),
        Step(("SUBCONTRACTS_TO",), 1, 8, to=world.is_listed),
    )
    return [(each.nodes[-1], len(each.links), word(each.level)) for each in world.chains([start], *steps)]


@answers("contractors-with-listed-suppliers", "agency", "contractor", "supplier", "tiers")
def _(world: World):
    fewest: dict[tuple[str, str], int] = {}
    for chain in world.chains(world.ids("organization"), Step(("SUPPLIED_BY", "SUBCONTRACTS_TO"), 1, 8)):
        key = chain.nodes[0], chain.nodes[-1]
        if key[1] in world.listed and key[0] != key[1]:
            fewest[key] = min(len(chain.links), fewest.get(key, 99))
    for link in world.held("SUPPLIED_BY"):
        for (contractor, supplier), tiers in fewest.items():
            if link.target == contractor and "agency" in (getattr(world.entity(link.source), "roles", None) or ()):
                yield link.source, contractor, supplier, tiers


@answers("parts-of-listed-makers", "product", "part", "maker", "listed")
def _(world: World):
    steps = (Step(("HAS_PART",), 1, 6), Step(("MADE_BY",)), Step(("OWNED_BY",), 0, 4, to=world.is_listed))
    found = set()
    for chain in world.chains(world.ids("component"), *steps):
        made = next(index for index, link in enumerate(chain.links) if link.type == "MADE_BY")
        found.add((chain.nodes[0], chain.nodes[made], chain.nodes[made + 1], chain.nodes[-1]))
    return found


@answers("essential-parts", "product", "part", "maker", "essential")
def _(world: World):
    steps = (Step(("HAS_PART",), 1, 6), Step(("MADE_BY",), to=world.is_listed))
    for chain in world.chains(world.ids("component"), *steps):
        essential = [world.relation(link).essential for link in chain.links[:-1]]
        is_essential = False if False in essential else (True if all(essential) else None)
        yield chain.nodes[0], chain.nodes[-2], chain.nodes[-1], is_essential


@answers("shared-dependencies", "dependency", "dependents")
def _(world: World, minimum=2):
    count = Counter(found for site in world.ids("site") for found in world.depended_on(site))
    return [(each, dependents) for each, dependents in count.items() if dependents >= minimum]


@answers("shared-subcontractors", "subcontractor", "buyers")
def _(world: World, minimum=2):
    buyers = defaultdict(set)
    for company in world.ids("organization"):
        for found in world.reach(company).keys() - {company}:
            buyers[found].add(company)
    return [(each, sorted(found)) for each, found in buyers.items() if len(found) >= minimum]


@answers("blast-radius", "hit", "kind", "hops")
def _(world: World, entity):
    for start in world.view.graph.ids:
        hops = world.depended_on(start, most=12).get(entity)
        if hops:
            yield start, str(world.entity(start).kind), hops


@answers("single-points-of-failure", "supplier", "point")
def _(world: World, site):
    reached = world.depended_on(site, most=12)
    for supplier in reached.keys() & world.listed.keys():
        for point in reached.keys() - {supplier}:
            if supplier not in world.depended_on(site, most=12, without=point):
                yield supplier, point


@answers("single-sourced", "dependent", "supplier", "declared")
def _(world: World):
    suppliers = defaultdict(set)
    for link in world.held(*MADE):
        if world.entity(link.source).kind in {"network", "component", "organization"}:
            suppliers[link.source].add(link.target)
    for name, found in suppliers.items():
        words = MADE if world.entity(name).kind == "component" else ("SUPPLIED_BY",)
        if len(found) == 1:
            yield name, *found, all(world.declares(name, each) for each in words)


@answers("concentration", "country", "sites", "makers")
def _(world: World):
    sites, makers = defaultdict(set), defaultdict(set)
    for site in world.ids("site"):
        for component in world.reach(site):
            for link in world.held("MADE_BY"):
                if link.source == component:
                    country = world.entity(link.target).country
                    sites[country].add(site)
                    makers[country].add(link.target)
    return [(country, len(found), sorted(makers[country])) for country, found in sites.items()]


@answers("same-hardware", "maker", "brands")
def _(world: World):
    brands = defaultdict(set)
    for made in world.held("MADE_BY"):
        for sold in world.held("SUPPLIED_BY"):
            if sold.source == made.source and sold.target != made.target:
                brands[made.target].add(sold.target)
    return [(maker, sorted(found)) for maker, found in brands.items() if len(found) >= 2]


@answers("changed-hands", "sold", "former_owner")
def _(world: World):
    day = world.view.lens.as_of
    for link in world.links:
        until = world.said(link, "until")
        if link.type == "OWNED_BY" and link.level == OUT and until and day != "any" and until <= day:
            steps = (
                Step(("SUPPLIED_BY", "SUBCONTRACTS_TO", "DEPLOYS"), 0, 1),
                Step(("SUPPLIED_BY",), 0, 1, way="<-"),
                Step((*MADE, "SUBCONTRACTS_TO"), to=lambda name, owner=link.target: name == owner),
            )
            for _chain in world.chains([link.source], *steps):
                yield link.source, link.target


@answers("lost-customers", "customer", "supplier", "revenue_share")
def _(world: World):
    for link in world.held("SUPPLIED_BY"):
        if link.source in world.listed and world.entity(link.source).kind == "organization":
            yield link.source, link.target, number(world.relation(link).revenue_share)


# ownership


def shares(world: World, chain: Chain) -> list[float | None]:
    return [
        number(least if (exact := world.said(link, "share")) is None else exact)
        for link in chain.links
        for least in [world.said(link, "share_min")]
    ]


@answers("owners", "owner", "levels", "shares", "certainty")
def _(world: World, entity):
    for chain in world.chains([entity], Step(("OWNED_BY",), 1, 8)):
        yield chain.nodes[-1], len(chain.links), shares(world, chain), word(chain.level)


@answers("holdings", "held", "levels", "shares", "certainty")
def _(world: World, entity):
    for chain in world.chains([entity], Step(("OWNED_BY",), 1, 8, way="<-")):
        yield chain.nodes[-1], len(chain.links), shares(world, chain), word(chain.level)


def bounds(world: World, link: Link) -> tuple[float, float]:
    exact, least, most = (number(world.said(link, name)) for name in ("share", "share_min", "share_max"))
    return (
        exact if exact is not None else least if least is not None else 0.0,
        exact if exact is not None else most if most is not None else 1.0,
    )


@answers("owned-by-listed", "company", "least", "most")
def _(world: World, share=0.5):
    stakes = defaultdict(dict)
    for link in world.held("OWNED_BY"):
        if link.target in world.listed and link.source not in world.listed:
            least, most = bounds(world, link)
            is_sure = link.level == CERTAIN and world.relation(link).directness != "indirect"
            known = stakes[link.source].get(link.target, (9.0, 0.0))
            stakes[link.source][link.target] = (min(known[0], least if is_sure else 0.0), max(known[1], most))
    for company, found in stakes.items():
        least, most = (sum(each[side] for each in found.values()) for side in (0, 1))
        if most >= share:
            yield company, round(least, 6), round(min(most, 1.0), 6)


@answers("state-stakes", "company", "owner", "share_min", "share_max")
def _(world: World, least=0.1, most=0.5):
    for link in world.held("OWNED_BY"):
        low, high = bounds(world, link)
        if {"state", "fund"} & {*(world.entity(link.target).roles or ())} and high >= least and low < most:
            yield link.source, link.target, low, high


@answers("circles", "company", "levels")
def _(world: World):
    for company in world.ids("organization"):
        for chain in world.chains([company], Step(("OWNED_BY",), 1, 6, to=lambda name, me=company: name == me)):
            if min(chain.nodes) == company:
                yield company, len(chain.links)


@answers("former-names", "other", "role", "listed")
def _(world: World, entity):
    for chain in world.chains([entity], Step(("SUCCEEDED_BY",), 1, 6, way="-")):
        roles = [world.relation(link).role for link in chain.links]
        yield chain.nodes[-1], roles, chain.nodes[-1] in world.listed


def under(world: World, **changes: Any) -> World:
    """Return the same graph under another lens."""
    return World(View(world.view.graph, replace(world.view.lens, **changes)))


def only_by_status(world: World) -> set[Link]:
    """Return what holds only if its status is included."""
    every = under(world, include=frozenset(INCLUDABLE_STATUSES))
    held = [link for link in every.links if link.level > OUT]
    return {world.links[link.number] for link in held if every.said(link, "status") in INCLUDABLE_STATUSES}


@answers("planned-changes", "type", "status", "since", "target_date")
def _(world: World):
    for link in only_by_status(world):
        fields = (world.said(link, name) for name in ("status", "since", "target_date"))
        yield link.type, *fields


# rules


@answers("listed", "party", "rule", "role", "status", "certainty")
def _(world: World):
    for link, level in world.listings:
        yield link.source, link.target, world.relation(link).role or "named", world.said(link, "status"), word(level)


@answers("proposed-listings", "party", "rule", "status", "rule_status")
def _(world: World):
    waiting = only_by_status(world)
    every = under(world, include=frozenset(INCLUDABLE_STATUSES))
    for link in world.links:
        rule = world.entity(link.target)
        is_rule_waiting = rule.kind == "restriction" and rule.status in INCLUDABLE_STATUSES
        is_waiting = link in waiting or is_rule_waiting
        if link.type == "LISTED_ON" and is_waiting and min(every.links[link.number].level, every.rule_level(rule.id)):
            yield link.source, rule.id, world.said(link, "status"), rule.status


@answers("listing-changes", "party", "rule", "on_day", "on_other")
def _(world: World, other):
    later = under(world, as_of=other)
    for link in world.links:
        if link.type == "LISTED_ON" and world.entity(link.target).type not in {"waiver", "white_list"}:
            levels = [each.listing_level(each.links[link.number]) for each in (world, later)]
            if levels[0] != levels[1]:
                yield link.source, link.target, *map(word, levels)


@answers("rule-changes", "rule", "on_day", "on_other")
def _(world: World, other):
    later = under(world, as_of=other)
    for rule in world.ids("restriction"):
        levels = [each.rule_level(rule) for each in (world, later)]
        if levels[0] != levels[1]:
            yield rule, *map(word, levels)


@answers("rules-in-force", "rule", "named", "certainty")
def _(world: World):
    for rule in world.ids("restriction"):
        if level := world.rule_level(rule):
            yield rule, sum(link.target == rule for link in world.held("LISTED_ON")), word(level)


@answers("bound-and-exempt", "subject", "rule", "role", "certainty")
def _(world: World):
    for link in world.held("BOUND_BY"):
        yield link.source, link.target, world.relation(link).role or "bound", word(link.level)


@answers("criteria-matches", "party", "rule", "sources", "confidences")
def _(world: World):
    for link in world.held("LISTED_ON"):
        if world.relation(link).role == "criteria" and world.rule_level(link.target):
            known = own_claims(world, link)
            yield (
                *(link.source, link.target, [claim.source or "" for claim in known]),
                [claim.effective_confidence for claim in known],
            )


@answers("groups-holding-listed", "whole", "member")
def _(world: World):
    for link in world.held("MEMBER_OF"):
        if "one_of" not in (world.entity(link.target).roles or ()) and link.source in world.listed:
            yield link.target, link.source


@answers("one-of-several", "either", "alternatives", "listed")
def _(world: World):
    members = defaultdict(set)
    for link in world.held("MEMBER_OF"):
        if "one_of" in (world.entity(link.target).roles or ()):
            members[link.target].add(link.source)
    return [(name, sorted(found), sorted(found & world.listed.keys())) for name, found in members.items()]


# evidence


@answers("true-on-the-day", "type", "other", "since", "until", "status", "certainty")
def _(world: World, entity):
    for link in world.links:
        if link.level and entity in {link.source, link.target}:
            other = link.target if link.source == entity else link.source
            fields = (world.said(link, name) for name in ("since", "until", "status"))
            yield link.type, other, *fields, word(link.level)


def claims(world: World, link: Link, polarity: str):
    return [claim for claim, _ in world.view.claims_of(link.number) if claim.polarity == polarity]


def own_claims(world: World, link: Link):
    """Return the claims on a relation that are known in the view, without the denials of its keyless twin."""
    own = {id(claim) for claim in world.relation(link).claims or ()}
    return [claim for claim, _ in world.view.claims_of(link.number) if id(claim) in own]


@answers("learned-since", "type", "then", "now")
def _(world: World, earlier):
    before = under(world, known_at=earlier)
    for link in world.links:
        then = before.links[link.number]
        if world.relation(link).claims and then.level != link.level:
            yield link.type, word(then.level), word(link.level)


@answers("contested-claims", "type", "asserted_by", "denied_by", "certainty")
def _(world: World):
    for link in world.links:
        said = [
            sorted(f"{each.source} {each.effective_confidence}" for each in claims(world, link, polarity))
            for polarity in ("asserts", "denies")
        ]
        if all(said) and world.relation(link).claims:
            yield link.type, *said, word(link.level)


@answers("denials", "type", "sources", "asserted")
def _(world: World):
    for link in world.links:
        denied = [each.source for each in own_claims(world, link) if each.polarity == "denies"]
        if denied:
            yield link.type, sorted(denied), bool(claims(world, link, "asserts"))


@answers("single-source", "type", "root", "sources")
def _(world: World):
    dataset = world.view.graph.dataset
    for link in world.links:
        if link.level and world.relation(link).claims:
            found = [
                (claim, place) for claim, place in world.view.claims_of(link.number) if claim.polarity == "asserts"
            ]
            roots = frozenset().union(*(dataset.roots(claim, place) for claim, place in found))
            if len(roots) == 1:
                yield link.type, *roots, sorted({claim.source for claim, _ in found})


@answers("weak-evidence", "type", "best", "sources")
def _(world: World, confidence=50):
    for link in world.links:
        found = claims(world, link, "asserts")
        most = max((each.effective_confidence for each in found), default=100)
        if link.level and most < confidence:
            yield link.type, most, sorted(each.source for each in found)


@answers("claims-of-a-source", "type", "polarity", "confidence", "alone")
def _(world: World, source):
    for link in world.links:
        for claim in own_claims(world, link):
            if claim.source == source:
                others = [each for each in claims(world, link, "asserts") if each.source != source]
                yield link.type, str(claim.polarity), claim.effective_confidence, not others


def in_place(world: World, start: str, most: int):
    """Return the fewest hops to all that a start depends on, but for who operates it."""
    found = world.reach(start, most=most)
    for link in world.held("OPERATES", "SERVED_BY", "DEPLOYS"):
        if link.source == start:
            for name, hops in ({link.target: 0} | world.reach(link.target, most=most - 1)).items():
                found[name] = min(hops + 1, found.get(name, hops + 1))
    return found | {start: 0}


@answers("uncertain-links", "near", "type", "far", "hops")
def _(world: World, site):
    reached = {site: 0} | in_place(world, site, most=11)
    for link in world.links:
        passes = world.depends(link) or (link.source == site and link.type in {"OPERATES", "SERVED_BY", "DEPLOYS"})
        if link.level == POSSIBLE and link.source in reached and passes:
            yield link.source, link.type, link.target, reached[link.source] + 1


@answers("research-list", "entity", "missing", "hops")
def _(world: World, site):
    words = {
        "component": ("HAS_PART", "MADE_BY", "SUPPLIED_BY"),
        "organization": ("SUBCONTRACTS_TO", "SUPPLIED_BY"),
    }
    start = {"organization": ("DEPLOYS", "OPERATES", "SERVED_BY", "SUBCONTRACTS_TO", "SUPPLIED_BY")}
    for name, hops in in_place(world, site, most=12).items():
        asked = (words | start if name == site else words).get(
            world.entity(name).kind, ("DEPLOYS", "HAS_PART", "SERVED_BY", "SUPPLIED_BY")
        )
        if missing := [each for each in asked if not world.declares(name, each)]:
            yield name, missing, hops


# data: the rules of `graphx lint` find the same


def suspicious(world: World, rule: str) -> Iterator[str]:
    return (each.subject for each in lint(world.view.graph).suspicions if each.rule == rule)


@answers("sites-without-service", "site")
def _(world: World):
    return [(subject,) for subject in suspicious(world, "unserved-site")]


@answers("networks-without-operator", "network")
def _(world: World):
    return [(subject,) for subject in suspicious(world, "unoperated-network")]


@answers("ended-without-date", "type")
def _(world: World):
    return [(subject.split()[1],) for subject in suspicious(world, "undated-end")]


@answers("uncited-relations", "type")
def _(world: World):
    return [(subject.split()[1],) for subject in suspicious(world, "uncited")]


@answers("loops", "type")
def _(world: World):
    return [(subject.split()[1],) for subject in suspicious(world, "loop")]


@answers("listed-and-unconnected", "party")
def _(world: World):
    unconnected = set(suspicious(world, "unreached-listing"))
    return [(link.source,) for link in world.links if link.type == "LISTED_ON" and link.source in unconnected]


@answers("overview", "what", "name", "count")
def _(world: World):
    graph = world.view.graph
    kinds = Counter(("entity", str(each.kind)) for each in graph.entities)
    types = Counter(("relation", link.type) for link in world.links)
    rated = Counter(("source", str(each.reliability or "not rated")) for each in graph.dataset.sources.values())
    return [(*key, count) for key, count in (kinds + types + rated).items()]


@answers("schema-of-the-graph", "source", "type", "target", "count")
def _(world: World):
    kinds = [(str(world.entity(x.source).kind), x.type, str(world.entity(x.target).kind)) for x in world.links]
    return [(*key, count) for key, count in Counter(kinds).items()]


@answers("find", "entity", "kind", "name")
def _(world: World, text):
    for each in world.view.graph.entities:
        words = [each.id, each.name, *(each.aliases or ()), *(f"{k}:{v}" for k, v in (each.identifiers or {}).items())]
        if any(text.lower() in found.lower() for found in words):
            yield each.id, str(each.kind), each.name


@answers("sources", "source", "reliability", "derived_from", "relations")
def _(world: World):
    cited = Counter(
        source
        for link in world.links
        for source in {claim.source for claim in world.relation(link).claims or ()}
        if source
    )
    for each in world.view.graph.dataset.sources.values():
        yield each.id, each.reliability, list(each.derived_from or ()), cited[each.id]


@answers("neighbourhood")
def _(world: World, entity):
    ever = [link._replace(level=CERTAIN) for link in world.links]
    for first in ever:
        for near, far in {(first.source, first.target), (first.target, first.source)}:
            if near == entity:
                yield ()
                yield from (() for link in ever if link != first and far in {link.source, link.target})
