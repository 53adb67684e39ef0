"""Lists of restricted parties in the forms in which authorities publish them, each to a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.model.vocabulary import Kind, Type
from graphx.readers.lists.csl import csl
from graphx.readers.lists.dod_1260h import dod_1260h
from graphx.readers.lists.draft import Draft, Imported
from graphx.readers.lists.fcc import fcc
from graphx.readers.lists.files import read_files
from graphx.readers.lists.ftm import ftm
from graphx.readers.lists.ofac import ofac

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphx.model.dataset import Dataset
    from graphx.readers.lists.files import ListFile

IMPORTERS: Final[dict[str, tuple[str, Callable[[Sequence[ListFile], Draft], None]]]] = {
    "csl": ("US Consolidated Screening List", csl),
    "ofac": ("US Office of Foreign Assets Control", ofac),
    "1260h": ("US section 1260H, Chinese military companies", dod_1260h),
    "fcc": ("US FCC Covered List", fcc),
    "ftm": ("FollowTheMoney", ftm),
}
"""By the name of a format: the title of its document, and who takes its files."""
SHRINKS_TO: Final = 0.7
"""An import that holds less than this part of what the previous one held is suspicious."""


def import_list(form: str, paths: Sequence[str | Path], *, as_of: str | None = None) -> Imported:
    """Return a list as a dataset, with a remark on every row that was skipped, repaired or is doubtful.

    Raises:
        InvalidInputError: a file cannot be read, is of another form, or names nobody.
    """
    title, take = IMPORTERS[form]
    files = read_files(paths)
    draft = Draft(title, as_of)
    take(files, draft)
    imported = draft.imported(files)
    if all(entity.kind is Kind.RESTRICTION for entity in imported.dataset.entities.values()):
        hint = "is it the format that you named?"
        raise InvalidInputError([Problem(Place(str(paths[0])), "it names nobody", hint)])
    return imported


def listings(dataset: Dataset) -> int:
    """Return how many listings a dataset states."""
    return sum(1 for identity in dataset.relations if identity.type is Type.LISTED_ON)
