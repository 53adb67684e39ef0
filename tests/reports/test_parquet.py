"""Answers as Parquet: the rows of the CSV report, typed, and written a group at a time."""

from __future__ import annotations

import csv

import pyarrow as pa
import pytest
from pyarrow import parquet

from graphx.cli.options import Format
from graphx.cli.output import emit
from graphx.errors import QuestionError
from graphx.questions.exposure import exposures
from graphx.questions.frame import Limits, Options
from graphx.questions.impact import impact
from graphx.reports import parquet as report
from graphx.reports.tables import to_csv, to_rows


@pytest.mark.parametrize("limits", [Limits(), Limits(max_paths=0)])
@pytest.mark.parametrize("group", [1, 2, 2**16])
def test_a_parquet_file_holds_the_rows_of_the_csv_report(viewed, limits, group, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "GROUP", group)
    answer = exposures(viewed(), Options(limits=limits))
    emit(answer, None, tmp_path / "answer.parquet")
    table = parquet.read_table(tmp_path / "answer.parquet")
    rows = list(csv.DictReader(to_csv(answer, raw=True)))
    told = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in table.to_pylist()]
    assert told == rows
    assert len(rows) > 1
    assert {table.schema.field(name).type for name in ("hops", "tier", "root_sources")} == {pa.int64()}


def test_an_answer_without_rows_has_its_columns_all_the_same(viewed, tmp_path):
    answer = impact(viewed(), ["camp-two"], Options(starts=["camp-one"]))
    header, rows = to_rows(answer)
    assert list(rows) == []
    emit(answer, None, tmp_path / "answer.parquet")
    assert parquet.read_table(tmp_path / "answer.parquet").column_names == header


def test_parquet_is_not_written_to_a_terminal(viewed):
    with pytest.raises(QuestionError, match="Parquet is no text"):
        emit(exposures(viewed()), Format.PARQUET, None)
