"""Formats in, formats out, and inputs joined: the commands `import`, `export` and `merge`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # why: typer looks annotations up when it runs
from typing import Annotated

import typer

from graphx.cli.ending import end
from graphx.cli.groups import Grouped, LensOptions, LimitOptions, QuestionOptions
from graphx.cli.options import (
    AroundOption,
    BetweenOption,
    CsvRaw,
    DocumentOutput,
    ExportFormat,
    ExportOutput,
    FailOn,
    Flavour,
    FlavourOption,
    HopsOption,
    ImportFormat,
    Inputs,
    MaxHops,
    MaxNodes,
    RedactKey,
    RedactOption,
    RiskOption,
)
from graphx.cli.run import INCOMPLETE
from graphx.cli.streams import put


def _show_map_schema(is_asked: bool) -> None:  # noqa: FBT001  # why: typer calls it so
    if is_asked:
        import json  # noqa: PLC0415  # why: as above

        from graphx.readers.imports.sheets.mapping_schema import mapping_schema  # noqa: PLC0415

        put([json.dumps(mapping_schema(), indent=2, ensure_ascii=False)])
        raise typer.Exit


def import_(
    form: Annotated[
        ImportFormat,
        typer.Argument(
            metavar="FORMAT",
            help="Lists: csl, ofac, 1260h, fcc, ftm. Bills of materials: cyclonedx, spdx. Registers: bods, gleif, ftm."
            " Inventories: netbox, backstage, opengraph, topology-zoo, mcc-mnc, sites, eto-chips. By a mapping: csv, xlsx,"
            " graphml.",
        ),
    ],
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="The files, or - for standard input; an archive is unpacked."),
    ],
    *,
    output: DocumentOutput = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day of which the files speak.")
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option("--map", metavar="MAPPING", help="What the columns of csv, xlsx or graphml mean: a YAML file."),
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Propose a mapping for the files instead of importing them.")
    ] = False,
    delimiter: Annotated[
        str | None,
        typer.Option("--delimiter", metavar="SIGN", help="Between the cells of CSV. Default: found out, and said."),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help="Of CSV, such as cp1252. Default: found out, and said."),
    ] = None,
    previous: Annotated[
        str | None,
        typer.Option(
            "--previous", metavar="DOCUMENT", help="Stop if the list lost more than 30 % of its listings since."
        ),
    ] = None,
    remarks: Annotated[
        Path | None,
        typer.Option(
            "--remarks",
            metavar="FILE",
            help="Write there what became of every doubtful row; else the first 20 are said.",
        ),
    ] = None,
    allow_shrink: Annotated[bool, typer.Option("--allow-shrink", help="Take a list that has shrunk.")] = False,
    map_schema: Annotated[  # noqa: ARG001  # why: it ends the command where it is read
        bool,
        typer.Option(
            "--map-schema", is_eager=True, callback=_show_map_schema, help="Show the JSON Schema of a mapping and exit."
        ),
    ] = False,
) -> None:
    """Turn a file that others wrote into a document; what is skipped, repaired or doubtful is told; 3 if a row is lost."""
    from graphx.cli.imports import propose_mapping, run_import  # noqa: PLC0415  # why: as above
    from graphx.readers.imports.sheets.layout import Layout  # noqa: PLC0415

    given = Layout(delimiter=delimiter, encoding=encoding)
    if suggest:
        propose_mapping(form, files, output, given)
        return
    is_complete = run_import(
        form,
        files,
        output,
        as_of=as_of,
        previous=previous,
        allow_shrink=allow_shrink,
        mapping=mapping,
        given=given,
        remarks_file=remarks,
    )
    raise typer.Exit(0 if is_complete else INCOMPLETE)


@Grouped
def export(
    form: Annotated[ExportFormat, typer.Argument(metavar="FORMAT", help=", ".join(ExportFormat) + ".")],
    inputs: Inputs,
    *,
    risk: RiskOption = False,
    around: AroundOption = None,
    hops: HopsOption = None,
    between: BetweenOption = None,
    asked: QuestionOptions,
    lens: LensOptions,
    max_hops: MaxHops = None,
    output: ExportOutput = None,
    flavour: FlavourOption = Flavour.PLAIN,
    max_nodes: MaxNodes = 150,
    csv_raw: CsvRaw = False,
    redact: RedactOption = None,
    redact_key: RedactKey = None,
) -> None:
    """Write a graph, or the part of it that a question is about, in the format of another tool; 3 if the search was cut."""
    from graphx.cli.exports import Cut, check_cut, check_output, check_wishes, export_subgraph, subgraph_of  # noqa: PLC0415  # why: as above
    from graphx.cli.output import check_apart  # noqa: PLC0415
    from graphx.cli.servers import named  # noqa: PLC0415
    from graphx.model import redaction  # noqa: PLC0415
    from graphx.writers import exporter  # noqa: PLC0415

    cells = exporter.Cells.RAW if csv_raw else exporter.Cells.DEFUSED
    wishes = exporter.Wishes(exporter.Flavour(flavour), cells, max_nodes)
    check_output(form, output)
    check_wishes(form, wishes)
    cut = Cut(risk=risk, around=around, hops=hops, between=between)
    check_cut(cut, is_asked=asked.is_given or lens.is_given or max_hops is not None)
    what = [redaction.Redact(each) for each in redact or ()]
    check_apart([output], inputs if cut.given or what else ())
    options = asked.options(LimitOptions(max_paths=0, max_hops=max_hops), max_frontier=0)
    answer = subgraph_of(cut, inputs, lambda: lens.view(inputs), options)
    name = "redacted" if what else named(inputs)  # the name of a file often says what is in it
    export_subgraph(answer.subgraph, form, output, wishes, name=name, redact=what, redact_key=redact_key)
    end(answer.warnings, FailOn.NEVER, (), is_complete=answer.is_complete)


def merge(
    inputs: Inputs,
    *,
    output: DocumentOutput = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            metavar="FIELD=INPUT",
            help="Where inputs state a field differently (country, properties.founded, all), this one's value stands;"
            " repeatable. Default: stop, and name both places.",
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day of the whole, if the inputs are of several.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="What met what and why, as JSON.")
    ] = None,
) -> None:
    """Join inputs to one document on shared identifiers (LEI, DUNS, purl, ASN, …); what met what, and why, is told."""
    from graphx.cli.merging import run_merge  # noqa: PLC0415  # why: as above

    run_merge(inputs, output, keep=keep or (), as_of=as_of, report_file=report)
