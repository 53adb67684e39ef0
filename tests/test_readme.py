"""The README is executed: every console block is run and its output compared, and so is the help of every command.

`python tests/test_readme.py` rewrites the outputs; a reader of the change then sees what the program says differently.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from graphx.cli.app import app
from graphx.cli.run import code_of

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
HELP = "<!-- help -->"
COMMANDS = [
    "",
    "exposure",
    "impact",
    "paths",
    "restricted",
    "control",
    "find",
    "show",
    "validate",
    "lint",
    "check",
    "policy",
    "policy list",
    "policy show",
    "policy validate",
    "policy schema",
    "screen",
    "import",
    "merge",
    "build",
    "export",
    "neo4j",
    "neo4j push",
    "neo4j pull",
    "neo4j query",
    "neo4j query exposure",
    "neo4j query impact",
    "neo4j query paths",
    "neo4j list",
    "neo4j run",
    "neo4j guide",
    "patterns",
    "schema",
    "sample",
    "sample list",
    "sample show",
    "sample copy",
]
FAULTY = """\
graphx: 1
entities:
  - {id: camp one, kind: site, type: militry_base, name: Camp One}
  - {id: net-one, kind: network, name: Network One, complete: [DEPLOY]}
  - {id: acme, kind: organization, name: Acme, contry: CN}
relations:
  - {from: net-one, type: DEPLOYS, to: hsss, since: 2019, until: 2018-06}
"""
OVERLAY = """\
graphx: 1
entities:
  - {id: list-x, kind: restriction, type: list, name: What if}
relations:
  - {from: subscriber-server, type: LISTED_ON, to: list-x}
"""


def ran(command: str, folder: Path) -> str:
    """Return what a command prints, its messages included, at a width of 100 columns.

    It runs in this process, since one of its own takes longer to begin than to answer; `tests/cli` starts processes.
    """
    program, *words = shlex.split(command)
    assert program == "graphx"
    said = io.StringIO()
    with (
        contextlib.chdir(folder),
        patch.dict(os.environ, COLUMNS="100"),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        code_of(lambda: app(words, prog_name="graphx", standalone_mode=False))
    return said.getvalue()


def executed(block: str, folder: Path) -> str:
    """Return a console block with the outputs that its commands print now."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{ran(command.removeprefix('$ '), folder)}" for command in commands)


def reference(folder: Path) -> str:
    """Return the help of every command."""
    blocks = [
        f"```console\n$ {(f'graphx {name}').strip()} --help\n{ran(f'graphx {name} --help', folder)}```\n"
        for name in COMMANDS
    ]
    return "\n".join(blocks)


def rewritten(text: str) -> str:
    """Return the README as it should stand."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "faulty.yaml").write_text(FAULTY, encoding="utf-8")
        (folder / "what-if.yaml").write_text(OVERLAY, encoding="utf-8")
        before, after = re.split(rf"{HELP}\n.*?(?=^## )", text, maxsplit=1, flags=re.DOTALL | re.MULTILINE)
        parts = [
            CONSOLE.sub(lambda match: f"```console\n{executed(match[1], folder)}```", part) for part in (before, after)
        ]
        return f"{parts[0]}{HELP}\n\n{reference(folder)}\n{parts[1]}"


def test_every_example_and_every_help_text_is_what_the_program_prints():
    text = README.read_text(encoding="utf-8")
    assert rewritten(text) == text


def test_the_notebook_example_runs(tmp_path, monkeypatch, capsys):
    code = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    shutil.copy(ROOT / "sample_graphs" / "tutorial.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    exec(compile(code[1], "README.md", "exec"), {})  # noqa: S102  # why: the example is ours
    assert capsys.readouterr().out.splitlines() == [
        "exposed",
        "['camp-amber', 'meridian', 'northwind-core', 'northwind-mobile', 'subscriber-server']",
        "16",
    ]


def test_the_document_of_the_readme_is_valid_and_answers(command, write):
    code = re.search(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    write("document.yaml", code[1])
    assert command("validate", "document.yaml").out == "valid: 5 entities, 4 relations, 1 claim, 1 source\n"
    assert "\nexposed  camp-one  acme (3 hops)\n" in command("exposure", "document.yaml").out


def test_every_command_is_in_the_reference():
    assert set(commands_of(app, "")) == set(COMMANDS)


def commands_of(app, path):
    """Yield the path of an app and of every command in it."""
    yield path
    for command in app.registered_commands:
        yield f"{path} {command.name or command.callback.__name__}".strip()
    for group in app.registered_groups:
        yield from commands_of(group.typer_instance, f"{path} {group.name}".strip())


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text(encoding="utf-8")), encoding="utf-8")
