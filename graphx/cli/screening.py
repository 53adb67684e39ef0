"""Lists to screen against: files, bundled ones, or restrictions of the graph itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphx.cli.imports import write_dataset
from graphx.cli.options import Accept, Format
from graphx.cli.output import emit
from graphx.cli.samples import samples
from graphx.errors import QuestionError, did_you_mean
from graphx.graph.graph import load
from graphx.model.vocabulary import Kind
from graphx.questions.screen import ScreenAnswer, overlay, screen
from graphx.readers import read
from graphx.restrictions.names import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.model.dataset import Dataset


def screen_inputs(
    inputs: Sequence[str],
    lists: Sequence[str],
    *,
    every: bool,
    accept: Accept,
    output: Path | None,
    form: Format | None,
    raw: bool,
) -> ScreenAnswer:
    """Screen the inputs against lists, give the answer, and write the accepted matches if asked for.

    Raises:
        QuestionError: a list is neither a file nor known by its name.
    """
    graph = load(*inputs)
    named = [(name, _list(name, graph.dataset)) for name in dict.fromkeys(lists)]
    answer = screen(graph, named, every=every)
    emit(answer, form or Format.TEXT, None, raw=raw)
    if output is not None:
        accepted = [Answer.MATCH] if accept is Accept.MATCH else [Answer.MATCH, Answer.POSSIBLE]
        write_dataset(overlay(answer, named, accepted), output)
    return answer


def _list(name: str, own: Dataset) -> Dataset:
    if Path(name).exists() or Path(name).suffix in {".yaml", ".yml", ".json"}:
        return read([name])
    entity = own.entities.get(name)
    if entity is not None and entity.kind is Kind.RESTRICTION:
        return own
    bundled = samples()
    if name in bundled:
        return read([bundled[name]])
    restrictions = [each.id for each in own.entities.values() if each.kind is Kind.RESTRICTION]
    hint = did_you_mean(name, [*restrictions, *bundled], "name a file, a bundled list or a restriction of the graph")
    raise QuestionError(f"--list {name}: there is no such list", hint)
