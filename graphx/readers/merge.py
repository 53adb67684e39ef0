"""Several inputs become one dataset: by id, filling and uniting, and never choosing between two values."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from graphx.errors import InvalidInputError, Place, Problem
from graphx.model.dataset import Dataset, Document, whole_problems
from graphx.model.records import Claim, Identity, Record
from graphx.model.subgraph import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphx.model.records import Relation
    from graphx.readers.document import Stated, Statement
    from graphx.readers.union import Union

R = TypeVar("R", bound=Record)
K = TypeVar("K", str, Identity)

CONFIDENCE_OF_AN_INPUT = 100
"""What an input that states a relation without claims contributes, where others bring claims."""


def merge(inputs: Sequence[Stated], problems: Sequence[Problem] = ()) -> Dataset:
    """Return the dataset that the inputs state together; `problems` are further ones, of what could not be read at all.

    Raises:
        InvalidInputError: there were problems, or two inputs (or two places of one) give a scalar two values, or what they state
            together is not whole: a relation without its ends, a claim without its source.
    """
    problems = list(problems)
    union = _union(inputs)
    if union:
        union.take_repeated_entities()
    entities = united([(each.record.id, each) for stated in inputs for each in stated.entities], problems)
    sources = united([(each.record.id, each) for stated in inputs for each in stated.sources], problems)
    stated_entities = entities.records, entities.places(), _completeness(inputs)
    if union:
        union.entities(*stated_entities)
        union.take_relations()
    relations = united([(each.record.identity, each) for stated in inputs for each in stated.relations], problems)
    claim_places = _take_claims(relations)
    dataset = Dataset(
        entities=union.table if union else entities.records,
        relations=relations.records,
        sources=sources.records,
        documents=[Document(each.path, each.sha256, each.title, each.as_of) for each in inputs],
        entity_places=stated_entities[1],
        relation_places=relations.places(),
        claim_places=claim_places,
        complete=stated_entities[2],
        repeats=entities.repeats() + sources.repeats() + relations.repeats(),
    )
    refused = {name: kind for stated in inputs for name, kind in stated.refused.items()}
    half_read = [
        (str(raw.get("from", "")), str(raw.get("type", "")), str(raw.get("to", "")), origin.place())
        for stated in inputs
        for origin, raw in stated.half_read
    ]
    problems.extend(problem for stated in inputs for problem in stated.problems)
    problems.extend(whole_problems(dataset, sources.places(), refused, half_read))
    if union:
        problems.extend(union.problems(sources.records, refused.keys()))
    if problems:
        raise InvalidInputError(problems, union.untold if union else 0)
    return union.joined(dataset) if union else dataset


def _union(inputs: Sequence[Stated]) -> Union | None:
    """Return what joins folders that were read as columns; None if there is none."""
    if not any(each.folder for each in inputs):
        return None
    from graphx.readers.union import Union  # noqa: PLC0415  # why: heavy, and documents do without

    return Union(inputs)


@dataclass
class United(Generic[K, R]):
    """One record per key, sorted by key, and the statements that make it up: mostly one."""

    records: dict[K, R]
    first: dict[K, Statement[R]]
    """The first statement of each key, sorted likewise."""
    several: dict[K, list[Statement[R]]]
    """The statements of what is stated more than once."""

    def places(self) -> dict[K, list[Place]]:
        """Return where each key is stated."""
        places = {key: [statement.origin.place()] for key, statement in self.first.items()}
        for key, group in self.several.items():
            places[key] = [each.origin.place() for each in group]
        return places

    def repeats(self) -> int:
        """Return how many statements say just what an earlier one of the same record says."""
        return sum(len(group) - len(set(map(_spelled, group))) for group in self.several.values())


def united(statements: Iterable[tuple[K, Statement[R]]], problems: list[Problem]) -> United[K, R]:
    """Return what statements say together of each key; where they contradict each other, the problems grow."""
    first: dict[K, Statement[R]] = {}
    several: dict[K, list[Statement[R]]] = {}
    for key, statement in statements:
        known = first.setdefault(key, statement)
        if known is not statement:
            several.setdefault(key, [known]).append(statement)
    first = {key: first[key] for key in sorted(first)}
    records = {key: statement.record for key, statement in first.items()}
    for key, group in several.items():
        records[key] = _one(group, problems)
    return United(records, first, several)


def _one(group: list[Statement[R]], problems: list[Problem]) -> R:
    first = group[0].record
    if len({_spelled(statement) for statement in group}) == 1:
        return first
    fields, origin = _filled(group, problems)
    if len({type(statement.record) for statement in group}) > 1:
        return first  # two kinds are a conflict, and told
    if faults := list(type(first).faults(fields)):
        for fault in faults:  # each statement is whole, only together they contradict
            origins = [origin[path] for path in origin if path[0] == fault.field.partition(".")[0]]
            place = _place_of(origins[-1] if origins else group[-1], (fault.field,))
            problems.append(Problem(place, fault.what, fault.hint))
        return first
    return type(first).model_validate(fields)


def _filled(
    group: list[Statement[R]], problems: list[Problem]
) -> tuple[dict[str, Any], dict[tuple[str, ...], Statement[R]]]:
    """Return the fields that statements fill together, and who stated each scalar."""
    fields: dict[str, Any] = {}
    origin: dict[tuple[str, ...], Statement[R]] = {}
    doubtful = _differing_marks(group)
    for statement in group:
        for name, value in statement.record.stated().items():
            if name == "claims":
                continue
            if isinstance(value, tuple):
                known = fields.setdefault(name, [])
                known.extend(item for item in value if item not in known)
            elif isinstance(value, dict):
                known = fields.setdefault(name, {})
                for key, item in value.items():
                    if key not in doubtful:
                        _fill(known, key, item, (name, key), statement, origin, problems)
            else:
                _fill(fields, name, value, (name,), statement, origin, problems)
    return {name: value for name, value in fields.items() if value != {}}, origin


def _differing_marks(group: list[Statement[R]]) -> set[str]:
    """Return the marks of exports in which statements differ: each answers its own question, so none stands for both."""
    stated = [getattr(statement.record, "properties", None) or {} for statement in group]
    return {key for key in MARKS.values() if len({str(each[key]) for each in stated if key in each}) > 1}


def _spelled(statement: Statement[R]) -> str:
    """Return what a record states as text: unlike values, 1 and true differ there."""
    return statement.record.model_dump_json()


def _fill(
    known: dict[str, Any],
    key: str,
    value: object,
    path: tuple[str, ...],
    statement: Statement[R],
    origin: dict[tuple[str, ...], Statement[R]],
    problems: list[Problem],
) -> None:
    if key not in known:
        known[key] = value
        origin[path] = statement
    elif known[key] != value or isinstance(known[key], bool) is not isinstance(value, bool):
        earlier = origin[path]
        what = (
            f"`{'.'.join(path)}` of {_title(statement.record)} is {value} here"
            f" and {known[key]} at {_place_of(earlier, path)}"
        )
        problems.append(Problem(_place_of(statement, path), what, _remedy(path[0])))


CORRECT_ONE: Final = "correct one of them"
CORRECT_OR_SAY: Final = "correct one; a relation's differing values belong into `says` of claims"


def _remedy(field: str) -> str:
    if field == "kind":
        return "one id is one thing: give the other one of its own"
    return CORRECT_OR_SAY if field in _SAYABLE else CORRECT_ONE


_SAYABLE = frozenset({"since", "until", "status", "target_date", "share", "share_min", "share_max"})


def _title(record: Record) -> str:
    identity: Identity | None = getattr(record, "identity", None)
    if identity is None:
        return str(getattr(record, "id", ""))
    return f"{identity.source} {identity.type} {identity.target}" + (f" ({identity.key})" if identity.key else "")


def _place_of(statement: Statement[R], path: tuple[str, ...]) -> Place:
    return statement.origin.place(path)


_FIRST_CLAIM: Final = ("claims", 0)


def _take_claims(relations: United[Identity, Relation]) -> dict[Identity, list[Place]]:
    """Give every relation its claims, each once; return where each of them stands."""
    places: dict[Identity, list[Place]] = {}
    for identity, first in relations.first.items():
        several = relations.several.get(identity)
        claims = first.record.claims or ()
        if several is None and len(claims) <= 1:  # as almost all: nothing is to be told apart
            if claims:
                places[identity] = [first.origin.place(_FIRST_CLAIM)]
            continue
        found = _claims(several or [first])
        if found:
            record = relations.records[identity]
            relations.records[identity] = record.model_copy(update={"claims": tuple(claim for claim, _ in found)})
            places[identity] = [place for _, place in found]
    return places


def _claims(group: list[Statement[Relation]]) -> list[tuple[Claim, Place]]:
    """Return a relation's claims, each once, in the order of the inputs.

    A file that states the relation without any claim joins in as one asserting claim of its own.
    """
    claiming = {statement.origin.file for statement in group if statement.record.claims}
    if not claiming:
        return []
    claims: dict[tuple[str, str], tuple[Claim, Place]] = {}
    for statement in group:
        file = statement.origin.file
        for index, claim in enumerate(statement.record.claims or ()):
            key = claim.model_dump_json(), "" if claim.source else file
            claims.setdefault(key, (claim, statement.origin.place(("claims", index))))
        if file not in claiming:
            own = Claim(confidence=CONFIDENCE_OF_AN_INPUT)
            claims.setdefault((own.model_dump_json(), file), (own, statement.origin.place()))
    return list(claims.values())


def _completeness(inputs: Sequence[Stated]) -> dict[str, dict[str, str | None]]:
    """Return, per entity and word of `complete`, the last day that any input vouches for; None is every day."""
    complete: dict[str, dict[str, str | None]] = defaultdict(dict)
    for stated in inputs:
        for statement in stated.entities:
            known = complete[statement.record.id]
            for word in statement.record.complete or ():
                if word in known and (known[word] is None or stated.as_of is None):
                    known[word] = None
                elif word in known:
                    known[word] = max(str(known[word]), str(stated.as_of))
                else:
                    known[word] = stated.as_of
    return {entity: words for entity, words in complete.items() if words}
