"""What tests of readers share: a folder of the test's own, and what reading there tells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from graphx.errors import InvalidInputError
from graphx.readers import read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from graphx.model.dataset import Dataset

Files = "Mapping[str, str | bytes]"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Files], None]:
    """Write files into the test's own folder and work there, so that places are short."""
    monkeypatch.chdir(tmp_path)

    def write_all(contents: Files) -> None:
        for name, content in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return write_all


@pytest.fixture
def dataset(files: Callable[[Files], None]) -> Callable[..., Dataset]:
    """Return the dataset that files state; by default all of them are inputs, a file in a folder is that folder."""

    def read_all(contents: Files, *inputs: str) -> Dataset:
        files(contents)
        return read(inputs or sorted({name.partition("/")[0] for name in contents}))

    return read_all


@pytest.fixture
def problems(dataset: Callable[..., Dataset]) -> Callable[..., str]:
    """Return every problem of files, a line each."""

    def read_and_fail(contents: Files, *inputs: str) -> str:
        with pytest.raises(InvalidInputError) as caught:
            dataset(contents, *inputs)
        return "\n".join(str(problem) for problem in caught.value.problems)

    return read_and_fail


@pytest.fixture
def parquet() -> Callable[[Mapping[str, Any]], bytes]:
    """Return the bytes of a Parquet table of these columns."""
    import pyarrow as pa  # why: heavy, and few tests need it
    import pyarrow.parquet as pq

    def table(columns: Mapping[str, Any]) -> bytes:
        buffer = io.BytesIO()
        pq.write_table(pa.table(dict(columns)), buffer)
        return buffer.getvalue()

    return table
