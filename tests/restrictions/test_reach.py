"""Law: whom listings reach by ownership is what the independent brute force of `tests/oracle` finds, on graphs full of stakes.

Kills, each tried: affiliates of affiliates, look-through owners that count as whole ones; `>` for `>=` in the cascade.
"""

from __future__ import annotations

import random

from graphx.graph.view import WORDS
from graphx.questions.frame import view_of
from graphx.restrictions.restricted import restricted_set
from tests import oracle
from tests.notation import document, graph
from tests.restrictions.test_calculators import DAY, random_stakes

RULES = ("cascade", "affiliate", "control", "look_through", "none")


def found(world):
    view = view_of(graph(world), as_of=DAY)
    return {view.graph.ids[entity]: WORDS[level] for entity, level in restricted_set(view).levels.items()}


def random_world(source):
    world = random_stakes(source)
    for name in "rs":
        rules = [
            {"calculator": rule, **source.choice([{}, {"threshold": "0.3"}, {"status": "trial"}, {"until": "2020"}])}
            for rule in source.sample(RULES, source.choice([1, 1, 2]))
        ]
        world["entities"].append({"id": name, "kind": "restriction", "name": name, "extends_to": rules})
    organizations = [each["id"] for each in world["entities"] if each["kind"] == "organization"]
    for number, listing in enumerate(["r", "r", "s"]):
        listed = source.choice(organizations)
        role = source.choice(["named", "named", "criteria"])
        fields = {"from": listed, "type": "LISTED_ON", "to": listing, "key": str(number), "role": role}
        world["relations"].append(fields)
    for number in range(source.randrange(3)):
        old, new = source.sample(organizations, 2)
        role = source.choice(["rename", "sale"])
        world["relations"].append({"from": old, "type": "SUCCEEDED_BY", "to": new, "key": str(number), "role": role})
    return world


def test_restricted_sets_agree_where_nearly_everything_is_a_stake():
    reached = 0
    for seed in range(250):
        world = random_world(random.Random(seed))
        expected = oracle.restricted_set(world, as_of=DAY)
        assert found(world) == expected, seed
        reached += len(expected)
    assert reached > 750


def test_every_end_is_proven_back_to_a_listing():
    for seed in range(250):
        view = view_of(graph(random_world(random.Random(seed))), as_of=DAY)
        indexed = view.graph
        restricted = restricted_set(view)
        for entity in restricted.levels:
            proof = restricted.proof(entity)
            joined = {entity}
            links = [(int(indexed.source[each]), int(indexed.target[each])) for each in proof.through]
            for _ in links:
                joined |= {far for pair in links for near, far in (pair, pair[::-1]) if near in joined}
            named = {int(indexed.source[each]) for each in proof.because}
            assert named & joined, seed
            assert {end for pair in links for end in pair} <= joined, seed


def test_who_is_an_affiliate_has_no_affiliates_of_its_own_and_who_is_looked_through_to_is_no_whole_owner():
    world = document("""
        joint:organization > OWNED_BY{share: 0.2} > acme:organization
        joint > OWNED_BY{share: 0.2} > stranger:organization
        grandchild:organization > OWNED_BY{share: 0.8} > child:organization > OWNED_BY{share: 0.6} > acme
        acme > LISTED_ON{role: named} > list-a:restriction
    """)
    world["entities"][-1]["extends_to"] = "affiliate"
    assert set(found(world)) == {"acme", "joint", "child", "grandchild"}
    world["entities"][-1]["extends_to"] = "look_through"
    assert set(found(world)) == {"acme", "child"}
    world["entities"][-1]["extends_to"] = "cascade"
    assert set(found(world)) == {"acme", "child", "grandchild"}


def test_chains_through_those_who_are_not_restricted_themselves_are_proof_too():
    world = document("""
        firm:organization > OWNED_BY{share: 0.7} > left:organization > OWNED_BY{share: 0.4} > acme:organization
        firm > OWNED_BY{share: 0.3} > right:organization > OWNED_BY{share: 0.9} > acme
        acme > LISTED_ON > list-a:restriction{extends_to: look_through}
    """)
    view = view_of(graph(world), as_of=DAY)
    assert found(world) == {"acme": "certain", "right": "certain", "firm": "certain"}
    proof = restricted_set(view).proof(view.graph.number["firm"])
    assert len(proof.through) == 4


def test_calculators_that_go_on_from_each_other_do_so_in_any_order():
    world = document("""
        last:organization > OWNED_BY{share: 0.5} > third:organization > OWNED_BY{interest: control, share: 0.1} > second:organization
        second > OWNED_BY{share: 0.5} > first:organization > OWNED_BY{interest: control, share: 0.1} > acme:organization
        acme > LISTED_ON > list-a:restriction
    """)
    for rules in (["cascade", "control"], ["control", "cascade"]):
        world["entities"][-1]["extends_to"] = rules
        assert set(found(world)) == {"acme", "first", "second", "third", "last"}
