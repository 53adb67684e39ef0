"""A dataset from a server: just what was pushed, places and documents included; nothing that others added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphx.errors import QuestionError, ServerError, did_you_mean
from graphx.model.vocabulary import ANY_LABEL, Type
from graphx.neo4j.layout import RUN, SOURCE, dataset_of
from graphx.neo4j.push import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphx.model.dataset import Dataset
    from graphx.neo4j.client import Server

_RUNS: Final = f"MATCH (run:{RUN}) RETURN run {{.*}} AS run ORDER BY run.graphx_dataset"
_KEPT: Final = ".graphx_record, .graphx_places, .graphx_claim_places, .graphx_complete, .graphx_complete_until"
_OF: Final = f"WHERE held.graphx_dataset = $dataset RETURN held {{{_KEPT}}} AS held"
_SOURCES: Final = f"MATCH (held:{SOURCE}) {_OF}"
_ENTITIES: Final = f"MATCH (held:{ANY_LABEL}) {_OF}"
_RELATIONS: Final = f"MATCH ()-[held:{'|'.join(sorted(Type))}]->() {_OF}"


def runs_on(server: Server) -> dict[str, Mapping[str, Any]]:
    """Return what the last push of each dataset left of itself, by name.

    Raises:
        ServerError: the server is gone, or refuses.
    """
    return {row["run"]["graphx_dataset"]: row["run"] for row in server.read(_RUNS)}


def run_on(server: Server, name: str | None = None) -> Mapping[str, Any]:
    """Return what the last push of a dataset left of itself: by its name, or the only one.

    Raises:
        QuestionError: there is none, or no name is given and there are several.
        ServerError: its push was interrupted.
    """
    runs = runs_on(server)
    if not runs:
        raise QuestionError("the server holds no dataset of graphx", "push one: graphx neo4j push INPUT")
    if name is None and len(runs) > 1:
        raise QuestionError(f"the server holds {', '.join(runs)}", "name one by --dataset")
    name = next(iter(runs)) if name is None else name
    if name not in runs:
        hint = did_you_mean(name, runs, f"it holds {', '.join(runs)}")
        raise QuestionError(f"the server holds no dataset {name}", hint)
    if runs[name]["status"] != Status.DONE:
        raise ServerError(
            server.settings.uri, f"the last push of {name} did not end, so it may be half there", "push it again"
        )
    run: Mapping[str, Any] = runs[name]
    return run


def pull(server: Server, name: str | None = None) -> Dataset:
    """Return a dataset as it was pushed.

    Raises:
        QuestionError: as of `run_on`.
        ServerError: the server is gone, its push was interrupted, or somebody removed a part of it.
    """
    run = run_on(server, name)
    parameters = {"dataset": run["graphx_dataset"]}
    dataset = dataset_of(
        run, *((row["held"] for row in server.stream(each, parameters)) for each in (_SOURCES, _ENTITIES, _RELATIONS))
    )
    for what, found in (("sources", dataset.sources), ("entities", dataset.entities), ("relations", dataset.relations)):
        if len(found) != run[what]:
            raise ServerError(
                server.settings.uri,
                f"{run['graphx_dataset']} has {len(found)} {what} there, and {run[what]} were pushed",
                "somebody removed some, or is pushing; push it again",
            )
    return dataset
