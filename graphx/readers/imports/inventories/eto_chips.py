"""The supply chain of advanced chips: what goes into what, who provides it, and how much of the market.

A share of a market is not a stake, so it is a property (`market_share`) and never `share`. Who provides a part of a market
provides perhaps what one depends on: the relation is possible, unless it is the whole market.
Source: Emerging Technology Observatory, https://eto.tech/dataset-docs/chipexplorer: inputs, providers, provision, sequence, stages.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.countries import country_code
from graphx.readers.imports.draft import Draft, Fields, Outcome
from graphx.readers.imports.fitting import claim_at, state_entity, state_relation
from graphx.readers.imports.rows import Row, Rows, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

SOURCE: Final = "eto-chips"
COLUMNS: Final = {
    "stages": "stage_id",
    "inputs": "input_id",
    "providers": "provider_type",
    "provision": "provided_id",
    "sequence": "goes_into_id",
}
"""The tables in the order in which they are taken, and a column that only this one has; inputs have no `goes_into_id`."""
TYPES: Final = {
    "process": "service",
    "material_resource": "material",
    "tool_resource": "device",
    "ultimate_output": "chip",
}
OTHER_COUNTRIES: Final = {"MAL": "MY"}
"""Codes that the tables use and ISO 3166 does not."""


def eto_chips(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the tables, whatever their files are called; some may be missing.

    Raises:
        InvalidInputError: a file is none of the tables.
    """
    tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    problems = []
    for file in files:
        rows = Rows(file, None)
        names = [name for name, column in COLUMNS.items() if column in rows.header]
        if names:
            tables[
                names[-1] if "goes_into_id" in rows.header else "inputs" if "input_id" in rows.header else names[0]
            ] += said(rows, draft)
        else:
            what = "this is none of the tables inputs, providers, provision, sequence and stages"
            problems.append(Problem(Place(file.name, 1), what, f"its columns are {', '.join(rows.header)}"))
    if problems:
        raise InvalidInputError(problems)
    draft.source(
        Place(files[0].name),
        SOURCE,
        title="Advanced Semiconductor Supply Chain Dataset",
        publisher="Emerging Technology Observatory",
        url="https://eto.tech/dataset-docs/chipexplorer",
        reliability="B",
    )
    for row in tables["stages"]:
        _component(row, row["stage_id"], row["stage_name"], "service", draft)
    for row in tables["inputs"]:
        _take_input(row, draft)
    for row in tables["providers"]:
        _take_provider(row, draft)
    for row in tables["provision"]:
        _take_provision(row, draft)
    for row in tables["sequence"]:
        _take_step(row, draft)


def _id(number: str) -> str:
    return f"{SOURCE}-{number.lower()}"


def _is_free(row: Row, number: str, name: str, draft: Draft) -> bool:
    """Say whether an id may be this row's: one that is empty, or that another row has for something else, tells nothing apart."""
    where, known = draft.stated(_id(number))
    if number and known.get("name", name) == name:
        return True
    what = f"{number} is {known['name']} at {where.line_only} already" if number else f"{name or 'the row'} has no id"
    draft.remark(row.where, Outcome.SKIPPED, what)
    return False


def _component(row: Row, number: str, name: str, kind: str | None, draft: Draft) -> bool:
    about = {"description": row["description"], "market": row["market_share_chart_global_market_size_info"]}
    return _is_free(row, number, name, draft) and state_entity(
        draft, row.where, _id(number), "component", name=name, type=kind, category="semiconductor",
        properties={key: value for key, value in about.items() if value},
    )  # fmt: skip


def _take_input(row: Row, draft: Draft) -> None:
    kind = TYPES.get(row["type"])
    if kind is None:
        draft.remark(row.where, Outcome.KEPT, f"{row['type'] or 'no type'} is no type of input that is known")
    if _component(row, row["input_id"], row["input_name"], kind, draft) and row["stage_id"]:
        if not draft.has_entity(_id(row["stage_id"])):
            _component(row, row["stage_id"], row["stage_name"] or row["stage_id"], "service", draft)
        _relate(row, _id(row["stage_id"]), "HAS_PART", _id(row["input_id"]), draft, role="stage")


def _take_provider(row: Row, draft: Draft) -> None:
    number, name = _id(row["provider_id"]), row["provider_name"]
    if not _is_free(row, row["provider_id"], name, draft):
        return
    if row["provider_type"] != "country":
        country = _country(row["country"])
        if row["country"] and country is None:
            draft.remark(row.where, Outcome.PARTLY_LOST, f"{row['country']} is no country that is known")
        state_entity(draft, row.where, number, "organization", name=name, roles=["vendor"], country=country)
    elif country := _country(name):
        state_entity(draft, row.where, number, "jurisdiction", name=name, type="country", country=country)
    else:
        draft.ignored[f"provider that is no single country: {name}"] += 1


def _country(written: str) -> str | None:
    return OTHER_COUNTRIES.get(written) or country_code(written)


def _take_provision(row: Row, draft: Draft) -> None:
    provider, provided = _id(row["provider_id"]), _id(row["provided_id"])
    if not draft.has_entity(provider) and _country(row["provider_name"]) is None and row["provider_name"] == "Various":
        draft.ignored["share of the market that various countries have"] += 1
        return
    share = _market_share(row, draft)
    told: Fields = {"market_share": float(share)} if share is not None else {}
    told |= {"negligible": True} if row["negligible_market_share"] else {}
    certainty = "reported" if share == 1 else "assessed"
    if draft.kind_of(provider) == "jurisdiction":
        _relate(row, provided, "LOCATED_IN", provider, draft, "reported", role="produced_in", properties=told)
    else:
        _relate(row, provided, "SUPPLIED_BY", provider, draft, certainty, properties=told)


def _market_share(row: Row, draft: Draft) -> Decimal | None:
    written = row["share_provided"]
    if not written:
        return None
    try:
        share = Decimal(written.removesuffix("%").strip()) / (100 if written.endswith("%") else 1)
    except InvalidOperation:
        share = Decimal(-1)
    if share.is_finite() and 0 <= share <= 1:
        return share
    draft.remark(row.where, Outcome.PARTLY_LOST, f"{written} is no share of a market")
    return None


def _take_step(row: Row, draft: Draft) -> None:
    part = _id(row["input_id"])
    if whole := row["goes_into_id"]:
        _relate(row, _id(whole), "HAS_PART", part, draft, role="goes_into")
    if kind := row["is_type_of_id"]:  # one of several kinds, so perhaps not this one
        _relate(row, _id(kind), "HAS_PART", part, draft, "assessed", role="is_type_of")
    if not whole and not kind:
        draft.remark(row.where, Outcome.SKIPPED, "the row does not say what the input goes into or is a type of")


def _relate(
    row: Row, start: str, verb: str, end: str, draft: Draft, certainty: str = "reported", **fields: object
) -> None:
    state_relation(draft, row.where, start, verb, end, claims=claim_at(row.where, SOURCE, certainty), **fields)
