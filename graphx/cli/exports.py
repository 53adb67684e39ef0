"""Subgraphs to the formats of others: what `graphx export` does, says and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.cli.output import write, write_folder
from graphx.cli.streams import say
from graphx.errors import QuestionError
from graphx.model.redaction import Redact, redacted
from graphx.model.subgraph import Subgraph
from graphx.model.vocabulary import Kind
from graphx.questions.subgraph import SubgraphAnswer, around, between_two, risk_subgraph
from graphx.readers import read
from graphx.reports.phrases import counted
from graphx.writers.exporter import Exporter, File, Lost, Wishes
from graphx.writers.exporters import EXPORTERS
from graphx.writers.marked import marked
from graphx.writers.tables import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from graphx.graph.view import View
    from graphx.questions.frame import Options


class Cut(NamedTuple):
    """Which part of a graph is exported: at most one of three; none of them: all of it."""

    risk: bool = False
    around: str | None = None
    hops: int | None = None
    between: tuple[str, str] | None = None

    @property
    def given(self) -> list[str]:
        """The options that are given."""
        return [name for name in ("risk", "around", "between") if getattr(self, name)]


def check_cut(cut: Cut, *, is_asked: bool) -> None:
    """Refuse options that contradict each other or would be ignored; `is_asked` says whether any option of a question is given.

    Raises:
        QuestionError: they do, or would be.
    """
    if len(cut.given) > 1:
        raise QuestionError(f"--{' and --'.join(cut.given)} are different parts", "export one of them")
    if cut.hops is not None and cut.around is None:
        raise QuestionError("--hops says how far --around goes", "--max-hops limits the walks of --risk and --between")
    if is_asked and not cut.given:
        raise QuestionError("a question is asked, but all of the graph would be exported", "add --risk")


def subgraph_of(cut: Cut, inputs: Sequence[str], view: Callable[[], View], options: Options) -> SubgraphAnswer:
    """Return the part of the inputs that is to be exported; what it is, is said.

    Raises:
        InvalidInputError: an input cannot be read.
        QuestionError: the part cannot be cut out of this graph.
    """
    if not cut.given:
        return SubgraphAnswer(Subgraph(read(inputs)))
    whole = view()
    if cut.around is not None:
        answer = around(whole, cut.around, 1 if cut.hops is None else cut.hops)
    elif cut.between is not None:
        answer = between_two(whole, *cut.between, options)
    else:
        answer = risk_subgraph(whole, options)
    part = answer.subgraph.dataset
    if not part.entities:
        ends = "a start to a restricted end" if cut.between is None else "the one to the other"
        say(f"nothing lies there: no accepted path leads from {ends}, so the export is empty")
    else:
        entities = counted(len(whole.graph), "entity", "entities")
        relations = counted(len(whole.graph.source), "relation", "relations")
        say(f"{len(part.entities)} of {entities} and {len(part.relations)} of {relations}, as of {whole.lens.as_of}")
    return answer


def check_output(form: str, output: Path | None) -> None:
    """Refuse an output that the format cannot be written to, before anything is read.

    Raises:
        QuestionError: a folder is wanted and there is none, or the ending belongs to another format.
    """
    exporter = _exporter(form)
    endings = ", ".join(exporter.endings)
    if output is None:
        if not exporter.endings:
            raise QuestionError(f"{form} is a folder of files, which standard output cannot hold", "-o FOLDER")
    elif output.suffix and not exporter.endings:
        raise QuestionError(f"{output}: {form} is a folder of files, and a folder has no ending", "-o FOLDER")
    elif output.suffix.lower() not in exporter.endings and (output.suffix or exporter.files is None):
        or_folder = ", or a folder" if exporter.files else ""
        raise QuestionError(f"{output}: a file of {form} ends in {endings}{or_folder}", "name it so")


OPTIONS: Final = {"flavour": "--flavour", "cells": "--csv-raw", "max_nodes": "--max-nodes"}
"""By the names of wishes, the options that tell them."""


def check_wishes(form: str, wishes: Wishes) -> None:
    """Refuse options that the format would ignore, before anything is read.

    Raises:
        QuestionError: there are such.
    """
    for name in sorted(wishes.given - _exporter(form).heeded):
        others = ", ".join(other for other, exporter in EXPORTERS.items() if name in exporter.heeded)
        raise QuestionError(f"{OPTIONS[name]}: {form} knows nothing of the kind", f"it is for {others}")


def export_subgraph(
    subgraph: Subgraph,
    form: str,
    output: Path | None,
    wishes: Wishes,
    *,
    name: str = "",
    redact: Collection[Redact] = (),
    redact_key: str | None = None,
) -> None:
    """Write a subgraph in a format, whole or not at all, and say on standard error what the format could not hold.

    `name` is what the dataset is called on a server.

    Raises:
        QuestionError: as `check_output`; or the format needs what the subgraph does not state.
        OutputError: it cannot be written.
    """
    check_output(form, output)
    exporter, lost = _exporter(form, name), Lost()
    before, subgraph = subgraph, redacted(subgraph, redact, redact_key)
    if exporter.files is not None and output is not None and not output.suffix:
        write_folder(exporter.files(subgraph, wishes, lost), output, FILES if form != NEO4J_CSV else _IMPORT_FILES)
    else:
        ending = output.suffix.lower() if output else next(iter(exporter.endings))
        write(exporter.endings[ending](subgraph, wishes, lost), output)
    for line in _told(form, lost):
        say(line)
    for line in (*_taken_out(before, subgraph), *_left_in(subgraph, redact)):
        say(line)
    if form == NEO4J_CSV and output is not None:
        _say_how_to_import(output)


NEO4J_CSV: Final = "neo4j-csv"
"""The format of files for a bulk import, which the room of the server knows how to lay out."""
_NUMBERS: Final = ("", *(f"-{number}" for number in range(2, 100)))
_IMPORT_FILES: Final = frozenset(
    {"finish.cypher"}
    | {f"{kind}{number}.csv" for kind in ("run", "sources", "entities", "relations") for number in _NUMBERS}
)


def _exporter(form: str, name: str = "") -> Exporter:
    if form != NEO4J_CSV:
        return EXPORTERS[form]
    from graphx.neo4j.bulk import to_neo4j_csv  # noqa: PLC0415  # why: heavy, and only one format needs it

    def files(subgraph: Subgraph, _wishes: Wishes, _lost: Lost) -> Iterator[File]:
        for file, lines in to_neo4j_csv(marked(subgraph), name):
            yield file, (f"{line}\n".encode() for line in lines)

    return Exporter("files for neo4j-admin database import, on a server that is stopped", {}, files)


def _say_how_to_import(output: Path) -> None:
    from graphx.neo4j.bulk import import_commands  # noqa: PLC0415  # why: as above

    files = [each.name for each in output.iterdir()]
    say("In that folder, the server stopped for the first line and started for the second (5.26 and 2026 alike):")
    for line in import_commands(files):
        say(f"  {line}")


def _told(form: str, lost: Lost) -> list[str]:
    """Return what the format could not hold, in a line."""
    parts = [counted(number, *names) for names, number in sorted(lost.counts.items())]
    return [f"{form} does not hold, or not as it was: {', '.join(parts)}"] if parts else []


def _taken_out(before: Subgraph, after: Subgraph) -> list[str]:
    """Return how many relations went with what was taken out."""
    number = len(before.dataset.relations) - len(after.dataset.relations)
    said = counted(number, "relation that says where a site lies is", "relations that say where sites lie are")
    return [f"--redact sites: {said} taken out"] if number else []


def _left_in(subgraph: Subgraph, redact: Collection[Redact]) -> list[str]:
    """Return a warning where names are gone, and what tells the names is not."""
    if not {Redact.NAMES, Redact.SITES} & set(redact) or Redact.PROPERTIES in redact:
        return []
    dataset = subgraph.dataset
    unnamed = {name for name, entity in dataset.entities.items() if Redact.NAMES in redact or entity.kind is Kind.SITE}
    bare = (dataset.entities[name] for name in unnamed)
    telling = sum(bool(entity.identifiers or entity.properties or entity.tags) for entity in bare)
    telling += sum(
        bool(relation.properties or relation.purpose or relation.traffic)
        or any(claim.quote or claim.locator for claim in relation.claims or ())
        for identity, relation in dataset.relations.items()
        if {identity.source, identity.target} & unnamed
    )
    said = counted(telling, "element still bears", "elements still bear")
    return (
        [f"warning: {said} identifiers, properties or quotes, which may tell names (--redact properties)"]
        if telling
        else []
    )
