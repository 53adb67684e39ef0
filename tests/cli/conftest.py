"""What tests of the command line share: the tutorial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphx.cli.samples import sample_path

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tutorial(tmp_path: Path) -> str:
    """The tutorial graph, in the test's own folder, as its name there."""
    (tmp_path / "tutorial.yaml").write_bytes(sample_path("tutorial").read_bytes())
    return "tutorial.yaml"
