"""The objects of a NetBox as entities: their ids, and how they are stated and related."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id
from graphx.readers.imports.fitting import claim_at, state_entity, state_organization, state_relation
from graphx.readers.imports.inventories.netbox_records import content_type
from graphx.readers.imports.inventories.netbox_words import NAMES, STATUSES
from graphx.readers.imports.namesakes import ids_apart
from graphx.readers.imports.statuses import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphx.readers.imports.inventories.netbox_records import Inventory, Key, Record

SOURCE: Final = "netbox"
PLACES: Final = {"dcim.site": "site", "dcim.location": "location"}
"""Where something is, by model, and the field that names it."""


class Entities:
    """What of an inventory is an entity here."""

    def __init__(self, inventory: Inventory, draft: Draft) -> None:
        """Give every object that is an entity its id: by its name, and by its number where names do not tell apart."""
        self.inventory, self.draft = inventory, draft
        self.ids: dict[tuple[str, Key], str] = {}
        for model, called in NAMES.items():
            named = {
                record.key: (made_id(_prefix(model), called(record, inventory) or str(record.key)), str(record.key))
                for record in inventory.all(model)
            }
            ids = ids_apart(named.values())
            self.ids |= {(model, key): ids[numbered] for key, numbered in named.items()}

    def state(self, model: str, record: Record, kind: str, name: str, /, **fields: object) -> str | None:
        """State an object as an entity; return its id, None if it could not be stated."""
        party = self.ids[model, record.key]
        return party if state_entity(self.draft, record.where, party, kind, name=name, **fields) else None

    def state_organization(self, model: str, record: Record, roles: list[str], **fields: object) -> None:
        """State an object as an organization, or as one of several."""
        if " or " in record.text("name"):
            made = state_organization(
                self.draft, record.where, _prefix(model), record.text("name"), source=SOURCE, roles=roles, **fields
            )
            self.ids[model, record.key] = made or ""
        else:
            self.state(model, record, "organization", record.text("name"), roles=roles, **fields)

    def relate(
        self, record: Record, start: str | None, verb: str, end: str | None, certainty: str = "stated", **fields: object
    ) -> None:
        """State a relation that an object tells, if both of its ends are there."""
        if start and end:
            claims = claim_at(record.where, SOURCE, certainty)
            state_relation(self.draft, record.where, start, verb, end, claims=claims, **fields)

    def named(self, record: Record, model: str, *fields: str) -> str | None:
        """Return the entity that an object names in the first of these fields that names one; one that is not in the files is said."""
        key = record.key_of(*fields)
        if key is None:
            return None
        party = self.ids.get((model, key))
        if party is None or not self.draft.has_entity(party):
            self.lost(record, f"its {fields[0].replace('_', ' ')} {key} is not in the files")
            return None
        return party

    def at(self, record: Record, what: str, models: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Yield what an object is at, each with its model: a pair of fields names one of any model; before NetBox 4.2 each model had a field."""
        kind = content_type(record.fields.get(f"{what}_type"))
        if kind and kind not in models:
            self.lost(record, f"its {what} is a {kind}, which is no entity here, and so what is there is not told")
        for model, field in models.items():
            if party := self.named(record, model, f"{what}_id" if model == kind else field):
                yield model, party

    def status(self, record: Record, properties: Fields | None = None) -> Fields:
        """Return what the status of an object says of a relation; a word that has no equal here becomes a property."""
        word = record.text("status")
        standing = standing_of(self.draft, record.where, word, STATUSES)
        told = (properties or {}) | ({"netbox_status": word} if word and not standing.status else {})
        return {**standing._asdict(), "properties": told}

    def lost(self, record: Record, what: str) -> None:
        """Say that something of an object is left out."""
        self.draft.remark(record.where, Outcome.PARTLY_LOST, what)


def told(record: Record, **names: str) -> Fields:
    """Return the fields of an object that say something, as properties by these names."""
    return {key: record.text(name) for key, name in names.items() if record.text(name)}


def _prefix(model: str) -> str:
    return f"netbox-{model.rpartition('.')[2]}"
