"""Several bills of materials in one import: what is one thing, what is not, and what one says of the other's."""

from __future__ import annotations

import pytest

from graphx.model.vocabulary import Kind
from tests.readers.test_bills_open import declared, of_cyclonedx, of_spdx
from tests.readers.test_cyclonedx import LIBRARY, SERIAL, bill, claims, relations, told
from tests.readers.test_spdx import CREATION, document, graph, package

__all__ = ["of_cyclonedx", "of_spdx"]

DRIVER = {**LIBRARY, "bom-ref": "driver", "name": "driver", "version": "1"}


def judged(aggregate, number=0, product=None, **sections):
    """Return a bill that says of its product and of its driver whether their parts are all there."""
    compositions = [{"aggregate": aggregate, "assemblies": ["product", "driver"]}]
    made = bill(**{"components": [DRIVER], "compositions": compositions} | sections)
    made["metadata"]["component"] |= product or {}
    return {**made, "serialNumber": SERIAL.replace("3e", f"{number:02}")}


def outcomes(found):
    return [line.partition(" ")[2].partition(":")[0] for line in told(found)]


def test_what_one_bill_calls_incomplete_is_not_complete_by_another(of_cyclonedx):
    found = of_cyclonedx(judged("complete"), judged("incomplete", 1))
    assert not declared(found)
    assert outcomes(found) == ["kept", "kept"]
    torn = of_cyclonedx(judged("complete"), judged("complete", 1, dependencies=[7]))
    assert not declared(torn)


def test_two_products_of_one_name_are_two_where_a_type_or_an_identifier_differs(of_cyclonedx):
    for this, that in (({"type": "device"}, {}), ({"purl": "pkg:npm/%40a/x@1"}, {"purl": "pkg:generic/x@1"})):
        maker = {"components": [{**DRIVER, "manufacturer": {"name": "Maker"}}]}
        found = of_cyclonedx(judged("complete", product=this), judged("incomplete", 1, product=that, **maker))
        ids = sorted(name for name in found.dataset.entities if name.startswith("camera"))
        assert ids[:2] == ["camera-fw@5.5.0", "camera-fw@5.5.0-" + ids[1][-8:]]
        assert len(ids) == 4
        assert [each.from_ for each in found.dataset.relations.values() if each.to == "org-maker"] == [
            f"{ids[1]}/driver@1"
        ]
        assert {name for name, each in found.dataset.entities.items() if each.complete} == {
            f"{ids[0]}/driver@1"
        }  # the name may mean either
        assert outcomes(found) == ["kept"]
        assert found.is_complete


def test_two_parts_of_one_product_are_two_where_an_identifier_differs(of_cyclonedx):
    parts = [{**DRIVER, "purl": purl, "publisher": purl} for purl in ("pkg:pypi/a@1", "pkg:pypi/b@1")]
    found = of_cyclonedx(*(judged("complete", number, components=[part]) for number, part in enumerate(parts)))
    assert len(relations(found, "HAS_PART")) == len(relations(found, "MADE_BY")) == 2
    assert outcomes(found) == ["kept", "kept"]


def test_of_one_thing_in_two_bills_every_identifier_stays_and_a_property_that_differs_is_said(of_cyclonedx):
    said = (
        {"purl": "pkg:pypi/a@1", "description": "old"},
        {"cpe": "cpe:2.3:a:v:a:1:*:*:*:*:*:*:*", "description": "new"},
    )
    found = of_cyclonedx(*(judged("complete", number, product=each) for number, each in enumerate(said)))
    product = found.dataset.entities["camera-fw@5.5.0"]
    assert product.identifiers == {"purl": said[0]["purl"], "cpe": said[1]["cpe"]}
    assert product.properties["description"] == "old"
    assert sorted(outcomes(found)) == ["kept", "kept", "partly lost"]


def test_bills_that_do_not_say_what_they_are_of_share_nothing(of_cyclonedx):
    makers = [{**DRIVER, "manufacturer": {"name": name}} for name in ("One", "Two")]
    bills = [bill(product=False, components=[part]) for part in makers]
    for each in bills:
        del each["serialNumber"]
    found = of_cyclonedx(*bills)
    assert len(found.dataset.sources) == 2
    assert [claim[0] for claim in claims(found, "MADE_BY")] == ["One", "Two"]
    assert len({each.from_ for each in found.dataset.relations.values()}) == 2
    again = of_cyclonedx(bills[1])
    assert set(again.dataset.entities) < set(found.dataset.entities)


@pytest.mark.parametrize(("version", "makers"), [("", ["One", "One"]), ("1", ["One", "Two"])])
def test_what_only_a_name_tells_is_one_in_no_import_and_when_no_imports_are_merged(of_cyclonedx, version, makers):
    bills = [judged("complete", number, {"version": version, "manufacturer": {"name": name}}) for number, name in enumerate(makers)]  # fmt: skip
    together, *apart = of_cyclonedx(*bills).dataset, *(of_cyclonedx(each).dataset for each in bills)
    made = {each.from_: each.to for each in together.relations.values() if each.type == "MADE_BY"}
    assert sorted(made.values()) == [f"org-{name.casefold()}" for name in makers]
    assert apart[0].entities.keys() | apart[1].entities.keys() == together.entities.keys()
    shared = apart[0].entities.keys() & apart[1].entities.keys()
    assert not [name for name in shared if apart[0].entities[name].kind is Kind.COMPONENT]


def test_two_bills_of_what_one_maker_calls_by_one_name_and_version_are_of_one_thing(of_cyclonedx):
    found = of_cyclonedx(*(judged("complete", number, {"manufacturer": {"name": "One"}}) for number in range(2)))
    assert relations(found, "MADE_BY") == [("camera-fw", "One")]
    assert declared(found) == {"camera-fw", "driver"}


def test_a_serial_tells_bills_apart_without_a_digest(of_cyclonedx):
    found = of_cyclonedx(bill(product=False, components=[DRIVER]))
    assert list(found.dataset.entities) == [f"cyclonedx-bill-urn-uuid-{SERIAL[9:]}-1/driver@1"]


def test_elements_of_two_namespaces_are_two(of_spdx):
    edges = [("DOCUMENT", "DESCRIBES", "firmware"), ("DOCUMENT", "DESCRIBES", "lib")]
    found = of_spdx(
        *(
            document(
                package("firmware", supplier=f"Organization: {name}"),
                package("lib"),
                relationships=edges,
                documentNamespace=f"https://x.test/{name}",
            )
            for name in ("One", "Two")
        )
    )
    assert len({each.from_ for each in found.dataset.relations.values()}) == 2
    assert not found.remarks


def of_maker(number, *elements, uses=()):
    """Return a graph whose package names makers by their identifiers."""
    part = {"type": "software_Package", "spdxId": f"urn:x:{number}", "name": f"part {number}", "suppliedBy": list(uses)}
    return graph(CREATION, part, *elements)


def test_parties_and_parts_of_version_3_are_found_in_every_document(of_spdx):
    maker = {"type": "Organization", "spdxId": "urn:x:maker", "name": "Maker"}
    nobody = {"type": "Organization", "spdxId": "urn:x:nobody", "name": "NOASSERTION"}
    imports = {
        "type": "SpdxDocument",
        "spdxId": "urn:x:doc",
        "import": [{"type": "ExternalMap", "externalSpdxId": "urn:x:2"}],
    }
    edge = {
        "type": "Relationship",
        "spdxId": "urn:x:r",
        "from": "urn:x:1",
        "relationshipType": "contains",
        "to": ["urn:x:2"],
    }
    uses = ["urn:x:maker", "urn:x:nobody", "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"]
    found = of_spdx(of_maker(1, imports, edge, uses=uses), of_maker(2, maker, nobody))
    assert relations(found, "HAS_PART") == [("part 1", "part 2")]
    assert relations(found, "SUPPLIED_BY") == [("part 1", "Maker")]
    assert found.is_complete
    assert found.ignored["ExternalMap"] == 1


def test_a_party_that_stands_nowhere_is_said(of_spdx):
    local = {"type": "Organization", "@id": "_:maker", "name": "Maker"}  # a blank node is of its own document
    found = of_spdx(of_maker(1, uses=["urn:x:ghost", "_:maker"]), of_maker(2, local))
    assert not relations(found, "SUPPLIED_BY")
    assert [remark.what for remark in found.remarks if remark.outcome == "partly lost"] == [
        "urn:x:1: SUPPLIED_BY: nothing in the files is called _:maker",
        "urn:x:1: SUPPLIED_BY: nothing in the files is called urn:x:ghost",
    ]


def test_a_link_between_two_bills_of_one_product_is_no_part_of_itself(of_cyclonedx):
    link = {"ref": "product", "dependsOn": [f"urn:cdx:{SERIAL.replace('3e', '00')[9:]}/1"]}
    found = of_cyclonedx(judged("complete"), judged("complete", 1, dependencies=[link]))
    assert relations(found, "HAS_PART") == [("camera-fw", "driver")]
    assert found.ignored["dependencies on themselves"] == 1
