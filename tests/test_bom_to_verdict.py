"""docs/bom-to-verdict.md is executed: its files are written, its commands run beside them, and their output compared.

`python -m tests.test_bom_to_verdict` rewrites the outputs; a reader of the change then sees what the program says differently.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tests.test_readme import CONSOLE, ROOT, executed

PAGE = ROOT / "docs" / "bom-to-verdict.md"
FILE = re.compile(r"```(?:yaml|json) (\S+)\n(.*?)```", re.DOTALL)


def rewritten(text: str) -> str:
    """Return the page as it should stand."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in FILE.findall(text):
            (Path(name) / file).write_text(content, encoding="utf-8")
        return CONSOLE.sub(lambda match: f"```console\n{executed(match[1], Path(name))}```", text)


def test_the_way_from_a_bill_of_materials_to_a_verdict_is_as_the_page_says():
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(text) == text


def test_the_hidden_supplier_is_found():
    text = PAGE.read_text(encoding="utf-8")
    assert "exposed  harbour-gate" in text
    assert "-MADE_BY-> org-hangzhou-hikvision" in text
    assert "graphx: " not in text.replace("graphx: 1", "")


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
