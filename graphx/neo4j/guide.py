"""What the Browser loads: a guide of slides, a style, and the library as favourites."""

from __future__ import annotations

import io
import json
import re
import zipfile
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from graphx.neo4j.levels import ALWAYS_TEXT, NO_LIMIT
from graphx.neo4j.library import DATASET, LibraryQuery, cypher_folder, default_of, queries, query_named
from graphx.neo4j.style import grass

if TYPE_CHECKING:
    from collections.abc import Iterator

STYLE: Final = "graphx.grass"
GUIDE: Final = "guide.md"
FAVOURITES: Final = "favourites.zip"

_SAMPLE: Final = {
    "as_of": "2024-06-01",
    "known_at": NO_LIMIT,
    "min_confidence": 50,
    "include": [],
    "oldest": ALWAYS_TEXT,
    DATASET: None,
    "earlier": "2019-01-01",
    "entity": "camp-amber",
    "network": "northwind-mobile",
    "operator": "northwind",
    "other": "2018-01-01",
    "second": "camp-birch",
    "site": "camp-amber",
    "source": "survey",
    "start": "northwind-core",
    "target": "subscriber-server",
    "text": "camp",
    "vendor": "meridian",
}
"""What the guide tells queries that must be told something, so that each gives an answer on the tutorial graph."""
_PLACEHOLDER: Final = re.compile(r"^\{(?:params|query ([a-z-]+))\}$", re.MULTILINE)
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive: the same input, the same bytes."""


def browser_files() -> dict[str, bytes]:
    """Return all that the Browser loads, by file name."""
    return {
        STYLE: _text(grass()),
        GUIDE: _text(guide()),
        FAVOURITES: favourites(),
    }


def _text(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def parameters() -> dict[str, Any]:
    """Return every parameter of the library, with what the guide tells it, or its default."""
    found = dict(_SAMPLE)
    for query in queries().values():
        for param in query.params:
            if param.name not in found:
                found[param.name] = default_of(param)
    return found


def setting() -> str:
    """Return the command of the Browser that sets them all."""
    pairs = ", ".join(f"{name}: {_literal(value)}" for name, value in parameters().items())
    return f":params {{{pairs}}}"


def _literal(value: object) -> str:
    return "null" if value is None else json.dumps(value)


def guide() -> Iterator[str]:
    """Yield the lines of the guide: a walk through the tutorial graph, then a slide for every folder of the library."""
    template = (cypher_folder() / GUIDE).read_text(encoding="utf-8")

    def filled(match: re.Match[str]) -> str:
        return "\n".join(_block(query_named(match[1]).runnable if match[1] else setting()))

    yield from _PLACEHOLDER.sub(filled, template).splitlines()
    for folder, group in groupby(queries().values(), key=lambda query: query.folder):
        yield from ("", "---", "", f"# {folder.capitalize()}")
        for query in group:
            yield from _entry(query)


def _entry(query: LibraryQuery) -> Iterator[str]:
    yield from ("", f"**{query.title}.** {query.question}", "")
    if query.params:
        yield from (f"Told: {', '.join(f'`${param.name}`' for param in query.params)}.", "")
    yield from _block(query.runnable)


def _block(cypher: str) -> Iterator[str]:
    yield from ("```cypher", cypher, "```")


def favourites() -> bytes:
    """Return an archive that the Browser takes as favourites: folders as folders, the first line as the title."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        first = f"// Set the parameters (then change one with :param)\n{setting()}\n"
        archive.writestr(zipfile.ZipInfo("graphx/0-set-the-parameters.cypher", _MOMENT), first, zipfile.ZIP_DEFLATED)
        for query in queries().values():
            entry = zipfile.ZipInfo(f"graphx {query.folder}/{query.name}.cypher", _MOMENT)
            archive.writestr(entry, query.text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
