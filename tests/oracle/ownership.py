"""How a listing reaches further by ownership (2.1, 3.2), by closures and iterated sums over plain documents."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .view import Document, View, fields_in_view, identity

Pairs = dict[tuple[str, str], Fraction]
USUAL = {"cascade": "0.5", "affiliate": "0.1", "control": "0.5", "look_through": "0.5"}


def stakes(document: Document, certainties: dict[Any, str], view: View, *, certain: bool) -> tuple[Pairs, set[Any]]:
    """Return the share and the control of each (owner, owned): certain minima, or possible maxima."""
    alternatives: dict[tuple[str, str], list[Fraction]] = {}
    controls = set()
    for relation in document["relations"]:
        standing = certainties[identity(relation)]
        if relation["type"] != "OWNED_BY" or relation["from"] == relation["to"] or standing == "out":
            continue
        fields = fields_in_view(relation, document, view)
        if certain and (standing != "certain" or fields.get("directness") == "indirect"):
            continue
        pair = relation["to"], relation["from"]
        low, high = _between(fields)
        alternatives.setdefault(pair, []).append(low if certain else high)
        if fields.get("interest") in {"control", "subsidiary"}:
            controls.add(pair)
    return {pair: (min if certain else max)(shares) for pair, shares in alternatives.items()}, controls


def _between(fields: dict[str, Any]) -> tuple[Fraction, Fraction]:
    bounded = "share_min" in fields or "share_max" in fields
    low = Fraction(str(fields.get("share_min", 0)))
    high = Fraction(str(fields.get("share_max", 1)))
    if "share" in fields:
        exact = Fraction(str(fields["share"]))
        return (min(low, exact), max(high, exact)) if bounded else (exact, exact)
    if fields.get("interest") == "subsidiary" and not bounded:
        low = Fraction(1, 2)
    return low, high


def reached(
    calculator: str, threshold: Fraction, shares: Pairs, controls: set[Any], states: set[str], restricted: set[str]
) -> set[str]:
    """Return the restricted and everybody whom a calculator adds to them."""
    links = {pair for pair, share in shares.items() if share > threshold} | controls
    if calculator == "cascade":
        return _aggregate(shares, threshold, restricted)
    if calculator == "control":
        return _closure(restricted, links)
    if calculator == "affiliate":
        links |= {pair for pair, share in shares.items() if share > Fraction(1, 2)}
        upward = {(owned, owner) for owner, owned in links}
        return _closure(_closure(restricted, _leaving(upward, states - restricted)), _leaving(links, states - restricted))
    names = {name for pair in shares for name in pair}
    owners = {name: [(owner, float(share)) for (owner, owned), share in shares.items() if owned == name] for name in names}
    held = {name: 1.0 if name in restricted else 0.0 for name in names}
    for _ in range(3000):
        before = held
        held = {
            name: 1.0 if name in restricted else min(1.0, sum(share * before[owner] for owner, share in owners[name]))
            for name in names
        }
        if held == before:  # and so it stays
            break
    return restricted | {name for name, share in held.items() if share >= threshold - 1e-9}


def _aggregate(shares: Pairs, threshold: Fraction, found: set[str]) -> set[str]:
    names = {owned for _, owned in shares}
    more = {name for name in names if sum(shares.get((owner, name), 0) for owner in found) >= threshold} - found
    return _aggregate(shares, threshold, found | more) if more else found


def _closure(found: set[str], links: set[tuple[str, str]]) -> set[str]:
    more = {target for source, target in links if source in found} - found
    return _closure(found | more, links) if more else found


def _leaving(links: set[tuple[str, str]], closed: set[str]) -> set[tuple[str, str]]:
    return {(source, target) for source, target in links if source not in closed}
