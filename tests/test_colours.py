"""The colours of drawings are told apart by the colour-blind, and the words on them are legible."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest

from graphx import colours
from graphx.model.vocabulary import Kind
from graphx.questions.exposure import Verdict

FILLS = {
    **{name: colour.fill for name, colour in colours.OF_KIND.items()},
    **{name: colour.fill for name, colour in colours.OF_VERDICT.items()},
    "record": colours.RECORD.fill,
}
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = TO_XYZ @ np.ones(3)
APART = 20
"""Distance in CIELAB (1976) from which on two fills are told apart at a glance; about 2 is just noticeable."""


def linear(colour: str):
    parts = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light):
    ratio = TO_XYZ @ np.clip(light, 0, 1) / WHITE
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def contrast(one: str, other: str) -> float:
    dark, bright = sorted(float(TO_XYZ[1] @ linear(each)) for each in (one, other))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_fills_lie_apart_for_every_sight(sight):
    seen = {name: lab(SIGHTS[sight] @ linear(fill)) for name, fill in FILLS.items()}
    near = {
        (one, other): round(float(np.linalg.norm(seen[one] - seen[other])))
        for one, other in combinations(seen, 2)
        if np.linalg.norm(seen[one] - seen[other]) < APART
    }
    assert near == {}


def test_the_simulation_confuses_red_and_green_as_the_colour_blind_do():
    red, green = linear("#C00000"), linear("#5A6A00")
    by_sight = {name: float(np.linalg.norm(lab(sight @ red) - lab(sight @ green))) for name, sight in SIGHTS.items()}
    assert by_sight["normal"] > 80
    assert by_sight["deuteranopia"] < 25


def test_words_are_legible_on_their_fill_and_edges_on_white():
    for colour in (*colours.OF_KIND.values(), *colours.OF_VERDICT.values(), colours.RECORD):
        assert contrast(colour.fill, colour.words) >= 4.5
        assert contrast(colour.edge, "#FFFFFF") >= 3
    for line in (colours.CARRYING, colours.STAKE, colours.RESTRICTING, colours.CONTEXT):
        assert contrast(line, "#FFFFFF") >= 3


def test_every_kind_and_every_verdict_has_a_colour():
    assert list(colours.OF_KIND) == [str(kind) for kind in Kind]
    assert set(colours.OF_VERDICT) == set(Verdict)
    assert all(re.fullmatch("#[0-9A-F]{6}", fill) for fill in FILLS.values())
