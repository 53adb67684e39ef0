"""The commands of graphx."""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphx import __version__
from graphx.cli.ending import end
from graphx.cli.exchange import export, import_, merge
from graphx.cli.groups import (
    MAX_FRONTIER,
    AnswerOptions,
    EndOptions,
    Grouped,
    LensOptions,
    LimitOptions,
    QuestionOptions,
)
from graphx.cli.neo4j import neo4j_app
from graphx.cli.options import (
    Accept,
    AssumeComplete,
    CalculatorOption,
    CheckFailOn,
    CheckFormat,
    CsvRaw,
    FailOn,
    FailOnOption,
    Format,
    FormatOption,
    From,
    Inputs,
    Lists,
    MaxFrontier,
    Output,
    Patterns,
    Restricted,
)
from graphx.cli.run import USAGE
from graphx.cli.streams import put
from graphx.errors import InvalidInputError, QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer.models import CommandInfo

app = typer.Typer(
    name="graphx",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
sample_app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
policy_app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
app.add_typer(policy_app, name="policy", help="Rule packs: list, show or validate them.")
app.add_typer(neo4j_app, name="neo4j", help="A Neo4j server: the same graph and the same questions there.")
app.add_typer(sample_app, name="sample", help="Bundled graphs to learn from: list, show or copy one.")

WELCOME = """\
graphx shows who depends on whom, and whether that dependence reaches a restricted supplier.

A first answer from a bundled graph:

  graphx sample copy tutorial
  graphx exposure tutorial.yaml

All commands: graphx --help"""


@app.callback(invoke_without_command=True)
def graphx(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Show who depends on whom, and whether that dependence reaches a restricted supplier.

    Exit codes: 0 answered; 1 findings at or above --fail-on; 2 wrong usage or invalid input; 3 incomplete;
    4 a server that does not answer or refuses; 101 internal error; 130 interrupted.
    """
    if version:
        put([f"graphx {__version__}"])
    elif context.invoked_subcommand is None:
        put([WELCOME])


@app.command()
@Grouped
def exposure(
    inputs: Inputs,
    *,
    asked: QuestionOptions,
    lens: LensOptions,
    assume_complete: AssumeComplete = False,
    limits: LimitOptions,
    max_frontier: MaxFrontier = MAX_FRONTIER,
    told: EndOptions,
) -> None:
    """Who depends on a restricted supplier, and how? A verdict per start: exposed, unknown or clear, with proof."""
    from graphx.questions.exposure import exposures  # noqa: PLC0415  # why: as above

    options = asked.options(limits, max_frontier=max_frontier, assume_complete=assume_complete)
    told.finish(exposures(lens.view(inputs), options))


@app.command()
@Grouped
def impact(
    inputs: Inputs,
    *,
    of: Annotated[
        list[str], typer.Option("--of", metavar="SELECTOR", help="The vendor, component or network; repeatable.")
    ],
    start: From = None,
    calculator: CalculatorOption = None,
    pattern: Patterns = None,
    lens: LensOptions,
    limits: LimitOptions,
    told: EndOptions,
) -> None:
    """Who is hit if this vendor, component or network is restricted or lost? A certain hit counts as exposed."""
    from graphx.questions.impact import impact as ask  # noqa: PLC0415  # why: as above

    options = QuestionOptions(start=start, calculator=calculator, pattern=pattern).options(limits)
    told.finish(ask(lens.view(inputs), of, options))


@app.command()
@Grouped
def paths(
    inputs: Inputs,
    start: Annotated[str, typer.Argument(metavar="FROM", help="The id of the dependent entity.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="The id of what it may depend on.")],
    *,
    pattern: Patterns = None,
    lens: LensOptions,
    limits: LimitOptions,
    told: EndOptions,
) -> None:
    """Show every accepted path between two entities, shortest first; a certain path counts as exposed."""
    from graphx.questions.paths import paths_between as ask  # noqa: PLC0415  # why: as above

    told.finish(ask(lens.view(inputs), start, end, QuestionOptions(pattern=pattern).options(limits)))


@app.command()
@Grouped
def restricted(
    inputs: Inputs,
    *,
    lists: Lists = None,
    selectors: Restricted = None,
    calculator: CalculatorOption = None,
    lens: LensOptions,
    told: AnswerOptions,
) -> None:
    """Who is restricted: named, by ownership, by succession, by criteria; what does not count; who is bound or exempt."""
    from graphx.questions.restricted import restricted as ask  # noqa: PLC0415  # why: as above

    told.emit(ask(lens.view(inputs), lists=lists or (), selectors=selectors or (), calculator=calculator))


@app.command()
@Grouped
def control(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT… [ID]", help="Documents, folders of tables, or -; last, if any, an organization."
        ),
    ],
    *,
    lists: Lists = None,
    lens: LensOptions,
    told: AnswerOptions,
) -> None:
    """Who owns whom: an organization's owners, holdings and circles; or all whom listings reach by ownership, with proof."""
    from graphx.questions.control import control as ask  # noqa: PLC0415  # why: as above

    entity = None
    if len(inputs) > 1 and inputs[-1] != "-" and not Path(inputs[-1]).exists():
        *inputs, entity = inputs
    told.emit(ask(lens.view(inputs), entity, lists=lists or ()))


@app.command()
def find(
    inputs: Inputs,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A part of a name, an alias, an identifier or an id.")],
    *,
    form: FormatOption = None,
    output: Output = None,
) -> None:
    """Which entities match a name, an alias or an identifier?"""
    from graphx.cli.output import emit  # noqa: PLC0415  # why: as above
    from graphx.graph.graph import load  # noqa: PLC0415
    from graphx.questions.find import find as ask  # noqa: PLC0415

    emit(ask(load(*inputs), text), form, output)


@app.command()
@Grouped
def show(
    inputs: Inputs,
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of the entity.")],
    *,
    lens: LensOptions,
    form: FormatOption = None,
    output: Output = None,
) -> None:
    """Show one entity's card: relations both ways, claims, listings, gaps."""
    from graphx.cli.output import emit  # noqa: PLC0415  # why: as above
    from graphx.questions.show import show as ask  # noqa: PLC0415

    emit(ask(lens.view(inputs), name), form, output)


@app.command()
def validate(inputs: Inputs, *, form: FormatOption = None, output: Output = None) -> None:
    """Is the data whole? Every problem of every input, each at its place; exits 2 if there is one. Of a store every byte is checked."""
    from graphx.cli.output import write  # noqa: PLC0415  # why: as above
    from graphx.readers import check_stores, read  # noqa: PLC0415
    from graphx.reports import json, spelling, text  # noqa: PLC0415

    spelled = {Format.JSON: spelling.lines, Format.JSONL: spelling.records}.get(form) if form else None
    try:
        check_stores(inputs)
        dataset = read(inputs)
    except InvalidInputError as error:
        if spelled is None:
            raise
        write(spelled(json.validation(None, error.problems, error.untold)), output)
        raise typer.Exit(USAGE) from None
    write(spelled(json.validation(dataset, ())) if spelled else text.validation(dataset), output)


@app.command()
def lint(inputs: Inputs, *, form: FormatOption = None, output: Output = None) -> None:
    """What is allowed but suspicious? Sites without service, undated ends, uncited facts, likely duplicates."""
    from graphx.cli.output import emit  # noqa: PLC0415  # why: as above
    from graphx.graph.graph import load  # noqa: PLC0415
    from graphx.questions.lint import lint as ask  # noqa: PLC0415

    emit(ask(load(*inputs)), form, output)


@app.command()
@Grouped
def check(
    inputs: Inputs,
    *,
    policies: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="NAME|FILE",
            help="A bundled policy or a file; repeatable. Default: all bundled in force.",
        ),
    ] = None,
    start: Annotated[
        list[str] | None,
        typer.Option(
            "--from", metavar="SELECTOR", help="Ask about these, instead of whom each policy binds; repeatable."
        ),
    ] = None,
    lens: LensOptions,
    form: Annotated[
        CheckFormat | None, typer.Option("--format", help="Default: by the ending of --output, else text.")
    ] = None,
    output: Output = None,
    csv_raw: CsvRaw = False,
    fail_on: Annotated[
        CheckFailOn, typer.Option("--fail-on", help="Exit 1 when something is found at or above this.")
    ] = CheckFailOn.NEVER,
) -> None:
    """Which rules are broken, kept or undecidable? Per subject: prohibited, conditional, unknown or allowed, by clause and path."""
    from graphx.cli.policies import check_view  # noqa: PLC0415  # why: as above

    answer = check_view(lens.view(inputs), policies or (), start or (), form=form, output=output, raw=csv_raw)
    words = {"prohibited": "exposed", "conditional": "clear", "unknown": "unknown", "allowed": "clear"}
    found = (words[finding.verdict] for each in answer.policies for finding in each.findings)
    threshold = FailOn.EXPOSED if fail_on is CheckFailOn.PROHIBITED else FailOn(fail_on.value)
    end(answer.warnings, threshold, found, is_complete=True)


@policy_app.callback()
def policy(context: typer.Context) -> None:
    """List, show or validate rule packs."""
    if context.invoked_subcommand is None:
        policy_list()


@policy_app.command("list")
def policy_list() -> None:
    """List the bundled rule packs."""
    from graphx.cli.policies import list_policies  # noqa: PLC0415  # why: as above

    list_policies()


PolicyName = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A bundled policy, or a file.")]


@policy_app.command("show")
def policy_show(name: PolicyName) -> None:
    """Show a rule pack as it stands, to read it or to begin one of your own."""
    from graphx.cli.policies import show_policy  # noqa: PLC0415  # why: as above

    show_policy(name)


@policy_app.command("validate")
def policy_validate(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME|FILE", help="Default: all bundled.")] = None,
) -> None:
    """Is a rule pack whole? Every fault of its fields and patterns, each at its place; exits 2 if there is one."""
    from graphx.cli.policies import validate_policies  # noqa: PLC0415  # why: as above

    validate_policies(names or ())


@policy_app.command("schema")
def policy_schema() -> None:
    """Show the JSON Schema of a rule pack, for editors that check and complete."""
    import json  # noqa: PLC0415  # why: as above

    from graphx.model.schema import policy_schema as schema_of_policies  # noqa: PLC0415

    put([json.dumps(schema_of_policies(), indent=2, ensure_ascii=False)])


@app.command()
def screen(
    inputs: Inputs,
    *,
    lists: Annotated[
        list[str],
        typer.Option(
            "--list",
            metavar="FILE|ID",
            help="A document or folder of listed parties, a bundled list (us-889), or a restriction of the graph; repeatable.",
        ),
    ],
    every: Annotated[bool, typer.Option("--all", help="Show those that match nobody as well.")] = False,
    accept: Annotated[
        Accept, typer.Option("--accept", help="Which answers --output takes: match alone, or possible as well.")
    ] = Accept.MATCH,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OVERLAY", help="Write the accepted matches as a document, to be one more input."
        ),
    ] = None,
    form: FormatOption = None,
    csv_raw: CsvRaw = False,
    fail_on: FailOnOption = FailOn.NEVER,
) -> None:
    """Which names match a listed party? Match, possible or no, each with its rule; a match counts as exposed."""
    from graphx.cli.screening import screen_inputs  # noqa: PLC0415  # why: as above

    answer = screen_inputs(inputs, lists, every=every, accept=accept, output=output, form=form, raw=csv_raw)
    found = {"match": "exposed", "possible": "unknown", "no": "clear"}
    end(answer.warnings, fail_on, (found[each.answer] for each in answer.matches), is_complete=True)


app.command("import")(import_)
app.command()(export)
app.command()(merge)


@app.command()
def build(
    inputs: Inputs,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="STORE", help="The folder; an older store there is replaced in one step."
        ),
    ],
) -> None:
    """Build a store: a folder that opens in milliseconds, however large the graph, and is an input like any other.

    It holds what its inputs state, with their places and hashes, so every question has the same answer, to the byte.
    """
    from graphx.cli.building import run_build  # noqa: PLC0415  # why: as above

    run_build(inputs, output)


@app.command()
def patterns() -> None:
    """Show the named patterns: what each finds, and its alternatives as pattern text."""
    from graphx.paths.named import PATTERNS  # noqa: PLC0415  # why: as above

    for pattern in PATTERNS.values():
        put([f"{pattern.name}: {pattern.finds}", *(f"  {text}" for text in pattern.alternatives)])


@app.command()
def schema() -> None:
    """Show the JSON Schema of a document, for editors that check and complete."""
    import json  # noqa: PLC0415  # why: as above

    from graphx.model.schema import document_schema  # noqa: PLC0415

    put([json.dumps(document_schema(), indent=2, ensure_ascii=False)])


@sample_app.callback()
def sample(context: typer.Context) -> None:
    """List, show or copy a bundled graph."""
    if context.invoked_subcommand is None:
        list_samples()


@sample_app.command("list")
def list_samples() -> None:
    """List the bundled graphs and what each teaches."""
    from graphx.cli.output import style_of_output  # noqa: PLC0415  # why: as above
    from graphx.cli.samples import samples, title  # noqa: PLC0415

    rows = [[name, title(path)] for name, path in samples().items()]
    put([*style_of_output().table(["SAMPLE", "TEACHES"], rows), "", "Copy one: graphx sample copy tutorial"])


SampleName = Annotated[str, typer.Argument(metavar="NAME", help="As `graphx sample` lists it.")]


@sample_app.command("show")
def show_sample(name: SampleName) -> None:
    """Show a bundled graph as it stands: `graphx sample show tutorial | graphx exposure -`."""
    from graphx.cli.samples import sample_path  # noqa: PLC0415  # why: as above

    put(sample_path(name).read_text(encoding="utf-8").splitlines())


@sample_app.command("copy")
def copy_sample(
    name: SampleName,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to.")] = Path(),
) -> None:
    """Copy a bundled graph into a folder; an existing file is never replaced."""
    from graphx.cli.output import write  # noqa: PLC0415  # why: as above
    from graphx.cli.samples import questions_of, sample_path  # noqa: PLC0415

    source = sample_path(name)
    target = folder / source.name
    if target.exists():
        raise QuestionError(f"{target} exists already", "name another folder")
    write(source.read_text(encoding="utf-8").splitlines(), target)
    question = next(iter(questions_of(source)), f"graphx exposure {source.name}")
    put([str(target), f"Now ask: {question.replace(source.name, str(target))}"])


def called(words: Sequence[str]) -> typer.Typer:
    """Return the app with that command alone which is called, or whole: to make all of them ready takes a tenth of a start."""
    alone = copy(app)
    alone.registered_commands = [each for each in app.registered_commands if words[:1] == [_name(each)]]
    alone.registered_groups = [each for each in app.registered_groups if words[:1] == [each.name]]
    return alone if alone.registered_commands or alone.registered_groups else app


def _name(command: CommandInfo) -> str:
    return str(command.name or getattr(command.callback, "__name__", ""))
