"""Circuits of NetBox: networks that serve the places where they end, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.readers.imports.inventories.netbox_entities import PLACES, told
from graphx.readers.imports.inventories.netbox_records import key_from

if TYPE_CHECKING:
    from graphx.readers.imports.draft import Fields
    from graphx.readers.imports.inventories.netbox_entities import Entities
    from graphx.readers.imports.inventories.netbox_records import Record

BEHIND: Final = "circuits.providernetwork"
ENDS: Final = PLACES | {BEHIND: "provider_network"}
"""What a circuit may end at."""


class Circuits:
    """Providers, their networks, and circuits with their ends."""

    def __init__(self, entities: Entities) -> None:
        """Take the entities to which they are added."""
        self._to = entities
        self._in = entities.inventory

    def take_provider(self, record: Record) -> None:
        """State a provider, with the numbers of its autonomous systems."""
        numbers = record.fields.get("asns")
        found = [self._in.find("ipam.asn", key_from(each)) for each in (numbers if isinstance(numbers, list) else [])]
        asns = [each.text("asn") for each in found if each] or [record.text("asn")]
        identifiers = {"asn": " ".join(each for each in asns if each)}
        self._to.state_organization(
            "circuits.provider", record, ["operator"], identifiers={k: v for k, v in identifiers.items() if v}
        )

    def take_provider_network(self, record: Record) -> None:
        """State a network of a provider."""
        network = self._to.state(BEHIND, record, "network", record.text("name"))
        self._to.relate(record, self._to.named(record, "circuits.provider", "provider"), "OPERATES", network)

    def take_circuit(self, record: Record) -> None:
        """State a circuit: whose it is, and who rents it."""
        kind = self._in.find("circuits.circuittype", record.key_of("type"))
        provider = self._to.named(record, "circuits.provider", "provider")
        operator = self._to.draft.stated(provider)[1].get("name", "") if provider else ""
        name = f"{operator} {record.text('cid')}".strip()
        properties = told(kind, circuit_type="name") if kind else {}
        circuit = self._to.state("circuits.circuit", record, "network", name, domain="transport", properties=properties)
        held = _dates(record) | self._to.status(record)
        self._to.relate(record, circuit, "SERVED_BY", provider, contract=record.text("cid"), **held)
        self._to.relate(record, self._to.named(record, "tenancy.tenant", "tenant"), "SERVED_BY", circuit, **held)

    def take_end(self, record: Record) -> None:
        """State whom a circuit serves, or which network lies behind it."""
        circuit = self._to.named(record, "circuits.circuit", "circuit")
        whole = self._in.find("circuits.circuit", record.key_of("circuit"))
        if circuit is None or whole is None:
            return
        held = _dates(whole) | self._to.status(whole)
        for model, end in self._to.at(record, "termination", ENDS):
            near, far = (circuit, end) if model == BEHIND else (end, circuit)
            self._to.relate(record, near, "SERVED_BY", far, **held)


def _dates(circuit: Record) -> Fields:
    return {"since": circuit.text("install_date"), "until": circuit.text("termination_date")}
