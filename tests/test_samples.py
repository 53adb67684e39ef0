"""Every bundled graph is asked what its head asks, and must give the answer that its head states."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graphx.cli.app import app
from graphx.cli.samples import COMMAND, samples

ANSWER = "# = "


@dataclass(frozen=True)
class Asked:
    """A command in a sample's head, and the lines of its answer."""

    sample: str
    command: str
    expected: tuple[str, ...]


def heads() -> list[Asked]:
    found: list[Asked] = []
    for name, path in samples().items():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(COMMAND):
                found.append(Asked(name, line.removeprefix(COMMAND), ()))
            elif line.startswith(ANSWER):
                last = found.pop()
                found.append(Asked(name, last.command, (*last.expected, line.removeprefix(ANSWER).strip())))
    return found


def answered(command: str) -> list[str]:
    program, *words = shlex.split(command)
    assert program == "graphx"
    folder = next(iter(samples().values())).parent
    words = [str(folder / word) if word.endswith(".yaml") else word for word in words]
    result = CliRunner().invoke(app, [*words, "--format", "json"], catch_exceptions=False)
    answer = json.loads(result.stdout)
    if "hit" in answer:
        return [f"{hit['entity']}:{hit['certainty']}:{hit['hops']}" for hit in answer["hit"]]
    if answer["schema"] == "graphx.check/1":
        return [
            f"{each['policy']} {finding['entity']} {finding['verdict']} {finding['rule']}"
            for each in answer["policies"]
            for finding in each["findings"]
        ]
    if answer["schema"] == "graphx.restricted/1":
        return [
            " ".join(
                [each["restriction"], *(f"{one['entity']}:{how(one)}:{one['certainty']}" for one in each["restricted"])]
            )
            for each in answer["sets"]
        ]
    if answer["schema"] == "graphx.control/1":
        return [
            " ".join([each["entity"], *map(compared, [*each["restricted"], *each["not_restricted"]])])
            for each in answer["answers"]
        ]
    return [
        " ".join(
            [
                each["entity"],
                each["verdict"],
                *(f"{end['entity']}:{end['certainty']}:{end['hops']}" for end in each["restricted"]),
            ]
        )
        for each in answer["answers"]
    ]


def how(one) -> str:
    return "+".join(way["how"] for way in one["ways"]) if one["ownership"] else "listed"


def compared(row) -> str:
    own = ":own" if row["own"] else ""
    share = f"{row['share_min']:g}"
    if row["share_max"] != row["share_min"]:
        share += f"-{row['share_max']:g}"
    return f"{row['restriction']}:{row['calculator']}{own}:{row['certainty']}:{share}"


@pytest.mark.parametrize("asked", heads(), ids=lambda asked: f"{asked.sample}: {asked.command.removeprefix('graphx ')}")
def test_a_sample_answers_as_its_head_says(asked: Asked):
    assert answered(asked.command) == list(asked.expected)


def test_every_sample_asks_something_and_says_what_it_teaches():
    by_sample = {name: [asked for asked in heads() if asked.sample == name] for name in samples()}
    for name, path in samples().items():
        text = path.read_text(encoding="utf-8")
        assert by_sample[name], f"{name} asks nothing"
        assert all(asked.expected or asked.command.startswith("graphx check") for asked in by_sample[name])
        assert re.search(r"^# Teaches: \S", text, re.MULTILINE), f"{name} does not say what it teaches"
        assert text.count("# Why: ") >= 1


def test_the_samples_show_all_three_verdicts():
    asked_of_starts = [asked for asked in heads() if asked.command.startswith("graphx exposure")]
    verdicts = {line.split()[1] for asked in asked_of_starts for line in asked.expected}
    assert verdicts == {"exposed", "unknown", "clear"}


def test_the_folder_of_samples_names_every_sample():
    folder = next(iter(samples().values())).parent
    named = set(re.findall(r"`?([a-z0-9-]+)\.yaml`?", Path(folder, "README.md").read_text(encoding="utf-8")))
    assert named == set(samples())
