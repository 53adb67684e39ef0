"""The ways from files to a verdict in docs/ are executed: their files are written, their commands run beside them, the output compared.

`python -m tests.test_walkthroughs` rewrites the outputs; a reader of the change then sees what the program says differently.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

from tests.test_readme import CONSOLE, ROOT, executed

PAGES = {name: ROOT / "docs" / f"{name}-to-verdict.md" for name in ("bom", "inventory", "ownership")}
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


def rewritten(text: str) -> str:
    """Return a page as it should stand."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in FILE.findall(text):
            (Path(name) / file).write_text(content, encoding="utf-8")
        return CONSOLE.sub(lambda match: f"```console\n{executed(match[1], Path(name))}```", text)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_command_prints_what_the_page_says_and_none_fails(page):
    text = page.read_text(encoding="utf-8")
    assert rewritten(text) == text
    assert "graphx: " not in text.replace("graphx: 1", "")


def test_the_supplier_hidden_in_a_bill_is_found():
    text = PAGES["bom"].read_text(encoding="utf-8")
    assert "exposed  harbour-gate" in text
    assert "-MADE_BY-> org-hangzhou-hikvision" in text


def test_the_supplier_hidden_in_an_inventory_is_found():
    text = PAGES["inventory"].read_text(encoding="utf-8")
    assert "\nexposed  netbox-site-camp-amber  netbox-manufacturer-kestrel (3 hops)\n" in text


def test_the_supplier_hidden_behind_owners_is_found_only_with_them():
    text = PAGES["ownership"].read_text(encoding="utf-8")
    without, whole = (block for block in CONSOLE.findall(text) if block.startswith("$ graphx exposure"))
    assert re.search(r"^unknown +port ", without, re.MULTILINE)
    assert re.search(r"^exposed +port +brightline", whole, re.MULTILINE)


if __name__ == "__main__":
    for page in PAGES.values():
        page.write_text(rewritten(page.read_text(encoding="utf-8")), encoding="utf-8")
