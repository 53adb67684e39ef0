"""Statements as text to paste into Neo4j Browser or cypher-shell: a `:param` line for each parameter, then the query."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphx.neo4j.emit import Statement


def pasteable(statement: Statement, parameters: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a statement, what it is for first; parameters by their names."""
    yield f"// {statement.title}"
    for name in sorted(parameters):
        yield f":param {name} => {literal(parameters[name])};"
    yield f"{statement.text};"


def literal(value: Any) -> str:  # noqa: ANN401  # why: any parameter
    r"""Return a value as Cypher: text in double quotes, escaped as JSON is.

    Cypher reads a backslash before `u` as a character by its number even where another escapes it; there the text is cut
    in two.

    >>> print(literal({"words": ["all", 'a "b"'], "most": 3, "known": None, "is": True}))
    {words: ["all", "a \"b\""], most: 3, known: null, is: true}
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case list() | tuple():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {literal(each)}' for key, each in value.items())}}}"
        case _:
            parts = [json.dumps(part, ensure_ascii=False) for part in _cut(str(value))]
            return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"


def _cut(text: str) -> list[str]:
    first, *others = text.split("\\u")
    parts = [first]
    for other in others:
        parts[-1] += "\\"
        parts.append(f"u{other}")
    return parts
