"""Tables by a mapping: every row becomes the entities and relations that its rules state, with its place as the claim's locator."""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import InvalidInputError, Place, Problem, did_you_mean
from graphx.model.vocabulary import SYMMETRIC, Certainty, Type
from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id
from graphx.readers.imports.fitting import claim_at, state_entity, state_relation
from graphx.readers.imports.sheets.fields import filled
from graphx.readers.imports.sheets.ids import MadeIds
from graphx.readers.imports.sheets.layout import Layout
from graphx.readers.imports.sheets.mapping import EACH, folded
from graphx.readers.imports.sheets.shares import Shares, shares_of
from graphx.readers.imports.sheets.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphx.readers.imports.files import SourceFile
    from graphx.readers.imports.sheets.layout import Sheet, SheetRow
    from graphx.readers.imports.sheets.mapping import EntityRule, RelationRule, TableMapping, TableRule

UNDIRECTED: Final = SYMMETRIC | {Type.LINKED_TO}
"""Relations that may stand for a link without a direction: one of them has none, and one carries nothing either way."""
KEPT: Final = 2**16
"""How many different groups of cells are remembered, with what they made."""


def mapped(form: str, files: Sequence[SourceFile], draft: Draft, *, mapping: TableMapping, given: Layout) -> None:
    """Take every table for which the mapping has a rule; what no rule takes is said.

    Raises:
        InvalidInputError: a table cannot be read, has no such column, or a rule has no such table.
    """
    draft.title = mapping.title or draft.title
    draft.as_of = draft.as_of or mapping.as_of
    tables = [(file, number, name) for file in files for number, name in enumerate(SHEETS[form].names(file))]
    problems = list(_unknown(mapping, [name for _, _, name in tables]))
    opened: list[tuple[Sheet, list[TableRule], SourceFile]] = []
    for file, number, name in tables:
        rules = _rules_of(name, mapping, is_first=number == 0 or form == "csv")
        if not rules:
            draft.sees(Place(file.name))  # what is in it is not looked at
            draft.notes.append(f"{file.name}: no rule of {mapping.file} takes the table {name}")
        alike: dict[Layout, list[TableRule]] = {}
        for rule in rules:
            alike.setdefault(_layout(rule.layout, given), []).append(rule)
        for layout, together in alike.items():
            sheet = SHEETS[form].open(file, name, layout)
            opened.append((sheet, together, file))
            problems += (each for rule in together for each in _strangers(sheet, rule, file))
    if problems:
        raise InvalidInputError(problems)
    reading = _Reading(mapping, draft)
    for sheet, rules, _ in opened:
        reading.look(sheet, rules)
    for sheet, rules, file in opened:
        reading.take(sheet, rules, file)
    reading.relate()


def _unknown(mapping: TableMapping, seen: Sequence[str]) -> Iterator[Problem]:
    known = {folded(name) for name in seen}
    for rule in mapping.tables:
        if rule.name is not None and folded(rule.name) not in known:
            hint = did_you_mean(rule.name, seen, f"there is {', '.join(dict.fromkeys(seen))}")
            yield Problem(rule.where, f"no table is called {rule.name}", hint)


def _rules_of(name: str, mapping: TableMapping, *, is_first: bool) -> list[TableRule]:
    """Return the rules that take a table: those of its name, else, of a first table, those without one."""
    own = [rule for rule in mapping.tables if rule.name is not None and folded(rule.name) == folded(name)]
    return own or [rule for rule in mapping.tables if rule.name is None and is_first]


def _layout(layout: Layout, given: Layout) -> Layout:
    return Layout(
        layout.header if layout.header is not None else given.header,
        given.delimiter or layout.delimiter,
        given.encoding or layout.encoding,
    )


def _strangers(sheet: Sheet, rule: TableRule, file: SourceFile) -> Iterator[Problem]:
    for column, where in rule.columns.items():
        if column not in sheet.columns:
            otherwise = f"its columns are {', '.join(sheet.columns)}" if sheet.columns else "it has none"
            yield Problem(where, f"{file.name} has no column {column}", did_you_mean(column, sheet.columns, otherwise))


class _Waiting(NamedTuple):
    """A relation that a row states, until all entities are known."""

    row: SheetRow
    source: str
    rule: RelationRule
    start: str
    end: str


class _Reading:
    """What the rows stated so far; relations wait for the entities of every table."""

    def __init__(self, mapping: TableMapping, draft: Draft) -> None:
        self._mapping, self._draft = mapping, draft
        self._waiting: list[_Waiting] = []
        self._stated: dict[str, tuple[str, Fields]] = {}
        self._made: dict[tuple[object, ...], list[str]] = {}
        self._source = ""
        self._ids = MadeIds()
        self._shares = Shares()
        self._told: set[str] = set()

    def look(self, sheet: Sheet, rules: Sequence[TableRule]) -> None:
        """Look at the cells of which ids are going to be made, and at those whose unit their column tells."""
        numbered = [(rule, each, each.number) for rule in rules for each in rule.entities if each.number]
        sharing = [(rule, each) for rule in rules for each in rule.relations if shares_of(each)]
        for row in sheet.rows() if sharing or any(number.columns for _, _, number in numbered) else ():
            for rule, relation in sharing:
                if rule.condition.holds(row.values) and relation.condition.holds(row.values):
                    self._shares.look(relation, row.values)
            for rule, entity, number in numbered:
                if not (rule.condition.holds(row.values) and entity.condition.holds(row.values)):
                    continue
                for cells, name in _items(entity, row.values):
                    self._ids.look(number, cells)
                    for each in _choices(entity, name):
                        self._ids.look(number, _choosing(each, name, cells))

    def take(self, sheet: Sheet, rules: Sequence[TableRule], file: SourceFile) -> None:
        """Take the rows of a table, each by all of its rules."""
        draft = self._draft
        self._source = self._state_source(file)
        mapped_columns = {name for rule in rules for name in rule.columns}
        beyond: Counter[str] = Counter()
        left_out = 0
        for row in sheet.rows():
            draft.sees(Place(file.name))
            if row.lost:
                draft.remark(row.where, Outcome.PARTLY_LOST if row.values else Outcome.SKIPPED, row.lost)
            if not row.values:
                continue
            beyond.update(row.values.keys() - mapped_columns)
            holding = [rule for rule in rules if rule.condition.holds(row.values)]
            if not holding:
                left_out += 1
            elif not sum(self._take_row(row, rule) for rule in holding):  # each is asked
                draft.remark(
                    row.where,
                    Outcome.SKIPPED,
                    "the row states nothing: the cells that make an id are empty, or no rule takes it",
                )
        if sheet.note:
            draft.notes.append(sheet.note)
        if left_out:
            draft.ignored[f"row of {sheet.name} that `when` or `unless` leaves out"] += left_out
        if beyond:
            told = ", ".join(f"{name} ({beyond[name]})" for name in sheet.columns if beyond[name])
            draft.notes.append(f"{_shown(file, sheet)}: no rule names these columns: {told}")

    def _state_source(self, file: SourceFile) -> str:
        source = dict(self._mapping.source or {})
        base = re.split(r"[/\\]", file.name)[-1]
        name = str(source.pop("id", "") or made_id("", base))
        self._draft.source(
            Place(self._mapping.file if self._mapping.source else file.name), name, **({"title": base} | source)
        )
        return name

    def _take_row(self, row: SheetRow, rule: TableRule) -> bool:
        """State the entities of a row and keep its relations; return whether there was anything to state."""
        made: dict[str, list[str]] = {}
        for entity in rule.entities:
            if entity.condition.holds(row.values):
                made.setdefault(entity.label, []).extend(self._entities_of(row, entity))
        for relation in rule.relations:
            if relation.condition.holds(row.values):
                for start, end in product(made.get(relation.start, ()), made.get(relation.end, ())):
                    if row.either_way in {"", *rule.columns} or relation.verb in UNDIRECTED:
                        self._waiting.append(_Waiting(row, self._source, relation, start, end))
                    else:
                        self._lose_direction(row, f"{start} {relation.verb} {end}")
        return any(made.values())

    def _lose_direction(self, row: SheetRow, called: str) -> None:
        """Say that a relation is lost that would have needed a direction: a mapping that speaks of it knows which one."""
        hint = f'if the mapping knows it, it says so: when: {{"{row.either_way}": "{row.values[row.either_way]}"}}'
        what = f"{called}: it has a direction, and what is linked here has none ({hint})"
        self._draft.remark(row.where, Outcome.PARTLY_LOST, what)

    def _entities_of(self, row: SheetRow, rule: EntityRule) -> list[str]:
        """Return the ids of the entities that a rule makes of a row, all of them stated: those of alike rows once."""
        alike = (id(rule), *map(row.values.get, rule.columns))
        made = self._made.get(alike)
        if made is None:
            made = list(self._entities(row, rule))
            if made:  # what is lost is told for each row
                if len(self._made) >= KEPT:
                    self._made.clear()
                self._made[alike] = made
        return made

    def _entities(self, row: SheetRow, rule: EntityRule) -> Iterator[str]:
        """State the entities that a rule makes of a row, and yield their ids."""
        for cells, name in _items(rule, row.values):
            number = self._number(row.where, rule, cells, name)
            if number is None:
                continue
            names = _choices(rule, name)
            if rule.kind is None:
                yield number
            elif names:
                if self._one_of(row.where, number, name, names, rule, cells):
                    yield number
            elif self._state(row.where, number, rule, cells, name or self._written(rule, cells, number)):
                yield number

    def _number(self, where: Place, rule: EntityRule, cells: Mapping[str, str], name: str) -> str | None:
        """Return the id of an entity, None if nothing makes one; that it had to be told apart is said once."""
        if rule.number is None:
            return made_id(rule.label, name) if name else None
        number, digest = self._ids.of(rule.number, cells)
        if number and digest and number not in self._told:
            self._told.add(number)
            alike = number.removesuffix(f"-{digest}")
            what = f"{self._written(rule, cells, number)} and other cells make the id {alike}; they are told apart, and this is {number}"
            self._draft.remark(where, Outcome.KEPT, what)
        return number

    @staticmethod
    def _written(rule: EntityRule, cells: Mapping[str, str], number: str) -> str:
        """Return what stands for a name where none is stated: the cells of its id as they are written."""
        columns = rule.number.columns if rule.number else []
        return " ".join(cells[column] for column in columns if cells.get(column)) or number

    def _state(self, where: Place, number: str, rule: EntityRule, cells: Mapping[str, str], name: str) -> bool:
        fields = filled(rule.fields, cells)
        fields["name"] = name
        if self._stated.get(number) == (rule.kind, fields):
            return True
        if number not in self._stated and rule.kind == "organization" and rule.alternatives is None and " or " in name:
            hint = 'if it is one of two, say `alternatives: " or "` in the mapping'
            self._draft.remark(where, Outcome.KEPT, f"{name} is taken for one name; {hint}")
        if not state_entity(self._draft, where, number, rule.kind or "", **fields):
            return False
        self._stated[number] = rule.kind or "", fields
        return True

    def _one_of(
        self, where: Place, number: str, name: str, names: list[str], rule: EntityRule, cells: Mapping[str, str]
    ) -> bool:
        """State an organization that stands for one of several, and those."""
        if number not in self._stated:
            self._draft.remark(
                where, Outcome.KEPT, f"{name} is read as one of {', '.join(names)}, and which is not known"
            )
            self._stated[number] = "one_of", {}
        if not state_entity(self._draft, where, number, "organization", name=name, roles=["one_of"]):
            return False
        for each in names:
            own = _choosing(each, name, cells)
            made = self._number(where, rule, own, each)  # of another column it is that of all of them
            member = made if made and made != number else made_id(rule.label, each)
            if self._state(where, member, rule, own, each):
                state_relation(self._draft, where, member, "MEMBER_OF", number, claims=claim_at(where, self._source))
        return True

    def relate(self) -> None:
        """State the relations, now that all entities are."""
        for table in self._mapping.tables:
            self._draft.notes.extend(note for rule in table.relations for note in self._shares.notes(rule))
        for row, source, rule, start, end in self._waiting:
            where, cells = row.where, row.values
            fields = self._shares.read(rule, filled(rule.fields, cells), where, self._draft)
            claim = filled(rule.claim, cells)
            if said := claim.pop("source", None):
                told = made_id("", str(said))
                self._draft.source(where, told, title=str(said))
                claim["source"] = told
            if not claim.keys() & {"certainty", "confidence"}:
                claim["certainty"] = Certainty.STATED.value
            claims = [{"source": source, "locator": where.line_only, **claim}]
            state_relation(self._draft, where, start, rule.verb, end, claims=claims, **fields)


def _items(rule: EntityRule, values: dict[str, str]) -> Iterator[tuple[Mapping[str, str], str]]:
    """Yield the cells and the name of each entity that a rule makes of a row."""
    for item in rule.each.all(values) if rule.each else [""]:
        cells = {**values, EACH: item} if rule.each else values
        yield cells, (rule.name.filled(cells) or "") if rule.name else ""


def _choices(rule: EntityRule, name: str) -> list[str]:
    """Return the names of which one is meant; none if there is no choice."""
    names = [each.strip() for each in name.split(rule.alternatives) if each.strip()] if rule.alternatives else []
    return names if len(names) > 1 else []


def _choosing(chosen: str, name: str, cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells with one of several names alone, where all of them stand."""
    return {key: chosen if " ".join(cell.split()) == name else cell for key, cell in cells.items()}


def _shown(file: SourceFile, sheet: Sheet) -> str:
    """Return a table as its rows are shown: a file, or a part of one."""
    return file.name if re.split(r"[/\\]", file.name)[-1] == sheet.name else f"{file.name}!{sheet.name}"
