"""Values that remember where they stand: what every format is read into before the model looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from graphx.errors import Place
from graphx.model.records import scalar

MAX_DEPTH: Final = 64
"""Deeper nesting than any document needs; a bomb otherwise."""


@dataclass(slots=True)
class Node:
    """A value as it was written, its place, and the place of the key that leads to it.

    A scalar is text; `plain` says that it was written without quotes, so that a property may be a number.
    None is a value that was left out (an empty cell, nothing after a colon, JSON's null).
    """

    value: str | list[Node] | dict[str, Node] | None
    line: int
    column: int
    plain: bool = False
    key_line: int = 0
    key_column: int = 0
    file: str = ""
    """Where it comes from another file than what it stands in: a claim in its own table."""

    def place(self, file: str) -> Place:
        """Return where the value stands."""
        return Place(self.file or file, self.line, self.column)

    def key_place(self, file: str) -> Place:
        """Return where the key stands; the value's place if it has none."""
        return Place(self.file or file, self.key_line or self.line, self.key_column or self.column)


def bare(node: Node, *, loose: bool = False) -> object:
    """Return the value without places: text, lists and maps, absent entries left out.

    `loose` is for properties, where unquoted text may mean a number or a truth value.
    """
    value = node.value
    if isinstance(value, str):
        return scalar(value) if loose and node.plain else value
    if isinstance(value, dict):
        return {
            key: bare(child, loose=loose or key == "properties")
            for key, child in value.items()
            if child.value is not None
        }
    if isinstance(value, list):
        return [bare(child, loose=loose) for child in value]
    return None


def find(node: Node, path: tuple[str | int, ...]) -> Node:
    """Return the node that a path of keys and indices leads to, or the last one on the way that exists."""
    for step in path:
        inside = node.value
        if isinstance(inside, dict) and isinstance(step, str):
            node = inside.get(step, node)
        if isinstance(inside, list) and isinstance(step, int):
            node = inside[step] if step < len(inside) else node
    return node


class Origin(Protocol):
    """Where a record comes from: its value to be checked, and the places of its parts, looked up when asked for."""

    @property
    def file(self) -> str:
        """The file that holds it."""
        ...

    def raw(self) -> object:
        """Return the value without places."""
        ...

    def node(self) -> Node:
        """Return the value with its places."""
        ...

    def place(self, path: tuple[str | int, ...] = ()) -> Place:
        """Return the place of the record, or of a part of it."""
        ...


@dataclass(slots=True)
class InText:
    """A record in a document."""

    _node: Node
    file: str

    def raw(self) -> object:
        """Return the value without places."""
        return bare(self._node)

    def node(self) -> Node:
        """Return the value with its places."""
        return self._node

    def place(self, path: tuple[str | int, ...] = ()) -> Place:
        """Return the place of the record, or of a part of it."""
        return find(self._node, path).place(self.file)
