"""The options that questions share, each written once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # why: typer looks annotations up when it runs
from typing import Annotated

import typer


class Format(StrEnum):
    """How an answer is given."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """From which finding on the exit code is 1."""

    EXPOSED = "exposed"
    UNKNOWN = "unknown"
    NEVER = "never"


class CheckFormat(StrEnum):
    """How the answer of a check is given."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"
    SARIF = "sarif"


class CheckFailOn(StrEnum):
    """From which finding of a check on the exit code is 1; prohibited and exposed are the same."""

    PROHIBITED = "prohibited"
    EXPOSED = "exposed"
    UNKNOWN = "unknown"
    NEVER = "never"


class Accept(StrEnum):
    """From which answer on a screening is accepted."""

    MATCH = "match"
    POSSIBLE = "possible"


class ImportFormat(StrEnum):
    """In which format a file is that others wrote."""

    CSL = "csl"
    OFAC = "ofac"
    DOD_1260H = "1260h"
    FCC = "fcc"
    FTM = "ftm"
    CYCLONEDX = "cyclonedx"
    SPDX = "spdx"
    BODS = "bods"
    GLEIF = "gleif"
    NETBOX = "netbox"
    BACKSTAGE = "backstage"
    OPENGRAPH = "opengraph"
    TOPOLOGY_ZOO = "topology-zoo"
    MCC_MNC = "mcc-mnc"
    SITES = "sites"
    ETO_CHIPS = "eto-chips"
    CSV = "csv"
    XLSX = "xlsx"
    GRAPHML = "graphml"


class ExportFormat(StrEnum):
    """To which format a graph is written."""

    GRAPHX = "graphx"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    SVG = "svg"
    DOT = "dot"
    MERMAID = "mermaid"
    GRAPHML = "graphml"
    GEXF = "gexf"
    CYTOSCAPE = "cytoscape"
    CYPHER = "cypher"
    NEO4J_CSV = "neo4j-csv"
    OPENGRAPH = "opengraph"
    BACKSTAGE = "backstage"
    FTM = "ftm"
    BODS = "bods"


class Flavour(StrEnum):
    """For which program GraphML is written."""

    PLAIN = "plain"
    YED = "yed"


class Redact(StrEnum):
    """What is taken out of an export."""

    NAMES = "names"
    SITES = "sites"
    PROPERTIES = "properties"


_VIEW = "The view"
_ASK = "The question"
_OUT = "The answer"

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT", help="Documents (.yaml, .json, .jsonl), folders of tables, stores, or - for standard input."
    ),
]
From = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="SELECTOR",
        help="Whom to ask about: an id, or kind:, type:, role:, tag:, country:, operator:ID, in:JURISDICTION; a comma"
        " means and, repeating means or. Default: every site, else every operator.",
    ),
]
Restricted = Annotated[
    list[str] | None,
    typer.Option(
        "--restricted",
        metavar="SELECTOR",
        help="Organizations or components to treat as restricted, beside the listed.",
    ),
]
Lists = Annotated[
    list[str] | None, typer.Option("--list", metavar="ID", help="Only the listings of this restriction; repeatable.")
]
CalculatorOption = Annotated[
    str | None,
    typer.Option(
        "--calculator",
        metavar="NAME[:SHARE]",
        help="How every listing and --restricted reach further by ownership: cascade, affiliate, control,"
        " look_through or none, such as cascade:0.25. Default: each restriction's own extends_to.",
    ),
]
Patterns = Annotated[
    list[str] | None,
    typer.Option(
        "--pattern", metavar="NAME|TEXT", help="A named pattern (see `graphx patterns`) or a path pattern; repeatable."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE|any", help="The day looked at. Default: the documents' as_of, else today (UTC)."
    ),
]
KnownAt = Annotated[str | None, typer.Option("--known-at", metavar="DATE", help="Only claims known by this day.")]
MinConfidence = Annotated[
    int, typer.Option("--min-confidence", metavar="0-100", help="Claims below this make a relation possible at most.")
]
Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="STATUS", help="Count planned, proposed or suspended as possible; repeatable."),
]
MaxAge = Annotated[
    str | None,
    typer.Option(
        "--max-age", metavar="AGE", help="Relations last claimed longer ago (90d, 18m, 2y) are possible at most."
    ),
]
AssumeComplete = Annotated[
    bool, typer.Option("--assume-complete", help="Treat silence as absence: nothing is left open.")
]
MaxPaths = Annotated[
    int, typer.Option("--max-paths", metavar="N", help="Paths shown per start and end; 0 for verdicts alone.")
]
MaxHops = Annotated[
    int | None,
    typer.Option("--max-hops", metavar="N", help="Accept no walk over more relations; the one limit on the search."),
]
MaxFrontier = Annotated[int, typer.Option("--max-frontier", metavar="N", help="Open ends listed per start.")]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", help="Time for listing paths; verdicts are always exact."),
]
FormatOption = Annotated[Format | None, typer.Option("--format", help="Default: by the ending of --output, else text.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of standard output.")
]
CsvRaw = Annotated[
    bool, typer.Option("--csv-raw", help="CSV for machines: cells that look like formulas are left as they are.")
]
RiskOption = Annotated[
    bool,
    typer.Option(
        "--risk",
        help="Only the risk subgraph: what lies between the starts and the restricted, with what proves it.",
    ),
]
AroundOption = Annotated[
    str | None,
    typer.Option("--around", metavar="ID", help="Only what lies within --hops of an entity, in any direction."),
]
HopsOption = Annotated[int | None, typer.Option("--hops", metavar="N", help="How far --around goes. Default: 1.")]
BetweenOption = Annotated[
    tuple[str, str] | None,
    typer.Option("--between", metavar="FROM TO", help="Only what lies on an accepted path from one entity to another."),
]
DocumentOutput = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="OUT", help="A .yaml or .json document, or a folder for tables. Default: YAML here."
    ),
]
ExportOutput = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="OUT", help="A file, or a folder for tables. Default: standard output, for a file."
    ),
]
FlavourOption = Annotated[
    Flavour, typer.Option("--flavour", help="GraphML for yEd has its labels, shapes and colours.")
]
MaxNodes = Annotated[
    int, typer.Option("--max-nodes", metavar="N", min=1, help="Boxes of a picture; the rest is folded and counted.")
]
RedactOption = Annotated[
    list[Redact] | None,
    typer.Option("--redact", help="Take out names, sites or properties, with pseudonyms for names; repeatable."),
]
RedactKey = Annotated[
    str | None,
    typer.Option(
        "--redact-key",
        metavar="TEXT",
        envvar="GRAPHX_REDACT_KEY",
        help="What pseudonyms are made with: the same key, the same pseudonyms. Keep it to yourself.",
    ),
]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="Exit 1 when something is found at or above this.")]
