"""Cables of NetBox: which devices and circuits each of them joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.readers.imports.inventories.netbox_records import PORTS, Inventory, Key, Record, content_type, key_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Cables:
    """The ends of cables, as the entities at them."""

    def __init__(self, inventory: Inventory, ids: Mapping[tuple[str, Key], str]) -> None:
        """Look up once which terminations are of which cable."""
        self._in, self._ids = inventory, ids
        self._of_cable: dict[Key, list[Record]] = {}
        for each in inventory.all("dcim.cabletermination"):
            self._of_cable.setdefault(each.key_of("cable") or "", []).append(each)

    def ends(self, cable: Record, side: str) -> list[str]:
        """Return the devices and circuits at one side (A or B) of a cable, each once."""
        return sorted(set(self._ends(cable, side)))

    def _ends(self, cable: Record, side: str) -> Iterator[str]:
        """Yield the devices and circuits at one side of a cable."""
        for model, key in self._terminations(cable, side):
            if model == "circuits.circuittermination":
                end = self._in.find(model, key)
                party = self._ids.get(("circuits.circuit", end.key_of("circuit") or "")) if end else None
            elif model in PORTS:
                party = self._ids.get(("dcim.device", self._in.device_of(model, key) or ""))
            else:
                party = None
            if party:
                yield party

    def _terminations(self, cable: Record, side: str) -> Iterator[tuple[str, Key]]:
        """Yield what a cable ends at: in its own record (API, and NetBox before 3.3), or in records of their own."""
        listed = cable.fields.get(f"{side.lower()}_terminations")
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                yield content_type(each.get("object_type")), key_from(each.get("object_id")) or ""
        own = f"termination_{side.lower()}"
        if (key_of := cable.key_of(f"{own}_id")) is not None:
            yield content_type(cable.fields.get(f"{own}_type")), key_of
        for each in self._of_cable.get(cable.key, ()):
            if each.text("cable_end") == side:
                yield content_type(each.fields.get("termination_type")), each.key_of("termination_id") or ""
