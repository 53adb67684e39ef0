"""NetBox, by hand: what stands where, who made it and what serves it, and what is said of objects that are not whole."""

from __future__ import annotations

import json

import pytest

from graphx.errors import InvalidInputError
from graphx.model.vocabulary import Type
from tests.readers.imported import imported, relations, told


def dumped(*objects):
    return json.dumps([{"model": model, "pk": key, "fields": fields} for model, key, fields in objects], indent=0)


NETBOX = (
    ("dcim.region", 1, {"name": "Japan", "parent": None}),
    ("dcim.region", 2, {"name": "Kanto", "parent": 1}),
    ("tenancy.tenant", 1, {"name": "Ministry", "slug": "ministry"}),
    ("dcim.site", 1, {"name": "Camp", "slug": "camp", "region": 2, "tenant": 1, "status": "active", "latitude": "35.5", "longitude": 200}),
    ("dcim.location", 2, {"name": "Room", "slug": "room", "site": 1, "parent": 1, "status": "active"}),
    ("dcim.location", 1, {"name": "Hall", "slug": "hall", "site": 1, "parent": None}),
    ("dcim.manufacturer", 1, {"name": "Huawei or ZTE", "slug": "huawei-or-zte"}),
    ("dcim.manufacturer", 2, {"name": "Acme", "slug": "acme"}),
    ("dcim.devicetype", 1, {"model": "S5700", "manufacturer": 1}),
    ("dcim.devicerole", 1, {"name": "Access Switch"}),
    ("dcim.platform", 1, {"name": "AcmeOS", "slug": "acmeos", "manufacturer": 2}),
    ("dcim.device", 1, {"name": "sw1", "device_type": 1, "role": 1, "site": 1, "location": 2, "tenant": 1, "status": "offline", "serial": "X1"}),
    ("dcim.device", 2, {"name": None, "device_type": 1, "device_role": 1, "site": 1, "platform": 1, "status": "decommissioning"}),
    ("dcim.device", 3, {"name": "lost", "device_type": 9, "site": 8, "status": "active"}),
    ("circuits.provider", 1, {"name": "Northwind", "slug": "northwind", "asns": [1, 2]}),
    ("ipam.asn", 1, {"asn": 64500}),
    ("circuits.circuittype", 1, {"name": "Dark fibre"}),
    ("circuits.circuit", 1, {"cid": "C-1", "provider": 1, "type": 1, "status": "provisioning", "tenant": 1, "install_date": "2020-05-01", "termination_date": "2019-01-01"}),
    ("circuits.circuittermination", 1, {"circuit": 1, "site": 1, "term_side": "A"}),
    ("dcim.interface", 1, {"device": 1}),
    ("dcim.cable", 1, {"type": "smf", "status": "connected", "label": "L1"}),
    ("dcim.cabletermination", 1, {"cable": 1, "cable_end": "A", "termination_type": ["dcim", "interface"], "termination_id": 1}),
    ("dcim.cabletermination", 2, {"cable": 1, "cable_end": "B", "termination_type": ["circuits", "circuittermination"], "termination_id": 1}),
    ("ipam.prefix", 1, {}),
)  # fmt: skip


def test_a_netbox_dump_is_what_stands_where_who_made_it_and_what_serves_it(write):
    found = imported(write, "netbox", dumped(*NETBOX), name="dump.json")
    triples = {
        f"{each.from_} {each.type} {each.to}": (each.status, each.since) for each in found.dataset.relations.values()
    }
    assert triples == {
        "netbox-tenant-ministry OPERATES netbox-site-camp": ("in_service", None),
        "netbox-site-camp HAS_PART netbox-location-hall": (None, None),
        "netbox-location-hall HAS_PART netbox-location-room": ("in_service", None),
        "netbox-location-room DEPLOYS netbox-device-sw1": (None, None),
        "netbox-tenant-ministry DEPLOYS netbox-device-sw1": (None, None),
        "netbox-site-camp DEPLOYS netbox-device-2": ("removing", None),
        "netbox-device-sw1 MADE_BY netbox-manufacturer-huawei-or-zte": (None, None),
        "netbox-device-2 MADE_BY netbox-manufacturer-huawei-or-zte": (None, None),
        "netbox-device-2 HAS_PART netbox-platform-acmeos": (None, None),
        "netbox-platform-acmeos MADE_BY netbox-manufacturer-acme": (None, None),
        "netbox-manufacturer-huawei MEMBER_OF netbox-manufacturer-huawei-or-zte": (None, None),
        "netbox-manufacturer-zte MEMBER_OF netbox-manufacturer-huawei-or-zte": (None, None),
        "netbox-circuit-northwind-c-1 SERVED_BY netbox-provider-northwind": ("planned", "2020-05-01"),
        "netbox-tenant-ministry SERVED_BY netbox-circuit-northwind-c-1": ("planned", "2020-05-01"),
        "netbox-site-camp SERVED_BY netbox-circuit-northwind-c-1": ("planned", "2020-05-01"),
        "netbox-circuit-northwind-c-1 LINKED_TO netbox-device-sw1": ("in_service", None),
    }
    of = found.dataset.entities
    assert (of["netbox-site-camp"].country, of["netbox-site-camp"].lat, of["netbox-site-camp"].lon) == (
        "JP",
        35.5,
        None,
    )
    assert of["netbox-manufacturer-huawei-or-zte"].roles == ("one_of",)
    switch = of["netbox-device-sw1"]
    assert (switch.type, switch.category, switch.model, switch.properties) == (
        "device",
        "telecom",
        "S5700",
        {"serial": "X1", "device_role": "Access Switch"},
    )
    assert of["netbox-provider-northwind"].identifiers == {"asn": "64500"}
    deployed = next(each for each in relations(found, Type.DEPLOYS) if each.from_ == "netbox-location-room")
    assert deployed.properties == {"netbox_status": "offline"}
    platform = next(each for each in relations(found, Type.MADE_BY) if each.from_ == "netbox-platform-acmeos")
    assert platform.claims[0].effective_confidence == 30  # only inferred
    assert all(each.claims and each.claims[0].locator for each in found.dataset.relations.values())
    assert found.ignored == {"interface": 1, "prefix": 1}


def test_what_a_netbox_dump_names_and_does_not_hold_is_said(write):
    found = imported(write, "netbox", dumped(*NETBOX) + "\n", name="dump.json")
    assert sorted(remark.partition(": ")[2] for remark in told(found)) == [
        "kept: Huawei or ZTE is read as one of Huawei, ZTE, and which is not known",
        "kept: the platform AcmeOS is limited to devices of netbox-manufacturer-acme: that it is its maker is inferred",
        "partly lost: its device type is not in the files, and so its maker is not known",
        "partly lost: its site 8 is not in the files",
        "partly lost: netbox-circuit-northwind-c-1 SERVED_BY netbox-provider-northwind: until 2019-01-01:"
        " until 2019-01-01 cannot lie after since 2020-05-01 (until is the first day on which it no longer holds)",
        "partly lost: netbox-site-camp SERVED_BY netbox-circuit-northwind-c-1: until 2019-01-01:"
        " until 2019-01-01 cannot lie after since 2020-05-01 (until is the first day on which it no longer holds)",
        "partly lost: netbox-site-camp: lon 200: input should be less than or equal to 180",
        "partly lost: netbox-tenant-ministry SERVED_BY netbox-circuit-northwind-c-1: until 2019-01-01:"
        " until 2019-01-01 cannot lie after since 2020-05-01 (until is the first day on which it no longer holds)",
    ]


def listed(endpoint, *objects):
    return json.dumps(
        {
            "count": len(objects),
            "next": None,
            "results": [{"url": f"https://netbox/api/{endpoint}/{each['id']}/", **each} for each in objects],
        }
    )


def brief(endpoint, key, **fields):
    return {"id": key, "url": f"https://netbox/api/{endpoint}/{key}/", **fields}


def test_lists_of_the_api_say_the_same_as_a_dump_and_what_they_mention_counts(write):
    maker = brief("dcim/manufacturers", 7, name="Acme", slug="acme")
    devices = listed(
        "dcim/devices",
        {
            "id": 3,
            "name": "sw1",
            "device_type": brief("dcim/device-types", 4, model="S1", manufacturer=maker),
            "role": brief("dcim/device-roles", 1, name="IP camera"),
            "site": brief("dcim/sites", 5, name="Camp", slug="camp"),
            "status": {"value": "planned", "label": "Planned"},
        },
    )
    circuits = listed(
        "circuits/circuits",
        {
            "id": 9,
            "cid": "C-9",
            "provider": brief("circuits/providers", 2, name="Northwind", slug="northwind"),
            "status": {"value": "active", "label": "Active"},
            "termination_a": brief(
                "circuits/circuit-terminations", 1, site=brief("dcim/sites", 5, name="Camp", slug="camp")
            ),
        },
    )
    found = imported(write, "netbox", devices, circuits, name="list.json")
    assert [
        f"{each.from_} {each.type} {each.to} {each.status}" for _, each in sorted(found.dataset.relations.items())
    ] == [
        "netbox-circuit-northwind-c-9 SERVED_BY netbox-provider-northwind in_service",
        "netbox-device-sw1 MADE_BY netbox-manufacturer-acme None",
        "netbox-site-camp DEPLOYS netbox-device-sw1 planned",
        "netbox-site-camp SERVED_BY netbox-circuit-northwind-c-9 in_service",
    ]
    camera = found.dataset.entities["netbox-device-sw1"]
    assert (camera.type, camera.category) == ("camera", "video")
    assert not found.remarks


def test_two_devices_of_one_name_have_their_number_in_their_id_and_never_that_of_a_third(write):
    devices = [
        ("dcim.manufacturer", 1, {"name": "Huawei", "slug": "huawei"}),
        ("dcim.devicetype", 1, {"model": "S1", "manufacturer": 1}),
        ("dcim.device", 1, {"name": "PP"}),
        ("dcim.device", 2, {"name": "PP"}),
        ("dcim.device", 3, {"name": "PP-1", "device_type": 1}),
    ]
    found = imported(write, "netbox", dumped(*devices), name="d.json")
    assert sorted(each for each in found.dataset.entities if "device" in each) == [
        "netbox-device-pp-1",
        "netbox-device-pp@1",
        "netbox-device-pp@2",
    ]
    assert [each.from_ for each in relations(found, Type.MADE_BY)] == ["netbox-device-pp-1"]


HELD = (
    ("dcim.site", 1, {"name": "Camp", "slug": "camp"}),
    ("dcim.location", 4, {"name": "Hall", "slug": "hall", "site": 1}),
    ("virtualization.cluster", 1, {"name": "K", "scope_type": ["dcim", "location"], "scope_id": 4}),
    ("virtualization.cluster", 2, {"name": "L", "scope_type": ["dcim", "region"], "scope_id": 1}),
    ("dcim.device", 1, {"name": "chassis", "site": 1, "status": "active"}),
    ("dcim.device", 2, {"name": "blade", "site": 1, "status": "planned", "cluster": 1}),
    ("dcim.device", 3, {"name": "old", "site": 1, "status": "Decommissioned"}),
    ("dcim.device", 4, {"name": "own", "site": 1, "status": "burning"}),
    ("dcim.devicebay", 1, {"device": 1, "installed_device": 2}),
    ("dcim.inventoryitem", 1, {"name": "sfp", "device": 1, "status": "planned"}),
    ("circuits.circuit", 1, {"cid": "C1"}),
    ("circuits.circuittermination", 1, {"circuit": 1, "termination_type": ["dcim", "location"], "termination_id": 4}),
    ("circuits.circuittermination", 2, {"circuit": 1, "termination_type": ["dcim", "region"], "termination_id": 1}),
)


def test_what_is_planned_is_planned_wherever_it_belongs_and_what_is_placed_in_a_room_is_there(write):
    found = imported(write, "netbox", dumped(*HELD), name="dump.json")
    held = {
        f"{each.from_} {each.type} {each.to}".replace("netbox-", ""): (each.status, each.claims[0].effective_confidence)
        for each in found.dataset.relations.values()
    }
    assert held == {
        "site-camp HAS_PART location-hall": (None, 85),
        "location-hall DEPLOYS cluster-k": (None, 85),
        "location-hall SERVED_BY circuit-c1": (None, 85),
        "site-camp DEPLOYS device-chassis": ("in_service", 85),
        "site-camp DEPLOYS device-blade": ("planned", 85),
        "site-camp DEPLOYS device-old": ("removed", 85),
        "site-camp DEPLOYS device-own": (None, 20),
        "cluster-k HAS_PART device-blade": ("planned", 85),
        "device-chassis HAS_PART device-blade": ("planned", 85),
        "device-chassis HAS_PART inventoryitem-sfp": ("planned", 85),
    }
    assert [remark.partition(": ")[2] for remark in told(found)] == [
        "partly lost: its scope is a dcim.region, which is no entity here, and so what is there is not told",
        "kept: burning is no status that is known, and so what has it may be in force or not",
        "partly lost: its termination is a dcim.region, which is no entity here, and so what is there is not told",
    ]


OTHER = "(are these exports of two NetBoxes, or of two days? import each by itself)"


def test_two_objects_of_one_number_are_refused_since_what_names_it_may_mean_either(write):
    ours = dumped(
        ("dcim.manufacturer", 1, {"name": "Huawei"}),
        ("dcim.device", 1, {"name": "a", "site": 1}),
        ("dcim.interface", 5, {"device": 1}),
    )
    theirs = dumped(
        ("dcim.manufacturer", "1", {"name": "Ericsson"}),
        ("dcim.device", 1, {"name": "a", "site": 1}),
        ("dcim.interface", 5, {"device": 2}),
    )
    with pytest.raises(InvalidInputError) as error:
        imported(write, "netbox", ours, theirs, name="dump.json")
    (first, other), file = (str(each) for each in error.value.problems), error.value.problems[0].where.file
    assert (
        first
        == f"{file}:2:1: dcim.manufacturer 1 stands at {file.replace('1-d', '0-d')}:2 already, with another name {OTHER}"
    )
    assert other.endswith(f": dcim.interface 5 is of device 2 here, and of device 1 elsewhere {OTHER}")


def test_an_object_that_two_lists_hold_is_one_and_each_may_say_more_of_it(write):
    site = {"id": 1, "name": "Camp", "slug": "camp"}
    lists = [listed("dcim/sites", site | more) for more in ({}, {"facility": "North"}, {"latitude": 35.5})]
    found = imported(write, "netbox", *lists, name="list.json")
    (camp,) = found.dataset.entities.values()
    assert (camp.lat, camp.properties) == (35.5, {"facility": "North"})


@pytest.mark.parametrize("changed", [{"name": "Huawei"}, {"url": "https://elsewhere/api/dcim/manufacturers/7/"}])
def test_a_maker_that_is_only_mentioned_is_the_same_wherever_it_is_mentioned(write, changed):
    maker = brief("dcim/manufacturers", 7, name="Acme", slug="acme", devicetype_count=1)
    lists = [
        listed("dcim/device-types", {"id": key, "model": "S", "manufacturer": each})
        for key, each in ((1, maker), (2, maker | {"devicetype_count": 2}), (3, maker | changed))
    ]
    assert imported(write, "netbox", *lists[:2], name="list.json").dataset.entities
    with pytest.raises(
        InvalidInputError, match=f"dcim.manufacturer 7 stands at .*, with another {next(iter(changed))} "
    ):
        imported(write, "netbox", *lists, name="list.json")


def test_a_truth_value_is_no_number_though_python_takes_it_for_one(write):
    objects = [("dcim.site", 1, {"name": "Camp"}), ("dcim.device", 1, {"name": "a", "site": True})]
    found = imported(write, "netbox", dumped(*objects, ("dcim.device", True, {"name": "b"})), name="dump.json")
    assert (set(found.dataset.entities), relations(found, Type.DEPLOYS)) == (
        {"netbox-site-camp", "netbox-device-a"},
        [],
    )
    assert [remark.partition(": ")[2] for remark in told(found)] == ["skipped: dcim.device: it has no number"]
