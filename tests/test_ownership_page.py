"""The walk-through from a register to a verdict is executed: its files are written, its commands run, their output compared.

`python -m tests.test_ownership_page` rewrites the outputs; a reader of the change then sees what the program says differently.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tests.test_readme import CONSOLE, ROOT, executed

PAGE = ROOT / "docs" / "ownership-to-verdict.md"
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


def rewritten(text: str) -> str:
    """Return the page as it should stand."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in FILE.findall(text):
            (Path(name) / file).write_text(content, encoding="utf-8")
        return CONSOLE.sub(lambda match: f"```console\n{executed(match[1], Path(name))}```", text)


def test_the_way_from_a_register_to_a_verdict_is_what_the_program_does():
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(text) == text


def test_the_supplier_is_found_only_with_its_owners():
    text = PAGE.read_text(encoding="utf-8")
    without, whole = (block for block in CONSOLE.findall(text) if block.startswith("$ graphx exposure"))
    assert re.search(r"^unknown +port ", without, re.MULTILINE)
    assert re.search(r"^exposed +port +brightline", whole, re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
