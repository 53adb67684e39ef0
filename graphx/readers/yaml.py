"""YAML by its events: every scalar stays text, and nothing that could surprise or explode is let in."""

from __future__ import annotations

import yaml as pyyaml

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.located import MAX_DEPTH, Node

_LOADER = getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)  # libyaml where the wheel brings it


def parse_yaml(text: str, file: str, *, above: int = 0) -> Node:
    """Return the one document in a YAML text, above which so many lines of its file stand.

    Raises:
        InvalidInputError: the text is no YAML, or uses anchors, aliases, tags, merge keys, a key twice,
            or more than one document; all that can be told at once.
    """
    builder = _Builder(file, above)
    try:
        for event in pyyaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except pyyaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, above + mark.line + 1, mark.column + 1) if mark else Place(file)
        if "nesting depth" in (error.problem or ""):  # it reads ahead, and newer versions give up by themselves
            builder.problems.append(_too_deep(place))
        else:
            what = f"this is not YAML: {error.problem or error.context or 'it ends too early'}"
            builder.problems.append(Problem(place, what, "check quotes, colons and indentation here"))
    except pyyaml.reader.ReaderError:
        # libyaml counts bytes, so the place is looked up in the text itself
        match = pyyaml.reader.Reader.NON_PRINTABLE.search(text)
        at = match.start() if match else 0
        line, column = above + text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        what = f"the character U+{ord(text[at : at + 1] or chr(0)):04X} may not stand in YAML"
        builder.problems.append(Problem(Place(file, line, column), what, "remove it"))
    if builder.problems:
        raise InvalidInputError(builder.problems)
    if builder.root is None:
        raise InvalidInputError(
            [Problem(Place(file, above + 1, 1), "it is empty", "a document starts with `graphx: 1`")]
        )
    return builder.root


def _too_deep(place: Place) -> Problem:
    return Problem(place, f"nested more than {MAX_DEPTH} deep", "a document needs five levels")


class _Builder:
    """Builds nodes from events, without recursion, and collects what it must refuse."""

    def __init__(self, file: str, above: int) -> None:
        self.file, self._above = file, above
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[Node] = []
        self._key: list[Node | None] = []
        """Per open collection: the key that waits for its value; always None in a list."""

    def take(self, event: pyyaml.Event) -> None:
        """Take the next event.

        Raises:
            InvalidInputError: the nesting is too deep to go on.
        """
        if isinstance(event, pyyaml.ScalarEvent):
            self._refuse(event, event.tag)
            node = self._node(event, event.value)
            if "\0" in event.value:
                self.problems.append(Problem(node.place(self.file), "a zero byte in a text", "remove it"))
            node.plain = not event.style  # libyaml says "", the Python parser None
            if node.plain and event.value == "" and self._awaits_value():
                node.value = None
            self._put(node)
        elif isinstance(event, pyyaml.MappingStartEvent | pyyaml.SequenceStartEvent):
            self._refuse(event, event.tag)
            node = self._node(event, {} if isinstance(event, pyyaml.MappingStartEvent) else [])
            self._put(node)
            self._open.append(node)
            self._key.append(None)
            if len(self._open) > MAX_DEPTH:
                raise InvalidInputError([*self.problems, _too_deep(node.place(self.file))])
        elif isinstance(event, pyyaml.MappingEndEvent | pyyaml.SequenceEndEvent):
            self._open.pop()
            self._key.pop()
        elif isinstance(event, pyyaml.AliasEvent):
            node = self._node(event, "")
            self.problems.append(
                Problem(node.place(self.file), f"alias *{event.anchor}: aliases are not read", "write the value out")
            )
            self._put(node)
        elif isinstance(event, pyyaml.DocumentStartEvent) and self.root is not None:
            place = self._node(event, None).place(self.file)
            problem = Problem(place, "a second document in one file", "give each document its own file")
            raise InvalidInputError([*self.problems, problem])

    def _node(self, event: pyyaml.Event, value: str | list[Node] | dict[str, Node] | None) -> Node:
        mark = event.start_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        return Node(value, self._above + line + 1, column + 1)

    def _refuse(self, event: pyyaml.NodeEvent, tag: str | None) -> None:
        if event.anchor is None and tag is None:
            return
        place = self._node(event, None).place(self.file)
        if event.anchor is not None:
            self.problems.append(Problem(place, f"anchor &{event.anchor}: anchors are not read", "remove it"))
        if tag is not None:
            self.problems.append(Problem(place, f"tag {tag}: tags are not read", "remove it; every scalar is text"))

    def _awaits_value(self) -> bool:
        return bool(self._open) and self._key[-1] is not None

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        container = self._open[-1].value
        if isinstance(container, list):
            container.append(node)
        elif isinstance(container, dict):
            key = self._key[-1]
            if key is None:
                self._key[-1] = self._checked_key(node)
                return
            node.key_line, node.key_column = key.line, key.column
            self._key[-1] = None
            if isinstance(key.value, str):
                if key.value in container:
                    first = container[key.value].key_place(self.file)
                    what = f"the key `{key.value}` stands twice, first at {first}"
                    self.problems.append(Problem(key.place(self.file), what, "keep one of them"))
                else:
                    container[key.value] = node

    def _checked_key(self, node: Node) -> Node:
        if not isinstance(node.value, str):
            self.problems.append(Problem(node.place(self.file), "a key is not text", "a key is a field name"))
        elif node.value == "<<" and node.plain:
            self.problems.append(
                Problem(node.place(self.file), "merge key <<: merge keys are not read", "write the fields out")
            )
        return node
