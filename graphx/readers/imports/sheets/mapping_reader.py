"""Mapping files: YAML that says which columns become which fields; every mistake is told at its place, all at once.

The words are those of the document format; `docs/mapping.md` explains them, and `mapping_schema` tells them to editors.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem, did_you_mean
from graphx.model.dates import day
from graphx.model.records import RECORD_OF_KIND, RELATION_FIELDS, Claim, Record, Relation
from graphx.model.records import Source as SourceRecord
from graphx.model.vocabulary import ENDS, Kind, Type
from graphx.readers.document import checked
from graphx.readers.imports.sheets.layout import Layout
from graphx.readers.imports.sheets.mapping import (
    EACH,
    LISTS,
    MAPS,
    Condition,
    EntityRule,
    RelationRule,
    Spec,
    TableMapping,
    TableRule,
    Template,
    columns_of,
)
from graphx.readers.imports.sheets.mapping_values import ValueReader
from graphx.readers.located import InText, Node, bare
from graphx.readers.text import decoded
from graphx.readers.yaml import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

VERSION: Final = "1"
HEAD: Final = ("mapping", "title", "as_of", "source", "tables")
TABLE: Final = ("table", "header", "delimiter", "encoding", "when", "unless", "entities", "relations")
ENTITY: Final = ("as", "kind", "id", "each", "alternatives", "when", "unless")
RELATION: Final = ("from", "type", "to", "claim", "when", "unless")
CLAIM: Final = frozenset(Claim.model_fields) - {"says"}
_ID: Final = re.compile(r"[A-Za-z0-9._/@+-]*")
_BRACES: Final = re.compile(r"\{[^{}]*\}")
_SAMPLE: Final = "x"
"""Stands for a cell where a constant beside it is looked at."""


def read_mapping(path: str | Path) -> TableMapping:
    """Return a mapping.

    Raises:
        InvalidInputError: with every mistake in it.
    """
    file = str(path)
    try:
        text = decoded(Path(path).read_bytes(), file)
    except OSError as error:
        reason = (
            "there is no such mapping"
            if isinstance(error, FileNotFoundError)
            else f"it cannot be read: {error.strerror}"
        )
        raise InvalidInputError(
            [Problem(Place(file), reason, "propose one: graphx import csv --suggest FILE")]
        ) from None
    return mapping_of(text, file)


def mapping_of(text: str, file: str) -> TableMapping:
    """Return the mapping that a text is.

    Raises:
        InvalidInputError: as `read_mapping`.
    """
    if not text.strip():
        raise InvalidInputError([Problem(Place(file, 1, 1), "it is empty", "a mapping starts with `mapping: 1`")])
    reader = _Reader(file)
    mapping = reader.mapping(parse_yaml(text, file))
    if reader.problems:
        raise InvalidInputError(reader.problems)
    return mapping


class _Reader(ValueReader):
    """Reads nodes into rules."""

    def mapping(self, root: Node) -> TableMapping:
        """Read the whole."""
        head = self.fields(root, "a mapping", HEAD)
        version = head.get("mapping")
        if version is None or version.value != VERSION:
            self.wrong(
                version or root, "`mapping: 1` is missing" if version is None else "this graphx reads `mapping: 1`"
            )
        as_of = self.text(head.get("as_of"), "as_of")
        if as_of is not None:
            try:
                day(as_of)
            except ValueError as error:
                self.wrong(head["as_of"], f"`as_of` is not a day: {error}", "write YYYY-MM-DD")
        source = head.get("source")
        if source is not None:
            self.problems += checked(SourceRecord, InText(source, self.file), bare(source))[1]
        tables = [self._table(node) for node in self.items(head.get("tables"), "tables")]
        if not tables and "tables" not in head:
            self.wrong(root, "`tables` is missing", "a mapping has at least one table")
        fields = bare(source) if source is not None else None
        title = self.text(head.get("title"), "title")
        return TableMapping(self.file, title, as_of, fields if isinstance(fields, dict) else None, tables)

    def _table(self, node: Node) -> TableRule:
        table = self.fields(node, "a table", TABLE)
        layout = Layout(
            self.header(table.get("header")),
            self.delimiter(table.get("delimiter")),
            self.encoding(table.get("encoding")),
        )
        entities = [self._entity(each) for each in self.items(table.get("entities"), "entities")]
        kinds: dict[str, set[str | None]] = {}
        for rule in entities:
            kinds.setdefault(rule.label, set()).add(rule.kind)
        read = [self._relation(each, kinds) for each in self.items(table.get("relations"), "relations")]
        relations = [rule for rule in read if rule]
        if not entities:
            self.wrong(node, "the table states no entity", "give it `entities`")
        condition = self.condition(table)
        columns = dict(self._columns(entities, relations, condition, node.place(self.file)))
        name = self.text(table.get("table"), "table")
        return TableRule(node.place(self.file), name, layout, entities, relations, columns, condition)

    @staticmethod
    def _columns(
        entities: Iterable[EntityRule], relations: Iterable[RelationRule], condition: Condition, where: Place
    ) -> Iterator[tuple[str, Place]]:
        for entity in entities:
            own = [*((name, each.where) for each in (entity.name, entity.number) if each for name in each.columns)]
            own += [pair for spec in entity.fields.values() for pair in columns_of(spec)]
            own += [(name, entity.where) for name in (*entity.condition.when, *entity.condition.unless)]
            yield from ((name, at) for name, at in own if entity.each is None or name != EACH)
            yield from columns_of(entity.each)
        for relation in relations:
            yield from (
                pair for spec in (*relation.fields.values(), *relation.claim.values()) for pair in columns_of(spec)
            )
            yield from ((name, relation.where) for name in (*relation.condition.when, *relation.condition.unless))
        yield from ((name, where) for name in (*condition.when, *condition.unless))

    def _entity(self, node: Node) -> EntityRule:
        raw = self.fields(node, "an entity", None)
        kind = self.text(raw.get("kind"), "kind")
        model = RECORD_OF_KIND[Kind(kind)] if kind in set(Kind) else None
        fields: dict[str, Spec] = {}
        if model is not None:
            own = [name for name in model.model_fields if name not in {"id", "kind"}]
            fields = self._specs(raw, (*ENTITY, *own), {*ENTITY, "name"})
            self._constants(model, node, raw, {"kind": kind, "id": _SAMPLE, "name": _SAMPLE})
        elif kind is not None:
            hint = did_you_mean(kind, Kind, f"one of {', '.join(Kind)}")
            self.wrong(raw["kind"], f"`{kind}` is no kind of entity", hint)
        elif more := sorted(set(raw) - {"as", "id", "when", "unless"}):
            hint = f"only an entity that another rule states has none, and then no {more[0]}"
            self.wrong(node, "`kind` is missing", hint)
        name, number = self.template(raw.get("name"), "name"), self._number(node, raw, kind)
        each = self.value(raw["each"], "each") if "each" in raw else None
        if each is not None and each.split is None:
            self.wrong(raw["each"], "`each` is no list", 'write {column: NAME, split: ";"}')
        alternatives = self.text(raw.get("alternatives"), "alternatives")
        if alternatives is not None and kind != Kind.ORGANIZATION:
            self.wrong(raw["alternatives"], "only an organization can be one of several", "remove it", key=True)
        label, where = self.text(raw.get("as"), "as") or kind or "", node.place(self.file)
        return EntityRule(label, where, kind, name, number, fields, each, alternatives, self.condition(raw))

    def _number(self, node: Node, raw: dict[str, Node], kind: str | None) -> Template | None:
        """Read what the id of an entity is made of."""
        number = self.template(raw.get("id"), "id")
        if number and not _ID.fullmatch(_BRACES.sub("", number.text)):
            hint = "columns are made fit by themselves"
            self.wrong(raw["id"], "an id is made of A-Z a-z 0-9 . _ / @ + - and columns", hint)
        if number is None and "name" not in raw:
            self.wrong(node, "`name` and `id` are missing", "an entity needs one of them")
        elif number is None and kind is None:
            self.wrong(node, "`id` is missing", "it says which entity is meant")
        return number

    def _specs(self, raw: dict[str, Node], known: Iterable[str], apart: Collection[str]) -> dict[str, Spec]:
        """Read the fields of a record; those apart are read by themselves."""
        specs: dict[str, Spec] = {}
        for key, child in raw.items():
            if key not in known:
                hint = did_you_mean(key, known, "use properties for what has no field")
                self.wrong(child, f"unknown field `{key}`", hint, key=True)
            elif key not in apart and (spec := self.spec(key, child)):
                specs[key] = spec
        return specs

    def _relation(self, node: Node, kinds: dict[str, set[str | None]]) -> RelationRule | None:
        raw = self.fields(node, "a relation", None)
        fields = self._specs(raw, (*RELATION, *sorted(RELATION_FIELDS - {"claims", *RELATION})), RELATION)
        start, end = (self._end(node, raw, side, kinds) for side in ("from", "to"))
        verb = self.text(raw.get("type"), "type")
        if verb not in Type.__members__:
            what = f"`{verb}` is no type of relation" if verb else "`type` is missing"
            self.wrong(raw.get("type", node), what, did_you_mean(verb or "", Type, f"one of {', '.join(Type)}"))
            verb = None
        claim = self.fields(raw["claim"], "`claim`", sorted(CLAIM)) if "claim" in raw else {}
        told = self._specs({key: claim[key] for key in claim if key in CLAIM}, CLAIM, ())
        if verb is None:
            return None
        self._constants(Relation, node, raw, {"from": _SAMPLE, "to": _SAMPLE, "type": verb})
        if claim:
            self._constants(Claim, raw["claim"], claim, {})
        if start is None or end is None:
            return None
        if not _can_run(kinds[start], Type(verb), kinds[end]):
            legal = " or ".join(f"{near} to {far}" for near, far in sorted(ENDS[Type(verb)]))
            self.wrong(raw["type"], f"{verb} cannot run from {start} to {end}", f"it runs from {legal}")
        return RelationRule(start, verb, end, node.place(self.file), fields, told, self.condition(raw))

    def _end(self, node: Node, raw: dict[str, Node], side: str, kinds: Collection[str]) -> str | None:
        """Read an end of a relation: the label of an entity of the table."""
        label = self.text(raw.get(side), side)
        if label is None:
            self.wrong(node, f"`{side}` is missing", "it names an entity of this table by its `as`")
        elif label not in kinds:
            hint = did_you_mean(label, kinds, f"this table has {', '.join(kinds) or 'none'}")
            self.wrong(raw[side], f"no entity of this table is called `{label}`", hint)
            return None
        return label

    def _constants(self, model: type[Record], node: Node, raw: dict[str, Node], needed: dict[str, str | None]) -> None:
        """Look at what a record states in every row: the fields in which no column stands."""
        fields = {info.alias or name for name, info in model.model_fields.items()} - {"claims"}
        constant = {
            key: child for key, child in raw.items() if key in fields and key not in needed and _is_constant(key, child)
        }
        own = {key: Node(value, node.line, node.column) for key, value in needed.items()}
        record = Node(own | constant, node.line, node.column)
        self.problems += checked(model, InText(record, self.file), bare(record))[1]


def _can_run(starts: Iterable[str | None], verb: Type, ends: Collection[str | None]) -> bool:
    """Say whether a relation may run between some of these kinds; what another rule states may be of any."""
    known = set(Kind)
    return any(
        near not in known or far not in known or (Kind(near or ""), Kind(far or "")) in ENDS[verb]
        for near in starts
        for far in ends
    )


def _is_constant(key: str, node: Node) -> bool:
    """Say whether a field is stated as text in which no column stands."""
    if isinstance(node.value, dict) and key in MAPS:
        return all(isinstance(each.value, str) and _is_constant("", each) for each in node.value.values())
    if isinstance(node.value, list) and key in LISTS:
        return all(isinstance(each.value, str) and _is_constant("", each) for each in node.value)
    return isinstance(node.value, str) and "{" not in node.value
