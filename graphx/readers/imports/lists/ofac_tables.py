"""The tables of OFAC: prim, alt, add and comments, CSV without headers; what has no column stands in the prose of remarks.

Source: the specification of its data formats; `-0-` stands for nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.draft import Draft, Outcome, made_id
from graphx.readers.imports.fitting import claim_at
from graphx.readers.imports.lists.identifiers import IDENTIFIERS, identified
from graphx.readers.imports.lists.ofac_parties import ROLES, SOURCE, party_id, state_restriction
from graphx.readers.imports.rows import Row, Rows, date_of_text, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphx.readers.imports.files import SourceFile

NOTHING: Final = "-0-"
PRIM: Final = (
    "number name type programs title call_sign vessel_type tonnage gross_tonnage flag owner remarks".split()  # noqa: SIM905
)
ALT: Final = ("number", "alt_number", "alt_type", "alt_name", "remarks")
ADD: Final = ("number", "add_number", "address", "city", "country", "remarks")
COMMENTS: Final = ("number", "remarks")
TABLES: Final = {len(columns): columns for columns in (PRIM, ALT, ADD, COMMENTS)}
"""The tables of the set, told apart by how many columns they have."""
NEEDED: Final = ("number", "name", "alt_name")
"""Columns without which a row says nothing of anybody."""
LISTING: Final = "Listing Date"
"""The date on which a party was listed; others say when what is forbidden begins and ends."""
_ALIAS: Final = re.compile(r"[a-z.]*k\.a\. '(?P<alias>.+?)'\.?")
_LINKED: Final = re.compile(r"Linked To: (?P<name>.+)")
_DATED: Final = re.compile(r"(?:alt\. )?(?P<words>(?P<what>[A-Z][\w/ ]* Date) \((?P<scope>[^()]+)\):? (?P<day>.+?))\.?")
_IDENTIFIER: Final = re.compile(
    rf"(?:alt\. )?(?P<kind>{'|'.join(map(re.escape, IDENTIFIERS))}) (?P<value>.+?)(?:\.| issued .*| expires .*)?"
)


def take_tables(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the tables of one list together.

    Raises:
        InvalidInputError: a file is none of the tables, or the primary one is not among them.
    """
    tables: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for file in files:
        columns = _columns(file)
        tables[columns] += _rows(file, columns, draft)
    if tuple(PRIM) not in tables:
        hint = "give the primary table (prim.csv, or cons_prim.csv) as well"
        raise InvalidInputError([Problem(Place(files[0].name), "the primary table is missing", hint)])
    parties = tables[tuple(PRIM)]
    remarks = {row["number"]: _remarks(row) for row in parties}
    for row in tables[COMMENTS]:
        if row["number"] in remarks:
            remarks[row["number"]] += _remarks(row)
        else:
            draft.remark(row.where, Outcome.SKIPPED, "the remarks are of nobody in the primary table")
    named: defaultdict[str, set[str]] = defaultdict(set)
    for row in parties:
        named[_apart_from_stop(row["name"])].add(party_id(row["number"]))
    for row in parties:
        _take_party(row, remarks[row["number"]], named, draft)
    for row in tables[ALT]:
        if draft.has_entity(party_id(row["number"])):
            draft.entity(row.where, party_id(row["number"]), aliases=[row["alt_name"]])
        else:
            draft.remark(row.where, Outcome.SKIPPED, f"the alias {row['alt_name']} is of nobody in the primary table")
    draft.ignored["address"] += len(tables[ADD])


def _columns(file: SourceFile) -> tuple[str, ...]:
    """Return the columns of the table that has as many."""
    first = next(iter(Rows(file, ())), None)
    columns = tuple(TABLES.get(len(first.cells) if first else 0, ()))
    if not columns:
        hint = "prim has 12 columns, alt 5, add 6, comments 2, and none has a header"
        raise InvalidInputError([Problem(Place(file.name, 1), "this is no table of the OFAC set", hint)])
    return columns


def _rows(file: SourceFile, columns: tuple[str, ...], draft: Draft) -> Iterator[Row]:
    """Yield the rows of a table, empty where it states nothing; one that is of nobody is told."""
    for row in rows_of(file, columns, draft):
        stated = Row(row.where, columns, ["" if cell.strip() == NOTHING else cell for cell in row.cells])
        missing = next((name for name in NEEDED if name in columns and not stated[name]), None)
        if len(row.cells) != len(columns):
            draft.remark(row.where, Outcome.SKIPPED, f"the row has {len(row.cells)} cells, not {len(columns)}")
        elif missing:
            draft.remark(row.where, Outcome.SKIPPED, f"the row has no {missing}")
        else:
            yield stated


def _remarks(row: Row) -> str:
    """Return the remarks with the blanks around them: where they go on in another table, a blank may stand between two words."""
    return row.cells[-1]


def _take_party(row: Row, remarks: str, named: Mapping[str, set[str]], draft: Draft) -> None:
    party = party_id(row["number"])
    parts = [part.strip() for part in remarks.split(";")]
    identifiers = [(match["kind"], match["value"]) for part in parts if (match := _IDENTIFIER.fullmatch(part))]
    draft.entity(
        row.where,
        party,
        kind="organization",
        name=row["name"],
        roles=ROLES.get(row["type"]),
        aliases=[match["alias"] for part in parts if (match := _ALIAS.fullmatch(part))],
        identifiers=identified(identifiers),
    )
    _list(row, party, list(filter(None, map(_DATED.fullmatch, parts))), draft)
    for part in parts:
        if match := _LINKED.fullmatch(part):
            _link(row, party, match["name"], named, draft)


def _list(row: Row, party: str, dates: Sequence[re.Match[str]], draft: Draft) -> None:
    """State a listing for each program; of several listing dates, one for each directive of a program, the first counts."""
    programs = [program for program in row["programs"].split("] [") if program]
    if not programs:
        what = f"{row['name']} stands under no program, so that no listing is known"
        draft.remark(row.where, Outcome.PARTLY_LOST, what)
    for date in dates:
        if not any(_is_of(date, program) for program in programs):
            draft.remark(row.where, Outcome.PARTLY_LOST, f"{date['words']} is of none of its programs, and is left out")
    for program in programs:
        stated = [date for date in dates if _is_of(date, program)]
        listed = [date_of_text(date["day"], row.where, draft) for date in stated if date["what"] == LISTING]
        since = min(filter(None, listed), default=None)
        draft.relation(
            row.where,
            party,
            "LISTED_ON",
            state_restriction(row.where, draft, program, "OFAC program "),
            since=since,
            status="enacted",
            role="named",
            properties={"dates": "; ".join(date["words"] for date in stated)} if stated else None,
            claims=claim_at(row.where, SOURCE, asserted=since),
        )


def _is_of(date: re.Match[str], program: str) -> bool:
    """Say whether a date is of a program: `CMIC` is of `CMIC-EO13959`, and `EO 14024 Directive 3` of `RUSSIA-EO14024`."""
    scope = date["scope"].partition(" Directive")[0].replace(" ", "")
    return scope.casefold() in program.casefold().split("-")


def _link(row: Row, party: str, name: str, named: Mapping[str, set[str]], draft: Draft) -> None:
    """Relate a party to one whom its remarks name."""
    meant = sorted(named.get(_apart_from_stop(name), ()))
    if len(meant) > 1:
        what = f"it is linked to {name}, and who of {', '.join(meant)} is meant is not known"
        draft.remark(row.where, Outcome.PARTLY_LOST, what)
        return
    if not meant:
        name = _apart_from_stop(name)
        meant = [made_id(SOURCE, name)]
        draft.remark(row.where, Outcome.KEPT, f"it is linked to {name}, who is not in this list")
        draft.entity(row.where, meant[0], kind="organization", name=name)
    draft.relation(row.where, party, "LINKED_TO", meant[0], role="linked to", claims=claim_at(row.where, SOURCE))


def _apart_from_stop(name: str) -> str:
    """Return a name without a full stop at its end: there it may be that of a legal form, or that of the remarks."""
    return name.removesuffix(".")
