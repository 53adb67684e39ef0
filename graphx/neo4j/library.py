"""The library of queries under `cypher/`: what each asks, what it may be told, and what a server answers.

A file begins with comments that read as its card: a title, the question, `params:`, `returns:` and, where it cannot
evaluate a rule exactly, `note:`. All else is Cypher, as it stands: no value is ever written into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import graphx
from graphx.errors import QuestionError, did_you_mean
from graphx.model.dates import day
from graphx.model.vocabulary import Domain, Kind, SiteType
from graphx.neo4j import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VIEW: Final = ("as_of", "known_at", "min_confidence", "include", "oldest")
"""The parameters of the view, which every query about relations takes; a head writes `view` for the five."""
DATASET: Final = "dataset"
"""The parameter of every query that asks about all that is there: the name of one dataset, or null for all."""
NONE: Final = "none"


class ParamType(StrEnum):
    """What a parameter may be told."""

    ID = "id"
    DAY = "day"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"


@dataclass(frozen=True)
class Param:
    """A parameter of a query: its name, its type, and what it is where nothing is given."""

    name: str
    type: ParamType
    default: str | None = None
    """As the file writes it, `none` included; None: it must be given."""
    of: str | None = None
    """Of which kinds an id is, the first to the last with `|` between, or of which closed vocabulary a text; None: of any."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what its id may name: those of entities, or `source`."""
        return tuple(self.of.split("|")) if self.of else tuple(Kind)

    def may_name(self, kind: str | None) -> bool:
        """Say whether its id may be that of something of a kind; what others wrote may have none."""
        return kind in self.kinds or (self.of is None and kind is None)

    @property
    def usage(self) -> str:
        """The parameter as a user gives it, in brackets where it may be left out."""
        shown = f"{self.name}={self.type.upper()}"
        return shown if self.default is None else f"[{shown}]"


@dataclass(frozen=True)
class LibraryQuery:
    """One file of the library, read."""

    name: str
    folder: str
    title: str
    question: str
    has_view: bool
    """Whether it looks at the graph as it stood on a day, and so takes the parameters of the view."""
    has_dataset: bool
    """Whether it can be limited to one dataset of the server."""
    params: tuple[Param, ...]
    returns: tuple[str, ...]
    """The names of the columns."""
    notes: tuple[str, ...]
    """What the query does not evaluate, and what does."""
    text: str
    """The whole file."""

    @property
    def limit(self) -> int | None:
        """How many rows it shows at most; None where it shows all."""
        found = _LIMIT.search(self.text)
        return int(found[1]) if found else None

    @property
    def runnable(self) -> str:
        """The title and the Cypher, without the rest of the head."""
        return f"// {self.title}\n{self.text.split(_GAP, 1)[1].strip()}"


_GAP: Final = "\n\n"
"""Between a head and its Cypher."""
_LIMIT: Final = re.compile(r"^LIMIT (\d+);?\s*\Z", re.MULTILINE)
_PARAM: Final = re.compile(r"(\w+) (id|day|text|integer|number)(?: of ([a-z_|]+))?(?: = (\S+))?\Z", re.ASCII)


def cypher_folder() -> Path:
    """Return the folder of queries: inside the package in a wheel, beside it in a checkout."""
    package = Path(graphx.__file__).parent
    inside = package / "cypher"
    return inside if inside.is_dir() else package.parent / "cypher"


@cache
def queries() -> Mapping[str, LibraryQuery]:
    """Return the queries by name, sorted by folder and name."""
    paths = sorted(cypher_folder().glob("*/*.cypher"))
    return {path.stem: parsed(path) for path in paths}


def query_named(name: str) -> LibraryQuery:
    """Return a query of the library.

    Raises:
        QuestionError: there is none of that name.
    """
    known = queries()
    if name not in known:
        raise QuestionError(f"no query is called {name}", did_you_mean(name, known, "see `graphx neo4j list`"))
    return known[name]


def parsed(path: Path) -> LibraryQuery:
    """Return a file of the library, read.

    Raises:
        ValueError: its head is not as the library's heads are.
    """
    text = path.read_text(encoding="utf-8")
    title, question, *rest = [line.removeprefix("// ") for line in text.split(_GAP, 1)[0].splitlines()]
    fields: dict[str, list[str]] = {}
    for line in rest:
        word, colon, value = line.partition(": ")
        if not colon or word not in {"params", "returns", "note"}:
            message = f"{path.name}: `{line}` is no line of a head: params, returns or note"
            raise ValueError(message)
        fields.setdefault(word, []).append(value)
    params = [part for part in fields["params"][0].split("; ") if part != NONE]
    return LibraryQuery(
        name=path.stem,
        folder=path.parent.name,
        title=title,
        question=question,
        has_view="view" in params,
        has_dataset=DATASET in params,
        params=tuple(_param(part) for part in params if part not in {"view", DATASET}),
        returns=tuple(fields["returns"][0].split(", ")),
        notes=tuple(fields.get("note", ())),
        text=text,
    )


def _param(text: str) -> Param:
    match = _PARAM.match(text)
    allowed = _OF_IDS if match and match[2] == ParamType.ID else _OF_TEXTS
    if not match or (match[3] and not allowed.issuperset(match[3].split("|"))):
        message = f"`{text}` is no parameter: name, type, `of` what, and `= default` where it may be left out"
        raise ValueError(message)
    return Param(match[1], ParamType(match[2]), match[4], match[3])


def arguments(query: LibraryQuery, given: Sequence[str]) -> dict[str, Any]:
    """Return the parameters of a query beside those of the view: those given as `name=value`, and defaults for the others.

    Raises:
        QuestionError: one is unknown, is given twice, cannot be read, or is missing.
    """
    known = {param.name: param for param in query.params}
    values: dict[str, Any] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not equals:
            raise QuestionError(f"--param {each}: it has no value", "such as --param site=camp-amber")
        if name in {DATASET, *VIEW}:
            raise QuestionError(f"--param {name}: it has an option of its own", "see `graphx neo4j run --help`")
        if name not in known:
            usage = " ".join(param.usage for param in query.params) or "it takes none"
            raise QuestionError(f"{query.name} has no parameter {name}", did_you_mean(name, known, usage))
        if name in values:
            raise QuestionError(f"--param {name} is given twice")
        values[name] = _value(known[name], text)
    for param in query.params:
        if param.name not in values:
            if param.default is None:
                raise QuestionError(f"{query.name} needs {param.name}", f"--param {param.usage}")
            values[param.name] = default_of(param)
    return values


def default_of(param: Param) -> Any:  # noqa: ANN401  # why: of the parameter's type
    """Return what a parameter is where nothing is given; None for none."""
    return None if param.default in {None, NONE} else _value(param, str(param.default))


_COUNTRY: Final = "country"
_COUNTRY_CODE: Final = re.compile(r"[A-Z]{2}")
_OF_TEXTS: Final = frozenset({"domain", "site_type", "verdict", _COUNTRY})
_OF_IDS: Final = frozenset({*Kind, "source"})
_EXAMPLES: Final = {
    ParamType.INTEGER: "such as 50",
    ParamType.NUMBER: "such as 0.5",
    ParamType.DAY: "such as 2019-07-01",
}


def _value(param: Param, text: str) -> Any:  # noqa: ANN401  # why: of the parameter's type
    try:
        match param.type:
            case ParamType.INTEGER:
                return _held(text)
            case ParamType.NUMBER:
                return _finite(text)
            case ParamType.DAY:
                day(text)
            case ParamType.TEXT if param.of:
                return _word(param, text)
    except ValueError:
        raise QuestionError(f"--param {param.name}={text}: it is no {param.type}", _EXAMPLES[param.type]) from None
    return text


def _word(param: Param, text: str) -> str:
    """Return a word of a closed vocabulary: one that is in none would find nothing, as if there were nothing to find."""
    from graphx.questions.exposure import Verdict  # noqa: PLC0415  # why: heavy; a list of queries comes without it

    if param.of == _COUNTRY:
        if not _COUNTRY_CODE.fullmatch(text):
            raise QuestionError(f"--param {param.name}={text}: it is no country", "two capital letters, such as CN")
        return text
    words = {"domain": Domain, "site_type": SiteType, "verdict": Verdict}[str(param.of)]
    if text not in set(words):
        raise QuestionError(
            f"--param {param.name}={text}: it is no {str(param.of).replace('_', ' of ')}", f"one of {', '.join(words)}"
        )
    return text


def _held(text: str) -> int:
    number = int(text)
    if not -LARGEST <= number < LARGEST:
        raise ValueError
    return number


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError
    return number
