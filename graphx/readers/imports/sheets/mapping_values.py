"""The values in a mapping file: nodes into templates, tables of words and conditions; what is wrong is collected at its place."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from graphx.errors import Problem, did_you_mean
from graphx.model.records import SHARES
from graphx.readers.imports.sheets.mapping import LISTS, MAPS, Condition, Spec, Template, Unit, Value, folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphx.readers.located import Node

VALUE: Final = ("column", "text", "split", "values", "date", "decimal", "unit")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")


class ValueReader:
    """Reads nodes, and collects what is wrong."""

    def __init__(self, file: str) -> None:
        """Begin a file."""
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, node: Node, what: str, hint: str = "", *, key: bool = False) -> None:
        """Note a mistake."""
        self.problems.append(Problem(node.key_place(self.file) if key else node.place(self.file), what, hint))

    def spec(self, key: str, node: Node) -> Spec | None:
        """Read what a field is made of."""
        if key in MAPS:
            return {
                name: value
                for name, child in self.fields(node, f"`{key}`", None).items()
                if (value := self.value(child, name))
            }
        if isinstance(node.value, list):
            if key not in LISTS:
                self.wrong(node, f"`{key}` takes one value", "write it without brackets")
                return None
            return tuple(value for child in node.value if (value := self.value(child, key)))
        value = self.value(node, key)
        if value is not None and value.split is not None and key not in LISTS:
            self.wrong(
                node, f"`{key}` takes one value, and cannot be split", f"only {', '.join(sorted(LISTS))} are lists"
            )
        return value

    def value(self, node: Node, key: str) -> Value | None:
        """Read one value."""
        if not isinstance(node.value, dict):
            template = self.template(node, key)
            return Value(template) if template else None
        raw = self.fields(node, f"`{key}`", VALUE)
        if ("column" in raw) == ("text" in raw):
            self.wrong(node, f"`{key}` names no column", 'write {column: NAME} or {text: "{NAME} …"}, one of them')
            return None
        column = self.text(raw.get("column"), "column")
        template = (
            Template(f"{{{column}}}", raw["column"].place(self.file))
            if column
            else self.template(raw.get("text"), "text")
        )
        if template is None:
            return None
        dates = [text for each in self._one_or_more(raw.get("date")) if (text := self.text(each, "date"))]
        for each in dates:
            if "%Y" not in each and "%y" not in each:
                self.wrong(raw["date"], f"the form of a date has no year: {each}", 'such as "%d/%m/%Y"')
        decimal = self.text(raw.get("decimal"), "decimal")
        if decimal not in {None, ",", "."}:
            self.wrong(raw["decimal"], f"`{decimal}` is no decimal sign", "a comma or a full stop")
        split = self.text(raw.get("split"), "split")
        return Value(template, split, self._values(raw.get("values")), dates, decimal, self._unit(raw.get("unit"), key))

    def _unit(self, node: Node | None, key: str) -> Unit | None:
        unit = self.text(node, "unit")
        if node is None or unit is None:
            return None
        if unit in set(Unit) and key in SHARES:
            return Unit(unit)
        self.wrong(node, f"`unit` of `{key}` cannot be {unit}", f"{' or '.join(Unit)}, and only of a share")
        return None

    def _values(self, node: Node | None) -> dict[str, str | None] | None:
        if node is None:
            return None
        table: dict[str, str | None] = {}
        for written, child in self.fields(node, "`values`", None).items():
            if child.value is not None and not isinstance(child.value, str):
                self.wrong(child, f"{written} becomes no text", "write {written: value}")
            elif folded(written) in table:
                self.wrong(child, f"{written} stands twice, as case and blanks do not count", "keep one", key=True)
            else:
                table[folded(written)] = child.value
        return table

    def condition(self, raw: dict[str, Node]) -> Condition:
        """Read of which rows something is stated."""
        return Condition(self._words(raw.get("when"), "when"), self._words(raw.get("unless"), "unless"))

    def _words(self, node: Node | None, key: str) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for column, child in (self.fields(node, f"`{key}`", None) if node else {}).items():
            words = [each.value if each.value is not None else "" for each in self._one_or_more(child, empty=True)]
            if any(not isinstance(word, str) for word in words):
                self.wrong(child, f"`{key}` holds columns and their words", "write {Column: [word, word]}")
            found[" ".join(column.split())] = frozenset(folded(word) for word in words if isinstance(word, str))
        return found

    def template(self, node: Node | None, key: str) -> Template | None:
        """Read text with columns in it."""
        text = self.text(node, key)
        if node is None or text is None:
            return None
        rest = _BRACES.sub("", text)
        if "{" in rest or "}" in rest:
            self.wrong(
                node, f"a brace in `{key}` has no partner", "a column stands in braces: {Column}; quote the text"
            )
        elif any(not name.strip() for name in _BRACES.findall(text)):
            self.wrong(node, f"the braces in `{key}` name no column", "write {Column}")
        return Template(text, node.place(self.file))

    def header(self, node: Node | None) -> int | None:
        """Read the row of the header."""
        text = self.text(node, "header")
        if node is None or text is None:
            return None
        if not re.fullmatch(r"\d{1,7}", text, re.ASCII):
            self.wrong(
                node,
                f"`header` cannot be {text}",
                "the row of the names of the columns, counted from 1; 0 if there is none",
            )
            return None
        return int(text)

    def delimiter(self, node: Node | None) -> str | None:
        """Read the sign between cells."""
        text = self.text(node, "delimiter")
        if node is not None and text is not None and (len(text) != 1 or text in '"\r\n'):
            self.wrong(node, f"`delimiter` cannot be {text}", 'it is one sign, such as ";" or "\\t"')
            return None
        return text

    def encoding(self, node: Node | None) -> str | None:
        """Read the encoding."""
        text = self.text(node, "encoding")
        if node is not None and text is not None and not is_encoding(text):
            self.wrong(node, f"`{text}` is no encoding that is known", "such as utf-8, cp1252, shift_jis or gb18030")
            return None
        return text

    def _one_or_more(self, node: Node | None, *, empty: bool = False) -> list[Node]:
        if node is None or (node.value is None and not empty):
            return []
        return node.value if isinstance(node.value, list) else [node]

    def text(self, node: Node | None, key: str) -> str | None:
        """Return text."""
        if node is None or node.value is None:
            return None
        if not isinstance(node.value, str):
            self.wrong(node, f"`{key}` is not text", 'a value that begins with a brace needs quotes: "{Column}"')
            return None
        return node.value

    def items(self, node: Node | None, key: str) -> list[Node]:
        """Return the members of a list."""
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, list):
            self.wrong(node, f"`{key}` is not a list", "start each of them with a dash")
            return []
        return node.value

    def fields(self, node: Node, what: str, known: Iterable[str] | None) -> dict[str, Node]:
        """Return the fields of a map, of which only these words are known."""
        if not isinstance(node.value, dict):
            self.wrong(node, f"{what} is not a map", "it has fields: {name: …}")
            return {}
        for key, child in node.value.items():
            if known is not None and key not in known:
                self.wrong(
                    child, f"unknown word `{key}`", did_you_mean(key, known, f"{what} has {', '.join(known)}"), key=True
                )
        return node.value


def is_encoding(name: str) -> bool:
    """Say whether an encoding of text is known by this name."""
    try:
        return bool(getattr(codecs.lookup(name), "_is_text_encoding", True))
    except (LookupError, ValueError):
        return False
