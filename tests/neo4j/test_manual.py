"""docs/neo4j.md is followed on real servers: every console block is run in order, its output compared.

`NEO4J_URI=… NEO4J_PASSWORD=… python tests/neo4j/test_manual.py` rewrites the outputs, on a server that holds nothing.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from graphx.neo4j.library import queries
from tests.test_readme import CONSOLE, ROOT, executed

MANUAL = ROOT / "docs" / "neo4j.md"


def rewritten(text: str) -> str:
    """Return the manual as it should stand."""
    with tempfile.TemporaryDirectory() as name:
        return CONSOLE.sub(lambda match: f"```console\n{executed(match[1], Path(name))}```", text)


def test_the_manual_followed_word_for_word_shows_what_it_says(empty_server, environment, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    text = MANUAL.read_text(encoding="utf-8")
    assert empty_server.read("MATCH (n) RETURN n LIMIT 1") == []
    assert rewritten(text) == text


def test_the_manual_names_every_query_and_no_other():
    table = MANUAL.read_text(encoding="utf-8").partition("## Questions and queries")[2].partition("```console")[0]
    cells = [row.split("|")[2] for row in table.splitlines() if row.startswith("| ") and "`" in row]
    named = [name for cell in cells[1:] for name in re.findall(r"`([a-z-]+)[ `]", cell)]
    assert sorted(named) == sorted(queries())


if __name__ == "__main__":
    MANUAL.write_text(rewritten(MANUAL.read_text(encoding="utf-8")), encoding="utf-8")
