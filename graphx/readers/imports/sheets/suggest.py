"""A proposal of a mapping: what the columns of a table seem to mean, each with the reason, as a file that runs as it stands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import TYPES_OF_KIND, Kind
from graphx.readers.imports.draft import slug
from graphx.readers.imports.files import read_files
from graphx.readers.imports.graphml_records import ID, SOURCE, TARGET
from graphx.readers.imports.sheets.columns import Column, columns_of, statuses_of
from graphx.readers.imports.sheets.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from graphx.readers.imports.files import SourceFile
    from graphx.readers.imports.sheets.layout import Layout, Sheet

KIND_OF: Final = {
    "site": "site", "network": "network", "component": "component", "maker": "organization", "supplier": "organization",
    "provider": "organization", "owner": "organization", "organization": "organization", "source": "organization",
    "target": "organization",
}  # fmt: skip
ROLE_OF: Final = {"maker": "vendor", "provider": "operator"}
RELATIONS: Final = (
    ("site", "SERVED_BY", "network"),
    ("site", "DEPLOYS", "component"),
    ("network", "DEPLOYS", "component"),
    ("organization", "DEPLOYS", "component"),
    ("organization", "SERVED_BY", "network"),
    ("component", "MADE_BY", "maker"),
    ("component", "SUPPLIED_BY", "supplier"),
    ("network", "SUPPLIED_BY", "maker"),
    ("network", "SUPPLIED_BY", "supplier"),
    ("network", "SERVED_BY", "provider"),
    ("site", "SERVED_BY", "provider"),
    ("site", "SUPPLIED_BY", "maker"),
    ("site", "SUPPLIED_BY", "supplier"),
    ("provider", "SUPPLIED_BY", "maker"),
    ("organization", "SUPPLIED_BY", "supplier"),
    ("organization", "OWNED_BY", "owner"),
    ("organization", "OPERATES", "site"),
    ("maker", "OWNED_BY", "owner"),
)
"""What things of one row have to do with each other, in the order in which a row is read: each thing is related once."""
IDENTIFIERS: Final = ("lei", "purl", "cpe", "asn", "mcc_mnc")
_LOOKED_AT: Final = 20
"""Rows among which the one is that names the columns."""
_DEGREES: Final = {"latitude": "lat", "longitude": "lon"}
_WHY: Final = {"country": "every cell is a country", "lei": "check digits are right", "share": "every cell is a share"}


def suggest(form: str, paths: Sequence[str | Path], given: Layout) -> Iterator[str]:
    """Yield the lines of a mapping for tables: YAML with the reasons as comments.

    Raises:
        InvalidInputError: a file cannot be read.
    """
    files = read_files(paths)
    base = [re.split(r"[/\\]", file.name)[-1] for file in files]
    yield "# A proposal: look at every line, correct it, and fill in what nobody can guess from a table."
    yield "mapping: 1"
    yield f"title: {_quoted(', '.join(base))}"
    if len(base) == 1:  # else each file is a source of its own
        yield f"source: {{id: {_quoted(slug(base[0]) or 'table')}, title: {_quoted(base[0])}}}"
    yield "tables:"
    for file in files:
        for name in SHEETS[form].names(file):
            yield from _table(form, file, name, given)


def _table(form: str, file: SourceFile, name: str, given: Layout) -> Iterator[str]:
    sheet = _headed(form, file, name, given)
    columns = columns_of(sheet)
    if not columns:
        yield f"  # {_plain(name)}: nothing stands in it"
        return
    proposal = _edges(columns) if {SOURCE, TARGET} <= {each.name for each in columns} else _Proposal.of(columns, name)
    yield f"  - table: {_quoted(name)}"
    if sheet.note:
        yield f"    # {_plain(sheet.note)}"
    yield from _laid_out(sheet)
    yield from proposal.lines()


def _headed(form: str, file: SourceFile, name: str, given: Layout) -> Sheet:
    """Open a table at the row that names its columns: one cell alone is a title, if most rows from some row on have more."""
    sheet = SHEETS[form].open(file, name, given)
    if given.header is None and len(sheet.columns) == 1:
        first = list(islice(sheet.rows(), _LOOKED_AT))
        below = list(dropwhile(lambda row: not row.beyond, first))
        if 2 * sum(1 for row in below if row.beyond) > len(below):
            return SHEETS[form].open(file, name, replace(given, header=below[0].where.line))
    return sheet


def _laid_out(sheet: Sheet) -> Iterator[str]:
    if sheet.layout.header is not None:
        yield f"    header: {sheet.layout.header}"
    told = {"delimiter": sheet.layout.delimiter, "encoding": sheet.layout.encoding}
    yield from (f"    {key}: {_quoted(value)}" for key, value in told.items() if value)


@dataclass
class _Thing:
    """A thing of a row: the fields that columns say of it, each with the reason."""

    label: str
    kind: str
    fields: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    """The columns that say something of it."""

    def take(self, key: str, written: str, why: str = "") -> bool:
        """Take a field unless it is taken."""
        if key in self.fields:
            return False
        self.fields[key] = written
        if why:
            self.reasons[key] = why
        return True

    def lines(self) -> Iterator[str]:
        """Yield the rule."""
        yield f"      - as: {self.label}"
        for key, written in (({"kind": self.kind} if self.kind else {}) | self.fields).items():
            yield f"        {key}: {written}" + (f"  # {self.reasons[key]}" if key in self.reasons else "")
        if self.identifiers:
            yield f"        identifiers: {{{', '.join(f'{key}: {each}' for key, each in self.identifiers.items())}}}"


@dataclass
class _Proposal:
    """The rules of one table."""

    things: dict[str, _Thing] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    """What columns say of the first relation."""
    columns: dict[str, str] = field(default_factory=dict)
    """The columns that say so."""
    reasons: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    remark: str = ""

    @classmethod
    def of(cls, columns: Sequence[Column], name: str) -> _Proposal:
        """Return the proposal for a table of this name."""
        proposal = cls()
        main = _main(columns, name)
        if main is None:
            proposal.remark = "nothing says what a row is about: correct the kind"
            main = "component"
        for column in columns:
            proposal.take(column, main)
        for label, thing in list(proposal.things.items()):
            if not {"id", "name"} & thing.fields.keys():
                proposal.left += thing.columns
                del proposal.things[label]
        if not proposal.things:
            first = next((each for each in columns if each.is_unique), columns[0])
            proposal.thing(main).take("name", _template(first), "no column is called a name or an id")
        proposal.relate()
        return proposal

    def thing(self, label: str) -> _Thing:
        """Return a thing of the row."""
        return self.things.setdefault(label, _Thing(label, KIND_OF[label]))

    def take(self, column: Column, main: str) -> None:
        """Take a column as a field of the thing that it speaks of, or of the row's relation."""
        label, fact = column.thing or main, column.fact
        if fact in _DEGREES and KIND_OF[label] != "site":
            label = "site"
        is_name = fact == "name" or (fact is None and column.thing is not None and column.is_bare)
        if column.name == ID:
            taken = self.thing(main).take("id", _quoted(f"{main}-{{{ID}}}"))
        elif fact in IDENTIFIERS:
            taken = self.thing(label).identifiers.setdefault(str(fact), _template(column)) == _template(column)
        elif is_name:
            taken = self._name(self.thing(label), column)
        elif fact in {"id", "country", "model", "aliases", "type", *_DEGREES}:
            taken = self._field(self.thing("component" if fact == "model" else label), str(fact), column)
        else:
            taken = self._fact(column, fact)
        if not taken:
            self.left.append(column.name)
        elif label in self.things and column.name not in self.columns.values():
            self.things[label].columns.append(column.name)

    @staticmethod
    def _field(thing: _Thing, fact: str, column: Column) -> bool:
        """Take a column as a field of one thing."""
        if fact == "id":
            return thing.take("id", _quoted(f"{thing.label}-{{{column.name}}}"))
        if fact == "aliases":
            split = f", split: {_quoted(column.separator)}" if column.separator else ""
            return thing.take("aliases", f"{{column: {_quoted(column.name)}{split}}}")
        if fact == "type" and not set(column.counts) <= set(TYPES_OF_KIND.get(Kind(thing.kind), ())):
            return False
        if fact == "model":
            thing.fields.setdefault("name", _template(column))
        has_comma = fact in _DEGREES and any("," in value for value in column.counts)
        written = f'{{column: {_quoted(column.name)}, decimal: ","}}' if has_comma else _template(column)
        return thing.take(_DEGREES.get(fact, fact), written, _WHY.get(fact, ""))

    @staticmethod
    def _name(thing: _Thing, column: Column) -> bool:
        if "name" in thing.fields:
            return False
        if thing.kind == "organization" and column.separator:
            thing.take(
                "each",
                f"{{column: {_quoted(column.name)}, split: {_quoted(column.separator)}}}",
                "one for each of a list",
            )
            thing.take("name", '"{each}"')
        else:
            thing.take("name", _template(column))
        if thing.kind == "organization" and column.has_alternatives:
            thing.take("alternatives", '" or "', "one of them is meant, and which one is not known")
        return True

    def _fact(self, column: Column, fact: str | None) -> bool:
        """Take a column as a fact of the row's first relation."""
        if fact is None or fact in self.facts:
            return False
        if fact == "status" and (known := statuses_of(column)) is not None:
            words = {value: known.get(value, "") for value in sorted(column.counts)}
            table = ", ".join(f"{_quoted(word)}: {status}".rstrip() for word, status in words.items())
            self.facts[fact] = f"{{column: {_quoted(column.name)}, values: {{{table}}}}}"
            self.reasons[fact] = "a word without a value is left out" if "" in words.values() else ""
        elif fact in {"since", "until"} and (forms := column.dates) is not None:
            self.facts[fact] = (
                f"{{column: {_quoted(column.name)}, date: {_quoted(forms[0])}}}" if forms else _template(column)
            )
            self.reasons[fact] = f"it might be {forms[1]} as well" if len(forms) > 1 else ""
        elif fact == "share":
            self.facts[fact] = _template(column)
        else:
            return False
        self.columns[fact] = column.name
        return True

    def relate(self) -> None:
        """Relate what the row holds: every thing but the first once."""
        ends: set[str] = set()
        for start, verb, end in RELATIONS:
            if start in self.things and end in self.things and end not in ends:
                self.relations.append((start, verb, end))
                ends.add(end)
        is_owned = any(verb == "OWNED_BY" for _, verb, _ in self.relations)
        for fact in list(self.facts):
            if not self.relations or (fact == "share" and not is_owned):
                del self.facts[fact]
                self.left.append(self.columns[fact])

    def lines(self) -> Iterator[str]:
        """Yield the rules of the table."""
        if self.remark:
            yield f"    # {self.remark}"
        yield "    entities:"
        for thing in self.things.values():
            if role := ROLE_OF.get(thing.label):
                thing.fields.setdefault("roles", f"[{role}]")
            if "each" in thing.fields and "id" in thing.fields:
                del thing.fields["id"]
            yield from thing.lines()
        if self.relations:
            yield "    relations:"
        share = self.facts.pop("share", None)
        for number, (start, verb, end) in enumerate(self.relations):
            yield f"      - from: {start}"
            yield f"        type: {verb}"
            yield f"        to: {end}"
            if share and verb == "OWNED_BY":
                yield f"        share: {share}"
            for key, written in self.facts.items() if number == 0 else ():
                yield f"        {key}: {written}" + (f"  # {self.reasons[key]}" if self.reasons.get(key) else "")
        if self.left:
            yield f"    # no rule names: {_plain(', '.join(self.left))}"


def _main(columns: Sequence[Column], name: str) -> str | None:
    """Return what a row is about: what the table's name says, else the first thing that its columns speak of.

    Who makes, supplies or owns something is not what the row is about if a column just says "Name".
    """
    if name == "nodes":
        return "network"
    of_table = Column(re.sub(r"\.\w+$", "", name), columns[0].counts).thing
    things = [column.thing for column in columns if column.thing]
    if any(column.thing is None and column.fact in {"id", "name"} for column in columns):
        owned = ["organization"] if "owner" in things else []
        things = [each for each in things if each in {"site", "network", "component", "organization"}] + owned
    return of_table or (things[0] if things else None)


def _edges(columns: Sequence[Column]) -> _Proposal:
    """Return the proposal for the edges of a graph: what they mean, nobody knows."""
    proposal = _Proposal(
        remark="an edge says nothing of itself: correct the type; the nodes are stated by the table of nodes"
    )
    for label, column in (("source", SOURCE), ("target", TARGET)):
        proposal.things[label] = _Thing(label, "", {"id": _quoted(f"network-{{{column}}}")})
    proposal.relations.append(("source", "LINKED_TO", "target"))
    proposal.left = [each.name for each in columns if each.name not in {SOURCE, TARGET}]
    return proposal


def _template(column: Column) -> str:
    return _quoted(f"{{{column.name}}}")


def _quoted(text: str) -> str:
    """Return text in the double quotes of YAML; a letter that cannot be seen is written out."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in written)


def _plain(text: str) -> str:
    """Return text that stays one comment."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
