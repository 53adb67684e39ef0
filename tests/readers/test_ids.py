"""Few ids are numbered as objects and many as bytes: either way they have the same numbers."""

from __future__ import annotations

import random

import numpy as np

from graphx.model.columns import Column, Texts
from graphx.readers import ids

DRAWS = 50
LETTERS = "aZ0-é\uffff\U0001f600"


def drawn(draw: random.Random) -> Column:
    """Return a column of texts, not all of which stand in a row."""
    texts = list({"".join(draw.choices(LETTERS, k=draw.randrange(1, 4))) for _ in range(draw.randrange(9))})
    codes = [draw.randrange(len(texts)) for _ in range(draw.randrange(12))] if texts else []
    return Column(np.array(codes, np.int32), draw.choice([list, Texts.of])(texts))


def test_few_and_many_are_numbered_alike():
    for seed in range(DRAWS):
        draw = random.Random(seed)
        several = [drawn(draw) for _ in range(draw.randrange(1, 4))]
        few, many = ids.FewTexts(several), ids.ManyTexts(several)
        assert (
            list(few.texts)
            == list(many.texts)
            == sorted({each.value(row) for each in several for row in range(len(each.codes))})
        )
        for one, other in zip(few.numbers, many.numbers, strict=True):
            assert one.tolist() == other.tolist(), seed
        asked = drawn(draw).values
        assert few.find(asked).tolist() == many.find(asked).tolist(), seed
