"""What fits the model is stated; what a file says that does not fit is left out and said, and the rest of its row is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from graphx.model.records import RECORD_OF_KIND, Claim, Relation
from graphx.model.vocabulary import ENDS, Kind, Type
from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.errors import Place
    from graphx.model.records import Record

_ALTERNATIVES: Final = re.compile(r"\s+or\s+")
SHOWN: Final = 60
"""Letters of a value that a remark repeats."""


def state_entity(draft: Draft, where: Place, name: str, kind: str, /, **fields: object) -> bool:
    """State an entity with the fields that fit; return whether it could be stated, and say what could not.

    An entity stays what it was first said to be: another kind or another value of a field is said, and the first stays.
    """
    known_at, known = draft.stated(name)
    if known and known["kind"] != kind:
        what = f"{name} is a {known['kind']} at {known_at.line_only}, and cannot be a {kind} as well"
        draft.remark(where, Outcome.SKIPPED, what)
        return False
    raw = {"id": name, "kind": kind, "name": known.get("name"), **fields}
    stated = fitted(RECORD_OF_KIND[Kind(kind)], raw, where, draft)
    if stated is None:
        return False
    for key, first, value in _conflicts(known, stated):
        what = (
            f"the {key} of {name} is {_shown(first)} at {known_at.line_only}, and stays so; here it is {_shown(value)}"
        )
        draft.remark(where, Outcome.KEPT, what)
    stated.pop("id")
    draft.entity(where, name, **stated)
    return True


def _conflicts(known: Fields, stated: Fields) -> Iterator[tuple[str, object, object]]:
    """Yield each field, or entry of a map, of which another value is known, with both; two names are no conflict."""
    for key, value in stated.items():
        first: Any = known.get(key, value)
        if isinstance(value, dict):
            yield from (
                (f"{key}.{part}", first[part], each) for part, each in value.items() if first.get(part, each) != each
            )
        elif key != "name" and not isinstance(value, list) and first != value:
            yield key, first, value


def state_relation(draft: Draft, where: Place, start: str, verb: str, end: str, /, **fields: object) -> bool:
    """State a relation between two entities that are stated, with the fields that fit; return whether it could be."""
    near, far = draft.kind_of(start), draft.kind_of(end)
    if near is None or far is None:
        missing = _shown(start if near is None else end)
        draft.remark(where, Outcome.PARTLY_LOST, f"{start} {verb} {end}: nothing here is called {missing}")
        return False
    if (near, far) not in ENDS[Type(verb)]:
        what = f"{start} {verb} {end}: it cannot run from {near} to {far}"
        draft.remark(where, Outcome.PARTLY_LOST, what)
        return False
    stated = fitted(Relation, {"from": start, "type": verb, "to": end, **fields}, where, draft)
    if stated is None:
        return False
    apart = {key: stated[key] for key in stated if key not in {"from", "type", "to"}}
    if not draft.confirms(where, start, verb, end, apart):
        draft.relation(where, start, verb, end, **apart)
    return True


def claim_at(where: Place, source: str, certainty: str = "stated", **also: object) -> list[Fields]:
    """Return the one claim of an imported relation: who says so, how surely, and where.

    That is a row of a file, unless a locator is given, such as the address of a notice.
    """
    return [
        {
            "source": source,
            "certainty": certainty,
            **{key: each for key, each in also.items() if each},
            "locator": also.get("locator") or where.line_only,
        }
    ]


def fitted(model: type[Record], raw: Fields, where: Place, draft: Draft) -> Fields | None:
    """Return the fields that fit a record, None if it lacks what every such record has; say what was left out."""
    fields = {key: value for key, value in raw.items() if value or value not in (None, "", [], {})}
    while wrong := _misfits(model, fields):
        required = {key for key in wrong if (info := model.model_fields.get(key)) and info.is_required()}
        if required or "from" in wrong:
            key = min(required or {"from"})
            value = f" cannot be {_shown(fields[key])}" if key in fields else " is missing"
            draft.remark(where, Outcome.SKIPPED, f"{_called(fields)}: its {key}{value}")
            return None
        for key, (part, why) in wrong.items():
            value = fields[key]
            if part is not None and isinstance(value, dict | list):
                draft.remark(
                    where, Outcome.PARTLY_LOST, f"{_called(fields)}: {key} {_shown(_part(value, part))}: {why}"
                )
                fields[key] = _without(value, part)
            else:
                draft.remark(where, Outcome.PARTLY_LOST, f"{_called(fields)}: {key} {_shown(value)}: {why}")
                del fields[key]
        fields = {key: value for key, value in fields.items() if value not in ([], {})}
    return fields


def fitted_claims(stated: object, where: Place, draft: Draft) -> list[Fields]:
    """Return the claims of a list that an earlier export wrote, whole ones only."""
    return [
        fields
        for each in (stated if isinstance(stated, list) else [])
        if isinstance(each, dict) and (fields := fitted(Claim, each, where, draft))
    ]


def _misfits(model: type[Record], fields: Fields) -> dict[str, tuple[Any, str]]:
    """Return the fields that do not fit: of a list or a map the part, and why."""
    wrong: dict[str, tuple[Any, str]] = {}
    try:
        model.__pydantic_validator__.validate_python(fields, by_name=False)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = detail["loc"]
            why = str(detail.get("ctx", {}).get("error") or detail["msg"])
            if path:
                wrong.setdefault(str(path[0]), (path[1] if len(path) > 1 else None, why[:1].lower() + why[1:]))
        for fault in model.faults(fields):
            key, _, part = fault.field.partition(".")
            wrong.setdefault(key, (part or None, f"{fault.what} ({fault.hint})"))
    return wrong


def _part(value: Any, part: Any) -> object:  # noqa: ANN401  # why: whatever a file states
    try:
        return value[part]
    except (LookupError, TypeError):
        return value


def _without(value: Any, part: Any) -> Any:  # noqa: ANN401  # why: as above
    if isinstance(value, dict) and part in value:
        return {key: each for key, each in value.items() if key != part}
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return [each for index, each in enumerate(value) if index != part]
    return type(value)()


def _called(fields: Fields) -> str:
    if "type" in fields and "from" in fields:
        return " ".join(_shown(fields.get(key)) for key in ("from", "type", "to"))
    return _shown(fields.get("id") or fields.get("name") or "a record")


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def state_organization(
    draft: Draft, where: Place, prefix: str, name: str, /, *, source: str, **fields: object
) -> str | None:
    """State an organization that is known by its name alone and return its id; None if the name is empty.

    "Huawei or ZTE" is an organization that stands for one of two, which become its members; that is said.
    """
    names = [each.strip() for each in _ALTERNATIVES.split(name.strip()) if each.strip()]
    if not names:
        return None
    party = made_id(prefix, name.strip())
    if len(names) == 1:
        return party if state_entity(draft, where, party, "organization", name=names[0], **fields) else None
    if not draft.has_entity(party):
        draft.remark(
            where, Outcome.KEPT, f"{_shown(name)} is read as one of {', '.join(names)}, and which is not known"
        )
    if not state_entity(draft, where, party, "organization", name=name.strip(), roles=["one_of"]):
        return None
    for each in names:
        member = made_id(prefix, each)
        if state_entity(draft, where, member, "organization", name=each, **fields):
            state_relation(draft, where, member, "MEMBER_OF", party, claims=claim_at(where, source))
    return party
