"""The named patterns of section 4, spelled out."""

from __future__ import annotations

from typing import Final

from .syntax import POSSIBLE

_CHAIN: Final = "(()-[:SERVED_BY|HAS_PART|DEPLOYS]->(:Site|Network|Component))*"
_THINGS: Final = f"()-[:OPERATES]->{{0,1}}() {_CHAIN}"
_SUPPLY: Final = (
    "()-[:SERVED_BY|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO]->(:Organization)"
    "-[:SUPPLIED_BY|SUBCONTRACTS_TO]->*(:Organization)"
)
_COMPANY: Final = f"{_THINGS} ()-[:SERVED_BY]->(:Organization)-[:OPERATES|DEPLOYS]->() {_CHAIN}"
_PARTS: Final = "-[:DEPLOYS]->(:Component)-[:HAS_PART]->*(:Component)"
_MAKER: Final = "-[:MADE_BY|SUPPLIED_BY]->(:Organization)"
_CARRYING: Final = "SERVED_BY|OPERATES|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO"


def _segment(domain: str) -> list[str]:
    tail = f"(:Network)-[:HAS_PART]->*(:Network {{domain: '{domain}'}})"
    reached = f"()-[:SERVED_BY|OPERATES]->{{0,1}}{tail}"
    maybe = f"{POSSIBLE} ()-[:SERVED_BY]->(:Organization)-[:OPERATES]->{tail}"
    return [
        f"{reached}{_PARTS}",
        f"{reached}{_PARTS}{_MAKER}",
        f"{reached}-[:SUPPLIED_BY]->(:Organization)",
        f"{reached}<-[:OPERATES]-(:Organization)",
        f"()-[:SERVED_BY]->(:Organization)-[:SUPPLIED_BY {{domain: '{domain}'}}]->(:Organization)",
        f"{maybe}{_PARTS}",
        f"{maybe}{_PARTS}{_MAKER}",
        f"{maybe}-[:SUPPLIED_BY]->(:Organization)",
    ]


NAMED: Final[dict[str, list[str]]] = {
    "dependency": [
        f"{_THINGS} (:Component)",
        f"{_THINGS} {_SUPPLY}",
        f"{_THINGS} (:Site|Network)<-[:OPERATES]-(:Organization)",
        f"{POSSIBLE} {_COMPANY} (:Component)",
        f"{POSSIBLE} {_COMPANY} {_SUPPLY}",
    ],
    **{domain: _segment(domain) for domain in ("core", "ran", "transport", "management")},
    "component": [
        f"{_THINGS} (:Component)-[:HAS_PART]->+(:Component)",
        f"{_THINGS} (:Component)-[:HAS_PART]->+(:Component){_MAKER}",
    ],
    "subcontract": ["()-[:SERVED_BY|SUPPLIED_BY]->{0,1}(:Organization)-[:SUBCONTRACTS_TO]->+(:Organization)"],
    "any": [f"()-[:{_CARRYING}]->+()"],
    "direct": [f"()-[:{_CARRYING}]->()"],
}
