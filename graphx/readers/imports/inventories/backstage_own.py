"""What graphx wrote into a catalogue of Backstage: annotations that hold each entity, its relations, and what is true of the whole.

A field of an entity is an annotation of its name: a text as it is, all else as JSON. The relations that leave an entity are an
annotation of their type: a JSON list of what each states.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graphx.model.cells import PARSED
from graphx.model.records import Source
from graphx.model.vocabulary import Kind, Type
from graphx.readers.backstage_words import AS_OF, PREFIX, SOURCES
from graphx.readers.imports.draft import Draft, Fields, Outcome
from graphx.readers.imports.fitting import fitted, fitted_claims
from graphx.readers.imports.json_records import json_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.errors import Place

MARK: Final = "risk_"
"""What a question found when the graph was cut out begins so: it is true of that question, and is not taken back."""

ENDS: Final = frozenset({"from", "type", "to"})


def own_notes(metadata: Fields) -> dict[str, str]:
    """Return the annotations of graphx by their names without the prefix; another's catalogue has none."""
    stated = metadata.get("annotations")
    return {
        key.removeprefix(PREFIX): text
        for key, text in (stated.items() if isinstance(stated, dict) else ())
        if key.startswith(PREFIX) and not key.startswith(PREFIX + MARK) and isinstance(text, str)
    }


def is_whole(notes: dict[str, str]) -> bool:
    """Say whether annotations are those of the whole."""
    return SOURCES in notes


def is_entity(notes: dict[str, str]) -> bool:
    """Say whether annotations tell which entity this is."""
    return "id" in notes and notes.get("kind") in list(Kind)


def take_whole(where: Place, title: object, notes: dict[str, str], draft: Draft) -> None:
    """Take the title, the day and the sources; of two days the first stays, and that is said."""
    if isinstance(title, str):
        draft.title = title
    day = draft.as_of = draft.as_of or notes.get(AS_OF)
    if notes.get(AS_OF, day) != day:
        draft.remark(where, Outcome.KEPT, f"it speaks of {notes[AS_OF]}, and the import of {day}")
    for record in _objects(where, SOURCES, notes[SOURCES], draft):
        if fields := fitted(Source, record, where, draft):
            draft.source(where, fields.pop("id"), **fields)


def own_fields(where: Place, notes: dict[str, str], draft: Draft) -> Fields:
    """Return the fields of an entity but its id and kind."""
    fields = {key: text for key, text in notes.items() if key not in {*Type, "id", "kind"}}
    return {key: _ready(_parsed(where, key, text, draft)) if key in PARSED else text for key, text in fields.items()}


def own_relations(where: Place, notes: dict[str, str], draft: Draft) -> Iterator[tuple[str, str, Fields]]:
    """Yield the type of each relation that leaves an entity, where it goes, and its other fields; whom a claim cites is a source."""
    for verb in sorted(Type.__members__.keys() & notes.keys()):
        for record in _objects(where, verb, notes[verb], draft):
            fields = {key: value for key, value in record.items() if not key.startswith(MARK) and key not in ENDS}
            if fields.get("claims"):
                fields["claims"] = fitted_claims(fields["claims"], where, draft)
                for source in {claim["source"] for claim in fields["claims"] if "source" in claim}:
                    draft.source(where, source, title=source)
            yield verb, str(record.get("to")), fields


def _objects(where: Place, key: str, text: str, draft: Draft) -> list[Fields]:
    listed = _parsed(where, key, text, draft)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        draft.remark(where, Outcome.PARTLY_LOST, f"{PREFIX}{key} is no list of objects")
        return []
    return [{name: _ready(value) for name, value in each.items()} for each in listed]


def _parsed(where: Place, key: str, text: str, draft: Draft) -> Any:  # noqa: ANN401  # why: whatever the file holds
    try:
        return json_value(text)
    except ValueError as error:
        draft.remark(where, Outcome.PARTLY_LOST, f"{PREFIX}{key} is no JSON: {error}")
        return []


def _ready(value: Any) -> Any:  # noqa: ANN401  # why: as above
    """Return a value as records take it: an empty list is stated, there is none; the properties in a map are plain numbers."""
    if isinstance(value, dict):
        return {key: float(each) if isinstance(each, Decimal) else each for key, each in value.items()}
    return () if value == [] else value
