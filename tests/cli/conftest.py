"""What tests of the command line share: the tutorial, and the command run in this process where that is enough."""

from __future__ import annotations

import gc
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from graphx.__main__ import main
from graphx.cli.samples import sample_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Said:
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def tutorial(tmp_path: Path) -> str:
    """The tutorial graph, in the test's own folder, as its name there."""
    (tmp_path / "tutorial.yaml").write_bytes(sample_path("tutorial").read_bytes())
    return "tutorial.yaml"


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Said]]:
    """Run the command line in this process, in the test's own folder: faster, where the process does not matter."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(gc, "freeze", lambda: None)  # this process does not end, and has so many open files at most
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["graphx", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        captured = capsys.readouterr()
        assert isinstance(code, int)
        return Said(code, captured.out, captured.err)

    yield run
    signal.signal(signal.SIGTERM, before)
    gc.enable()
