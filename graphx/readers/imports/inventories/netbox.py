"""NetBox, an inventory of networks: what stands where, who made it, which circuits serve a site, and whose they are.

| NetBox | here |
|---|---|
| site, location | site; a site HAS_PART its locations |
| device | component; its location, else its site DEPLOYS it; MADE_BY the manufacturer of its type |
| module, inventory item, installed device | component; the device HAS_PART it; MADE_BY its manufacturer |
| platform | software; what runs on it HAS_PART it. Its manufacturer only limits it to devices: an inferred maker, and said |
| cluster, virtual machine | service, software; a cluster HAS_PART its hosts and machines; its location or site DEPLOYS it |
| circuit | network (transport); the locations and sites of its ends are SERVED_BY it; it is SERVED_BY its provider or the provider's network |
| provider network | network; its provider OPERATES it |
| tenant | organization; OPERATES sites, DEPLOYS devices, clusters and machines, is SERVED_BY circuits |
| cable | LINKED_TO between what it joins: a connection, no dependence |
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.errors import Place
from graphx.readers.imports.countries import country_code
from graphx.readers.imports.draft import Draft, Outcome
from graphx.readers.imports.inventories.netbox_cables import Cables
from graphx.readers.imports.inventories.netbox_circuits import Circuits
from graphx.readers.imports.inventories.netbox_entities import PLACES, SOURCE, Entities, told
from graphx.readers.imports.inventories.netbox_records import Inventory, Key, Record
from graphx.readers.imports.inventories.netbox_words import kind_of_role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphx.readers.imports.files import SourceFile


def netbox(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the objects, then what relates them."""
    draft.source(Place(files[0].name), SOURCE, title="NetBox export", reliability="B")
    _Export(Entities(Inventory(files, draft), draft)).take()


class _Export:
    """What stands where, who made it, and what it runs on."""

    def __init__(self, entities: Entities) -> None:
        self._to, self._in, self._draft = entities, entities.inventory, entities.draft
        self._cables = Cables(self._in, entities.ids)

    def take(self) -> None:
        """State everything, first what others name."""
        circuits = Circuits(self._to)
        takers: tuple[tuple[str, Callable[[Record], None]], ...] = (
            ("tenancy.tenant", self._take_tenant),
            ("dcim.site", self._take_site),
            ("dcim.location", self._take_location),
            ("dcim.manufacturer", self._take_manufacturer),
            ("dcim.platform", self._take_platform),
            ("circuits.provider", circuits.take_provider),
            ("circuits.providernetwork", circuits.take_provider_network),
            ("circuits.circuit", circuits.take_circuit),
            ("circuits.circuittermination", circuits.take_end),
            ("virtualization.cluster", self._take_cluster),
            ("dcim.device", self._take_device),
            ("dcim.module", self._take_module),
            ("dcim.inventoryitem", self._take_item),
            ("dcim.devicebay", self._take_bay),
            ("virtualization.virtualmachine", self._take_machine),
            ("dcim.cable", self._take_cable),
        )
        for model, take in takers:
            for record in self._in.all(model):
                take(record)

    def _take_tenant(self, record: Record) -> None:
        self._to.state("tenancy.tenant", record, "organization", record.text("name"))

    def _take_site(self, record: Record) -> None:
        site = self._to.state(
            "dcim.site",
            record,
            "site",
            record.text("name"),
            lat=record.fields.get("latitude"),
            lon=record.fields.get("longitude"),
            country=self._country(record),
            properties=told(record, facility="facility", address="physical_address", site_status="status"),
        )
        self._to.relate(
            record, self._to.named(record, "tenancy.tenant", "tenant"), "OPERATES", site, **self._to.status(record)
        )

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
        site = self._to.named(record, "dcim.site", "site")
        location = self._to.state("dcim.location", record, "site", record.text("name"))
        whole = self._to.ids.get(("dcim.location", record.key_of("parent") or "")) or site
        if whole and not self._draft.has_entity(whole):  # the locations around it stand behind it in the file
            parent = self._in.find("dcim.location", record.key_of("parent"))
            if parent is not None:
                self._to.state("dcim.location", parent, "site", parent.text("name"))
        self._to.relate(record, whole, "HAS_PART", location, **self._to.status(record))

    def _take_manufacturer(self, record: Record) -> None:
        self._to.state_organization("dcim.manufacturer", record, ["vendor"])

    def _take_platform(self, record: Record) -> None:
        platform = self._to.state("dcim.platform", record, "component", record.text("name"), type="software")
        if maker := self._to.named(record, "dcim.manufacturer", "manufacturer"):
            what = (
                f"the platform {record.text('name')} is limited to devices of {maker}: that it is its maker is inferred"
            )
            self._draft.remark(record.where, Outcome.KEPT, what)
            self._to.relate(record, platform, "MADE_BY", maker, "inferred")

    def _take_cluster(self, record: Record) -> None:
        kind = self._in.find("virtualization.clustertype", record.key_of("type"))
        properties = told(kind, cluster_type="name") if kind else {}
        cluster = self._to.state(
            "virtualization.cluster", record, "component", record.text("name"), type="service", properties=properties
        )
        self._deploy(record, cluster, *(place for _, place in self._to.at(record, "scope", PLACES)))

    def _deploy(self, record: Record, component: str | None, *places: str | None) -> None:
        for user in (*places, self._to.named(record, "tenancy.tenant", "tenant")):
            self._to.relate(record, user, "DEPLOYS", component, **self._to.status(record))

    def _take_device(self, record: Record) -> None:
        model = self._in.find("dcim.devicetype", record.key_of("device_type"))
        role = self._in.find("dcim.devicerole", record.key_of("role", "device_role"))
        kind, category = kind_of_role(role.text("name") if role else "")
        properties = told(record, serial="serial", asset_tag="asset_tag") | (
            told(role, device_role="name") if role else {}
        )
        called = record.text("name") or f"{model.text('model') if model else 'device'} ({record.key})"
        device = self._to.state(
            "dcim.device", record, "component", called,
            type=kind, category=category, model=model.text("model") if model else None, properties=properties,
        )  # fmt: skip
        rack = self._in.find("dcim.rack", record.key_of("rack"))
        place = self._to.named(record, "dcim.location", "location") or (
            self._to.named(rack, "dcim.location", "location") if rack else None
        )
        self._deploy(record, device, place or self._to.named(record, "dcim.site", "site"))
        self._made(record, device, model, "device_type")
        self._runs_on(record, device)
        self._to.relate(
            record,
            self._to.named(record, "virtualization.cluster", "cluster"),
            "HAS_PART",
            device,
            role="host",
            **self._to.status(record),
        )

    def _runs_on(self, record: Record, component: str | None) -> None:
        self._to.relate(
            record, component, "HAS_PART", self._to.named(record, "dcim.platform", "platform"), role="platform"
        )

    def _take_module(self, record: Record) -> None:
        model = self._in.find("dcim.moduletype", record.key_of("module_type"))
        name = f"{model.text('model') if model else 'module'} ({record.key})"
        module = self._to.state(
            "dcim.module", record, "component", name, type="module", model=model.text("model") if model else None,
            properties=told(record, serial="serial", asset_tag="asset_tag"),
        )  # fmt: skip
        self._to.relate(
            record, self._to.named(record, "dcim.device", "device"), "HAS_PART", module, **self._to.status(record)
        )
        self._made(record, module, model, "module_type")

    def _made(self, record: Record, component: str | None, model: Record | None, name: str) -> None:
        """State the maker of a device or a module: that of its type."""
        if model:
            self._to.relate(record, component, "MADE_BY", self._to.named(model, "dcim.manufacturer", "manufacturer"))
        elif record.key_of(name) is not None:
            self._to.lost(record, f"its {name.replace('_', ' ')} is not in the files, and so its maker is not known")

    def _take_item(self, record: Record) -> None:
        item = self._to.state(
            "dcim.inventoryitem", record, "component", record.text("name"),
            properties=told(record, serial="serial", part_number="part_id", asset_tag="asset_tag"),
        )  # fmt: skip
        self._to.relate(
            record, self._to.named(record, "dcim.device", "device"), "HAS_PART", item, **self._to.status(record)
        )
        self._to.relate(record, item, "MADE_BY", self._to.named(record, "dcim.manufacturer", "manufacturer"))

    def _take_bay(self, record: Record) -> None:
        inner = self._to.named(record, "dcim.device", "installed_device")
        if inner and (installed := self._in.find("dcim.device", record.key_of("installed_device"))):
            outer = self._to.named(record, "dcim.device", "device")
            self._to.relate(record, outer, "HAS_PART", inner, **self._to.status(installed))

    def _take_machine(self, record: Record) -> None:
        machine = self._to.state(
            "virtualization.virtualmachine", record, "component", record.text("name"), type="software"
        )
        cluster, host = (
            self._to.named(record, "virtualization.cluster", "cluster"),
            self._to.named(record, "dcim.device", "device"),
        )
        self._to.relate(record, cluster or host, "HAS_PART", machine, **self._to.status(record))
        self._deploy(record, machine, None if cluster or host else self._to.named(record, "dcim.site", "site"))
        self._runs_on(record, machine)

    def _take_cable(self, record: Record) -> None:
        ends = [[each for each in self._cables.ends(record, side) if self._draft.has_entity(each)] for side in "AB"]
        if not all(ends):
            self._draft.ignored["cable with an end that no device or circuit is at"] += 1
        for near in ends[0]:
            for far in ends[1]:
                if near != far:
                    start, end = sorted((near, far))
                    self._to.relate(
                        record, start, "LINKED_TO", end, key=f"cable-{record.key}", role="cable",
                        **self._to.status(record, told(record, label="label", cable_type="type")),
                    )  # fmt: skip
