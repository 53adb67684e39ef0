"""The named patterns, written in pattern syntax and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graphx.errors import QuestionError, did_you_mean
from graphx.paths.syntax import PathPattern, parse_pattern

_IN_PLACE = "(()-[:SERVED_BY|HAS_PART|DEPLOYS]->(:Site|Network|Component))*"
_THINGS = f"()-[:OPERATES]->{{0,1}}() {_IN_PLACE}"
_SUPPLY = (
    "()-[:SERVED_BY|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO]->(:Organization)"
    "-[:SUPPLIED_BY|SUBCONTRACTS_TO]->*(:Organization)"
)
_COMPANY = f"{_THINGS} ()-[:SERVED_BY]->(:Organization)-[:OPERATES|DEPLOYS]->() {_IN_PLACE}"
_PARTS = "-[:DEPLOYS]->(:Component)-[:HAS_PART]->*(:Component)"
_MAKER = "-[:MADE_BY|SUPPLIED_BY]->(:Organization)"
_CARRYING = "SERVED_BY|OPERATES|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO"


@dataclass(frozen=True)
class NamedPattern:
    """A question's pattern by name: a line that says what it finds, and its alternatives as texts."""

    name: str
    finds: str
    alternatives: tuple[str, ...]


def _segment(domain: str, finds: str) -> NamedPattern:
    segment = f"(:Network)-[:HAS_PART]->*(:Network {{domain: '{domain}'}})"
    known = f"()-[:SERVED_BY|OPERATES]->{{0,1}}{segment}"
    unsure = f"()-[:SERVED_BY]->(:Organization)-[:OPERATES]->{segment}"
    return NamedPattern(
        domain,
        finds,
        (
            f"{known}{_PARTS}",
            f"{known}{_PARTS}{_MAKER}",
            f"{known}-[:SUPPLIED_BY]->(:Organization)",
            f"{known}<-[:OPERATES]-(:Organization)",
            f"()-[:SERVED_BY]->(:Organization)-[:SUPPLIED_BY {{domain: '{domain}'}}]->(:Organization)",
            f"possible: {unsure}{_PARTS}",
            f"possible: {unsure}{_PARTS}{_MAKER}",
            f"possible: {unsure}-[:SUPPLIED_BY]->(:Organization)",
        ),
    )


DEPENDENCY: Final = "dependency"
IN_PLACE: Final = "in-place"

PATTERNS: Final[dict[str, NamedPattern]] = {
    pattern.name: pattern
    for pattern in (
        NamedPattern(
            DEPENDENCY,
            "what is in place for a site or network, who runs it, and who makes and supplies it; the default",
            (
                f"{_THINGS} (:Component)",
                f"{_THINGS} {_SUPPLY}",
                f"{_THINGS} (:Site|Network)<-[:OPERATES]-(:Organization)",
                f"possible: {_COMPANY} (:Component)",
                f"possible: {_COMPANY} {_SUPPLY}",
            ),
        ),
        _segment("core", "equipment, makers and operators of the core network that serves"),
        _segment("ran", "the same for the radio access network"),
        _segment("transport", "the same for the transport network"),
        _segment("management", "the same for network management"),
        NamedPattern(
            "component",
            "parts inside the components in place, and who makes or supplies them",
            (
                f"{_THINGS} (:Component)-[:HAS_PART]->+(:Component)",
                f"{_THINGS} (:Component)-[:HAS_PART]->+(:Component){_MAKER}",
            ),
        ),
        NamedPattern(
            "subcontract",
            "subcontractors at any tier behind who serves or supplies",
            ("()-[:SERVED_BY|SUPPLIED_BY]->{0,1}(:Organization)-[:SUBCONTRACTS_TO]->+(:Organization)",),
        ),
        NamedPattern("any", "every carrying relation, through companies too: the widest", (f"()-[:{_CARRYING}]->+()",)),
        NamedPattern("direct", "one carrying relation", (f"()-[:{_CARRYING}]->()",)),
        NamedPattern(
            IN_PLACE,
            "the sites and networks in place; what impact and paths add where they are asked for one",
            (f"{_THINGS} (:Site|Network)", f"possible: {_COMPANY} (:Site|Network)"),
        ),
    )
}
"""Named patterns by their name."""


@dataclass(frozen=True)
class Asked:
    """One alternative that a question asks: the name it came by, if any, and its pattern."""

    name: str | None
    pattern: PathPattern

    @property
    def text(self) -> str:
        """The alternative's text."""
        return self.pattern.text


def ask(patterns: list[str]) -> list[Asked]:
    """Return the alternatives of patterns given by name or as text.

    Raises:
        PatternError: a text cannot be read.
        QuestionError: a name is unknown.
    """
    asked: list[Asked] = []
    for each in patterns:
        if each in PATTERNS:
            asked += [Asked(each, parse_pattern(text)) for text in PATTERNS[each].alternatives]
        elif "(" in each:
            asked.append(Asked(None, parse_pattern(each)))
        else:
            raise QuestionError(f"no pattern is called {each}", did_you_mean(each, PATTERNS, "see `graphx patterns`"))
    return list(dict.fromkeys(asked))
