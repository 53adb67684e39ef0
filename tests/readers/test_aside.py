"""Law: an array that lies aside is the array, wherever there is room for it, and of its file nothing is left.

Kills: an array that begins where no number may; one that was cut where the disk took less at once; a file that stays.
"""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import InvalidInputError, Place
from graphx.model.columns import Column, Texts
from graphx.readers.imports import aside, drafted_records
from graphx.readers.imports.aside import Aside
from graphx.readers.imports.draft import Draft
from graphx.readers.imports.files import SourceFile
from graphx.writers import to_json

WHERE = Place("a.json", 1, 1)
FILES = [SourceFile("a.json", content=b"a")]

arrays = st.builds(
    lambda kind, numbers: np.array(numbers, kind),
    st.sampled_from([np.uint8, np.int32, np.int64]),
    st.lists(st.integers(0, 255), max_size=9),
)


@given(st.lists(st.tuples(arrays, st.booleans()), max_size=9))
def test_arrays_are_fetched_as_they_were_whenever_that_is(several):
    laid, fetched, held = Aside(), [], []
    for numbers, is_asked in several:
        fetched.append(laid.array(numbers))
        if is_asked:
            held.append(fetched[-1]())
    for (numbers, _), fetch in zip(several, fetched, strict=True):
        assert fetch().dtype == numbers.dtype
        assert fetch().tolist() == numbers.tolist()
        assert fetch().flags.aligned


def test_rows_of_a_table_and_columns_come_back_too():
    laid = Aside()
    table = laid.array(np.arange(6, dtype=np.int32).reshape(2, 3).T)
    words = laid.column(Column(np.array([1, -1, 0], np.int32), Texts.of(["ñ", "", "b"])))
    ids = laid.column(Column(np.array([0], np.int32), ["o1"]))
    assert table().tolist() == [[0, 3], [1, 4], [2, 5]]
    assert [words().value(row) for row in range(3)] == ["", None, "ñ"]
    assert list(words().values) == ["ñ", "", "b"]
    assert ids().values == ["o1"]


class Narrow:
    """A disk that takes a few bytes at once, and no more than so many."""

    def __init__(self, room):
        self._file, self._room = tempfile.TemporaryFile(buffering=0), room  # noqa: SIM115  # why: whoever asked closes it
        self.close, self.seek, self.tell, self.fileno = (
            getattr(self._file, name) for name in ("close", "seek", "tell", "fileno")
        )

    def write(self, data):
        if self._file.tell() >= self._room:
            raise OSError(28, "No space left on device")
        return self._file.write(bytes(data[:3]))


@pytest.mark.parametrize("room", [0, 1, 30, 1000])
def test_what_finds_no_room_stays_in_memory_and_the_rest_is_whole(room, monkeypatch):
    monkeypatch.setattr(aside, "TemporaryFile", lambda **_: Narrow(room))
    laid, several = Aside(), [np.arange(size, dtype=np.int32) for size in (3, 9, 1, 4)]
    fetched = [laid.array(numbers) for numbers in several]
    assert [fetch().tolist() for fetch in fetched] == [numbers.tolist() for numbers in several]


def drafted(*, faulty=False):
    draft = Draft("Many")
    draft.source(WHERE, "s", title="Source")
    for number in range(20):
        name = "" if faulty and number == 7 else f"Name {number}"
        draft.entity(WHERE, f"o{number}", kind="organization", name=name or "x", country="Peru" if not name else "PE")
        claim = {"source": "s", "locator": f"line {number}"}
        draft.relation(WHERE, f"o{number}", "OWNED_BY", "o0" if number else "o1", claims=[claim])
    return draft


def test_an_import_without_room_is_the_same_import(monkeypatch):
    monkeypatch.setattr(drafted_records, "MANY", 2)
    plainly = list(to_json(drafted().imported(FILES).dataset))

    def refused(**_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(aside, "TemporaryFile", refused)
    assert list(to_json(drafted().imported(FILES).dataset)) == plainly


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells which files are open")
def test_no_file_is_left_of_an_import_nor_of_one_that_is_refused(tmp_path, monkeypatch):
    def left():
        gc.collect()
        links = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
        return [each for each in links if each.startswith(str(tmp_path))]

    monkeypatch.setattr(drafted_records, "MANY", 2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    imported = drafted().imported(FILES)
    assert left()
    assert list(tmp_path.iterdir()) == []  # none has a name
    del imported
    with pytest.raises(InvalidInputError):
        drafted(faulty=True).imported(FILES)
    assert left() == []
