"""How inputs became one: what met what and why, as lines for people and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import visible
from graphx.readers.meeting import some
from graphx.reports.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphx.readers.joining import Joined
    from graphx.readers.meeting import Former, Unmet
    from graphx.readers.reconciling import Stating

SCHEMA: Final = "graphx.merge/1"
SHOWN: Final = 20
"""Lines shown of one kind; the others are counted, and the JSON holds all of them."""


def text(joined: Joined) -> Iterator[str]:
    """Yield what happened, a line each, and the counts."""
    yield from _first(visible(line) for line in _meetings(joined))
    yield from _first(visible(line) for line in _names(joined))
    yield from _first(visible(line) for line in _choices(joined))
    yield from _first(visible(line) for line in _doubts(joined))
    dataset = joined.dataset
    counts = [
        counted(len(dataset.entities), "entity", "entities"),
        counted(len(dataset.relations), "relation", "relations"),
        counted(len(joined.met), "met", "met"),
        *([f"{len(joined.named)} of several names"] if joined.named else []),
        *([f"{len(joined.chosen)} chosen"] if joined.chosen else []),
        *([f"{len(joined.unmet)} not told apart"] if joined.unmet else []),
    ]
    yield f"merged: {', '.join(counts)}"


def _first(lines: Iterable[str]) -> Iterator[str]:
    number = 0
    for number, line in enumerate(lines, start=1):  # why: it is the count at the end
        if number <= SHOWN:
            yield line
    if number > SHOWN:
        yield f"… and {number - SHOWN} more"


def _meetings(joined: Joined) -> Iterator[str]:
    for each in joined.met:
        reasons = ", ".join(f"{reason.scheme} {reason.value}" for reason in each.because)
        yield f"met: {each.entity} by {reasons}: {_bearers(each.were)}"


def _names(joined: Joined) -> Iterator[str]:
    for each in joined.named:
        yield f"named: {each.entity} is {each.name}; {_statings(each.others)}, now an alias"


def _choices(joined: Joined) -> Iterator[str]:
    for each in joined.chosen:
        yield f"chosen: {each.field} of {each.record} is {_statings([each.stands])}, not {_statings(each.gave_way)}"


def _doubts(joined: Joined) -> Iterator[str]:
    for each in joined.unmet:
        yield f"not told apart: several of one input bear {_reason(each)}, so nobody met by it: {_bearers(each.bearers)}"
    for each in joined.unsound:
        yield f"not sound: {_reason(each)} cannot be right, so nobody met by it: {_bearers(each.bearers)}"
    for entity, words in sorted(joined.outdated.items()):
        yield f"outdated: {entity} was complete in {', '.join(words)} up to an earlier day, and is no longer"


def _reason(unmet: Unmet) -> str:
    return f"{unmet.because.scheme} {unmet.because.value}"


def _bearers(were: Sequence[Former]) -> str:
    return some([f"{each.entity} at {some([place.line_only for place in each.at])}" for each in were], "; ")


def _statings(stated: Sequence[Stating]) -> str:
    return some([f"{each.value} at {each.at.line_only}" for each in stated])


def to_json(joined: Joined) -> Iterator[str]:
    """Yield the lines of the report as JSON."""
    report = {
        "schema": SCHEMA,
        "counts": {"entities": len(joined.dataset.entities), "relations": len(joined.dataset.relations)},
        "met": [
            {
                "entity": each.entity,
                "because": [{"scheme": reason.scheme, "value": reason.value} for reason in each.because],
                "were": _former(each.were),
            }
            for each in joined.met
        ],
        "names": [{"entity": each.entity, "name": each.name, "aliases": _stated(each.others)} for each in joined.named],
        "chosen": [
            {
                "record": each.record,
                "field": each.field,
                "value": each.stands.value,
                "at": each.stands.at.line_only,
                "instead_of": _stated(each.gave_way),
            }
            for each in joined.chosen
        ],
        "not_told_apart": [_unmet(each) for each in joined.unmet],
        "not_sound": [_unmet(each) for each in joined.unsound],
        "outdated": [{"entity": name, "complete": list(words)} for name, words in sorted(joined.outdated.items())],
    }
    yield json.dumps(report, ensure_ascii=False, indent=2)


def _unmet(unmet: Unmet) -> dict[str, Any]:
    return {"scheme": unmet.because.scheme, "value": unmet.because.value, "were": _former(unmet.bearers)}


def _former(were: Sequence[Former]) -> list[dict[str, Any]]:
    return [{"id": each.entity, "at": [place.line_only for place in each.at]} for each in were]


def _stated(stated: Sequence[Stating]) -> list[dict[str, str]]:
    return [{"value": each.value, "at": each.at.line_only} for each in stated]
