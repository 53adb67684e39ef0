"""NetBox, an inventory of networks: what stands where, who made it, which circuits serve a site, and whose they are.

| NetBox | here |
|---|---|
| site, location | site; a site HAS_PART its locations |
| device | component; its location, else its site DEPLOYS it; MADE_BY the manufacturer of its type |
| module, inventory item, installed device | component; the device HAS_PART it; MADE_BY its manufacturer |
| platform | software; what runs on it HAS_PART it. Its manufacturer only limits it to devices: an inferred maker, and said |
| cluster, virtual machine | service, software; a cluster HAS_PART its hosts and machines; its site DEPLOYS it |
| circuit | network (transport); the sites of its ends are SERVED_BY it; it is SERVED_BY its provider or the provider's network |
| provider network | network; its provider OPERATES it |
| tenant | organization; OPERATES sites, DEPLOYS devices, clusters and machines, is SERVED_BY circuits |
| cable | LINKED_TO between what it joins: a connection, no dependence |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.imports.countries import country_code
from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id
from graphx.readers.imports.fitting import claim_at, state_entity, state_organization, state_relation
from graphx.readers.imports.inventories.netbox_cables import Cables
from graphx.readers.imports.inventories.netbox_records import Inventory, Key, Record, content_type, key_from
from graphx.readers.imports.inventories.netbox_words import NAMES, STATUSES, kind_of_role
from graphx.readers.imports.namesakes import ids_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphx.readers.imports.files import SourceFile

SOURCE: Final = "netbox"


def netbox(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the objects, then what relates them."""
    draft.source(Place(files[0].name), SOURCE, title="NetBox export", reliability="B")
    _Export(Inventory(files, draft), draft).take()


class _Export:
    """The objects of an export, and the entities that they are."""

    def __init__(self, inventory: Inventory, draft: Draft) -> None:
        self._in, self._draft = inventory, draft
        self._ids: dict[tuple[str, Key], str] = {}
        self._cables = Cables(inventory, self._ids)

    def take(self) -> None:
        """State everything, first what others name."""
        takers: tuple[tuple[str, Callable[[Record], None]], ...] = (
            ("tenancy.tenant", self._take_tenant),
            ("dcim.site", self._take_site),
            ("dcim.location", self._take_location),
            ("dcim.manufacturer", self._take_manufacturer),
            ("dcim.platform", self._take_platform),
            ("circuits.provider", self._take_provider),
            ("circuits.providernetwork", self._take_provider_network),
            ("circuits.circuit", self._take_circuit),
            ("circuits.circuittermination", self._take_termination),
            ("virtualization.cluster", self._take_cluster),
            ("dcim.device", self._take_device),
            ("dcim.module", self._take_module),
            ("dcim.inventoryitem", self._take_item),
            ("dcim.devicebay", self._take_bay),
            ("virtualization.virtualmachine", self._take_machine),
            ("dcim.cable", self._take_cable),
        )
        self._name_all()
        for model, take in takers:
            for record in self._in.all(model):
                take(record)

    def _name_all(self) -> None:
        """Give every object that is an entity its id: by its name, and by its number where names do not tell apart."""
        for model, called in NAMES.items():
            prefix = f"netbox-{model.rpartition('.')[2]}"
            named = {
                record.key: (made_id(prefix, called(record, self._in) or str(record.key)), str(record.key))
                for record in self._in.all(model)
            }
            ids = ids_apart(named.values())
            self._ids |= {(model, key): ids[numbered] for key, numbered in named.items()}

    def _entity(self, of: str, record: Record, kind: str, name: str, /, **fields: object) -> str | None:
        party = self._ids[of, record.key]
        return party if state_entity(self._draft, record.where, party, kind, name=name, **fields) else None

    def _relate(
        self, record: Record, start: str | None, verb: str, end: str | None, certainty: str = "stated", **fields: object
    ) -> None:
        if start and end:
            claims = claim_at(record.where, SOURCE, certainty)
            state_relation(self._draft, record.where, start, verb, end, claims=claims, **fields)

    def _named(self, record: Record, model: str, *fields: str) -> str | None:
        """Return the entity that an object names; one that is not in the files is said."""
        key = record.key_of(*fields)
        if key is None:
            return None
        party = self._ids.get((model, key))
        if party is None or not self._draft.has_entity(party):
            what = f"its {fields[0].replace('_', ' ')} {key} is not in the files"
            self._draft.remark(record.where, Outcome.PARTLY_LOST, what)
            return None
        return party

    def _take_tenant(self, record: Record) -> None:
        self._entity("tenancy.tenant", record, "organization", record.text("name"))

    def _take_site(self, record: Record) -> None:
        site = self._entity(
            "dcim.site",
            record,
            "site",
            record.text("name"),
            lat=record.fields.get("latitude"),
            lon=record.fields.get("longitude"),
            country=self._country(record),
            properties=_told(record, facility="facility", address="physical_address", site_status="status"),
        )
        self._relate(record, self._named(record, "tenancy.tenant", "tenant"), "OPERATES", site, **_status(record))

    def _country(self, record: Record) -> str | None:
        """Return the country among a site's region and those around it."""
        seen: set[Key] = set()
        region = self._in.find("dcim.region", record.key_of("region"))
        while region and region.key not in seen:
            seen.add(region.key)
            if code := country_code(region.text("name")):
                return code
            region = self._in.find("dcim.region", region.key_of("parent"))
        return None

    def _take_location(self, record: Record) -> None:
        site = self._named(record, "dcim.site", "site")
        location = self._entity("dcim.location", record, "site", record.text("name"))
        whole = self._ids.get(("dcim.location", record.key_of("parent") or "")) or site
        if whole and not self._draft.has_entity(whole):  # the locations around it stand behind it in the file
            parent = self._in.find("dcim.location", record.key_of("parent"))
            if parent is not None:
                self._entity("dcim.location", parent, "site", parent.text("name"))
        self._relate(record, whole, "HAS_PART", location, **_status(record))

    def _take_manufacturer(self, record: Record) -> None:
        self._organization("dcim.manufacturer", record, ["vendor"])

    def _organization(self, model: str, record: Record, roles: list[str], **fields: object) -> None:
        prefix = f"netbox-{model.rpartition('.')[2]}"
        if " or " in record.text("name"):
            made = state_organization(
                self._draft, record.where, prefix, record.text("name"), source=SOURCE, roles=roles, **fields
            )
            self._ids[model, record.key] = made or ""
        else:
            self._entity(model, record, "organization", record.text("name"), roles=roles, **fields)

    def _take_platform(self, record: Record) -> None:
        platform = self._entity("dcim.platform", record, "component", record.text("name"), type="software")
        if maker := self._named(record, "dcim.manufacturer", "manufacturer"):
            what = (
                f"the platform {record.text('name')} is limited to devices of {maker}: that it is its maker is inferred"
            )
            self._draft.remark(record.where, Outcome.KEPT, what)
            self._relate(record, platform, "MADE_BY", maker, "inferred")

    def _take_provider(self, record: Record) -> None:
        numbers = record.fields.get("asns")
        found = [self._in.find("ipam.asn", key_from(each)) for each in (numbers if isinstance(numbers, list) else [])]
        asns = [each.text("asn") for each in found if each] or [record.text("asn")]
        identifiers = {"asn": " ".join(each for each in asns if each)}
        self._organization(
            "circuits.provider", record, ["operator"], identifiers={k: v for k, v in identifiers.items() if v}
        )

    def _take_provider_network(self, record: Record) -> None:
        network = self._entity("circuits.providernetwork", record, "network", record.text("name"))
        self._relate(record, self._named(record, "circuits.provider", "provider"), "OPERATES", network)

    def _take_circuit(self, record: Record) -> None:
        kind = self._in.find("circuits.circuittype", record.key_of("type"))
        provider = self._named(record, "circuits.provider", "provider")
        name = (
            f"{self._draft.stated(provider)[1].get('name', '')} {record.text('cid')}".strip()
            if provider
            else record.text("cid")
        )
        properties = {"circuit_type": kind.text("name")} if kind and kind.text("name") else {}
        circuit = self._entity("circuits.circuit", record, "network", name, domain="transport", properties=properties)
        since, until = record.text("install_date"), record.text("termination_date")
        self._relate(
            record, circuit, "SERVED_BY", provider, since=since, until=until, contract=record.text("cid"), **_status(record)
        )  # fmt: skip
        tenant = self._named(record, "tenancy.tenant", "tenant")
        self._relate(record, tenant, "SERVED_BY", circuit, since=since, until=until, **_status(record))

    def _take_termination(self, record: Record) -> None:
        circuit_record = self._in.find("circuits.circuit", record.key_of("circuit"))
        circuit = self._named(record, "circuits.circuit", "circuit")
        if circuit is None or circuit_record is None:
            return
        dated = {"since": circuit_record.text("install_date"), "until": circuit_record.text("termination_date")}
        kind, target = content_type(record.fields.get("termination_type")), ("termination_id",)
        for model, own in (("dcim.site", "site"), ("dcim.location", "location")):
            place = self._named(record, model, *(target if kind == model else (own,)))
            self._relate(record, place, "SERVED_BY", circuit, **dated, **_status(circuit_record))
        model = "circuits.providernetwork"
        behind = self._named(record, model, *(target if kind == model else ("provider_network",)))
        self._relate(record, circuit, "SERVED_BY", behind, **dated, **_status(circuit_record))

    def _take_cluster(self, record: Record) -> None:
        kind = self._in.find("virtualization.clustertype", record.key_of("type"))
        properties = {"cluster_type": kind.text("name")} if kind and kind.text("name") else {}
        cluster = self._entity(
            "virtualization.cluster", record, "component", record.text("name"), type="service", properties=properties
        )
        of_site = content_type(record.fields.get("scope_type")) == "dcim.site"
        site = self._named(record, "dcim.site", "scope_id" if of_site else "site")
        self._deploy(record, cluster, site)

    def _deploy(self, record: Record, component: str | None, place: str | None) -> None:
        self._relate(record, place, "DEPLOYS", component, **_status(record))
        self._relate(record, self._named(record, "tenancy.tenant", "tenant"), "DEPLOYS", component, **_status(record))

    def _take_device(self, record: Record) -> None:
        model = self._in.find("dcim.devicetype", record.key_of("device_type"))
        role = self._in.find("dcim.devicerole", record.key_of("role", "device_role"))
        kind, category = kind_of_role(role.text("name") if role else "")
        told = _told(record, serial="serial", asset_tag="asset_tag") | (
            {"device_role": role.text("name")} if role else {}
        )
        called = record.text("name") or f"{model.text('model') if model else 'device'} ({record.key})"
        device = self._entity(
            "dcim.device", record, "component", called,
            type=kind, category=category, model=model.text("model") if model else None, properties=told,
        )  # fmt: skip
        rack = self._in.find("dcim.rack", record.key_of("rack"))
        place = self._named(record, "dcim.location", "location") or (
            self._named(rack, "dcim.location", "location") if rack else None
        )
        self._deploy(record, device, place or self._named(record, "dcim.site", "site"))
        self._made(record, device, model, "device_type")
        self._runs_on(record, device)
        self._relate(record, self._named(record, "virtualization.cluster", "cluster"), "HAS_PART", device, role="host")

    def _runs_on(self, record: Record, component: str | None) -> None:
        self._relate(record, component, "HAS_PART", self._named(record, "dcim.platform", "platform"), role="platform")

    def _take_module(self, record: Record) -> None:
        model = self._in.find("dcim.moduletype", record.key_of("module_type"))
        name = f"{model.text('model') if model else 'module'} ({record.key})"
        module = self._entity(
            "dcim.module", record, "component", name, type="module", model=model.text("model") if model else None,
            properties=_told(record, serial="serial", asset_tag="asset_tag"),
        )  # fmt: skip
        self._relate(record, self._named(record, "dcim.device", "device"), "HAS_PART", module, **_status(record))
        self._made(record, module, model, "module_type")

    def _made(self, record: Record, component: str | None, model: Record | None, name: str) -> None:
        """State the maker of a device or a module: that of its type."""
        if model:
            self._relate(record, component, "MADE_BY", self._named(model, "dcim.manufacturer", "manufacturer"))
        elif record.key_of(name) is not None:
            what = f"its {name.replace('_', ' ')} is not in the files, and so its maker is not known"
            self._draft.remark(record.where, Outcome.PARTLY_LOST, what)

    def _take_item(self, record: Record) -> None:
        item = self._entity(
            "dcim.inventoryitem", record, "component", record.text("name"),
            properties=_told(record, serial="serial", part_number="part_id", asset_tag="asset_tag"),
        )  # fmt: skip
        self._relate(record, self._named(record, "dcim.device", "device"), "HAS_PART", item)
        self._relate(record, item, "MADE_BY", self._named(record, "dcim.manufacturer", "manufacturer"))

    def _take_bay(self, record: Record) -> None:
        if record.key_of("installed_device") is not None:
            inner = self._named(record, "dcim.device", "installed_device")
            self._relate(record, self._named(record, "dcim.device", "device"), "HAS_PART", inner)

    def _take_machine(self, record: Record) -> None:
        machine = self._entity(
            "virtualization.virtualmachine", record, "component", record.text("name"), type="software"
        )
        cluster, host = (
            self._named(record, "virtualization.cluster", "cluster"),
            self._named(record, "dcim.device", "device"),
        )
        self._relate(record, cluster or host, "HAS_PART", machine, **_status(record))
        self._deploy(record, machine, None if cluster or host else self._named(record, "dcim.site", "site"))
        self._runs_on(record, machine)

    def _take_cable(self, record: Record) -> None:
        ends = [[each for each in self._cables.ends(record, side) if self._draft.has_entity(each)] for side in "AB"]
        if not all(ends):
            self._draft.ignored["cable with an end that no device or circuit is at"] += 1
        for near in ends[0]:
            for far in ends[1]:
                if near != far:
                    start, end = sorted((near, far))
                    self._relate(
                        record, start, "LINKED_TO", end, key=f"cable-{record.key}", role="cable",
                        **_status(record, _told(record, label="label", cable_type="type")),
                    )  # fmt: skip


def _status(record: Record, properties: Fields | None = None) -> Fields:
    """Return the status of a relation; a word that has no equal here becomes a property."""
    word = record.text("status")
    told = (properties or {}) | ({"netbox_status": word} if word and word not in STATUSES else {})
    return {"status": STATUSES.get(word), "properties": told}


def _told(record: Record, **names: str) -> Fields:
    return {key: record.text(name) for key, name in names.items() if record.text(name)}
