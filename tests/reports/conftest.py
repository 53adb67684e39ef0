"""A tiny graph that every report is shown on: two camps, one of them exposed over three hops and left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphx.graph.graph import load
from graphx.questions.frame import view_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphx.graph.view import View

TINY = """\
graphx: 1
as_of: 2024-06-01
sources:
  - {id: survey, title: Survey, published: 2024-05-20}
entities:
  - {id: camp-one, kind: site, name: 横須賀基地, complete: [all]}
  - {id: camp-two, kind: site, name: Camp Two, complete: [all]}
  - {id: net, kind: network, name: Net, complete: [HAS_PART, SERVED_BY, SUPPLIED_BY, <OPERATES]}
  - {id: hss, kind: component, name: HSS, complete: [all]}
  - {id: acme, kind: organization, name: Acme, complete: [all]}
  - {id: list-a, kind: restriction, name: List A}
relations:
  - {from: camp-one, type: SERVED_BY, to: net, since: 2016}
  - from: net
    type: DEPLOYS
    to: hss
    claims:
      - {source: survey, certainty: stated}
      - {source: survey, polarity: denies, confidence: 20}
  - {from: hss, type: MADE_BY, to: acme, key: k1, share: 0.50, status: removing, until: 2030}
  - {from: acme, type: LISTED_ON, to: list-a, since: 2019-05-16, status: enacted}
"""


@pytest.fixture
def viewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., View]:
    """Return the view of a document, written as d.yaml."""
    monkeypatch.chdir(tmp_path)

    def view(text: str = TINY, **lens: str) -> View:
        (tmp_path / "d.yaml").write_text(text, encoding="utf-8")
        return view_of(load("d.yaml"), **lens)

    return view
