from __future__ import annotations

import pytest

from graphx.cli.samples import questions_of, sample_path, samples, title
from graphx.errors import QuestionError
from graphx.readers import read


def test_the_tutorial_comes_first_and_the_others_by_name():
    names = list(samples())
    assert (names[0], names[1:]) == ("tutorial", sorted(names[1:]))


@pytest.mark.parametrize("name", ["tutorial", "tutorial.yaml"])
def test_a_sample_is_known_with_and_without_its_ending(name):
    assert sample_path(name).name == "tutorial.yaml"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tutoral", "no sample is called tutoral (did you mean tutorial?)"),
        ("zzz", "no sample is called zzz (see `graphx sample`)"),
        ("../pyproject", "no sample is called ../pyproject (see `graphx sample`)"),
    ],
)
def test_a_sample_that_does_not_exist_names_the_nearest(name, expected):
    with pytest.raises(QuestionError) as caught:
        sample_path(name)
    assert str(caught.value) == expected


@pytest.mark.parametrize("name", samples())
def test_every_sample_is_whole_has_a_title_and_asks_something(name):
    path = samples()[name]
    assert (len(read([path]).entities) > 0, title(path) != "", questions_of(path)[0].split()[0]) == (
        True,
        True,
        "graphx",
    )
