"""Lists of the US Office of Foreign Assets Control: the CSV set without headers, and the enhanced XML.

Source: https://ofac.treasury.gov/sanctions-list-service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.errors import Place
from graphx.readers.imports.lists.ofac_parties import SOURCE
from graphx.readers.imports.lists.ofac_tables import take_tables
from graphx.readers.imports.lists.ofac_xml import take_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.draft import Draft
    from graphx.readers.imports.files import SourceFile


def ofac(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the files of one list: the tables of the CSV set together, or one enhanced XML."""
    draft.source(
        Place(files[0].name),
        SOURCE,
        title="Sanctions List Service",
        publisher="Office of Foreign Assets Control",
        url="https://ofac.treasury.gov/sanctions-list-service",
        reliability="A",
    )
    tables = []
    for file in files:
        if file.data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
            take_xml(file, draft)
        else:
            tables.append(file)
    if tables:
        take_tables(tables, draft)
