"""docs/inventory-to-verdict.md is executed: its files are written, every console block is run beside them, its output compared.

`python -m tests.test_inventory_to_verdict` rewrites the outputs; a reader of the change then sees what the program says differently.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import jsonschema

from graphx.readers.imports import import_tables
from graphx.readers.imports.sheets.layout import Layout
from graphx.readers.imports.sheets.mapping_reader import mapping_of
from graphx.readers.imports.sheets.mapping_schema import mapping_schema
from graphx.readers.yaml import parse_yaml
from tests.readers.imported import plain
from tests.test_readme import CONSOLE, ROOT, executed

PAGE = ROOT / "docs" / "inventory-to-verdict.md"
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


def rewritten(text: str) -> str:
    """Return the page as it should stand."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in FILE.findall(text):
            (Path(name) / file).write_text(content, encoding="utf-8")
        return CONSOLE.sub(lambda match: f"```console\n{executed(match[1], Path(name))}```", text)


def test_the_walk_from_an_inventory_to_a_verdict_prints_what_the_page_says():
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(text) == text


def test_the_walk_finds_the_hidden_supplier_and_no_command_fails():
    text = PAGE.read_text(encoding="utf-8")
    assert "\nexposed  netbox-site-camp-amber  netbox-manufacturer-kestrel (3 hops)\n" in text
    assert "graphx: " not in text
    assert "Error" not in text


def test_the_mapping_of_the_manual_is_read_and_its_schema_takes_it(tmp_path):
    page = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    mapping = mapping_of(text, "m")
    jsonschema.validate(plain(parse_yaml(text, "m")), mapping_schema())
    columns = list(mapping.tables[0].columns)
    cells = ["live" if name == "Status" else "1" for name in columns]
    (tmp_path / "sites.csv").write_text("\n".join([";".join(columns), ";".join(cells)]), encoding="utf-8")
    found = import_tables("csv", [tmp_path / "sites.csv"], mapping, Layout())
    assert [identity.type for identity in sorted(found.dataset.relations)] == ["SUPPLIED_BY", "SERVED_BY", "OWNED_BY"]


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
