"""docs/export.md is executed: every console block is run beside the bundled graphs, its output compared, its picture drawn.

`python -m tests.test_export_page` rewrites the outputs and the picture.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.test_readme import CONSOLE, ROOT, executed

PAGE = ROOT / "docs" / "export.md"
PICTURE = ROOT / "docs" / "tutorial.svg"


def rewritten(text: str) -> tuple[str, str]:
    """Return the page and the picture as they should stand."""
    with tempfile.TemporaryDirectory() as name:
        for sample in (ROOT / "sample_graphs").glob("*.yaml"):
            shutil.copy(sample, name)
        page = CONSOLE.sub(lambda match: f"```console\n{executed(match[1], Path(name))}```", text)
        return page, (Path(name) / "tutorial.svg").read_text(encoding="utf-8")


def test_every_command_of_the_page_does_what_it_says():
    text = PAGE.read_text(encoding="utf-8")
    page, picture = rewritten(text)
    assert page == text
    assert picture == PICTURE.read_text(encoding="utf-8")


def test_every_format_is_on_the_page():
    from graphx.writers.exporters import EXPORTERS

    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in EXPORTERS if f"`{name}`" not in text] == []


if __name__ == "__main__":
    page, picture = rewritten(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(page, encoding="utf-8")
    PICTURE.write_text(picture, encoding="utf-8")
