"""Inventories and graphs of others: the real files with counts of their own, and by hand what is special in each format."""

from __future__ import annotations

import csv
import json
from collections import Counter

import networkx as nx
import pytest

from graphx.errors import InvalidInputError
from graphx.model.vocabulary import Kind, Type
from graphx.readers.imports import import_files
from tests.readers.imported import counts, imported, relations, told


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_bases_are_as_many_as_the_rows_of_their_table(real_files):
    table = rows(real_files / "sites/military-bases.csv")
    joint = [row["Joint Base"] for row in table if row["Joint Base"] != "N/A"]
    found = import_files("sites", [real_files / "sites/military-bases.csv"])
    assert counts(found) == {
        "site": len(table) + len(set(joint)),
        "organization": len({row["COMPONENT"] for row in table}),
        "OPERATES": len(table),
        "HAS_PART": len(joint),
    }
    assert found.is_complete
    points = {(each.name, each.lat, each.lon) for each in found.dataset.entities.values() if each.kind is Kind.SITE}
    assert {(row["Site Name"].strip(), float(row["Lat"]), float(row["Long"])) for row in table} <= points


def test_two_bases_of_one_name_have_their_number_in_their_id_in_any_order(write):
    header = "Lat,Long,OBJECTID,COMPONENT,Site Name,Joint Base,State Terr,COUNTRY,Oper Stat\n"
    lines = [
        "1,2,7,Army Active,Naval Hospital,N/A,Texas,United States,active\n",
        "3,4,8,Navy Active,Naval Hospital,Joint Base One,Guam,Guam,Inactive\n",
        "95,4,9,Navy Active,Camp,N/A,X,Elbonia,Resting\n",
    ]
    found = imported(write, "sites", header + "".join(lines))
    again = imported(write, "sites", header + "".join(reversed(lines)))
    names = {"mirta-naval-hospital@7", "mirta-naval-hospital@8", "mirta-camp", "mirta-joint-joint-base-one"}
    assert {each.id for each in found.dataset.entities.values() if each.kind is Kind.SITE} == names
    assert found.dataset.entities == again.dataset.entities
    assert found.dataset.entities["mirta-naval-hospital@8"].country == "GU"
    operated = [(each.status, each.claims[0].effective_confidence) for each in relations(found, Type.OPERATES)]
    assert operated == [("in_service", 85), (None, 20), ("ended", 85)]
    assert told(found) == [
        "4: kept: Resting is no status that is known, and so what has it may be in force or not",
        "4: partly lost: Elbonia is no country that is known",
        "4: partly lost: mirta-camp: lat 95: input should be less than or equal to 90",
    ]


def test_bases_of_one_name_are_told_apart_by_number_or_point_and_are_never_a_third(write):
    header = "Lat,Long,OBJECTID,COMPONENT,Site Name\n"
    lines = [
        "1,2,7,Army,Fort A\n",
        "3,4,8,Army,Fort A\n",
        "5,6,9,Army,Fort A 7\n",
        "1,2,,Army,Dup\n",
        "3,-4.5,,Army,Dup\n",
    ]
    found = imported(write, "sites", header + "".join(lines))
    sites = {each.id: each.lat for each in found.dataset.entities.values() if each.kind is Kind.SITE}
    assert sites == {
        "mirta-fort-a@7": 1,
        "mirta-fort-a@8": 3,
        "mirta-fort-a-7": 5,
        "mirta-dup@1/2": 1,
        "mirta-dup@3/-4.5": 3,
    }
    assert {each.name for each in found.dataset.entities.values()} == {"Fort A", "Fort A 7", "Dup", "Army"}
    assert told(found) == [
        f"{line}: kept: another site is called Dup too, and this one has no OBJECTID: its point tells it apart"
        for line in (5, 6)
    ]


def test_rows_of_one_base_that_differ_are_told_to(write):
    header = "Lat,Long,OBJECTID,COMPONENT,Site Name,State Terr,Oper Stat\n"
    found = imported(write, "sites", header + "1,2,7,Army,Fort A,Texas,active\n1,3,7,Army,Fort A,Guam,inactive\n")
    told_of = [line.replace(str(found.remarks[0].where.file), "f") for line in told(found)]
    assert told_of == [
        "3: kept: the lon of mirta-fort-a is 2 at f:2, and stays so; here it is 3",
        "3: kept: the properties.operational_status of mirta-fort-a is active at f:2, and stays so; here it is inactive",
        "3: kept: the properties.state of mirta-fort-a is Texas at f:2, and stays so; here it is Guam",
    ]
    assert [each.status for each in relations(found, Type.OPERATES)] == ["in_service", "ended"]


def test_mobile_networks_are_as_many_as_their_codes(real_files):
    path = real_files / "telecom/mcc-mnc-list.json"
    records = json.loads(path.read_text(encoding="utf-8"))
    is_code = {record["mnc"].isdigit() for record in records}
    assert is_code == {True, False}
    codes = {(record["mcc"], record["mnc"]) for record in records if record["mnc"].isdigit()}
    others = [record for record in records if not record["mnc"].isdigit()]
    operated = {
        (record["countryCode"], (record["operator"] or record["brand"]).strip(), record["mcc"], record["mnc"])
        for record in records
        if record["operator"] or record["brand"]
    }
    found = import_files("mcc-mnc", [path])
    numbers = counts(found)
    assert numbers["network"] == len(codes) + len(others)
    assert numbers["OPERATES"] == len(operated)
    assert not [remark for remark in found.remarks if remark.outcome != "kept"]
    telekom = found.dataset.entities["mcc-mnc-262-01"]
    assert (telekom.country, telekom.identifiers) == ("DE", {"mcc_mnc": "262-01"})


def record(**fields):
    return {
        "mcc": "001",
        "mnc": "01",
        "operator": "Acme",
        "brand": None,
        "countryCode": "JP",
        "status": "Operational",
    } | fields


def test_a_code_of_several_countries_lies_in_each_and_is_of_none(write):
    records = [
        record(),
        record(countryCode="DE", operator="Beta", brand="B", bands="LTE 800"),
        record(mnc="02", countryCode="AU/CC"),
    ]
    found = imported(write, "mcc-mnc", json.dumps(records), name="list.json")
    network = found.dataset.entities["mcc-mnc-001-01"]
    assert (network.name, network.aliases, network.country) == ("Acme (001-01)", ("B (001-01)",), None)
    assert [(each.from_[-2:], each.to[-2:]) for each in relations(found, Type.LOCATED_IN)] == [
        ("01", "de"),
        ("01", "jp"),
        ("02", "au"),
        ("02", "cc"),
    ]
    assert [each.from_ for each in relations(found, Type.OPERATES)] == [
        "mcc-mnc-au-cc-acme",
        "mcc-mnc-de-beta",
        "mcc-mnc-jp-acme",
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Operational", ("in_service", 70)),
        ("operational", ("in_service", 70)),
        ("Not operational", ("ended", 70)),
        ("Planned", ("planned", 70)),
        ("Unknown", (None, 20)),
    ],
)
def test_a_network_of_unknown_status_is_operated_possibly_at_most(write, status, expected):
    found = imported(write, "mcc-mnc", json.dumps([record(status=status)]), name="list.json")
    (operated,) = relations(found, Type.OPERATES)
    assert (operated.status, operated.claims[0].effective_confidence) == expected


def test_a_band_tells_the_generation_only_of_a_network_that_has_one(write):
    bands = ["LTE 800 / TD-LTE 2300", "GSM 900 / LTE 800", "CDMA 850", "MVNO"]
    records = [record(mnc=f"0{number}", bands=text) for number, text in enumerate(bands)]
    found = imported(write, "mcc-mnc", json.dumps(records), name="list.json")
    networks = [found.dataset.entities[f"mcc-mnc-001-0{number}"] for number in range(4)]
    assert [each.generation for each in networks] == ["4g", None, None, None]
    assert [each.tags for each in networks] == [None, None, None, ("mvno",)]


def test_networks_of_the_zoo_have_the_nodes_and_edges_that_networkx_reads(real_files):
    for path in sorted((real_files / "telecom/topology-zoo").glob("*.graphml")):
        graph = nx.read_graphml(path, force_multigraph=True)
        outside = sum(1 for _, node in graph.nodes(data=True) if node.get("Internal") == 0)
        found = import_files("topology-zoo", [path])
        numbers = counts(found)
        assert numbers["network"] == graph.number_of_nodes() + 1, path.name
        assert numbers["HAS_PART"] == graph.number_of_nodes() - outside, path.name
        assert numbers["INTERCONNECTS_WITH"] == graph.number_of_edges(), path.name
        assert numbers["OPERATES"] == 1


ZOO = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="label"/><key id="d1" for="node" attr.name="Internal"/><key id="d2" for="node" attr.name="Country"/>
<key id="d3" for="node" attr.name="hyperedge"/><key id="d4" for="graph" attr.name="Network"/><key id="d5" for="graph" attr.name="NetworkDate"/>
<key id="d6" for="edge" attr.name="key"/><key id="d7" for="edge" attr.name="LinkLabel"/><key id="d8" for="graph" attr.name="label"/>
<graph edgedefault="undirected"><data key="d4">Acme </data><data key="d5">2010_8</data><data key="d8">AcmeNet</data>
<node id="0"><data key="d0">Tokyo</data><data key="d1">1</data><data key="d2">Japan</data></node>
<node id="1"><data key="d0">Tokyo</data><data key="d1">1</data></node>
<node id="2"><data key="d0">Peer</data><data key="d1">0</data></node>
<node id="3"><data key="d0">None</data><data key="d3">1</data></node>
<node id="4"/>
<edge source="1" target="0"><data key="d7">10G</data></edge>
<edge source="0" target="1"><data key="d6">1</data></edge>
<edge source="2" target="0"/><edge source="3" target="9"/><edge source="3" target="3"/>
</graph></graphml>
"""


def test_a_network_of_the_zoo_is_segments_at_places_with_what_lies_outside(write):
    found = imported(write, "topology-zoo", ZOO, name="acme.graphml")
    name = {each.id: (each.name, each.country, each.tags) for each in found.dataset.entities.values()}
    assert name == {
        "topology-zoo-acmenet": ("AcmeNet", None, None),
        "topology-zoo-operator-acme": ("Acme", None, None),
        "topology-zoo-acmenet/0": ("AcmeNet Tokyo (0)", "JP", None),
        "topology-zoo-acmenet/1": ("AcmeNet Tokyo (1)", None, None),
        "topology-zoo-acmenet/2": ("Peer", None, ("external",)),
        "topology-zoo-acmenet/3": ("AcmeNet link of several ends 3", None, ("hyperedge",)),
        "topology-zoo-acmenet/4": ("AcmeNet node 4", None, None),
    }
    assert [each.to[-1] for each in relations(found, Type.HAS_PART)] == ["0", "1", "3", "4"]
    links = [
        (each.from_[-1], each.to[-1], each.key, each.claims[0].observed)
        for each in relations(found, Type.INTERCONNECTS_WITH)
    ]
    assert links == [("0", "1", None, "2010-08"), ("0", "1", "1", "2010-08"), ("0", "2", None, "2010-08")]
    assert [(remark.where.line, remark.outcome) for remark in found.remarks] == [
        (6, "kept"),
        (7, "kept"),
        (10, "kept"),
        (13, "kept"),
        (13, "partly lost"),
    ]


def test_a_node_of_the_zoo_that_lies_in_another_is_a_part_of_that(write):
    text = """<graphml><graph edgedefault="undirected"><node id="0"><port name="p"><data key="x">y</data></port>
    <graph edgedefault="undirected"><node id="1"/><edge source="0" target="1"/></graph></node></graph></graphml>"""
    found = imported(write, "topology-zoo", text, name="net.graphml")
    name = "topology-zoo-0-net"
    assert [(each.from_, each.to) for each in relations(found, Type.HAS_PART)] == [
        (name, f"{name}/0"),
        (f"{name}/0", f"{name}/1"),
    ]
    assert len(relations(found, Type.INTERCONNECTS_WITH)) == 1
    assert "1: partly lost: what port p says of itself is not read" in told(found)


def test_nodes_of_the_zoo_are_as_many_as_their_ids_and_one_without_is_skipped(write):
    nodes = "".join(f'<node id="{each}"/>\n' for each in ("A", "a", "1", "-1", "A")) + "<node/>\n"
    links = '<edge source="A" target="a"/>\n<edge source="1" target="-1"/>\n<edge source="A"/>\n'
    text = f"<graphml><graph>\n{nodes}{links}</graph></graphml>"
    found = imported(write, "topology-zoo", text, name="net.graphml")
    inside = sorted(each.partition("/")[2] for each in found.dataset.entities if "/" in each)
    assert inside == ["-1", "1", "A", "a"]
    assert [(each.from_[-2:], each.to[-2:]) for each in relations(found, Type.INTERCONNECTS_WITH)] == [
        ("-1", "/1"),
        ("/A", "/a"),
    ]
    assert [
        f"{remark.where.line}: {remark.what.partition(' stands')[0]}"
        for remark in found.remarks
        if remark.outcome == "skipped"
    ] == [
        "6: node A",
        "7: a node without an id, which no link can name",
        "10: a link that does not name both of its ends",
    ]


def test_a_second_drawing_of_a_network_is_not_mixed_into_the_first(write):
    drawn = '<graphml><key id="l" for="graph" attr.name="label"/><graph><data key="l">Net</data><node id="{}"/></graph></graphml>'
    found = imported(write, "topology-zoo", drawn.format("0"), drawn.format("1"), name="net.graphml")
    assert sorted(found.dataset.entities) == ["topology-zoo-net", "topology-zoo-net/0"]
    (remark,) = [each for each in found.remarks if each.outcome == "skipped"]
    assert remark.what.startswith("Net is the network of ")
    assert not found.is_complete


@pytest.mark.parametrize(
    ("written", "observed"),
    [("2010_08_31", "2010-08-31"), ("2010_2", "2010-02"), ("2010", "2010"), ("2010_02_30", None)],
)
def test_a_day_of_the_zoo_is_a_day_of_the_calendar(write, written, observed):
    found = imported(write, "topology-zoo", ZOO.replace("2010_8", written), name="acme.graphml")
    assert {each.claims[0].observed for each in relations(found, Type.HAS_PART)} == {observed}
    assert (f"NetworkDate {written} is no date" in {remark.what for remark in found.remarks}) is (observed is None)


def test_operators_whose_names_differ_in_a_sign_alone_are_two(write):
    records = [
        record(mnc="01", operator="A"),
        record(mnc="02", operator="A+"),
        record(mnc="03", operator="A, Inc. (Japan)"),
    ]
    found = imported(write, "mcc-mnc", json.dumps(records), name="list.json")
    names = {each.name: each.id for each in found.dataset.entities.values()}
    assert (names["A"], names["A, Inc. (Japan)"]) == ("mcc-mnc-jp-a", "mcc-mnc-jp-a-inc-japan")
    assert len(names) == len(records) * 2


def test_the_supply_chain_of_chips_has_the_rows_of_its_tables(real_files):
    folder = real_files / "supplychain/eto-chips"
    tables = {name: rows(folder / f"{name}.csv") for name in ("inputs", "stages", "providers", "provision", "sequence")}
    countries = {row["provider_id"] for row in tables["providers"] if row["provider_type"] == "country"}
    various = {row["provider_id"] for row in tables["providers"] if row["provider_name"] == "Various"}
    provided = Counter(
        provider in countries
        for provider, _, _ in {
            (row["provider_id"], row["provided_id"], row["share_provided"]) for row in tables["provision"]
        }
        if provider not in various
    )
    found = import_files("eto-chips", sorted(folder.glob("*.csv")))
    assert counts(found) == {
        "component": len(tables["inputs"]) + len(tables["stages"]),
        "organization": len(tables["providers"]) - len(countries),
        "jurisdiction": len(countries) - 1,
        "HAS_PART": len(tables["sequence"]) + sum(1 for row in tables["inputs"] if row["stage_id"]),
        "LOCATED_IN": provided[True],
        "SUPPLIED_BY": provided[False],
    }
    assert found.is_complete


def test_a_share_of_a_market_is_a_property_and_no_stake_and_only_the_whole_is_certain(write):
    providers = "provider_name,provider_id,provider_type,country\nAcme,P1,organization,JPN\nBeta,P2,organization,CHN\nDEU,P3,country,\n"
    inputs = "input_name,input_id,type,stage_name,stage_id,description\nScanners,N1,tool_resource,Making,S1,\nWafers,N2,material_resource,Making,S1,\n"
    provision = (
        "provider_name,provider_id,provided_name,provided_id,share_provided,negligible_market_share\n"
        "Acme,P1,Scanners,N1,100%,\nBeta,P2,Wafers,N2,39%,\nAcme,P1,Wafers,N2,,negligible\nDEU,P3,Wafers,N2,12%,\nAcme,P9,Wafers,N2,a lot,\nBeta,P2,Scanners,N1,NaN,\n"
    )
    sequence = "input_name,input_id,goes_into_name,goes_into_id,is_type_of_name,is_type_of_id\nScanners,N1,Wafers,N2,,\nWafers,N2,,,Scanners,N1\nx,N1,,,,\n"
    found = imported(write, "eto-chips", providers, inputs, provision, sequence)
    supplied = {
        (each.from_[-2:], each.to[-2:]): (each.share, each.properties, each.claims[0].effective_confidence)
        for each in relations(found, Type.SUPPLIED_BY)
    }
    assert supplied == {
        ("n1", "p1"): (None, {"market_share": 1.0}, 70),
        ("n1", "p2"): (None, None, 45),
        ("n2", "p1"): (None, {"negligible": True}, 45),
        ("n2", "p2"): (None, {"market_share": 0.39}, 45),
    }
    (produced,) = relations(found, Type.LOCATED_IN)
    assert (produced.role, produced.properties) == ("produced_in", {"market_share": 0.12})
    parts = [
        (each.from_[-2:], each.to[-2:], each.role, each.claims[0].effective_confidence)
        for each in relations(found, Type.HAS_PART)
    ]
    assert parts == [
        ("n1", "n2", "is_type_of", 45),
        ("n2", "n1", "goes_into", 70),
        ("s1", "n1", "stage", 70),
        ("s1", "n2", "stage", 70),
    ]
    assert [(remark.where.line, remark.outcome) for remark in found.remarks] == [
        (6, "partly lost"),
        (6, "partly lost"),
        (7, "partly lost"),
        (4, "skipped"),
    ]
    assert found.dataset.entities["eto-chips-p1"].country == "JP"


def test_a_row_of_chips_without_an_id_or_with_that_of_another_is_skipped(write):
    inputs = (
        "input_name,input_id,type,stage_name,stage_id\nW,,process,,\nU,N1,process,,\nU,N1,process,,\nT,n1,process,,\n"
    )
    providers = "provider_name,provider_id,provider_type,country\nX,,organization,USA\n"
    found = imported(write, "eto-chips", inputs, providers)
    assert {each.id: each.name for each in found.dataset.entities.values()} == {"eto-chips-n1": "U"}
    assert [remark.partition(" at ")[0] for remark in told(found)] == [
        "2: skipped: W has no id",
        "5: skipped: n1 is U",
        "2: skipped: X has no id",
    ]


def test_a_file_that_is_none_of_the_tables_of_chips_is_refused(write):
    with pytest.raises(InvalidInputError, match="none of the tables inputs, providers"):
        imported(write, "eto-chips", "a,b\n1,2\n")


@pytest.mark.parametrize("form", ["netbox", "mcc-mnc", "opengraph", "backstage", "topology-zoo"])
@pytest.mark.parametrize("text", ["[]", "{}", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "", "\x00"])
def test_a_file_of_another_form_is_refused_at_its_place(write, form, text):
    with pytest.raises(InvalidInputError) as error:
        imported(write, form, text, name="file")
    assert all("file" in problem.where.file for problem in error.value.problems)


def test_a_netbox_has_the_objects_of_its_dump(real_files):
    path = real_files / "telecom/netbox/netbox-demo-v3.6.json"
    of = Counter()
    fields = {}
    for each in json.loads(path.read_text(encoding="utf-8")):
        of[each["model"]] += 1
        fields.setdefault(each["model"], []).append(each["fields"])
    found = import_files("netbox", [path])
    numbers = counts(found)

    def having(model, *names):
        return sum(1 for each in fields[model] for name in names if each[name] is not None)

    ends = {}
    for each in fields["dcim.cabletermination"]:
        is_kept = each["termination_type"][1] != "powerfeed"
        ends.setdefault(each["cable"], {}).setdefault(each["cable_end"], []).append(is_kept)
    components = (
        "dcim.device",
        "dcim.module",
        "dcim.platform",
        "virtualization.cluster",
        "virtualization.virtualmachine",
    )
    assert numbers == {
        "site": of["dcim.site"] + of["dcim.location"],
        "component": sum(of[model] for model in components),
        "network": of["circuits.circuit"] + of["circuits.providernetwork"],
        "organization": of["dcim.manufacturer"] + of["circuits.provider"] + of["tenancy.tenant"],
        "MADE_BY": of["dcim.device"] + of["dcim.module"] + having("dcim.platform", "manufacturer"),
        "HAS_PART": of["dcim.location"]
        + of["dcim.module"]
        + having("virtualization.virtualmachine", "cluster", "platform")
        + having("dcim.device", "platform"),
        "OPERATES": having("dcim.site", "tenant") + of["circuits.providernetwork"],
        "DEPLOYS": of["dcim.device"] + having("dcim.device", "tenant"),
        "SERVED_BY": of["circuits.circuit"]
        + having("circuits.circuit", "tenant")
        + having("circuits.circuittermination", "site", "provider_network"),
        "LINKED_TO": sum(1 for each in ends.values() if len(each) == len("AB")),
    }


def test_a_cell_longer_than_any_is_refused_at_its_line(write):
    header = "Lat,Long,OBJECTID,COMPONENT,Site Name,Joint Base,State Terr,COUNTRY,Oper Stat\n"
    with pytest.raises(
        InvalidInputError, match=r"list.csv:2: field larger than field limit \(16777216\) \(is a quote left open"
    ):
        imported(write, "sites", f'{header}1,2,7,Army,"{"x" * (2**24 + 1)}')


def test_files_may_be_named_in_any_order(write):
    one = write("a.csv", "Lat,Long,OBJECTID,Site Name,COMPONENT\n1,2,1,Camp,Army\n")
    two = write("b.csv", "Lat,Long,OBJECTID,Site Name,COMPONENT\n3,4,1,Camp,ARMY\n")
    assert import_files("sites", [one, two]).dataset == import_files("sites", [two, one]).dataset
