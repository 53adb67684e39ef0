"""Located nodes to checked records: every fault of a document is told, at its own place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, get_args

from pydantic import ValidationError

from graphx.errors import Problem, did_you_mean
from graphx.model.dates import day
from graphx.model.records import ENTITY_FIELDS, RECORD_OF_KIND, Claim, Extension, Record, Relation, Says, Source
from graphx.model.vocabulary import Kind
from graphx.readers.located import InText, Node, Origin, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphx.model.columns import Bools, Ints
    from graphx.model.records import AnyEntity
    from graphx.readers.cells import Cells

T = TypeVar("T")
R = TypeVar("R", bound=Record)

FORMAT: Final = "1"
SECTIONS: Final = ("sources", "entities", "relations")
HEAD: Final = ("graphx", "title", "as_of")


@dataclass(slots=True)
class Statement(Generic[T]):
    """One record as one input states it, and where."""

    record: T
    origin: Origin


@dataclass
class Folder:
    """Tables as columns, and the rows of them that nobody has to look at one by one."""

    entities: Cells
    entity_rows: Ints
    relations: Cells
    relation_rows: Ints
    doubtful_relations: Ints
    """The rows of relations that are to be looked at one by one."""
    claims: Cells | None
    """The table of claims; without it, rows of relations may state one of their own."""
    documents: Sequence[Stated]
    """The inputs that state these rows."""
    document_of: Sequence[int]
    """By the number of a file in the places of rows: its input."""
    doubtful_claims: Bools | None = None
    """Which rows of claims are to be looked at one by one."""
    claimed: Ints | None = None
    """Of each row of claims its relation, where that is known; else it is found by the ends."""

    def stated(self, cells: Cells, row: int) -> Stated:
        """Return the input that states a row."""
        return self.documents[self.document_of[cells.places.file.item(row)]]

    def keep(self, files: Sequence[bool]) -> None:
        """Forget the rows that stand in other files than those to be kept."""
        import numpy as np  # noqa: PLC0415  # why: heavy, and documents do without

        is_kept = np.array(files, bool)
        self.entity_rows = self.entity_rows[is_kept[self.entities.places.file[self.entity_rows]]]
        self.relation_rows = self.relation_rows[is_kept[self.relations.places.file[self.relation_rows]]]


@dataclass
class Stated:
    """What one input states, before it meets the others."""

    path: str
    sha256: str = ""
    title: str | None = None
    as_of: str | None = None
    entities: list[Statement[AnyEntity]] = field(default_factory=list)
    relations: list[Statement[Relation]] = field(default_factory=list)
    sources: list[Statement[Source]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: dict[str, Kind | None] = field(default_factory=dict)
    """Ids of records that have problems, with their kind: a relation to one of them is no further problem."""
    half_read: list[tuple[Origin, dict[str, Any]]] = field(default_factory=list)
    """Relations that have problems of their own; their ends are looked at all the same."""
    folder: Folder | None = None
    """What was read as columns and is no statement."""


def each_once(inputs: Sequence[Stated]) -> list[Stated]:
    """Return inputs without those that are there already, by path and hash: as a part of a store, and again beside it."""
    kept: dict[tuple[str, str], Stated] = {}
    for stated in inputs:
        kept.setdefault((stated.path, stated.sha256), stated)
    found = list(kept.values())
    if len(found) == len(inputs):
        return found
    for folder in [stated.folder for stated in inputs if stated.folder]:
        is_kept = [any(each is stated for each in found) for stated in folder.documents]
        folder.keep([is_kept[number] for number in folder.document_of])
        carrier = next((each for each, kept_too in zip(folder.documents, is_kept, strict=True) if kept_too), None)
        for stated in folder.documents:
            stated.folder = folder if stated is carrier else None
    return found


def take_document(root: Node, file: str, stated: Stated) -> None:
    """Add what a document's node states; its faults are added to the problems."""
    take_head(root, file, stated)
    sections = root.value if isinstance(root.value, dict) else {}
    takers: dict[str, Callable[[Origin, Stated], None]] = {
        "sources": take_source,
        "entities": take_entity,
        "relations": take_relation,
    }
    for section, take in takers.items():
        node = sections.get(section)
        if node is None or node.value is None:
            continue
        if not isinstance(node.value, list):
            stated.problems.append(
                Problem(node.place(file), f"`{section}` is not a list", "start each record with a dash")
            )
            continue
        for item in node.value:
            if isinstance(item.value, dict):
                take(InText(item, file), stated)
            else:
                stated.problems.append(
                    Problem(item.place(file), f"a record of `{section}` is not a map", "it has fields: {id: …}")
                )


def take_head(root: Node, file: str, stated: Stated, *, versioned: bool = True) -> None:
    """Read version, title and day of a document; in a folder of tables it has nothing else."""
    if not isinstance(root.value, dict):
        stated.problems.append(Problem(root.place(file), "a document is a map", "it starts with `graphx: 1`"))
        return
    known = HEAD + SECTIONS if versioned else HEAD
    for key, child in root.value.items():
        if key not in known:
            hint = did_you_mean(key, known, f"a document has {', '.join(known)}")
            stated.problems.append(Problem(child.key_place(file), f"unknown section `{key}`", hint))
    head = root.value
    _take_version(root, file, stated, versioned=versioned)
    title, as_of = head.get("title"), head.get("as_of")
    if title is not None and title.value is not None:
        if isinstance(title.value, str):
            stated.title = title.value
        else:
            stated.problems.append(Problem(title.place(file), "`title` is not text", "quote it"))
    if as_of is not None and as_of.value is not None:
        try:
            day(as_of.value if isinstance(as_of.value, str) else "")
            stated.as_of = str(as_of.value)
        except ValueError as error:
            stated.problems.append(Problem(as_of.place(file), f"`as_of` is not a day: {error}", "write YYYY-MM-DD"))


def _take_version(root: Node, file: str, stated: Stated, *, versioned: bool) -> None:
    version = root.value.get("graphx") if isinstance(root.value, dict) else None
    if version is None:
        if versioned:
            stated.problems.append(
                Problem(root.place(file), "`graphx` is missing", "a document starts with `graphx: 1`")
            )
    elif version.value != FORMAT:
        known = isinstance(version.value, str)
        what = f"document version {version.value} is not known" if known else "`graphx` is no version"
        stated.problems.append(Problem(version.place(file), what, "this graphx reads `graphx: 1`"))


def take_source(origin: Origin, stated: Stated) -> None:
    """Add one source."""
    if record := _checked(Source, origin, stated):
        stated.sources.append(Statement(record, origin))


def take_entity(origin: Origin, stated: Stated) -> None:
    """Add one entity; its kind says which fields it may have."""
    raw = origin.raw()
    kind = raw.get("kind") if isinstance(raw, dict) else None
    model = RECORD_OF_KIND[Kind(kind)] if isinstance(kind, str) and kind in set(Kind) else None
    if model is None:
        stated.problems.append(_kind_problem(kind, origin))
        _refuse(raw, stated)
    elif record := _checked(model, origin, stated, raw):
        stated.entities.append(Statement(record, origin))


def _kind_problem(kind: object, origin: Origin) -> Problem:
    known = ", ".join(Kind)
    if kind is None:
        return Problem(origin.place(), "`kind` is missing", f"one of {known}")
    hint = did_you_mean(_shown(kind), Kind, f"one of {known}")
    return Problem(origin.place(("kind",)), f"`{_shown(kind)}` is no kind of entity", hint)


def take_relation(origin: Origin, stated: Stated) -> None:
    """Add one relation with its claims."""
    raw = origin.raw()
    if record := _checked(Relation, origin, stated, raw):
        stated.relations.append(Statement(record, origin))
    elif isinstance(raw, dict):
        stated.half_read.append((origin, raw))


def take_sources(origins: Sequence[Origin], stated: Stated) -> None:
    """Add sources."""
    for origin in origins:
        take_source(origin, stated)


def take_entities(origins: Sequence[Origin], stated: Stated) -> None:
    """Add entities."""
    for origin in origins:
        take_entity(origin, stated)


def take_relations(origins: Sequence[Origin], stated: Stated) -> None:
    """Add relations, with no more than the check itself for those that have no fault: there are millions of them."""
    validate = Relation.__pydantic_validator__.validate_python
    for origin in origins:
        try:
            record = validate(origin.raw(), by_name=False)
        except ValidationError:
            take_relation(origin, stated)
        else:
            stated.relations.append(Statement(record, origin))


def _checked(model: type[R], origin: Origin, stated: Stated, raw: object = None) -> R | None:
    raw = raw if raw is not None else origin.raw()
    record, problems = checked(model, origin, raw)
    if record is None:
        stated.problems.extend(problems)
        _refuse(raw, stated)
    return record


def checked(model: type[R], origin: Origin, raw: object) -> tuple[R | None, list[Problem]]:
    """Return a record, or every problem that makes it none, each at its own place."""
    problems = list(_surplus(model, origin))
    record = None
    try:
        record = model.model_validate(raw, by_name=False)
    except ValidationError as error:
        problems += _problems(error, model, origin.node(), raw, origin.file)
    return (None if problems else record), problems


def _surplus(model: type[Record], origin: Origin) -> Iterator[Problem]:
    """Yield the unknown fields that were left empty, as a name with a comma in it leaves its second half."""
    if isinstance(origin, InText):
        fields = origin.node().value
        for key, child in fields.items() if isinstance(fields, dict) else ():
            if child.value is None and key not in (known := _fields(model, ())):
                hint = did_you_mean(key, known, "quote the text before it if its comma belongs to it")
                yield Problem(child.key_place(origin.file), f"unknown field `{key}`", hint)


def _refuse(raw: object, stated: Stated) -> None:
    name, kind = (raw.get("id"), raw.get("kind")) if isinstance(raw, dict) else (None, None)
    if isinstance(name, str):
        stated.refused[name] = Kind(kind) if isinstance(kind, str) and kind in set(Kind) else None


def _problems(error: ValidationError, model: type[Record], node: Node, raw: Any, file: str) -> Iterator[Problem]:  # noqa: ANN401
    details = error.errors(include_url=False)
    for detail in details:
        path = detail["loc"]
        if detail["type"] == "too_short" and any(
            each["loc"][: len(path)] == path for each in details if each != detail
        ):
            continue  # it only seems empty, because what is in it has problems of its own
        of_a_record = not path or path[-1] == "says" or path[-2:-1] in {("extends_to",), ("claims",)}
        if not (
            of_a_record and detail["type"] == "value_error"
        ):  # those `_faults` tells better: all of them, each at its field
            yield _problem(detail, model, detail["loc"], node, file)
    yield from _faults(model, node, raw, file)


def _faults(model: type[Record], node: Node, raw: Any, file: str) -> Iterator[Problem]:  # noqa: ANN401
    """Yield the faults between fields of a record and of the records inside it."""
    if not isinstance(raw, dict):
        return
    for fault in model.faults(raw):
        yield Problem(find(node, tuple(fault.field.split("."))).place(file), fault.what, fault.hint)
    inner = node.value if isinstance(node.value, dict) else {}
    if model is Relation and isinstance(claims := raw.get("claims"), list):
        for index, claim in enumerate(claims):
            yield from _faults(Claim, find(node, ("claims", index)), claim, file)
    elif model is Claim and "says" in inner:
        yield from _faults(Says, inner["says"], raw.get("says"), file)
    elif "extends_to" in inner:
        extensions = raw.get("extends_to")
        for index, extension in enumerate(extensions if isinstance(extensions, list) else [extensions]):
            yield from _faults(Extension, find(inner["extends_to"], (index,)), extension, file)


def _problem(detail: Any, model: type[Record], path: tuple[str | int, ...], node: Node, file: str) -> Problem:  # noqa: ANN401, C901  # why: a case per kind of fault reads as the table it is
    at = find(node, path)
    name = ".".join(str(step) for step in path if isinstance(step, str))
    written = _shown(detail["input"])
    match detail["type"]:
        case "missing":
            return Problem(find(node, path[:-1]).place(file), f"`{name}` is missing", "every such record has one")
        case "extra_forbidden":
            fields = _fields(model, path[:-1])
            otherwise = f"its fields are {', '.join(sorted(fields))}"
            if model in RECORD_OF_KIND.values() and path[-1] in ENTITY_FIELDS:
                kinds = [kind for kind, record in RECORD_OF_KIND.items() if path[-1] in record.model_fields]
                otherwise = f"only a {' or '.join(kinds)} has it; use properties for what has no field"
            hint = did_you_mean(str(path[-1]), fields, otherwise)
            return Problem(at.key_place(file), f"unknown field `{name}`", hint)
        case "enum" | "literal_error":
            known = [word.strip(" '") for word in detail["ctx"]["expected"].replace(" or ", ", ").split(",")]
            hint = did_you_mean(written, known, f"one of {', '.join(known)}")
            return Problem(at.place(file), f"`{name}` cannot be {written}", hint)
        case "too_short":
            return Problem(at.place(file), f"`{name}` is empty", "give it at least one")
        case "value_error" if isinstance(detail["input"], dict):
            return Problem(at.place(file), f"`{name}`: {detail['ctx']['error']}")
        case "value_error":
            return Problem(
                at.place(file),
                f"`{name}` cannot be {written}: {detail['ctx']['error']}",
                _VALUE_HINTS.get(name.rpartition(".")[2], ""),
            )
        case "tuple_type":
            return Problem(at.place(file), f"`{name}` is a list", f"write [{written}]")
        case "int_parsing" | "float_parsing" | "decimal_parsing" | "int_from_float":
            return Problem(at.place(file), f"`{name}` cannot be {written}: it is no such number")
        case "string_pattern_mismatch":
            return Problem(at.place(file), f"`{name}` cannot be {written}", _SHAPES.get(str(path[-1]), _SHAPES["id"]))
        case "string_too_short":
            return Problem(at.place(file), f"`{name}` is empty", "give it a value, or leave the field out")
        case _:
            return Problem(at.place(file), f"`{name}` cannot be {written}: {_lower(detail['msg'])}")


_SHAPES: Final = {
    "id": "an id is 1 to 200 characters of A-Z a-z 0-9 . _ / @ + -",
    "country": "ISO 3166-1 alpha-2, such as JP; a jurisdiction may be a subdivision, such as CN-XJ",
}
_VALUE_HINTS: Final = {
    "since": "the first day on which it holds",
    "until": "the first day on which it no longer holds",
    "complete": "such as [DEPLOYS, HAS_PART]",
}


def _fields(model: type[Record], path: tuple[str | int, ...]) -> set[str]:
    """Return the names a record knows, at a path inside a record of this model."""
    for step in path:
        if isinstance(step, str) and (info := model.model_fields.get(step)) is not None:
            model = next(_records_in(info.annotation), model)
    return {info.alias or name for name, info in model.model_fields.items()}


def _records_in(annotation: object) -> Iterator[type[Record]]:
    """Yield the kinds of record that a field may hold."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for inner in get_args(annotation):
        yield from _records_in(inner)


def _shown(value: object) -> str:
    if isinstance(value, StrEnum | str):
        return value if len(value) <= 60 else value[:57] + "…"  # noqa: PLR2004  # why: keeps a problem on a line
    if isinstance(value, dict):
        return "a map"
    return "a list" if isinstance(value, list | tuple) else "nothing" if value is None else str(value)


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
