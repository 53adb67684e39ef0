"""OpenGraph JSON, the format in which BloodHound takes graphs: nodes with kinds and properties, edges between them.

A node of graphx has its kind first (`Network`), then roles or type as labels (`MilitaryBase`); its properties are the fields that it
states. The entries of a map stand alone (`identifiers_lei`), or the map is JSON text, as the claims of an edge are. What is no field
becomes a property of the record.
Source: https://bloodhound.specterops.io/opengraph/schema.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import Place, did_you_mean
from graphx.model.records import EXACTLY, RECORD_OF_KIND, Relation
from graphx.model.records import Source as SourceRecord
from graphx.model.vocabulary import LABELS, Field, Kind, Type
from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of, slug
from graphx.readers.imports.fitting import claim_at, fitted, fitted_claims, state_entity, state_relation
from graphx.readers.imports.json_records import JsonRecord, json_records, json_value
from graphx.readers.imports.values import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

KINDS: Final = {kind.value.capitalize(): kind for kind in Kind}
NODES: Final = "graph.nodes"
EDGES: Final = "graph.edges"
SOURCES: Final = "metadata.sources"
OURS: Final = "graphx"
"""What graphx calls its graphs."""
MARK: Final = "risk_"
"""What a question found when the graph was cut out begins so: it is true of that question, and is not taken back."""
SUMMED_UP: Final = frozenset({"confidence", "certainty", "sources", "denied"})
"""What an edge says of its claims, which it carries as well."""
MAPS: Final = ("identifiers", "properties")
FLAT: Final = re.compile(r"(identifiers|properties)[._](.+)")
"""An entry of a map that stands alone: programs that take graphs know no maps."""
NESTED: Final = frozenset({"identifiers", "properties", "extends_to", "claims", "says"})
"""Fields that are maps or lists of maps: they may stand as JSON text."""


def opengraph(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take nodes, then edges; nodes of kinds that are not of this model are counted by kind, and lost."""
    _Graph(files, draft).take()


class _Graph:
    """The nodes and edges of all files, and what of them could not be taken."""

    def __init__(self, files: Sequence[SourceFile], draft: Draft) -> None:
        self._files, self._draft = files, draft
        self._strange: Counter[str] = Counter()
        self._first: dict[str, Place] = {}
        self._unknown: set[str] = set()
        self._cited: dict[str, Place] = {}
        self._is_ours = False

    def take(self) -> None:
        """State all of it."""
        edges: list[JsonRecord] = []
        for file in self._files:
            for record in json_records(file, {NODES, EDGES, SOURCES}, {"graph", "metadata"}):
                if record.key == NODES:
                    self._take_node(record)
                elif record.key == EDGES:
                    edges.append(record)
                elif record.key == SOURCES:
                    self._take_source(record)
                elif record.key.startswith("metadata"):
                    self._take_head(record)
                else:
                    self._draft.remark(record.where, Outcome.SKIPPED, f"`{record.key}` is neither nodes nor edges")
        for edge in edges:
            self._take_edge(edge)
        for cited, where in self._cited.items():
            self._draft.source(where, cited, title=cited)
        for what, number in sorted(self._strange.items()):
            self._draft.remark(self._first[what], Outcome.SKIPPED, f"{what}: {number} left out, the first of them here")

    def _strange_one(self, where: Place, what: str) -> None:
        self._strange[what] += 1
        self._first.setdefault(what, where)

    def _take_head(self, record: JsonRecord) -> None:
        head = {record.key.rpartition(".")[2]: record.value} if record.key != "metadata" else record.value
        if not isinstance(head, dict):
            return
        if isinstance(head.get("as_of"), str):
            self._draft.as_of = self._draft.as_of or head["as_of"]
        if isinstance(head.get("title"), str):
            self._draft.title = head["title"]
        self._is_ours = self._is_ours or str(head.get("source_kind")).casefold() == OURS

    def _take_source(self, record: JsonRecord) -> None:
        fields = (
            fitted(SourceRecord, record.value, record.where, self._draft) if isinstance(record.value, dict) else None
        )
        if fields:
            self._draft.source(record.where, fields.pop("id"), **fields)
            self._cited.pop(str(record.value["id"]), None)

    def _take_node(self, record: JsonRecord) -> None:
        self._draft.sees(record.where)
        node = record.value
        number, kinds = (node.get("id"), node.get("kinds")) if isinstance(node, dict) else (None, None)
        if (
            not isinstance(number, str)
            or not number
            or not isinstance(kinds, list)
            or not all(isinstance(each, str) for each in kinds)
        ):
            self._strange_one(record.where, "nodes without an id or without kinds")
            return
        kind = next((KINDS[each] for each in kinds if each in KINDS), None)
        if kind is None:
            self._unknown.add(number)
            self._strange_one(
                record.where, f"nodes of kind {kinds[0] if kinds else '(none)'}, which is none of this model"
            )
            return
        fields = self._fields(record.where, node.get("properties"), frozenset(RECORD_OF_KIND[kind].model_fields))
        own = fields.get("properties", {})
        shown = own.pop("displayname", None)
        name = fields.pop("name", None) or shown or number
        party = id_of(number)
        if party != number:
            own = {"objectid": number} | own
        for label in kinds:
            for of, field, value in LABELS.get(label, ()):
                if of is kind and field is Field.TYPE:
                    fields.setdefault("type", value)
                elif of is kind and field is Field.ROLES:
                    roles = fields.get("roles")
                    fields["roles"] = list(dict.fromkeys([*(roles if isinstance(roles, list) else []), value]))
        fields = {key: value for key, value in fields.items() if key not in {"id", "kind"}}
        state_entity(self._draft, record.where, party, kind.value, name=name, **fields | {"properties": own})

    def _fields(self, where: Place, properties: object, known: frozenset[str]) -> Fields:
        """Return properties by the fields that they are; the others become properties, marks are left out."""
        fields: Fields = {}
        maps: dict[str, Fields] = {name: {} for name in MAPS}
        for key, value in (properties if isinstance(properties, dict) else {}).items():
            if key in known:
                fields[key] = self._nested(where, key, value)
            elif (match := FLAT.fullmatch(key)) and match[1] in known:
                maps[match[1]][match[2]] = _number(value)
            elif not key.startswith(MARK) and value is not None:
                is_nested = isinstance(value, list | dict)
                maps["properties"][key] = (
                    json.dumps(value, default=str, ensure_ascii=False) if is_nested else _number(value)
                )
        for name, entries in maps.items():
            whole = {key: _number(value) for key, value in fields.get(name, {}).items()}
            if whole or entries:
                fields[name] = whole | entries
        return fields

    def _nested(self, where: Place, key: str, value: object) -> Any:  # noqa: ANN401  # why: whatever the file holds
        if key in NESTED and isinstance(value, str) and value[:1] in {"{", "["}:
            try:
                value = json_value(value)
            except ValueError:
                self._draft.remark(where, Outcome.PARTLY_LOST, f"{key} is no JSON")
                value = None
        if key in MAPS and not isinstance(value, dict):
            if value is not None:
                self._draft.remark(where, Outcome.PARTLY_LOST, f"{key} is {said(value)} where an object is expected")
            return {}
        return () if value == [] else value  # an empty list is stated: there is none

    def _take_edge(self, record: JsonRecord) -> None:
        self._draft.sees(record.where)
        edge = record.value if isinstance(record.value, dict) else {}
        kind, start, end = edge.get("kind"), _end(edge.get("start")), _end(edge.get("end"))
        if not isinstance(kind, str) or start is None or end is None:
            self._strange_one(record.where, "edges without a kind, or with an end that is not named by its id")
        elif kind not in Type.__members__:
            hint = did_you_mean(kind, Type.__members__)
            self._strange_one(
                record.where, f"edges of kind {kind}, which is none of this model{f' ({hint})' if hint else ''}"
            )
        elif start in self._unknown or end in self._unknown:
            self._strange_one(record.where, f"{kind} edges at a node that was left out")
        else:
            known = frozenset(info.alias or name for name, info in Relation.model_fields.items())
            told = edge.get("properties")
            told = {key: told[key] for key in told if key not in SUMMED_UP} if isinstance(told, dict) else {}
            told |= {share: told.pop(digits) for share, digits in EXACTLY.items() if digits in told}
            fields = self._fields(record.where, told, known)
            fields = {key: value for key, value in fields.items() if key not in {"from", "type", "to"}}
            fields["claims"] = self._claims(record.where, fields.get("claims"))
            state_relation(self._draft, record.where, id_of(start), kind, id_of(end), **fields)

    def _claims(self, where: Place, stated: object) -> list[Fields]:
        """Return the claims that an edge carries, whole ones only; without any it is this file that claims."""
        claims = fitted_claims(stated, where, self._draft)
        for claim in claims:
            if source := claim.get("source"):
                self._cited.setdefault(source, where)
        if claims or self._is_ours:  # what graphx wrote without a claim is the file's own assertion
            return claims
        source = f"opengraph-{slug(where.file.replace(chr(92), '/').rpartition('/')[2])}"
        self._cited.setdefault(source, where)
        return claim_at(where, source, "reported")


def _end(value: object) -> str | None:
    """Return the id of an edge's end; who matches by name or by property is not looked for."""
    if isinstance(value, dict) and value.get("match_by", "id") == "id":
        value = value.get("value")
    return value if isinstance(value, str) else None


def _number(value: Any) -> Any:  # noqa: ANN401  # why: whatever the file holds
    return float(value) if isinstance(value, Decimal) else value
