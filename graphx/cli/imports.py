"""Formats of others in, documents out: what `graphx import` does, says and refuses."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from graphx.cli.output import check_apart, write, write_folder
from graphx.cli.streams import say
from graphx.errors import SHOWN_PROBLEMS, QuestionError, visible
from graphx.model.vocabulary import Kind
from graphx.readers import read
from graphx.readers.imports import IMPORTERS, SHRINKS_TO, import_files, import_tables, listings
from graphx.readers.imports.sheets.layout import Layout
from graphx.readers.imports.sheets.sheets import SHEETS
from graphx.reports.terminal import counted
from graphx.writers import WRITERS, to_tables, to_yaml
from graphx.writers.tables import FILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from graphx.model.dataset import Dataset
    from graphx.readers.imports.draft import Imported, Outcome, Remark


def run_import(
    form: str,
    files: Sequence[str],
    output: Path | None,
    *,
    as_of: str | None,
    previous: str | None,
    allow_shrink: bool,
    mapping: str | None,
    given: Layout,
    remarks_file: Path | None = None,
) -> bool:
    """Import files, write the document, say what became of doubtful rows; return whether nothing was lost.

    Of each outcome the first 20 are said, and all of them are written to the file of remarks, if one is named.

    Raises:
        InvalidInputError: a file cannot be read, or is of another form.
        QuestionError: the output's ending names no format, the list has shrunk, or a table comes without a mapping.
    """
    check_ending(output)
    check_apart([output, remarks_file], files)
    _check_mapping(form, mapping, given)
    if mapping is None:
        imported = import_files(form, files, as_of=as_of)
    else:
        from graphx.readers.imports.sheets.mapping_reader import read_mapping  # noqa: PLC0415  # why: as below

        imported = import_tables(form, files, read_mapping(mapping), given, as_of=as_of)
    if previous is not None and not allow_shrink:
        _check_shrinking(imported.dataset, previous)
    write_dataset(imported.dataset, output)
    if remarks_file is not None:
        write(map(str, imported.remarks), remarks_file)
    for line in _told(imported.remarks):
        say(line)
    for note in imported.notes:
        say(visible(note))
    for line in _summary(form, imported):
        say(line)
    return imported.is_complete


def propose_mapping(form: str, files: Sequence[str], output: Path | None, given: Layout) -> None:
    """Write a proposal of a mapping.

    Raises:
        InvalidInputError: a file cannot be read.
        QuestionError: the format needs no mapping.
    """
    if form not in SHEETS:
        raise QuestionError(f"{form} needs no mapping", f"only {', '.join(SHEETS)} do")
    from graphx.readers.imports.sheets.suggest import suggest  # noqa: PLC0415  # why: nothing else needs it

    _check_encoding(given)
    write(list(suggest(form, files, given)), output)


def _check_mapping(form: str, mapping: str | None, given: Layout) -> None:
    if form in SHEETS and mapping is None:
        raise QuestionError(
            f"{form} says nothing by itself, so it needs --map", f"propose one: graphx import {form} --suggest FILE"
        )
    if form not in SHEETS and (mapping is not None or given != Layout()):
        raise QuestionError(
            f"{form} has a form of its own", f"--map, --delimiter and --encoding are for {', '.join(SHEETS)}"
        )
    _check_encoding(given)


def _check_encoding(given: Layout) -> None:
    if given.encoding is not None:
        from graphx.readers.imports.sheets.mapping_values import is_encoding  # noqa: PLC0415  # why: as above

        if not is_encoding(given.encoding):
            raise QuestionError(
                f"{given.encoding} is no encoding that is known", "such as utf-8, cp1252, shift_jis or gb18030"
            )
    if given.delimiter is not None and (len(given.delimiter) != 1 or given.delimiter in '"\r\n'):
        raise QuestionError(f"--delimiter cannot be {given.delimiter!r}", "it is one sign, such as ; or a tab")


def check_ending(output: Path | None) -> None:
    """Stop before any work if an output's ending names no format.

    Raises:
        QuestionError: it does not.
    """
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
        write_folder(to_tables(dataset), output, FILES)


NOUNS: Final = {
    Kind.ORGANIZATION: ("party", "parties"),
    Kind.SITE: ("site", "sites"),
    Kind.NETWORK: ("network", "networks"),
    Kind.COMPONENT: ("component", "components"),
    Kind.RESTRICTION: ("list", "lists"),
    Kind.JURISDICTION: ("jurisdiction", "jurisdictions"),
}
"""What an import calls the entities of a kind."""


def _told(remarks: Sequence[Remark]) -> Iterator[str]:
    """Yield the first remarks of each outcome, and how many more there are."""
    told: Counter[Outcome] = Counter()
    for remark in remarks:
        told[remark.outcome] += 1
        if told[remark.outcome] <= SHOWN_PROBLEMS:
            yield str(remark)
    more = [f"{number - SHOWN_PROBLEMS} more {outcome}" for outcome, number in told.items() if number > SHOWN_PROBLEMS]
    if more:
        yield f"… and {', '.join(more)} (--remarks FILE writes them all)"


def _summary(form: str, imported: Imported) -> list[str]:
    kinds = imported.dataset.kinds
    outcomes = Counter(remark.outcome for remark in imported.remarks)
    listed = listings(imported.dataset)
    others = len(imported.dataset.relations) - listed
    parts = [
        *(counted(kinds[kind], *nouns) for kind, nouns in NOUNS.items() if kinds[kind]),
        *([counted(listed, "listing", "listings")] if listed else []),
        *([counted(others, "relation", "relations")] if others else []),
        *(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())),
    ]
    title = IMPORTERS[form].title if form in IMPORTERS else SHEETS[form].title
    lines = [f"{title}: {', '.join(parts)}"]
    if imported.counted:
        told = "; ".join(f"{number} {name}" for name, number in sorted(imported.counted.items()))
        lines.append(f"among them: {told}")
    if imported.ignored:
        told = ", ".join(f"{number} {name}" for name, number in sorted(imported.ignored.items()))
        lines.append(visible(f"left out, as they state nothing of the model: {told}"))
    return lines
