"""Several inputs become one document: what bears the same identifier is one thing, and nothing is decided in silence.

`merge` unites what has the same id. Here things meet that different sources know by different ids: first it is found out who is who,
then every record is rewritten to the ids that are kept, then the same `merge` unites them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from graphx.errors import InvalidInputError, Place, Problem
from graphx.model.dataset import Dataset, Document
from graphx.model.records import Record
from graphx.model.vocabulary import SYMMETRIC
from graphx.readers.document import Statement
from graphx.readers.meeting import Meeting, Met, Unmet
from graphx.readers.merge import CORRECT_ONE, CORRECT_OR_SAY, merge
from graphx.readers.reconciling import Choice, Chosen, Named, one_entity, one_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphx.model.records import AnyEntity, Relation
    from graphx.readers.document import Stated


R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Joined:
    """The one dataset, and how it came about."""

    dataset: Dataset
    met: tuple[Met, ...]
    unmet: tuple[Unmet, ...]
    unsound: tuple[Unmet, ...]
    """Identifiers that cannot be right, such as by their check digits, and so name nothing."""
    named: tuple[Named, ...]
    """Entities of several names: the one that stands, and the others, which are aliases."""
    chosen: tuple[Chosen, ...]
    """Values that another input states differently, and that were chosen."""
    outdated: Mapping[str, tuple[str, ...]]
    """By entity, the words of `complete` that hold up to an earlier day than the one dataset's, and so no longer hold."""


def join(
    inputs: Sequence[Stated],
    choices: Sequence[Choice] = (),
    *,
    as_of: str | None = None,
    problems: Sequence[Problem] = (),
) -> Joined:
    """Return inputs as one dataset in which what bears the same identifier is one thing; `problems` are those of reading them.

    Of the ids of one thing one that somebody gave is kept before one that an import made, then the shortest, then the first in the
    alphabet; the others stay as identifiers. The dataset is of the inputs' day, or of the day `as_of`.

    Raises:
        InvalidInputError: there were problems, two entities of one input turn out to be one, things of two kinds bear one identifier,
            two inputs state one field differently and none was chosen, or they are of different days and no day is given.
    """
    inputs = sorted(inputs, key=lambda each: each.path)
    problems = [*problems, *_day_problems(inputs, as_of)]
    meeting = Meeting(inputs)
    meeting.look(problems)
    kept = meeting.kept_ids(problems)
    if problems:
        raise InvalidInputError(problems)
    reconciled, named, chosen = _reconciled(inputs, kept, choices)
    try:
        dataset = merge(reconciled)
    except InvalidInputError as error:
        raise InvalidInputError(map(_with_choice, error.problems)) from None
    day = as_of or next((each.as_of for each in inputs if each.as_of), None)
    whole, outdated = _of_one_day(dataset, day)
    return Joined(
        whole, meeting.met(kept), tuple(meeting.unmet), tuple(meeting.unsound), tuple(named), tuple(chosen), outdated
    )


def _with_choice(problem: Problem) -> Problem:
    """Return a problem with the further remedy that joining has for a contradiction."""
    if problem.hint not in {CORRECT_ONE, CORRECT_OR_SAY}:
        return problem
    return replace(problem, hint=f"{problem.hint}, or choose whose value stands: --keep FIELD=INPUT")


def _day_problems(inputs: Sequence[Stated], as_of: str | None) -> list[Problem]:
    days = sorted({(each.as_of, each.path) for each in inputs if each.as_of})
    if as_of is not None or len({day for day, _ in days}) < 2:  # noqa: PLR2004  # why: one day is no choice
        return []
    told = ", ".join(f"{day} ({path})" for day, path in days)
    return [
        Problem(
            Place(days[0][1]), f"the inputs are of different days: {told}", "say of which day the whole is: --as-of"
        )
    ]


def _of_one_day(dataset: Dataset, day: str | None) -> tuple[Dataset, dict[str, tuple[str, ...]]]:
    """Return the dataset as one document of a day: completeness that ends before it is completeness no longer."""
    entities, outdated = dict(dataset.entities), {}
    for name, words in dataset.complete.items():
        gone = tuple(
            sorted(word for word, last in words.items() if last is not None and day is not None and last < day)
        )
        if gone:
            outdated[name] = gone
            still = tuple(word for word in entities[name].complete or () if word not in gone)
            entities[name] = entities[name].model_copy(update={"complete": still or None})
    relations = {
        identity: relation.model_copy(update={"claims": tuple(dict.fromkeys(relation.claims))})
        if relation.claims
        else relation
        for identity, relation in dataset.relations.items()
    }
    titles = dict.fromkeys(part for each in dataset.documents for part in (each.title or "").split("; ") if part)
    document = Document("", "", "; ".join(titles) or None, day)
    whole = Dataset(entities, relations, dataset.sources, [document], repeats=dataset.repeats)
    return whole, outdated


def _reconciled(
    inputs: Sequence[Stated], kept: Mapping[str, str], choices: Sequence[Choice]
) -> tuple[list[Stated], list[Named], list[Chosen]]:
    """Return the inputs by the ids that are kept, without what the choices let go."""
    named: list[Named] = []
    chosen: list[Chosen] = []

    def settle_entity(name: str, group: Sequence[Statement[AnyEntity]]) -> Sequence[Statement[AnyEntity]]:
        records, names, values = one_entity(name, group, choices)
        named.extend(names)
        chosen.extend(values)
        return records

    def settle(title: str, group: Sequence[Statement[R]]) -> Sequence[Statement[R]]:
        records, values = one_record(title, group, choices)
        chosen.extend(values)
        return records

    relations = [[Statement(_relation(each.record, kept), each.origin) for each in one.relations] for one in inputs]
    settled = zip(
        inputs,
        _settled([one.entities for one in inputs], lambda each: kept.get(each.id, each.id), settle_entity),
        _settled(relations, lambda each: " ".join(filter(None, each.identity)), settle),
        _settled([one.sources for one in inputs], lambda each: each.id, settle),
        strict=True,
    )
    found = [replace(one, entities=mine, relations=stakes, sources=cited) for one, mine, stakes, cited in settled]
    return found, named, chosen


def _settled(
    inputs: Sequence[Sequence[Statement[R]]],
    key: Callable[[R], str],
    settle: Callable[[str, Sequence[Statement[R]]], Sequence[Statement[R]]],
) -> list[list[Statement[R]]]:
    """Return, input by input, what `settle` makes of the statements that have one key."""
    groups: defaultdict[str, list[tuple[int, Statement[R]]]] = defaultdict(list)
    for number, statements in enumerate(inputs):
        for each in statements:
            groups[key(each.record)].append((number, each))
    found: list[list[Statement[R]]] = [[] for _ in inputs]
    for name in sorted(groups):
        numbers = [number for number, _ in groups[name]]
        for number, each in zip(numbers, settle(name, [each for _, each in groups[name]]), strict=True):
            found[number].append(each)
    return found


def _relation(relation: Relation, kept: Mapping[str, str]) -> Relation:
    source, target = kept.get(relation.from_, relation.from_), kept.get(relation.to, relation.to)
    if (source, target) == (relation.from_, relation.to):
        return relation
    if relation.type in SYMMETRIC and target < source:
        source, target = target, source
    return relation.model_copy(update={"from_": source, "to": target})
