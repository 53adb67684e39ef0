"""Who is who in several inputs: entities that bear the same identifier are one, within what the scheme can prove."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import Place, Problem
from graphx.model.identifiers import SCHEMES, scheme_of, spelled
from graphx.readers.reconciling import FORMER_IDS
from graphx.readers.same import Same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphx.model.records import AnyEntity
    from graphx.readers.document import Stated


SHOWN: Final = 5
"""Words of one kind in a message."""


class Reason(NamedTuple):
    """An identifier that several entities bear."""

    scheme: str
    value: str


class Former(NamedTuple):
    """An entity before it met others: its id, and where it stands."""

    entity: str
    at: tuple[Place, ...]


@dataclass(frozen=True)
class Met:
    """Entities of several inputs that are one, and why."""

    entity: str
    """The id that is kept."""
    were: tuple[Former, ...]
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class Unmet:
    """An identifier that may be shared, and that several entities of one input bear: nobody met by it."""

    because: Reason
    bearers: tuple[Former, ...]


@dataclass
class _Bearer:
    """An entity as all inputs together know it by its id."""

    kinds: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)


class Meeting:
    """Who bears which identifier, and who is one because of it."""

    def __init__(self, inputs: Sequence[Stated]) -> None:
        """Take every entity of the inputs with its identifiers."""
        self._bearers: defaultdict[str, _Bearer] = defaultdict(_Bearer)
        self._by_identifier: defaultdict[Reason, set[str]] = defaultdict(set)
        self._same = Same()
        self._because: defaultdict[str, set[Reason]] = defaultdict(set)
        self.unmet: list[Unmet] = []
        self.unsound: list[Unmet] = []
        for stated in inputs:
            for statement in stated.entities:
                self._take(statement.record, statement.origin.place(), stated.path)

    def _take(self, entity: AnyEntity, place: Place, file: str) -> None:
        bearer = self._bearers[entity.id]
        bearer.kinds.add(entity.kind)
        bearer.files.add(file)
        bearer.places.append(place)
        for scheme, value in (entity.identifiers or {}).items():
            for each in spelled(scheme, value):
                self._by_identifier[Reason(scheme, each)].add(entity.id)

    def look(self, problems: list[Problem]) -> None:
        """Find out who is one."""
        for reason in sorted(self._by_identifier):
            bearers = self._by_identifier[reason]
            if reason.scheme == FORMER_IDS and reason.value in self._bearers:
                bearers = bearers | {reason.value}
            scheme = scheme_of(reason.scheme)
            if len(bearers) == 1 or scheme is None:
                continue
            if not scheme.is_sound(reason.value):
                self.unsound.append(Unmet(reason, self._former(bearers)))
            elif scheme.is_unique:
                self._meet(reason, bearers, problems)
            else:
                self._meet_within_kinds(reason, bearers, problems)

    def _meet(self, reason: Reason, bearers: Iterable[str], problems: list[Problem]) -> None:
        first, *others = sorted(bearers)
        if len({frozenset(self._bearers[each].kinds) for each in bearers}) > 1:
            told = some([f"{each} ({'/'.join(sorted(self._bearers[each].kinds))})" for each in sorted(bearers)])
            what = f"things of several kinds bear {reason.scheme} {reason.value}: {told}"
            problems.append(Problem(*self._both(bearers, what), "correct the identifier, or the kind"))
            return
        for other in others:
            self._same.join(first, other)
        self._because[first].add(reason)

    def _meet_within_kinds(self, reason: Reason, bearers: Iterable[str], problems: list[Problem]) -> None:
        by_kind: defaultdict[frozenset[str], set[str]] = defaultdict(set)
        for each in bearers:
            by_kind[frozenset(self._bearers[each].kinds)].add(each)
        for alike in by_kind.values():
            if len(alike) > 1 and self._shared_input(alike):
                self.unmet.append(Unmet(reason, self._former(alike)))
            elif len(alike) > 1:
                self._meet(reason, alike, problems)

    def _shared_input(self, bearers: Iterable[str]) -> str:
        """Return an input that states several of some entities; the empty text if there is none."""
        files = [file for each in bearers for file in self._bearers[each].files]
        return min((file for file in files if files.count(file) > 1), default="")

    def _both(self, bearers: Iterable[str], what: str) -> tuple[Place, str]:
        """Return the last place of some entities, and what is said there with the places of the others."""
        places = sorted(place for each in bearers for place in self._bearers[each].places)
        return places[-1], f"{what}; also at {some(list(map(str, places[:-1])))}"

    def _former(self, bearers: Iterable[str]) -> tuple[Former, ...]:
        return tuple(Former(each, tuple(sorted(self._bearers[each].places))) for each in sorted(bearers))

    def _groups(self) -> list[list[str]]:
        return [group for group in self._same.groups(self._bearers) if len(group) > 1]

    def kept_ids(self, problems: list[Problem]) -> dict[str, str]:
        """Return, for every id that goes, the one that stays."""
        kept: dict[str, str] = {}
        for group in self._groups():
            if file := self._shared_input(group):
                reasons = some([f"{each.scheme} {each.value}" for each in self._reasons(group)], " and ")
                ones = [each for each in group if file in self._bearers[each].files]
                what = f"{some(ones, ' and ')} of one input are one thing by {reasons}"
                problems.append(Problem(*self._both(group, what), "give them one id, or correct the identifier"))
            stays = min(group, key=lambda each: (_is_made(each), len(each), each))
            kept |= {each: stays for each in group if each != stays}
        for (scheme, former), bearers in self._by_identifier.items():
            if scheme == FORMER_IDS and former not in self._bearers:  # relations may still name it
                bearer = min(bearers)
                kept[former] = kept.get(bearer, bearer)
        return kept

    def _reasons(self, group: Iterable[str]) -> list[Reason]:
        return sorted(reason for each in group for reason in self._because.get(each, ()))

    def met(self, kept: Mapping[str, str]) -> tuple[Met, ...]:
        """Return who met, by the ids that stay: those that an identifier brought together, and those of equal ids."""
        found = []
        for group in self._groups():
            stays = kept.get(group[0], group[0])
            found.append(Met(stays, self._former(group), tuple(self._reasons(group))))
        together = {former.entity for each in found for former in each.were}
        for entity, bearer in self._bearers.items():
            if entity not in together and len(bearer.files) > 1:
                found.append(Met(entity, self._former([entity]), (Reason(FORMER_IDS, entity),)))
        return tuple(sorted(found, key=lambda each: each.entity))


def some(words: Sequence[str], between: str = ", ") -> str:
    """Return some words of many, and how many more there are."""
    more = [f"{len(words) - SHOWN} more"] if len(words) > SHOWN else []
    return between.join([*words[:SHOWN], *more])


def _is_made(entity: str) -> bool:
    """Say whether an import made an id: it begins with the format's name, or with the scheme of an identifier."""
    from graphx.readers.imports import IMPORTERS  # noqa: PLC0415  # why: importers are many, and only this asks for their names

    first = entity.partition("-")[0]
    return first in IMPORTERS or first in SCHEMES
