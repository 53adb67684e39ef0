"""A record in the making, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graphx.model.records import scalar
from graphx.readers.located import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphx.errors import Place

Fields = dict[str, Any]


@dataclass(slots=True)
class Drafted:
    """A record in the making, and where it stands; once it is checked, only its places are kept."""

    where: Place
    fields: Fields
    claimed: Sequence[Place] = ()
    """Where each of its claims stands; none: at the place of the record."""
    position: int = -1
    """Which of the records of its kind it is."""

    @property
    def file(self) -> str:
        """The file of its row."""
        return self.where.file

    def raw(self) -> object:
        """Return the fields as a document would hold them."""
        return self.fields if is_text(self.fields) else bare(self.fields)

    def node(self) -> Node:
        """Return the fields, all of them at the place of the record."""
        return node_of(self.fields, self.where)

    def place(self, path: tuple[str | int, ...] = ()) -> Place:
        """Return the place of the record, or of one of its claims."""
        if len(path) > 1 and path[0] == "claims" and isinstance(index := path[1], int) and index < len(self.claimed):
            return self.claimed[index]
        return self.where


_NESTED: Final = frozenset({str, dict, list})


def is_text(value: Fields | list[Any]) -> bool:
    """Say whether a value is text through and through, as almost all that importers make is: nothing is left to do."""
    parts: Iterable[Any] = value.values() if isinstance(value, dict) else value
    types = set(map(type, parts))
    return types <= {str} or (types <= _NESTED and all(is_text(each) for each in parts if type(each) is not str))


def bare(value: object, *, loose: bool = False) -> object:
    """Return a value as the readers hold it: text, lists and maps; what is no text in a property keeps its type."""
    if isinstance(value, dict):
        return {key: bare(each, loose=loose or key == "properties") for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [bare(each, loose=loose) for each in value]
    if isinstance(value, bool):
        return value if loose else str(value).lower()
    if isinstance(value, Decimal):
        return scalar(f"{value:f}") if loose else f"{value:f}"
    return value if loose and isinstance(value, int | float) else str(value)


def node_of(value: object, where: Place) -> Node:
    """Return a value with places: every part at the place of its row."""
    inner: Any = str(value)
    if isinstance(value, dict):
        inner = {key: node_of(each, where) for key, each in value.items() if each is not None}
    elif isinstance(value, list | tuple):
        inner = [node_of(each, where) for each in value]
    return Node(inner, where.line, where.column, file=where.file)
