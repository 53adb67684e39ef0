"""Several inputs to one document: what `graphx merge` reads, writes and says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.cli.imports import check_ending, write_dataset
from graphx.cli.output import check_apart, write
from graphx.cli.streams import say
from graphx.errors import QuestionError, did_you_mean
from graphx.model.dates import day
from graphx.model.records import ENTITY_FIELDS, RELATION_FIELDS, Source
from graphx.readers import read_apart
from graphx.readers.joining import join
from graphx.readers.reconciling import ALL, IDENTITY, MAPS, Choice
from graphx.reports import joined as report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FIELDS = (
    (ENTITY_FIELDS | RELATION_FIELDS | Source.model_fields.keys() | {ALL}) - IDENTITY - {"claims", "aliases", "from_"}
)
"""What may be chosen; of a map also one of its keys, behind a dot."""


def run_merge(
    inputs: Sequence[str], output: Path | None, *, keep: Sequence[str], as_of: str | None, report_file: Path | None
) -> None:
    """Join inputs on shared identifiers, write the document, and say what met what and why.

    Raises:
        InvalidInputError: the inputs have faults, or contradict one another where nothing was chosen.
        QuestionError: a choice names no field or no input, the day is none, or the output's ending names no format.
        OutputError: the document or the report cannot be written.
    """
    check_ending(output)
    check_apart([report_file], [*inputs, *([str(output)] if output else [])])
    choices = [_choice(each, inputs) for each in keep]
    _check_day(as_of)
    stated, problems = read_apart(inputs)
    joined = join(stated, choices, as_of=as_of, problems=problems)
    if report_file is not None:  # before the document, which is written once all else is well
        write(report.to_json(joined), report_file)
    write_dataset(joined.dataset, output)
    for line in report.text(joined):
        say(line)


def _choice(written: str, inputs: Sequence[str]) -> Choice:
    field, _, path = written.partition("=")
    if field.partition(".")[0] not in FIELDS or ("." in field and field.partition(".")[0] not in MAPS):
        raise QuestionError(
            f"--keep {written}: {field} is no field", did_you_mean(field, sorted(FIELDS), "such as country")
        )
    if path not in inputs:
        hint = did_you_mean(path, inputs, f"FIELD=INPUT names one of {', '.join(inputs)}")
        raise QuestionError(f"--keep {written}: {path or 'nothing'} is no input", hint)
    return Choice(field, path)


def _check_day(as_of: str | None) -> None:
    try:
        day(as_of or "2000-01-01")
    except ValueError as error:
        raise QuestionError(f"--as-of {as_of}: {error}") from None
