from __future__ import annotations

import os
import stat

import pytest

from graphx.cli.output import style_of_output, write
from graphx.cli.streams import OutputError


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_with_a_line_end_each(tmp_path):
    target = tmp_path / "answer.txt"
    write(["one", "華為"], target)
    assert (target.read_bytes(), names(tmp_path)) == ("one\n華為\n".encode(), ["answer.txt"])


def test_a_file_is_replaced_in_one_step(tmp_path):
    target = tmp_path / "answer.txt"
    target.write_text("old", encoding="utf-8")
    seen = []

    def lines():
        yield "new"
        seen.append(target.read_text(encoding="utf-8"))

    write(lines(), target)
    assert (seen, target.read_text(encoding="utf-8"), names(tmp_path)) == (["old"], "new\n", ["answer.txt"])


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("a fault of ours")]
)
@pytest.mark.parametrize("after", [0, 1, 5_000])
def test_a_failure_while_writing_leaves_the_old_file_and_nothing_else(error, after, tmp_path):
    target = tmp_path / "answer.txt"
    target.write_text("old", encoding="utf-8")

    def lines():
        for _ in range(after):
            yield "x" * 50
        raise error

    with pytest.raises((OutputError, KeyboardInterrupt, ValueError)):
        write(lines(), target)
    assert (target.read_text(encoding="utf-8"), names(tmp_path)) == ("old", ["answer.txt"])


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
def test_each_step_that_fails_leaves_the_old_file_and_one_line(step, tmp_path, monkeypatch):
    target = tmp_path / "answer.txt"
    target.write_text("old", encoding="utf-8")

    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(step, fail)
    with pytest.raises(OutputError) as caught:
        write(["new"], target)
    assert str(caught.value) == f"{target}: it cannot be written: Input/output error"
    assert (target.read_text(encoding="utf-8"), names(tmp_path)) == ("old", ["answer.txt"])


def test_a_folder_that_does_not_exist_is_one_line(tmp_path):
    with pytest.raises(OutputError) as caught:
        write(["new"], tmp_path / "far" / "answer.txt")
    assert str(caught.value) == f"{tmp_path}/far/answer.txt: it cannot be written: No such file or directory"


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_rights_that_the_umask_leaves(mask, mode, tmp_path):
    before = os.umask(mask)
    try:
        write(["new"], tmp_path / "answer.txt")
        kept = os.umask(mask)
    finally:
        os.umask(before)
    assert (stat.S_IMODE((tmp_path / "answer.txt").stat().st_mode), kept) == (mode, mask)


def test_a_pipe_or_a_device_is_never_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "answer.txt"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(["new"], pipe)
    except OutputError:
        pass
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_what_is_piped_is_neither_folded_nor_coloured():
    style = style_of_output()
    assert (style.width, style.colour) == (None, False)
