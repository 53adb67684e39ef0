"""Where several inputs state one record differently: names become aliases, identifiers unite, and a choice says what else stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from graphx.model.identifiers import parts, scheme_of, spelled
from graphx.model.records import Record
from graphx.readers.document import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphx.errors import Place
    from graphx.model.records import AnyEntity

R = TypeVar("R", bound=Record)

FORMER_IDS: Final = "id"
"""The scheme under which an entity keeps the ids that it had before it met others."""
ALL: Final = "all"
"""As a field: every field."""
BETWEEN: Final = "; "
"""What stands between several identifiers of a scheme of which nothing is known: blanks may be a part of them."""
MAPS: Final = frozenset({"identifiers", "properties"})
SHARES: Final = ("share", "share_min", "share_max")
"""What states one quantity: a choice is of all three, as they may contradict each other."""
IDENTITY: Final = frozenset({"id", "kind", "from", "type", "to", "key"})
"""Fields by which records are told apart: to choose between them would be to choose the records."""


class Choice(NamedTuple):
    """Of a field that inputs state differently, the input whose value stands."""

    field: str
    file: str


class Stating(NamedTuple):
    """A value, and where it is stated."""

    value: str
    at: Place


@dataclass(frozen=True)
class Named:
    """An entity of several names: the one that stands, and the others, which become aliases."""

    entity: str
    name: str
    others: tuple[Stating, ...]


@dataclass(frozen=True)
class Chosen:
    """A value that was chosen, and those of other inputs that gave way."""

    record: str
    field: str
    stands: Stating
    gave_way: tuple[Stating, ...]


def one_entity(
    name: str, statements: Sequence[Statement[AnyEntity]], choices: Sequence[Choice]
) -> tuple[list[Statement[AnyEntity]], list[Named], list[Chosen]]:
    """Return what inputs state of one entity, by the id that it keeps, as `merge` can unite it; and what that took.

    A name that is only one of its identifiers gives way to a real one; else the name stands that its kept id comes with.
    """
    if len(statements) == 1 and statements[0].record.id == name:
        return list(statements), [], []
    stands = _standing_name(name, statements, choices)
    others = sorted({Stating(each.record.name, each.origin.place(("name",))) for each in statements})
    identifiers = _identifiers(name, statements)
    found = []
    for each in statements:
        entity = each.record
        own = {**(entity.identifiers or {}), **_former(entity, name)}
        update = {
            "id": name,
            "name": stands,
            "aliases": _aliases(entity, stands, statements),
            "identifiers": {scheme: identifiers.get(scheme, value) for scheme, value in own.items()}
            or entity.identifiers,
        }
        found.append(Statement(entity.model_copy(update=update), each.origin))
    named = tuple(each for each in others if each.value != stands)
    chosen, gave_way = one_record(name, found, choices)
    return chosen, [Named(name, stands, named)] if named else [], gave_way


def _aliases(entity: AnyEntity, stands: str, statements: Sequence[Statement[AnyEntity]]) -> tuple[str, ...] | None:
    if entity.name == stands:
        return entity.aliases
    gives_way = [] if _is_identifier(entity.name, statements) else [entity.name]
    aliases = [alias for alias in dict.fromkeys([*gives_way, *(entity.aliases or ())]) if alias != stands]
    return tuple(aliases) or entity.aliases


def _standing_name(name: str, statements: Sequence[Statement[AnyEntity]], choices: Sequence[Choice]) -> str:
    naming = [each for each in choices if each.field in {"name", ALL}]

    def rank(statement: Statement[AnyEntity]) -> tuple[bool, bool, bool, str]:
        entity = statement.record
        return (
            not any(_states(statement, each) for each in naming),
            _is_identifier(entity.name, statements),
            entity.id != name,
            entity.name,
        )

    return min(statements, key=rank).record.name


def _is_identifier(name: str, statements: Iterable[Statement[AnyEntity]]) -> bool:
    return any(name in (each.record.identifiers or {}).values() for each in statements)


def _former(entity: AnyEntity, name: str) -> dict[str, str]:
    if entity.id == name:
        return {}
    former = (entity.identifiers or {}).get(FORMER_IDS, "").split()
    return {FORMER_IDS: " ".join(sorted({*former, entity.id} - {name}))}


def _identifiers(name: str, statements: Sequence[Statement[AnyEntity]]) -> dict[str, str]:
    """Return, for each scheme whose values can stand together, all of them; the others are conflicts, and are left as they are."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for each in statements:
        for scheme, value in {**(each.record.identifiers or {}), **_former(each.record, name)}.items():
            values[scheme].append(value)
    return {scheme: united for scheme, stated in values.items() if (united := _united(scheme, stated)) is not None}


def _united(scheme: str, stated: Sequence[str]) -> str | None:
    if len(set(stated)) == 1:
        return stated[0]
    known = scheme_of(scheme)
    if known is None:
        return BETWEEN.join(sorted({each for value in stated for each in value.split(BETWEEN)}))
    by_spelling: dict[str, str] = {}
    for each in sorted(each for value in stated for each in parts(scheme, value)):
        by_spelling.setdefault(next(iter(spelled(scheme, each)), each), each)
    if known.is_single and not _overlap([set(spelled(scheme, value)) for value in stated]):
        return None
    return " ".join(by_spelling.values())


def _overlap(sets: Sequence[set[str]]) -> bool:
    """Say whether sets hang together, each having something in common with another."""
    reached, rest = set(sets[0]), list(sets[1:])
    while near := [each for each in rest if each & reached]:
        reached.update(*near)
        rest = [each for each in rest if not each & reached]
    return not rest


def one_record(
    title: str, statements: Sequence[Statement[R]], choices: Sequence[Choice]
) -> tuple[list[Statement[R]], list[Chosen]]:
    """Return what inputs state of one record without the values that give way to those of a chosen input."""
    found: list[Statement[R]] = list(statements)
    chosen: list[Chosen] = []
    if len(found) == 1:
        return found, chosen
    for path in sorted({path for each in statements for path, _ in _scalars(each.record)}):
        stated = {
            index: value
            for index, each in enumerate(found)
            if (value := dict(_scalars(each.record)).get(path)) is not None
        }
        if len({*map(str, stated.values())}) == 1 or path[0] in IDENTITY:
            continue
        standing = next((index for index in stated if _is_chosen(path, found[index], choices)), None)
        if standing is None:
            continue
        gone = {index for index, value in stated.items() if str(value) != str(stated[standing])}
        told = {index: Stating(str(stated[index]), found[index].origin.place(path)) for index in (standing, *gone)}
        chosen.append(Chosen(title, ".".join(path), told[standing], tuple(sorted(told[index] for index in gone))))
        for index in gone:
            found[index] = Statement(_without(found[index].record, path), found[index].origin)
    return found, chosen


def _scalars(record: Record) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in record.stated().items():
        if name in MAPS and isinstance(value, dict):
            yield from (((name, key), each) for key, each in value.items())
        elif not isinstance(value, tuple | dict) and name not in SHARES:
            yield (name,), value
    if shares := [f"{name} {value}" for name in SHARES if (value := getattr(record, name, None)) is not None]:
        yield SHARES[:1], ", ".join(shares).removeprefix("share ")


def _is_chosen(path: tuple[str, ...], statement: Statement[R], choices: Sequence[Choice]) -> bool:
    fields = {ALL, path[0], ".".join(path), *(SHARES if path == SHARES[:1] else ())}
    return any(choice.field in fields and _states(statement, choice) for choice in choices)


def _states(statement: Statement[R], choice: Choice) -> bool:
    """Say whether a statement stands in a chosen input, which may be a folder of tables."""
    file = statement.origin.place().file
    return file == choice.file or Path(choice.file) in Path(file).parents


def _without(record: R, path: tuple[str, ...]) -> R:
    name, *keys = path
    if not keys:
        return record.model_copy(update=dict.fromkeys(SHARES if path == SHARES[:1] else [name]))
    inside: Mapping[str, Any] = getattr(record, name)
    return record.model_copy(update={name: {key: value for key, value in inside.items() if key != keys[0]} or None})
