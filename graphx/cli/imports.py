"""Formats of others in, documents out: what `graphx import` does, says and refuses."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from graphx.cli.output import write
from graphx.cli.streams import say
from graphx.errors import QuestionError
from graphx.model.vocabulary import Kind
from graphx.readers import read
from graphx.readers.imports import IMPORTERS, SHRINKS_TO, import_files, listings
from graphx.reports.terminal import counted
from graphx.writers import WRITERS, to_tables, to_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphx.model.dataset import Dataset
    from graphx.readers.imports.draft import Imported


def run_import(
    form: str,
    files: Sequence[str],
    output: Path | None,
    *,
    as_of: str | None,
    previous: str | None,
    allow_shrink: bool,
) -> bool:
    """Import files, write the document, say what became of every doubtful row; return whether nothing was lost.

    Raises:
        InvalidInputError: a file cannot be read, or is of another form.
        QuestionError: the output's ending names no format, or the list has shrunk.
    """
    _check_ending(output)
    imported = import_files(form, files, as_of=as_of)
    if previous is not None and not allow_shrink:
        _check_shrinking(imported.dataset, previous)
    write_dataset(imported.dataset, output)
    for remark in imported.remarks:
        say(str(remark))
    for line in _summary(form, imported):
        say(line)
    return imported.is_complete


def _check_ending(output: Path | None) -> None:
    if output is not None and output.suffix and output.suffix.lower() not in WRITERS:
        raise QuestionError(f"{output}: a document ends in {', '.join(WRITERS)}", "or name a folder, for tables")


def _check_shrinking(dataset: Dataset, previous: str) -> None:
    before, now = listings(read([previous])), listings(dataset)
    if now < SHRINKS_TO * before:
        raise QuestionError(
            f"the list has shrunk from {before} to {now} listings since {previous}; nothing was written",
            "--allow-shrink takes it all the same",
        )


def write_dataset(dataset: Dataset, output: Path | None) -> None:
    """Write a dataset as its output's ending says: a document, or a folder of tables; to standard output as YAML.

    Raises:
        OutputError: it cannot be written.
    """
    if output is None:
        write(to_yaml(dataset), None)
    elif output.suffix:
        write(WRITERS[output.suffix.lower()](dataset), output)
    else:
        output.mkdir(parents=True, exist_ok=True)
        files = dict(to_tables(dataset))
        for name in ("document.yaml", "entities.csv", "relations.csv", "claims.csv", "sources.csv"):
            if name in files:
                write(files[name].removesuffix("\n").split("\n"), output / name)
            else:
                (output / name).unlink(missing_ok=True)


NOUNS: Final = {
    Kind.ORGANIZATION: ("party", "parties"),
    Kind.SITE: ("site", "sites"),
    Kind.NETWORK: ("network", "networks"),
    Kind.COMPONENT: ("component", "components"),
    Kind.RESTRICTION: ("list", "lists"),
    Kind.JURISDICTION: ("jurisdiction", "jurisdictions"),
}
"""What an import calls the entities of a kind."""


def _summary(form: str, imported: Imported) -> list[str]:
    kinds = Counter(entity.kind for entity in imported.dataset.entities.values())
    outcomes = Counter(remark.outcome for remark in imported.remarks)
    listed = listings(imported.dataset)
    others = len(imported.dataset.relations) - listed
    parts = [
        *(counted(kinds[kind], *nouns) for kind, nouns in NOUNS.items() if kinds[kind]),
        *([counted(listed, "listing", "listings")] if listed else []),
        *([counted(others, "relation", "relations")] if others else []),
        *(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())),
    ]
    lines = [f"{IMPORTERS[form].title}: {', '.join(parts)}"]
    if imported.ignored:
        told = ", ".join(f"{number} {name}" for name, number in sorted(imported.ignored.items()))
        lines.append(f"left out, as they state nothing of the model: {told}")
    return lines
