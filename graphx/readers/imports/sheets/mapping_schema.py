"""The JSON Schema of a mapping, made of the same tables that read one, for editors that check and complete."""

from __future__ import annotations

from typing import Any, Final

from graphx.model.records import RECORD_OF_KIND, RELATION_FIELDS
from graphx.model.records import Source as SourceRecord
from graphx.model.vocabulary import Kind, Type
from graphx.readers.imports.sheets.mapping import LISTS, MAPS, Unit
from graphx.readers.imports.sheets.mapping_reader import CLAIM, RELATION

Schema = dict[str, Any]
_TEMPLATE: Final[Schema] = {
    "type": ["string", "number", "boolean"],
    "description": "Text in which {Column} stands for a cell.",
}
_WORDS: Final[Schema] = {
    "type": "object",
    "additionalProperties": {"anyOf": [_TEMPLATE, {"type": "null"}, {"type": "array", "items": _TEMPLATE}]},
    "description": "Columns, and the words of which their cell is one.",
}
_DATE: Final[Schema] = {"type": "string", "pattern": "%[Yy]", "description": "As strftime writes it, such as %d/%m/%Y."}
_VALUE: Final[Schema] = {
    "type": "object",
    "properties": {
        "column": {"type": "string"},
        "text": _TEMPLATE,
        "split": {"type": "string", "description": "What separates the members of a list."},
        "values": {
            "type": "object",
            "description": "A cell's word, and the value that it means; without one it is left out.",
        },
        "date": {"anyOf": [_DATE, {"type": "array", "items": _DATE}]},
        "decimal": {"enum": [",", "."]},
        "unit": {"enum": [each.value for each in Unit], "description": "Of a share: what a number without % is."},
    },
    "oneOf": [{"required": ["column"]}, {"required": ["text"]}],
    "additionalProperties": False,
}
_ONE: Final[Schema] = {"anyOf": [_TEMPLATE, {"$ref": "#/$defs/value"}]}
_SEVERAL: Final[Schema] = {"anyOf": [*_ONE["anyOf"], {"type": "array", "items": _ONE}]}
_MAP: Final[Schema] = {"type": "object", "additionalProperties": _ONE}


def mapping_schema() -> Schema:
    """Return the schema (JSON Schema 2020-12)."""
    source = SourceRecord.model_json_schema()
    shared = source.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "graphx mapping",
        "type": "object",
        "required": ["mapping", "tables"],
        "additionalProperties": False,
        "properties": {
            "mapping": {"enum": [1, "1"]},
            "title": {"type": "string"},
            "as_of": {"type": "string", "format": "date"},
            "source": source,
            "tables": {"type": "array", "minItems": 1, "items": _table()},
        },
        "$defs": {"value": _VALUE} | shared,
    }


def _table() -> Schema:
    return {
        "type": "object",
        "required": ["entities"],
        "additionalProperties": False,
        "properties": {
            "table": {"type": "string", "description": "The file's name, the sheet's name, or nodes or edges."},
            "header": {
                "type": ["integer", "string"],
                "description": "The row of the names of the columns; 0: there is none.",
            },
            "delimiter": {"type": "string", "minLength": 1, "maxLength": 1},
            "encoding": {"type": "string"},
            "when": _WORDS,
            "unless": _WORDS,
            "entities": {"type": "array", "minItems": 1, "items": {"anyOf": [*map(_entity, Kind), _reference()]}},
            "relations": {"type": "array", "items": _relation()},
        },
    }


def _field(name: str) -> Schema:
    return _MAP if name in MAPS else _SEVERAL if name in LISTS else _ONE


def _entity(kind: Kind) -> Schema:
    own = [name for name in RECORD_OF_KIND[kind].model_fields if name not in {"id", "kind"}]
    return {
        "type": "object",
        "required": ["kind"],
        "anyOf": [{"required": ["id"]}, {"required": ["name"]}],
        "additionalProperties": False,
        "properties": {
            **_reference()["properties"],
            "kind": {"const": kind.value},
            "name": _TEMPLATE,
            "each": {"$ref": "#/$defs/value"},
            **({"alternatives": {"type": "string"}} if kind is Kind.ORGANIZATION else {}),
            **{name: _field(name) for name in own if name != "name"},
        },
    }


def _reference() -> Schema:
    return {
        "type": "object",
        "required": ["as", "id"],
        "additionalProperties": False,
        "properties": {
            "as": {"type": "string", "description": "The name by which relations of the row mean it."},
            "id": _TEMPLATE,
            "when": _WORDS,
            "unless": _WORDS,
        },
    }


def _relation() -> Schema:
    return {
        "type": "object",
        "required": ["from", "type", "to"],
        "additionalProperties": False,
        "properties": {
            "from": {"type": "string"},
            "type": {"enum": [each.value for each in Type]},
            "to": {"type": "string"},
            "when": _WORDS,
            "unless": _WORDS,
            "claim": {
                "type": "object",
                "additionalProperties": False,
                "properties": dict.fromkeys(sorted(CLAIM), _ONE),
            },
            **{name: _field(name) for name in sorted(RELATION_FIELDS - {"claims", *RELATION})},
        },
    }
