"""Files in the formats of others, each to a document: an importer per format, in a visible table."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import InvalidInputError, Place, Problem
from graphx.model.vocabulary import Kind, Type
from graphx.readers.imports.draft import Draft, Imported, Outcome
from graphx.readers.imports.files import read_files
from graphx.readers.imports.sheets.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphx.model.dataset import Dataset
    from graphx.readers.imports.files import SourceFile
    from graphx.readers.imports.sheets.layout import Layout
    from graphx.readers.imports.sheets.mapping import TableMapping


class Importer(NamedTuple):
    """A format: the title of what is imported from it, and the module whose function of the same name takes its files."""

    title: str
    module: str

    @property
    def take(self) -> Callable[[Sequence[SourceFile], Draft], None]:
        """Who takes the files; formats are many and a command reads one, so the others are never loaded."""
        taker = import_module(f"{__name__}.{self.module}")
        take: Callable[[Sequence[SourceFile], Draft], None] = getattr(taker, self.module.rpartition(".")[2])
        return take


IMPORTERS: Final[dict[str, Importer]] = {
    "csl": Importer("US Consolidated Screening List", "lists.csl"),
    "ofac": Importer("US Office of Foreign Assets Control", "lists.ofac"),
    "1260h": Importer("US section 1260H, Chinese military companies", "lists.dod_1260h"),
    "fcc": Importer("US FCC Covered List", "lists.fcc"),
    "ftm": Importer("FollowTheMoney", "registers.ftm"),
    "cyclonedx": Importer("CycloneDX", "bills.cyclonedx"),
    "spdx": Importer("SPDX", "bills.spdx"),
    "bods": Importer("Beneficial Ownership Data Standard", "registers.bods"),
    "gleif": Importer("Global LEI System", "registers.gleif"),
    "netbox": Importer("NetBox export", "inventories.netbox"),
    "backstage": Importer("Backstage catalogue", "inventories.backstage"),
    "opengraph": Importer("OpenGraph", "inventories.opengraph"),
    "topology-zoo": Importer("Internet Topology Zoo", "inventories.topology_zoo"),
    "mcc-mnc": Importer("Mobile country and network codes", "inventories.mcc_mnc"),
    "sites": Importer("US military installations, ranges and training areas", "inventories.mirta"),
    "eto-chips": Importer("Supply chain of advanced chips", "inventories.eto_chips"),
}
"""By the name of a format."""
SHRINKS_TO: Final = 0.7
"""An import that holds less than this part of what the previous one held is suspicious."""


def import_files(form: str, paths: Sequence[str | Path], *, as_of: str | None = None) -> Imported:
    """Return files of a format as a dataset, with a remark on every record that was skipped, repaired or is doubtful.

    Raises:
        InvalidInputError: a file cannot be read, is of another format, or names nothing: then what was lost is told as well.
    """
    importer = IMPORTERS[form]
    return _imported(importer.title, importer.take, paths, as_of)


def import_tables(
    form: str, paths: Sequence[str | Path], mapping: TableMapping, given: Layout, *, as_of: str | None = None
) -> Imported:
    """Return tables (CSV, a workbook, GraphML) as the dataset that a mapping makes of them; what is given of their layout goes first.

    Raises:
        InvalidInputError: a file cannot be read, or the mapping does not fit it.
    """
    from graphx.readers.imports.sheets.mapped import mapped  # noqa: PLC0415  # why: as `Importer.take`

    return _imported(SHEETS[form].title, partial(mapped, form, mapping=mapping, given=given), paths, as_of)


def _imported(
    title: str, take: Callable[[Sequence[SourceFile], Draft], None], paths: Sequence[str | Path], as_of: str | None
) -> Imported:
    files = read_files(sorted(map(str, paths)))  # in whichever order they are named
    draft = Draft(title, as_of)
    take(files, draft)
    draft.notes += [f"{file.name}: nothing of {title} is in it" for file in files if not draft.has_seen(file)]
    imported = draft.imported(files)
    if imported.dataset.kinds.keys() <= {Kind.RESTRICTION}:
        nothing = Problem(Place(str(paths[0])), "it names nobody and nothing", "is it the format that you named?")
        lost = [each for each in imported.remarks if each.outcome in {Outcome.SKIPPED, Outcome.PARTLY_LOST}]
        raise InvalidInputError([nothing, *(Problem(each.where, each.what) for each in lost)])
    return imported


def listings(dataset: Dataset) -> int:
    """Return how many listings a dataset states."""
    return dataset.types[Type.LISTED_ON]
