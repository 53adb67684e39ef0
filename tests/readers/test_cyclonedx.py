"""CycloneDX: the real files against independent counts, every version by hand, and the traps of makers and parts."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter

import pytest
from defusedxml import ElementTree
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from graphx.errors import InvalidInputError
from graphx.model.vocabulary import Kind
from graphx.readers.imports import import_files, json_records

VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
SERIAL = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
LIBRARY = {"type": "library", "name": "lib"}


def bill(version="1.6", /, *, product=True, metadata=None, **sections):
    """Return a bill of one camera's firmware."""
    named = {"type": "firmware", "bom-ref": "product", "name": "camera-fw", "version": "5.5.0"}
    head = {"timestamp": "2024-05-01T10:00:00.123Z", **({"component": named} if product else {}), **(metadata or {})}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": SERIAL,
        "version": 1,
        "metadata": head,
        **sections,
    }


@pytest.fixture
def imported(write):
    """Import bills that are given as values or as texts."""

    def run(*bills):
        texts = [each if isinstance(each, str) else json.dumps(each, indent=1) for each in bills]
        return import_files("cyclonedx", [write(f"{number}.cdx", text) for number, text in enumerate(texts)])

    return run


def relations(found, verb):
    """Return the relations of a type, as who has whom, by name."""
    names = {name: entity.name for name, entity in found.dataset.entities.items()}
    return sorted((names[each.from_], names[each.to]) for each in found.dataset.relations.values() if each.type == verb)


def claims(found, verb):
    """Return who is said to have made or supplied what, with certainty, confidence and from what."""
    return sorted(
        (found.dataset.entities[each.to].name, claim.certainty, claim.confidence, claim.quote)
        for each in found.dataset.relations.values()
        if each.type == verb
        for claim in each.claims
    )


def told(found):
    lines = [f"{remark.where.line}: {remark.outcome}: {remark.what}" for remark in found.remarks]
    return [line.replace(f"{found.remarks[0].where.file}:", "line ") for line in lines]


def listed(record):
    """Yield every component or service within a record, as no importer would."""
    for key in ("components", "services"):
        for each in record.get(key, ()):
            yield each
            yield from listed(each)


REAL = [
    "hbom-pcie-sata.cdx.json",
    "cyclonedx-examples/cern-lhc.cdx.json",
    "cyclonedx-examples/dropwizard.cdx.json",
    "cyclonedx-examples/saasbom.cdx.json",
]


@pytest.mark.parametrize("name", REAL)
def test_real_bills_import_with_the_counts_of_their_files(real_files, name):
    path = real_files / "bom" / name
    found = import_files("cyclonedx", [path])
    document = json.loads(path.read_text(encoding="utf-8"))
    parts = [document["metadata"]["component"], *listed(document)]
    edges = {(each["ref"], end) for each in document.get("dependencies", ()) for end in each.get("dependsOn", ())}
    edges |= {
        (document["metadata"]["component"]["bom-ref"], each["bom-ref"])
        for each in parts[1:]
        if each in [*document.get("components", ()), *document.get("services", ())]
    }
    edges |= {(each["bom-ref"], inner["bom-ref"]) for each in parts[1:] for inner in each.get("services", ())}
    verbs = Counter(identity.type.value for identity in found.dataset.relations)
    assert sum(each.kind is Kind.COMPONENT for each in found.dataset.entities.values()) == len(parts)
    assert verbs["HAS_PART"] == len(edges)
    assert verbs["SUPPLIED_BY"] == sum("supplier" in each or "provider" in each for each in parts)
    named = {each.get("publisher") for each in parts} - {None}
    assert {each.name for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION} >= named
    assert found.ignored["hashes"] == sum(len(each.get("hashes", ())) for each in parts)
    assert found.ignored["externalReferences"] == sum(len(each.get("externalReferences", ())) for each in parts)
    assert not found.remarks


def test_the_xml_and_the_json_of_one_real_bill_are_the_same_graph(real_files):
    folder = real_files / "bom" / "cyclonedx-examples"
    of_json, of_xml = (import_files("cyclonedx", [folder / f"cern-lhc.cdx.{form}"]) for form in ("json", "xml"))
    root = ElementTree.parse(folder / "cern-lhc.cdx.xml").getroot()
    assert len(of_xml.dataset.entities) == len(list(root.iter("{http://cyclonedx.org/schema/bom/1.2}component")))
    assert of_xml.dataset.entities == of_json.dataset.entities
    assert list(of_xml.dataset.relations) == list(of_json.dataset.relations)
    assert of_xml.ignored == of_json.ignored


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read(imported, version):
    parts = [{**LIBRARY, "bom-ref": "lib", "version": "1"}]
    edges = [{"ref": "product", "dependsOn": ["lib"]}]
    document = bill(version, components=parts, dependencies=edges)
    found = imported(document)
    assert set(found.dataset.entities) == {"camera-fw@5.5.0", "camera-fw@5.5.0/lib@1"}
    (part,) = found.dataset.relations.values()
    assert [(claim.locator, claim.quote) for claim in part.claims] == [("lib", None), ("/dependencies/0", "dependsOn")]
    (source,) = found.dataset.sources.values()
    assert (source.title, source.url, source.published) == (
        "CycloneDX bill of camera-fw@5.5.0",
        f"{SERIAL}/1",
        "2024-05-01",
    )


RICH = bill(
    components=[
        {
            "type": "device",
            "bom-ref": "board",
            "name": "board",
            "manufacturer": {
                "name": "Acme Boards",
                "url": ["https://www.acme.example/about"],
                "address": {"country": "TW"},
            },
            "supplier": {"name": "Parts Depot"},
            "properties": [
                {"name": "cdx:device:serialNumber", "value": "S1"},
                {"name": "cdx:device:quantity", "value": "2"},
                {"name": "name", "value": "hidden"},
            ],
            "tags": ["video"],
            "components": [
                {
                    "type": "firmware",
                    "bom-ref": "boot",
                    "name": "boot",
                    "cpe": "cpe:2.3:o:acme_corp:boot:1.0:*:*:*:*:*:*:*",
                    "components": [{"type": "library", "bom-ref": "z", "name": "z", "purl": "pkg:npm/%40scope/z@1"}],
                }
            ],
        },
        {"type": "library", "bom-ref": "test", "name": "test", "scope": "excluded", "publisher": "Somebody"},
        {"type": "library", "bom-ref": "maybe", "name": "maybe", "scope": "optional", "author": "A. Writer"},
        {
            "type": "library",
            "bom-ref": "host",
            "name": "host",
            "isExternal": True,
            "hashes": [{"alg": "MD5", "content": "0123456789abcdef0123456789abcdef"}],
        },
    ],
    services=[
        {
            "bom-ref": "cloud",
            "name": "cloud",
            "provider": {"name": "Cloud House"},
            "endpoints": ["https://cloud.example/a", "https://cloud.example/b"],
        }
    ],
    dependencies=[{"ref": "board", "dependsOn": ["cloud", "test"]}, {"ref": "z", "dependsOn": []}],
    compositions=[
        {"aggregate": "complete", "assemblies": ["product", "board", "boot"]},
        {"aggregate": "incomplete", "assemblies": ["z"]},
        {"aggregate": "unknown", "dependencies": ["boot"]},
        {"aggregate": "complete", "dependencies": ["host"]},
    ],
)
RICH_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.7" serialNumber="{SERIAL}" version="1">
 <metadata><timestamp>2024-05-01T10:00:00.123Z</timestamp>
  <component type="firmware" bom-ref="product"><name>camera-fw</name><version>5.5.0</version></component></metadata>
 <components>
  <component type="device" bom-ref="board">
   <manufacturer><name>Acme Boards</name><address><country>TW</country></address><url>https://www.acme.example/about</url></manufacturer>
   <supplier><name> Parts
     Depot </name></supplier>
   <name><![CDATA[board]]></name>
   <properties><property name="cdx:device:serialNumber">S1</property><property name="cdx:device:quantity">2</property>
    <property name="name">hidden</property></properties>
   <components><component type="firmware" bom-ref="boot"><name>boot</name>
     <cpe>cpe:2.3:o:acme_corp:boot:1.0:*:*:*:*:*:*:*</cpe>
     <components><component type="library" bom-ref="z"><name>z</name><purl>pkg:npm/%40scope/z@1</purl></component></components>
   </component></components>
   <tags><tag>video</tag></tags>
  </component>
  <component type="library" bom-ref="test"><publisher>Somebody</publisher><name>test</name><scope>excluded</scope></component>
  <component type="library" bom-ref="maybe"><author>A. Writer</author><name>maybe</name><scope>optional</scope></component>
  <component type="library" bom-ref="host" isExternal="true"><name>host</name><hashes><hash alg="MD5">0123456789abcdef0123456789abcdef</hash></hashes></component>
 </components>
 <services><service bom-ref="cloud"><provider><name>Cloud House</name></provider><name>cloud</name>
  <endpoints><endpoint>https://cloud.example/a</endpoint><endpoint>https://cloud.example/b</endpoint></endpoints></service></services>
 <dependencies><dependency ref="board"><dependency ref="cloud"/><dependency ref="test"/></dependency><dependency ref="z"/></dependencies>
 <compositions>
  <composition><aggregate>complete</aggregate><assemblies><assembly ref="product"/><assembly ref="board"/><assembly ref="boot"/></assemblies></composition>
  <composition><aggregate>incomplete</aggregate><assemblies><assembly ref="z"/></assemblies></composition>
  <composition><aggregate>unknown</aggregate><dependencies><dependency ref="boot"/></dependencies></composition>
  <composition><aggregate>complete</aggregate><dependencies><dependency ref="host"/></dependencies></composition>
 </compositions>
</bom>"""


def test_the_same_bill_in_json_and_xml_is_the_same_graph(imported):
    of_json, of_xml = imported(RICH), imported(RICH_XML)
    assert of_xml.dataset.entities == of_json.dataset.entities
    assert of_xml.dataset.relations == of_json.dataset.relations
    assert of_xml.dataset.sources == of_json.dataset.sources
    assert of_xml.ignored == of_json.ignored
    assert not of_json.remarks
    assert not of_xml.remarks


def test_parts_are_what_is_listed_nested_and_depended_on(imported):
    found = imported(RICH)
    assert relations(found, "HAS_PART") == [
        ("board", "boot"),
        ("board", "cloud"),
        ("boot", "z"),
        ("camera-fw", "board"),
        ("camera-fw", "cloud"),
        ("camera-fw", "host"),
        ("camera-fw", "maybe"),
    ]
    types = {each.name: each.type for each in found.dataset.entities.values() if each.kind is Kind.COMPONENT}
    assert types == {
        "board": "device",
        "boot": "firmware",
        "camera-fw": "firmware",
        "cloud": "service",
        "host": "software",
        "maybe": "software",
        "test": "software",
        "z": "software",
    }


def test_what_need_not_be_there_is_possible_and_what_is_excluded_carries_nothing(imported):
    found = imported(RICH)
    part = {
        found.dataset.entities[each.to].name: each
        for each in found.dataset.relations.values()
        if each.from_ == "camera-fw@5.5.0"
    }
    assert {name: [claim.confidence for claim in each.claims] for name, each in part.items()} == {
        "board": [None],
        "cloud": [None],
        "host": [40],
        "maybe": [40],
        "test": [None],
    }
    assert relations(found, "LINKED_TO") == [("board", "test"), ("camera-fw", "test")]
    assert part["test"].role == "excluded"


@pytest.mark.parametrize(
    ("external", "confidence", "remarks"),
    [
        (False, None, []),
        ("0", None, []),
        ("false", None, []),
        (True, 40, []),
        ("1", 40, []),
        ("perhaps", 40, []),
        ({}, 40, ["`isExternal` is an object where text is expected, and is left out"]),
        ([True], 40, ["`isExternal` is a list where text is expected, and is left out"]),
    ],
)
def test_a_part_is_there_for_sure_only_if_nothing_says_that_it_is_external(imported, external, confidence, remarks):
    found = imported(bill(components=[{**LIBRARY, "isExternal": external}]))
    ((_, _, sure, _),) = claims(found, "HAS_PART")
    assert sure == confidence
    assert [remark.what for remark in found.remarks] == remarks


def test_only_a_complete_assembly_declares_its_parts_and_a_contradiction_declares_nothing(imported):
    found = imported(RICH)
    declared = {each.name for each in found.dataset.entities.values() if each.complete}
    assert declared == {"camera-fw", "board"}
    assert found.dataset.entities["camera-fw@5.5.0"].complete == ("HAS_PART",)
    assert found.ignored["declarations that dependencies alone are complete"] == 1
    assert [document.as_of for document in found.dataset.documents] == [None]  # so it holds for every day


def test_makers_are_stated_or_inferred_and_say_from_what(imported):
    found = imported(RICH)
    assert claims(found, "MADE_BY") == [
        ("A. Writer", "inferred", 40, "author: A. Writer"),
        ("Acme Boards", "stated", None, None),
        ("Somebody", "inferred", 45, "publisher: Somebody"),
        ("acme corp", "inferred", 40, "cpe: cpe:2.3:o:acme_corp:boot:1.0:*:*:*:*:*:*:*"),
        ("scope", "inferred", 20, "purl: pkg:npm/%40scope/z@1"),
    ]
    assert found.counted == {f"MADE_BY inferred from {what}": 1 for what in ("author", "publisher", "cpe", "purl")}
    assert claims(found, "SUPPLIED_BY") == [
        ("Cloud House", "stated", None, None),
        ("Parts Depot", "stated", None, None),
    ]
    acme = next(each for each in found.dataset.entities.values() if each.name == "Acme Boards")
    assert (acme.identifiers, acme.country) == ({"domain": "acme.example"}, "TW")
    assert "org-parts-depot" in found.dataset.entities


def test_identifiers_and_properties_are_kept_and_the_rest_is_counted(imported):
    found = imported(RICH)
    board = found.dataset.entities["camera-fw@5.5.0/board"]
    assert board.identifiers == {"serial": "S1"}
    assert board.properties == {"cdx:device:quantity": "2", "cyclonedx:name": "hidden"}
    assert board.tags == ("video",)
    assert found.dataset.entities["camera-fw@5.5.0/cloud"].properties == {
        "endpoints": "https://cloud.example/a https://cloud.example/b"
    }
    assert found.ignored["hashes"] == 1


def test_a_supplier_is_no_maker_and_a_cpe_may_contradict_a_stated_maker(imported):
    part = {
        **LIBRARY,
        "manufacturer": {"name": "Brand"},
        "publisher": "Brand Publishing",
        "supplier": {"name": "Depot"},
        "cpe": "cpe:/o:hikvision:fw",
        "purl": "pkg:github/somebody/lib",
    }
    found = imported(bill(components=[part]))
    assert [claim[:3] for claim in claims(found, "MADE_BY")] == [
        ("Brand", "stated", None),
        ("hikvision", "inferred", 40),
    ]
    assert relations(found, "SUPPLIED_BY") == [("lib", "Depot")]


def test_who_wrote_the_bill_is_not_who_made_the_product(imported):
    parties = {
        "manufacture": {"name": "Old Maker"},
        "manufacturer": {"name": "Bill Writer"},
        "supplier": {"name": "Depot"},
    }
    found = imported(bill(metadata=parties))
    assert relations(found, "MADE_BY") == [("camera-fw", "Old Maker")]
    assert relations(found, "SUPPLIED_BY") == [("camera-fw", "Depot")]
    assert [source.publisher for source in found.dataset.sources.values()] == ["Bill Writer"]


@pytest.mark.parametrize("name", ["NOASSERTION", "unknown", "None", "N/A", ""])
def test_nobody_is_no_maker(imported, name):
    found = imported(bill(components=[{**LIBRARY, "publisher": name, "supplier": {"name": name}}]))
    assert set(found.dataset.entities) == {"camera-fw@5.5.0", "camera-fw@5.5.0/lib"}
    assert found.ignored == {"supplier without a name": 1}


def test_a_party_has_one_id_in_every_import_and_another_spelling_has_another(imported):
    parts = [{**LIBRARY, "name": name, "publisher": name} for name in ("Acme Inc", "ACME Inc", "Acme, Inc", "Acme-Inc")]
    found = imported(bill(components=parts))
    names = {name: entity.name for name, entity in found.dataset.entities.items() if name.startswith("org-")}
    assert names.pop("org-acme-inc") == "Acme Inc"
    assert sorted(names.values()) == ["ACME Inc", "Acme, Inc", "Acme-Inc"]
    again = imported(bill(product=False, components=[{**LIBRARY, "publisher": "ACME Inc"}]))
    assert set(names) & set(again.dataset.entities)


def test_a_link_to_a_part_of_another_bill_is_joined_where_both_are_given(imported):
    link = f"urn:cdx:{SERIAL.removeprefix('urn:uuid:')}/1#lib"
    other = {**bill(components=[]), "serialNumber": SERIAL.replace("3e", "4f")}
    other["metadata"]["component"]["name"] = "other"
    other["dependencies"] = [{"ref": "product", "dependsOn": [link]}]
    both = imported(bill(components=[{**LIBRARY, "bom-ref": "lib"}]), other)
    assert ("other", "lib") in relations(both, "HAS_PART")
    alone = imported(other)
    assert [remark.outcome for remark in alone.remarks] == ["skipped"]
    assert "is not among the files" in alone.remarks[0].what


def test_two_bills_of_one_product_are_joined_and_that_is_said(imported):
    other = {
        **bill(components=[{**LIBRARY, "name": "board", "type": "device"}]),
        "serialNumber": SERIAL.replace("3e", "4f"),
    }
    found = imported(bill(components=[LIBRARY]), other)
    assert relations(found, "HAS_PART") == [("camera-fw", "board"), ("camera-fw", "lib")]
    (remark,) = found.remarks
    assert (remark.outcome, remark.where.line) == ("kept", 6)
    assert remark.what.endswith("0.cdx:6 is of, too; both are taken as one")


def test_empty_elements_say_nothing(imported):
    found = imported(RICH_XML.replace("<provider><name>Cloud House</name></provider>", "<provider/>"))
    assert not found.remarks
    assert found.ignored["provider without a name"] == 1


def test_the_order_of_files_changes_nothing(write):
    paths = [
        write(f"{number}.cdx", json.dumps(bill(components=[{**LIBRARY, "purl": f"pkg:npm/%40a/{number}"}])))
        for number in range(3)
    ]
    assert import_files("cyclonedx", paths).dataset.entities == import_files("cyclonedx", paths[::-1]).dataset.entities


def test_parts_of_one_name_have_ids_of_their_own(imported):
    parts = [{**LIBRARY, "bom-ref": ref} for ref in ("a", "b")] + [{**LIBRARY, "name": "库", "bom-ref": "c"}]
    found = imported(bill(components=parts))
    ids = sorted(set(found.dataset.entities) - {"camera-fw@5.5.0"})
    assert len(ids) == 3
    assert "camera-fw@5.5.0/lib" in ids
    assert found.dataset.entities[next(each for each in ids if each.startswith("camera-fw@5.5.0/--"))].name == "库"


def test_what_is_not_as_it_should_be_is_told_with_its_line(imported):
    found = imported(
        bill(
            components=[
                {"type": "library", "components": [{**LIBRARY, "name": "inside"}]},
                {"type": "robot", "name": "one", "version": 3, "bom-ref": "x"},
                {**LIBRARY, "bom-ref": "x", "name": "two", "supplier": ["Acme"]},
                "three",
                {"type": "library", "purl": "pkg:pypi/four@1"},
                {**LIBRARY, "purl": "no purl"},
            ],
            dependencies=[{"ref": "x", "dependsOn": ["x", "nowhere"]}, {"dependsOn": ["x"]}],
            metadata={"timestamp": "soon"},
        )
    )
    assert told(found) == [
        "6: partly lost: soon is no date, and is left out",
        "16: skipped: /components/0 has no name; what is nested in it is taken",
        "25: kept: /components/1 is of the type robot, which CycloneDX does not know; it is taken as other",
        "31: kept: x stands at line 25 already; what refers to it means that one",
        "31: partly lost: `supplier` is a list where an object is expected, and is left out",
        "39: skipped: /components/3 is text where an object is expected",
        "40: repaired: /components/4 has no name, and is called pkg:pypi/four@1",
        "44: kept: /components/5: this is no package URL: no purl",
        "51: skipped: dependsOn: nothing in the document is called nowhere",
        "58: skipped: /dependencies/1 does not say what depends",
    ]
    assert ("camera-fw", "inside") in relations(found, "HAS_PART")
    assert found.ignored["dependencies on themselves"] == 1
    assert not found.is_complete


def test_a_bill_of_nothing_named_says_that_its_parts_are_parts_of_nothing(imported):
    found = imported(bill(product=False, components=[LIBRARY]))
    assert not relations(found, "HAS_PART")
    assert told(found) == ["1: kept: the document does not say what it is of: its parts are parts of nothing"]


def test_the_head_may_stand_at_the_end(imported):
    document = bill(components=[LIBRARY])
    backwards = dict(reversed(document.items()))
    assert imported(backwards).dataset.entities == imported(document).dataset.entities


NOT_READ = [
    ('{"spdxVersion": "SPDX-2.3"}', "1:17: this is no CycloneDX document (this is SPDX: graphx import spdx)"),
    ('{"graphx": 1}', "1:12: this is no CycloneDX document (this is a document of graphx already)"),
    (
        "[]",
        "1: this is no CycloneDX document: it has no bomFormat and no specVersion (is it the format that you named?)",
    ),
    ("[1]", "1:2: this is no CycloneDX document (it is an object, no list)"),
    (
        '{"a": 1}',
        "1: this is no CycloneDX document: it has no bomFormat and no specVersion (is it the format that you named?)",
    ),
    (json.dumps(bill("1.1")), "CycloneDX 1.1 is not read"),
    (json.dumps(bill("2.0")), "CycloneDX 2.0 is not read"),
    ('{"bomFormat": "Other"}', "bomFormat is Other, not CycloneDX"),
    (
        '{"bomFormat": "CycloneDX",\n "components": [{"name": "a',
        "2:26: it is cut: the text that begins here has no end",
    ),
    ('{"bomFormat": "CycloneDX",\n "components": [', "2:17: it is cut here"),
    ("<x/>", "1: this is no CycloneDX document: its root is x of no namespace"),
    ('<bom xmlns="http://cyclonedx.org/schema/bom/1.1"/>', "CycloneDX 1.1 is not read"),
    (RICH_XML[:900], "14:26: this is not whole XML"),
    ('<!DOCTYPE bom [<!ENTITY a "b">]>' + RICH_XML.partition("?>")[2], "1: it declares a document type or entities"),
    ('<?xml version="1.0" encoding="latin-9000"?>\n<bom/>', "encoding"),
    ("<a>" * 300, "nests too deeply"),
    ('{"bomFormat": "CycloneDX", "components": [' + "[" * 100_000, "1:43: it nests too deeply"),
    ('{"version": ' + "9" * 5000 + "}", "1:13: "),
    ("", "1: "),
]


@pytest.mark.parametrize(("text", "message"), NOT_READ)
def test_what_is_no_such_bill_is_refused_at_its_place(imported, text, message):
    with pytest.raises(InvalidInputError) as error:
        imported(text)
    assert message in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_wrong_encoding_is_refused_at_its_byte(tmp_path, encoding):
    path = tmp_path / "bill.json"
    path.write_bytes(json.dumps(bill(components=[{**LIBRARY, "name": "café"}]), ensure_ascii=False).encode(encoding))
    with pytest.raises(InvalidInputError, match="is not UTF-8 \\(save the file as UTF-8\\)"):
        import_files("cyclonedx", [path])


def test_a_property_does_not_take_the_place_of_a_field(imported):
    claimed = [{"name": name, "value": "other"} for name in ("version", "group", "description")]
    fields = {"version": "1.0", "group": "org", "description": "a library", "properties": claimed}
    found = imported(bill(components=[{**LIBRARY, "name": "claimed", **fields}]))
    [part] = [each for each in found.dataset.entities.values() if each.name == "claimed"]
    assert part.properties == {
        "version": "1.0",
        "group": "org",
        "description": "a library",
        "cyclonedx:version": "other",
        "cyclonedx:group": "other",
        "cyclonedx:description": "other",
    }


def test_no_id_begins_with_a_dash_as_an_option_does(imported):
    product = {"metadata": {"component": {"type": "device", "name": "摄像头", "version": "1"}}}
    found = imported(bill(components=[{**LIBRARY, "name": "-x"}, {**LIBRARY, "name": "固件"}], **product))
    assert sorted(each.name for each in found.dataset.entities.values()) == ["-x", "固件", "摄像头"]
    assert not [name for name in found.dataset.entities if name.startswith("-")]


def test_deep_nesting_is_read_without_recursion(imported):
    inner = {**LIBRARY, "name": "0"}
    for depth in range(1, 200):
        inner = {**LIBRARY, "name": str(depth), "components": [inner]}
    found = imported(bill(components=[inner]))
    assert len(relations(found, "HAS_PART")) == 200


def test_a_window_of_a_few_bytes_reads_the_same(imported, monkeypatch):
    whole = imported(RICH).dataset
    monkeypatch.setattr(json_records, "_BLOCK", 7)
    small = imported(RICH).dataset
    assert (small.entities, small.relations) == (whole.entities, whole.relations)
    assert small.entity_places == whole.entity_places


def test_memory_grows_with_what_is_said_and_not_with_the_file(tmp_path):
    left_out = [{"alg": "MD5", "content": f"{number:032x}"} for number in range(300)]
    path = tmp_path / "large.json"
    parts = ({**LIBRARY, "name": str(number), "hashes": left_out} for number in range(400))
    path.write_text(
        json.dumps(bill(components=[]))[:-2] + ",".join(json.dumps(each) for each in parts) + "]}", encoding="utf-8"
    )
    tracemalloc.start()
    found = import_files("cyclonedx", [path])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.ignored["hashes"] == 120_000
    assert len(found.dataset.entities) == 401
    assert peak < path.stat().st_size / 2


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6", "1.7"])
def test_what_the_tests_write_by_hand_is_valid_by_the_schema_of_its_version(real_files, version):
    folder = real_files / "bom" / "cyclonedx-schema"
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    registry = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in schemas.values())
    schema = schemas[f"bom-{version}.schema.json"]
    document = RICH if version == "1.7" else bill(version, components=[{**LIBRARY, "bom-ref": "lib", "version": "1"}])
    document = {**document, "specVersion": version}
    assert [each.message for each in Draft7Validator(schema, registry=registry).iter_errors(document)] == []


def test_a_command_imports_and_says_what_it_left_out(command, write):
    write("bill.json", json.dumps(RICH))
    done = command("import", "cyclonedx", "bill.json", "-o", "graph.yaml")
    assert done.code == 0
    assert done.err.splitlines() == [
        "CycloneDX: 7 parties, 8 components, 16 relations",
        "among them: 1 MADE_BY inferred from author; 1 MADE_BY inferred from cpe; 1 MADE_BY inferred from publisher;"
        " 1 MADE_BY inferred from purl",
        "left out, as they state nothing of the model: 1 declarations that dependencies alone are complete, 1 hashes",
    ]
    assert command("validate", "graph.yaml").out == "valid: 15 entities, 16 relations, 16 claims, 1 source\n"
    assert command("import", "spdx", "bill.json").code == 2
    write("bill.json", json.dumps(bill(components=[{}])))
    assert command("import", "cyclonedx", "bill.json").code == 3


FOREIGN_XML = """<?xml version="1.0"?>
<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.6" xmlns:e="http://ext.test/1" xmlns="http://ext.test/2">
<c:metadata><c:component type="device" bom-ref="p" e:bom-ref="q"><c:name>cam</c:name></c:component></c:metadata>
<c:components><c:component type="library" bom-ref="a"><c:supplier><c:name>Depot</c:name></c:supplier><c:name>lib</c:name>
 <e:name>house name</e:name><note><c:name>n</c:name></note></c:component></c:components>
<e:inventory><c:component type="library"><c:name>not-in-it</c:name></c:component><e:component><e:name>x</e:name></e:component></e:inventory>
</c:bom>"""


def test_elements_and_attributes_of_other_namespaces_are_no_cyclonedx_and_are_counted(imported):
    found = imported(FOREIGN_XML)
    assert relations(found, "HAS_PART") == [("cam", "lib")]
    assert relations(found, "SUPPLIED_BY") == [("lib", "Depot")]
    assert [claim.locator for each in found.dataset.relations.values() for claim in each.claims] == ["a", "a"]
    assert found.ignored == {"elements of other namespaces": 3}
    assert not found.remarks


@pytest.mark.parametrize("component", [None, {"type": "firmware"}])
def test_who_supplies_a_product_that_is_not_named_is_said_to_be_lost(imported, component):
    parties = {"supplier": {"name": "Depot"}, "manufacture": {"name": "Maker"}, "component": component}
    found = imported(bill(product=False, metadata=parties, components=[LIBRARY]))
    lost = [remark.what for remark in found.remarks if remark.outcome == "partly lost"]
    assert lost == [
        f"{verb} {name}: the bill does not name its product"
        for verb, name in (("MADE_BY", "Maker"), ("SUPPLIED_BY", "Depot"))
    ]


@pytest.mark.parametrize(
    ("fragment", "ends"),
    [("#pkg%3Anpm%2Fz%401", ["z"]), ("#pkg:npm/z@1", ["z"]), ("", ["camera-fw"]), ("#odd%41", ["odd"])],
)
def test_a_link_to_another_bill_may_be_percent_encoded_or_mean_its_product(imported, fragment, ends):
    parts = [{**LIBRARY, "name": "z", "bom-ref": "pkg:npm/z@1"}, {**LIBRARY, "name": "odd", "bom-ref": "odd%41"}]
    other = {**bill(dependencies=[{"ref": "product", "dependsOn": [f"urn:cdx:{SERIAL[9:]}/1{fragment}"]}])}
    other["serialNumber"] = SERIAL.replace("3e", "4f")
    other["metadata"]["component"]["name"] = "other"
    found = imported(bill(components=parts), other)
    assert [end for start, end in relations(found, "HAS_PART") if start == "other"] == ends
    assert not found.remarks
