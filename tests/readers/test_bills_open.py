"""What a bill of materials lost, or does not state, is an open end: who has it is never `complete`, and so never clear."""

from __future__ import annotations

import pytest

from tests.readers.test_cyclonedx import bill
from tests.readers.test_cyclonedx import imported as of_cyclonedx
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
