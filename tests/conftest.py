"""What every test finds: a scrubbed environment, and ways to write documents and to run the command line."""

from __future__ import annotations

import gc
import io
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, settings

from graphx.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent
settings.register_profile("graphx", deadline=None)  # a busy machine is no failure
settings.register_profile("fails", settings.get_profile("graphx"), phases=[Phase.explicit, Phase.generate])
"""For who only asks whether a law fails: a counterexample is found, and not made small."""
settings.load_profile("graphx")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deal tests out one by one, and those that ask one server to one worker, so that each server is started once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByServer(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            server = re.search(r"[\[-](server-(?:external|\d+))", nodeid)
            return server[1] if server else nodeid

    return ByServer(config, log)


@pytest.fixture(autouse=True)
def scrubbed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine may change an answer, or make commands slower than a user finds them."""
    of_answers = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "GRAPHX_TRACEBACK", "PYTHONHASHSEED", "TZ", "LC_ALL")
    of_speed = ("PYTHONDONTWRITEBYTECODE",)  # else each command compiles graphx anew
    for name in (*of_answers, *of_speed):
        monkeypatch.delenv(name, raising=False)


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file into a folder of the test's own."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Ran]]:
    """Run the command line in this process, in the test's own folder: faster, where the process does not matter."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(gc, "freeze", lambda: None)  # this process does not end, and has so many open files at most
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*arguments: object, stdin: str = "", **environment: str) -> Ran:
        code: object = 0
        with monkeypatch.context() as while_it_runs:
            while_it_runs.setattr(sys, "argv", ["graphx", *map(str, arguments)])
            while_it_runs.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            for name, value in environment.items():
                while_it_runs.setenv(name, value)
            try:
                main()
            except SystemExit as end:
                code = end.code or 0
        captured = capsys.readouterr()
        assert isinstance(code, int)
        return Ran(code, captured.out, captured.err)

    yield run
    for number, handler in before.items():
        signal.signal(number, handler)
    gc.enable()


@pytest.fixture
def graphx(tmp_path: Path) -> Callable[..., Ran]:
    """Run the command line in a process of its own, in the test's own folder."""

    def run(*arguments: object, stdin: str | bytes = "", **environment: str) -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "graphx", *map(str, arguments)],
            input=data,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real lists and documents, which are not the project's to carry."""
    folder = Path(os.environ.get("GRAPHX_REAL_FILES", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real files are not here: {folder} (GRAPHX_REAL_FILES names their folder)")
    return folder
