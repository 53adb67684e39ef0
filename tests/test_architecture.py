"""The architecture is executed: who imports whom, what starting up loads, what importing changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parent.parent
HEAVY = {"numpy", "networkx", "neo4j", "duckdb", "pyarrow", "rich", "typer", "pydantic", "yaml"}


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after some code."""
    script = f"import sys\n{code}\nprint('\\n'.join(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.splitlines())  # a line each: the help before them may hold such a word


def test_rooms_import_downwards_only(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_version_costs_nothing_heavy():
    code = "sys.argv = ['graphx', '--version']\nfrom graphx.__main__ import main\nmain()"
    assert loaded_by(code) & HEAVY == set()


def test_help_costs_nothing_that_calculates():
    code = (
        "sys.argv = ['graphx', '--help']\nfrom graphx.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    assert loaded_by(code) & (HEAVY - {"typer"}) == set()


def test_a_question_loads_no_library_that_it_does_not_need():
    code = (
        "sys.argv = ['graphx', 'exposure', 'sample_graphs/tutorial.yaml']\nfrom graphx.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    assert loaded_by(code) & {"networkx", "neo4j", "duckdb", "pyarrow", "rich"} == set()


def test_importing_graphx_loads_nothing_until_a_name_is_used():
    assert loaded_by("import graphx") & HEAVY == set()


def test_every_public_name_is_there_and_no_other():
    import graphx

    assert sorted(graphx.__all__) == dir(graphx)
    for name in (*graphx.__all__, *graphx.__all__):  # once more: a room may not hide a name when it is loaded
        assert not isinstance(getattr(graphx, name), ModuleType), name
    with pytest.raises(AttributeError, match="module 'graphx' has no attribute 'exposure_of'"):
        graphx.exposure_of  # noqa: B018  # why: to look it up is the test


def test_every_module_says_what_it_is_for_in_one_sentence():
    for path in (ROOT / "graphx").rglob("*.py"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith('"""'), path
        assert first.rstrip('"').endswith((".", "?")), path
