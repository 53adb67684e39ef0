"""What a bill of materials lost, or does not state, is an open end: who has it is never `complete`, and so never clear."""

from __future__ import annotations

import pytest

from tests.readers.test_cyclonedx import bill
from tests.readers.test_cyclonedx import imported as of_cyclonedx
from tests.readers.test_spdx import CREATION, document, graph, package
from tests.readers.test_spdx import imported as of_spdx

__all__ = ["of_cyclonedx", "of_spdx"]

ALL = [{"aggregate": "complete", "assemblies": ["product", "board", "chip"]}]
BOARD = {"type": "device", "bom-ref": "board", "name": "board"}
CHIP = {"type": "device", "bom-ref": "chip", "name": "chip"}


def declared(found):
    """Return the names of what declares its parts."""
    return {each.name for each in found.dataset.entities.values() if each.complete}


@pytest.mark.parametrize(
    ("lost", "still"),
    [
        ({}, {"camera-fw", "board", "chip"}),
        ({"dependencies": [{"ref": "board", "dependsOn": ["ghost"]}]}, {"camera-fw", "chip"}),
        ({"dependencies": [{"ref": "board", "dependsOn": [f"urn:cdx:{'2' * 8}-{'2' * 4}-{'2' * 4}-{'2' * 4}-{'2' * 12}/1#z"]}]}, {"camera-fw", "chip"}),
        ({"dependencies": [{"ref": "board", "dependsOn": [{}]}]}, {"camera-fw", "chip"}),
        ({"dependencies": [{"ref": "board", "dependsOn": ["chip", ""]}]}, {"camera-fw", "chip"}),
        ({"dependencies": [{"dependsOn": ["chip"]}]}, set()),  # whose part it is is not told
        ({"dependencies": ["chip"]}, set()),
        ({"components": [{**BOARD, "components": [CHIP, {"type": "library"}]}]}, {"camera-fw", "chip"}),
        ({"components": [{**BOARD, "components": [CHIP, 7]}]}, {"camera-fw", "chip"}),
        ({"components": [BOARD, CHIP, {"type": "library"}]}, {"board", "chip"}),
        ({"components": [BOARD, CHIP, 7]}, {"board", "chip"}),
        ({"components": [BOARD, CHIP, {**CHIP, "name": "other"}]}, {"camera-fw", "board"}),  # of which chip is it said?
    ],
)  # fmt: skip
def test_who_lost_a_part_is_not_complete(of_cyclonedx, lost, still):
    found = of_cyclonedx(bill(**{"components": [{**BOARD, "components": [CHIP]}], "compositions": ALL} | lost))
    assert declared(found) == still
    assert bool(found.remarks) == bool(lost)


NOTHING = [("p", "CONTAINS", "NONE"), ("p", "DEPENDS_ON", "NONE")]


@pytest.mark.parametrize(
    ("more", "still"),
    [
        ([], {"p"}),
        ([("q", "DEPENDS_ON", "p")], {"p"}),
        ([("tool", "BUILD_TOOL_OF", "p")], {"p"}),
        ([("p", "DEPENDS_ON", "NOASSERTION")], set()),
        ([("p", "DYNAMIC_LINK", "NOASSERTION")], set()),
        ([("p", "CONTAINS", "q")], set()),
        ([("q", "DEPENDENCY_OF", "p")], set()),
        ([("p", "DEPENDS_ON", "ghost")], set()),
        ([("p", "", "q")], set()),
    ],
)
def test_a_package_is_complete_where_nothing_in_it_and_nothing_under_it_is_stated_and_nothing_else(
    of_spdx, more, still
):
    found = of_spdx(document(package("p"), package("q"), package("tool"), relationships=[*NOTHING, *more]))
    assert declared(found) == still


@pytest.mark.parametrize("alone", NOTHING)
def test_what_is_contained_does_not_tell_what_is_depended_on(of_spdx, alone):
    assert not declared(of_spdx(document(package("p"), relationships=[alone])))


def relation(word, end, completeness="complete", **more):
    stated = {"relationshipType": word, "to": [f"u:{end}"], "completeness": completeness, **more}
    return {"type": "Relationship", "spdxId": f"u:{word}-{end}-{completeness}", "from": "u:p", **stated}


NONE = {"to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]}
NOT_SAID = {"to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"]}
WHOLE = [relation("contains", "a"), relation("dependsOn", "b")]


@pytest.mark.parametrize(
    ("relationships", "still"),
    [
        (WHOLE, {"p"}),
        ([relation("contains", "-", **NONE), WHOLE[1]], {"p"}),
        ([*WHOLE, relation("hasTest", "b", "incomplete")], {"p"}),
        ([*WHOLE, relation("dependsOn", "b", "incomplete", type="LifecycleScopedRelationship", scope="test")], {"p"}),
        ([*WHOLE, relation("generates", "b", "incomplete")], {"p"}),
        (WHOLE[:1], set()),
        ([WHOLE[0], {**WHOLE[1], "type": "LifecycleScopedRelationship", "scope": "runtime"}], set()),
        ([*WHOLE, relation("contains", "b", "incomplete")], set()),
        ([*WHOLE, relation("dependsOn", "a", "noAssertion")], set()),
        ([*WHOLE, relation("hasStaticLink", "a", "incomplete")], set()),
        ([*WHOLE, relation("dependsOn", "-", "", **NOT_SAID)], set()),
        ([*WHOLE, relation("contains", "-", "", **NONE)], set()),
        ([*WHOLE, relation("contains", "ghost", "")], set()),
        ([*WHOLE, relation("contains", "b", to=[])], set()),
        ([*WHOLE, 7], set()),
    ],
)
def test_a_package_of_version_3_is_complete_where_all_that_is_said_of_its_parts_is_complete(
    of_spdx, relationships, still
):
    packages = [{"type": "software_Package", "spdxId": f"u:{name}", "name": name} for name in "pab"]
    found = of_spdx(graph(CREATION, *packages, *relationships))
    assert declared(found) == still
