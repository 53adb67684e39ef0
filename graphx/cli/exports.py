"""Subgraphs to the formats of others: what `graphx export` does, says and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.cli.output import write, write_folder
from graphx.cli.streams import say
from graphx.errors import QuestionError
from graphx.model.redaction import Redact, redacted
from graphx.model.subgraph import Subgraph
from graphx.readers import read
from graphx.reports.phrases import counted
from graphx.writers import EXPORTERS, Lost, Wishes
from graphx.writers.tables import FILES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path


def run_export(
    form: str,
    inputs: Sequence[str],
    output: Path | None,
    wishes: Wishes,
    *,
    redact: Collection[Redact],
    redact_key: str | None,
) -> None:
    """Read inputs and export all of them.

    Raises:
        InvalidInputError: an input cannot be read.
        QuestionError: the output's ending is not the format's, or something to be redacted has no key.
        OutputError: it cannot be written.
    """
    check_output(form, output)
    export_subgraph(Subgraph(read(inputs)), form, output, wishes, redact=redact, redact_key=redact_key)


def check_output(form: str, output: Path | None) -> None:
    """Refuse an output that the format cannot be written to, before anything is read.

    Raises:
        QuestionError: a folder is wanted and there is none, or the ending belongs to another format.
    """
    exporter = EXPORTERS[form]
    endings = ", ".join(exporter.endings)
    if output is None:
        if not exporter.endings:
            raise QuestionError(f"{form} is a folder of files, which standard output cannot hold", "-o FOLDER")
    elif output.suffix and not exporter.endings:
        raise QuestionError(f"{output}: {form} is a folder of files, and a folder has no ending", "-o FOLDER")
    elif output.suffix.lower() not in exporter.endings and (output.suffix or exporter.files is None):
        or_folder = ", or a folder" if exporter.files else ""
        raise QuestionError(f"{output}: a file of {form} ends in {endings}{or_folder}", "name it so")


def export_subgraph(
    subgraph: Subgraph,
    form: str,
    output: Path | None,
    wishes: Wishes,
    *,
    redact: Collection[Redact] = (),
    redact_key: str | None = None,
) -> None:
    """Write a subgraph in a format, whole or not at all, and say on standard error what the format could not hold.

    Raises:
        QuestionError: as `check_output`; or the format needs what the subgraph does not state.
        OutputError: it cannot be written.
    """
    check_output(form, output)
    exporter, lost = EXPORTERS[form], Lost()
    subgraph = redacted(subgraph, redact, redact_key)
    if not subgraph.dataset.entities:
        say("there is nothing to export: the graph is empty")
    if exporter.files is not None and output is not None and not output.suffix:
        write_folder(exporter.files(subgraph, wishes, lost), output, FILES)
    else:
        ending = output.suffix.lower() if output else next(iter(exporter.endings))
        write(exporter.endings[ending](subgraph, wishes, lost), output)
    for line in _told(form, lost):
        say(line)
    for line in _left_in(subgraph, redact):
        say(line)


def _told(form: str, lost: Lost) -> list[str]:
    """Return what the format could not hold, in a line."""
    parts = [counted(number, *names) for names, number in sorted(lost.counts.items())]
    return [f"{form} does not hold, or not as it was: {', '.join(parts)}"] if parts else []


def _left_in(subgraph: Subgraph, redact: Collection[Redact]) -> list[str]:
    """Return a warning where names are gone, and what tells the names is not."""
    if Redact.NAMES not in redact or Redact.PROPERTIES in redact:
        return []
    dataset = subgraph.dataset
    telling = sum(bool(entity.identifiers or entity.properties or entity.tags) for entity in dataset.entities.values())
    telling += sum(
        bool(relation.properties or relation.purpose or relation.traffic)
        or any(claim.quote or claim.locator for claim in relation.claims or ())
        for relation in dataset.relations.values()
    )
    said = counted(telling, "element still bears", "elements still bear")
    return (
        [f"warning: {said} identifiers, properties or quotes, which may tell names (--redact properties)"]
        if telling
        else []
    )
