from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.main import get_command

import graphx as package
from graphx.cli.app import app, called
from graphx.cli.samples import samples

ROOT = Path(package.__file__).parent.parent
VERSION = package.__version__
WELCOME = """\
graphx shows who depends on whom, and whether that dependence reaches a restricted supplier.

A first answer from a bundled graph:

  graphx sample copy tutorial
  graphx exposure tutorial.yaml

All commands: graphx --help
"""


class Expected(NamedTuple):
    """What a command should do; equal to what any fixture says that one did."""

    code: int
    out: str = ""
    err: str = ""

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (other.code, other.out, other.err)

    __hash__ = None


def words(value: object) -> str:
    """Return the name of a case: its command line, or its code."""
    return " ".join(value) if isinstance(value, list) else str(value)


def test_graphx_alone_says_how_to_get_a_first_answer(command):
    assert command() == Expected(0, WELCOME)


def test_what_the_welcome_says_gives_a_first_answer(command):
    for line in re.findall(r"^  graphx (.*)$", WELCOME, re.MULTILINE):
        said = command(*line.split())
        assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == "Exposure as of 2024-06-01, pattern dependency"


def test_the_version_is_one_line(command):
    assert command("--version") == Expected(0, f"graphx {VERSION}\n")


def test_the_package_runs_as_a_module(graphx):
    assert graphx("--version") == Expected(0, f"graphx {VERSION}\n")


@pytest.mark.parametrize(
    ("arguments", "usage", "expected"),
    [
        (["expose"], "", "No such command 'expose'. Did you mean 'exposure', 'export'?"),
        (["validte", "x"], "", "No such command 'validte'. Did you mean 'validate'?"),
        (["sample", "copi"], " sample", "No such command 'copi'. Did you mean 'copy'?"),
        (["--verison"], "", "No such option: --verison (Possible options: --version)"),
        (
            ["exposure", "d.yaml", "--asof", "2019-01-01"],
            " exposure",
            "No such option: --asof (Possible options: --as-of)",
        ),
        (["exposure"], " exposure", "Missing argument 'INPUT'."),
        (["impact", "d.yaml"], " impact", "Missing option '--of'."),
    ],
)
def test_a_command_or_option_that_does_not_exist_names_the_near_one(arguments, usage, expected, command):
    said = command(*arguments)
    first, second, _, last = said.err.splitlines()
    assert (said.code, said.out, first.startswith(f"Usage: graphx{usage} "), second, last) == (
        2,
        "",
        True,
        f"Try 'graphx{usage} -h' for help.",
        f"Error: {expected}",
    )


USAGE = {
    "a start that does not exist": (["--from", "nobody"], "no entity has the id nobody (see `graphx find`)"),
    "a start near an id": (["--from", "camp-ambr"], "no entity has the id camp-ambr (did you mean camp-amber?)"),
    "a selector nobody knows": (["--from", "knd:site"], "no selector is called knd: (did you mean kind?)"),
    "a selector that matches nothing": (
        ["--from", "country:JP"],
        "country:JP matches nothing (an absent field never matches)",
    ),
    "a period as day": (["--as-of", "2019"], "--as-of 2019: a day is YYYY-MM-DD (such as 2019-07-01)"),
    "no day to be known at": (
        ["--known-at", "any"],
        "--known-at any: a date is YYYY, YYYY-MM or YYYY-MM-DD (such as 2019-07-01)",
    ),
    "a confidence above 100": (["--min-confidence", "101"], "--min-confidence 101: it lies between 0 and 100"),
    "a status that is in": (
        ["--include", "planed"],
        "--include planed: that status needs no including (did you mean planned?)",
    ),
    "an age in weeks": (
        ["--max-age", "3w"],
        "--max-age 3w: an age is a number of days, or a number with d, m or y: 90, 90d, 18m, 2y",
    ),
    "no hops": (["--max-hops", "0"], "--max-hops is 1 or more (leave it out for no limit)"),
    "a negative number of paths": (["--max-paths", "-1"], "a number of paths or frontier entities is 0 or more"),
    "a negative number of open ends": (["--max-frontier", "-1"], "a number of paths or frontier entities is 0 or more"),
    "no time": (["--timeout", "0"], "--timeout is above 0 (leave it out for no limit)"),
    "a list that does not exist": (["--list", "notice-13"], "no entity has the id notice-13 (did you mean notice-12?)"),
    "a pattern nobody knows": (
        ["--pattern", "dependancy"],
        "no pattern is called dependancy (did you mean dependency?)",
    ),
    "a label nobody knows": (
        ["--pattern", "(:Site)-[:SERVED_BY]->(:Netwrk)"],
        "no label Netwrk (did you mean Network?)\n  (:Site)-[:SERVED_BY]->(:Netwrk)\n                          ^",
    ),
    "an output in no folder": (
        ["-o", "far/answer.json"],
        "far/answer.json: it cannot be written: No such file or directory",
    ),
    "a folder as output": (["-o", "folder"], "folder: it cannot be written: Is a directory"),
}


@pytest.mark.parametrize(("arguments", "expected"), USAGE.values(), ids=USAGE)
def test_wrong_usage_exits_2_and_says_one_thing(arguments, expected, command, tutorial, tmp_path):
    (tmp_path / "folder").mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())
    assert command("exposure", tutorial, *arguments) == Expected(2, "", f"graphx: {expected}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--fail-on", "never"], 0),
        (["--fail-on", "exposed"], 1),
        (["--fail-on", "unknown"], 1),
        (["--from", "camp-birch"], 0),
        (["--from", "camp-birch", "--fail-on", "exposed"], 0),
        (["--from", "camp-birch", "--fail-on", "unknown"], 1),
        (["--from", "camp-cedar", "--fail-on", "unknown"], 0),
        (["--max-hops", "1"], 3),
        (["--max-hops", "1", "--fail-on", "exposed"], 3),
        (["--max-hops", "1", "--fail-on", "unknown"], 1),
        (["--max-hops", "9"], 0),
        (["--max-paths", "0"], 0),
        (["--from", "nobody", "--fail-on", "unknown"], 2),
    ],
    ids=words,
)
def test_the_exit_code_says_what_was_found(arguments, code, command, tutorial):
    assert command("exposure", tutorial, *arguments).code == code


@pytest.mark.usefixtures("tutorial")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["impact", "tutorial.yaml", "--of", "meridian"], 0),
        (["impact", "tutorial.yaml", "--of", "meridian", "--fail-on", "exposed"], 1),
        (["impact", "tutorial.yaml", "--of", "meridian", "--max-hops", "1"], 3),
        (["paths", "tutorial.yaml", "camp-amber", "meridian"], 0),
        (["paths", "tutorial.yaml", "camp-amber", "meridian", "--fail-on", "exposed"], 1),
        (["paths", "tutorial.yaml", "camp-cedar", "meridian", "--fail-on", "unknown"], 0),
        (["paths", "tutorial.yaml", "camp-amber", "nobody"], 2),
        (["show", "tutorial.yaml", "nobody"], 2),
        (["find", "tutorial.yaml", " "], 2),
        (["find", "tutorial.yaml", "xyzzy"], 0),
        (["validate", "tutorial.yaml"], 0),
        (["validate", "nope.yaml"], 2),
        (["lint", "tutorial.yaml"], 0),
        (["patterns"], 0),
        (["schema"], 0),
        (["sample"], 0),
        (["sample", "show", "nope"], 2),
    ],
    ids=words,
)
def test_every_command_keeps_the_exit_codes(arguments, code, command):
    assert command(*arguments).code == code


def test_an_answer_goes_to_standard_output_and_a_warning_to_standard_error(command, tutorial):
    said = command("exposure", tutorial, "--as-of", "2015-01-01", "--format", "json")
    assert (said.code, json.loads(said.out)["coverage"]["restricted_asked"], said.err) == (
        0,
        0,
        "warning: no listing counts in this view, so nothing can be clear: check --as-of, --list and --include\n",
    )


YAML = "graphx: 1\nas_of: 2020-01-01\nentities:\n  - {id: a, kind: site, name: A}\n"
JSON = '{"graphx": 1, "as_of": "2020-01-01", "entities": [{"id": "b", "kind": "site", "name": "B"}]}'


@pytest.mark.parametrize(
    "stdin",
    [YAML, JSON],
    ids=["yaml", "json"],
)
def test_standard_input_is_a_document(stdin, graphx):
    assert graphx("validate", "-", stdin=stdin) == Expected(0, "valid: 1 entity, 0 relations, 0 claims, 0 sources\n")


def test_standard_input_joins_files(graphx, write):
    write("d.yaml", YAML)
    assert graphx("validate", "d.yaml", "-", stdin=JSON) == Expected(
        0, "valid: 2 entities, 0 relations, 0 claims, 0 sources\n"
    )


def test_empty_standard_input_is_told(graphx):
    expected = "-:1:1: it is empty (a document starts with `graphx: 1`)\n"
    assert graphx("validate", "-", stdin="") == Expected(2, "", expected)


@pytest.mark.parametrize("order", [["a.yaml", "b.json"], ["b.json", "a.yaml"]])
def test_the_order_of_inputs_does_not_change_the_answer(order, command, write):
    write("a.yaml", YAML)
    write("b.json", JSON)
    arguments = ["--restricted", "acme", "--format", "json"]
    write("c.yaml", "graphx: 1\nentities:\n  - {id: acme, kind: organization, name: Acme}\n")
    said = command("exposure", *order, "c.yaml", *arguments)
    paths = [each["path"] for each in json.loads(said.out)["question"]["inputs"]]
    assert (said.code, paths) == (0, ["a.yaml", "b.json", "c.yaml"])


def test_inputs_of_different_days_need_a_day(command, write):
    write("a.yaml", YAML)
    write("b.json", JSON.replace("2020-01-01", "2021-01-01"))
    expected = "graphx: the inputs were written as of different days: 2020-01-01, 2021-01-01 (say which with --as-of)\n"
    assert command("exposure", "a.yaml", "b.json") == Expected(2, "", expected)


def test_an_unknown_ending_with_several_inputs_is_told_with_the_rest(command, write):
    write("a.yaml", YAML + "  - {id: b, kind: sit, name: B}\n")
    write("b.txt", "x")
    assert command("exposure", "b.txt", "a.yaml") == Expected(
        2,
        "",
        "a.yaml:5:19: `sit` is no kind of entity (did you mean site?)\n"
        "b.txt: the ending `.txt` names no known format (graphx reads .yaml, .yml, .json, .jsonl and folders of tables)\n",
    )


ENDINGS = {
    "answer.json": "{",
    "answer.JSON": "{",
    "answer.csv": "entity,verdict,restricted,certainty,hops,tier,listed_on,weakest_confidence,root_sources,path,frontier",
    "answer.md": "| entity | verdict | restricted | certainty | hops | tier | listed_on | weakest_confidence | root_sources"
    " | path | frontier |",
    "answer.txt": "Exposure as of 2024-06-01, pattern dependency",
    "answer": "Exposure as of 2024-06-01, pattern dependency",
}


@pytest.mark.parametrize(("name", "first"), ENDINGS.items(), ids=ENDINGS)
def test_the_ending_of_the_output_says_its_format(name, first, command, tutorial, tmp_path):
    assert command("exposure", tutorial, "-o", name) == Expected(0)
    assert (tmp_path / name).read_text(encoding="utf-8").splitlines()[0] == first


def test_the_format_wins_over_the_ending(command, tutorial, tmp_path):
    command("exposure", tutorial, "-o", "answer.json", "--format", "csv")
    assert (tmp_path / "answer.json").read_text(encoding="utf-8").startswith("entity,verdict,")


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_a_file_holds_the_bytes_that_standard_output_would(form, command, tutorial, tmp_path):
    printed = command("exposure", tutorial, "--format", form).out
    command("exposure", tutorial, "--format", form, "-o", "answer")
    assert (tmp_path / "answer").read_bytes() == printed.encode()


def test_samples_are_listed_with_what_they_teach(command):
    said = command("sample")
    lines = said.out.splitlines()
    assert (said.code, lines[0].split(), lines[1].split(maxsplit=1), lines[-1]) == (
        0,
        ["SAMPLE", "TEACHES"],
        ["tutorial", "Three camps, three answers: a tutorial"],
        "Copy one: graphx sample copy tutorial",
    )
    assert [line.split()[0] for line in lines[1:-2]] == list(samples())
    assert command("sample", "list") == said


def test_a_sample_is_shown_as_it_stands(command):
    assert command("sample", "show", "tutorial") == Expected(0, samples()["tutorial"].read_text(encoding="utf-8"))


def test_a_sample_is_copied_and_never_over_a_file(command, tmp_path):
    copied = Expected(0, "tutorial.yaml\nNow ask: graphx exposure tutorial.yaml\n")
    assert command("sample", "copy", "tutorial") == copied
    assert (tmp_path / "tutorial.yaml").read_bytes() == samples()["tutorial"].read_bytes()
    again = "graphx: tutorial.yaml exists already (name another folder)\n"
    assert command("sample", "copy", "tutorial") == Expected(2, "", again)


def test_a_sample_copied_elsewhere_says_a_command_that_works_from_here(command, tmp_path):
    (tmp_path / "folder").mkdir()
    said = command("sample", "copy", "tutorial", "folder")
    path, ask = said.out.splitlines()
    assert (said.code, path) == (0, "folder/tutorial.yaml")
    assert command(*ask.removeprefix("Now ask: graphx ").split()).code == 0


def test_a_whole_document_is_counted(command, tutorial):
    assert command("validate", tutorial) == Expected(0, "valid: 18 entities, 16 relations, 3 claims, 2 sources\n")


def test_exact_repeats_are_said(command, write):
    write("a.yaml", YAML)
    write("b.yaml", YAML)
    expected = "valid: 1 entity, 0 relations, 0 claims, 0 sources; 1 exact repeat merged\n"
    assert command("validate", "a.yaml", "b.yaml") == Expected(0, expected)


def test_validate_as_json_tells_every_problem_and_exits_2(command, write):
    text = "graphx: 1\nentities:\n" + "".join(f"  - {{id: e{n}, kind: site}}\n" for n in range(25))
    write("d.yaml", text)
    said = command("validate", "d.yaml", "--format", "json")
    answer = json.loads(said.out)
    assert (said.code, said.err, answer["valid"], len(answer["problems"]), answer["problems"][0]) == (
        2,
        "",
        False,
        25,
        {"file": "d.yaml", "line": 3, "column": 5, "message": "`name` is missing", "hint": "every such record has one"},
    )


def test_validate_as_text_prints_twenty_problems_and_counts_the_rest(command, write):
    write("d.yaml", "graphx: 1\nentities:\n" + "".join(f"  - {{id: e{n}, kind: site}}\n" for n in range(25)))
    said = command("validate", "d.yaml")
    lines = [f"d.yaml:{line}:5: `name` is missing (every such record has one)" for line in range(3, 23)]
    assert said == Expected(2, "", "\n".join([*lines, "… and 5 more\n"]))


def test_find_shows_ids_kinds_and_names(command, tutorial):
    assert command("find", tutorial, "northwind") == Expected(
        0,
        "ID                KIND          NAME\n"
        "northwind         organization  Northwind Telecom\n"
        "northwind-core    network       Northwind mobile core\n"
        "northwind-mobile  network       Northwind mobile network\n"
        "northwind-radio   network       Northwind radio network\n",
    )


def test_find_says_when_nothing_matches(command, tutorial):
    assert command("find", tutorial, "xyzzy") == Expected(0, "Nothing matches xyzzy.\n")


def test_show_gives_a_card(command, tutorial):
    assert command("show", tutorial, "meridian") == Expected(
        0,
        "meridian: Meridian Switching\n"
        "  kind: organization\n"
        "  complete: all\n"
        "  roles: vendor\n"
        "  stated at tutorial.yaml:72; shown as of 2024-06-01\n"
        "\n"
        "restricted by\n"
        "  meridian -LISTED_ON-> notice-12  since 2016-01-01 enacted; role named; synthetic; gazette asserts (stated)"
        " 2016-01-01, confidence 85; tutorial.yaml:107\n"
        "\n"
        "is depended on by\n"
        "  meridian <-MADE_BY- subscriber-server  synthetic; survey asserts (stated) 2024-05-20, confidence 85;"
        " tutorial.yaml:89\n",
    )


def test_lint_tells_what_is_suspicious_at_its_place(command, write):
    write("d.yaml", YAML.replace("name: A", "name: A, complete: [MADE_BY]") + "  - {id: n, kind: network, name: a}\n")
    assert command("lint", "d.yaml") == Expected(
        0,
        "d.yaml:4:5: a: `complete` names MADE_BY, which never leaves a site [idle-complete]\n"
        "d.yaml:4:5: a: the site has no SERVED_BY: what connects it? [unserved-site]\n"
        "d.yaml:5:5: n: the network has no operator: nobody OPERATES it [unoperated-network]\n",
    )


def test_lint_of_the_tutorial_finds_nothing(command, tutorial):
    assert command("lint", tutorial) == Expected(0, "Nothing suspicious.\n")


def test_every_named_pattern_is_shown_and_can_be_asked(command, tutorial):
    said = command("patterns")
    names = [line.split(":")[0] for line in said.out.splitlines() if not line.startswith(" ")]
    assert (said.code, names[0]) == (0, "dependency")
    for name in ("dependency", "core", "ran", "transport", "management", "component", "subcontract", "any", "direct"):
        assert name in names
    codes = {
        name: command("exposure", tutorial, "--pattern", name).code
        for name in ("core", "ran", "component", "any", "direct")
    }
    assert set(codes.values()) == {0}


class TextLoader(yaml.SafeLoader):
    """Reads dates and the words yes and no as text, as an editor that knows YAML 1.2 does."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"int", "null"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
TextLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
TextLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?\d+\.\d+$"), list("-0123456789"))


def with_text_dates(text: str) -> object:
    """Return a document as JSON would hold it; a year alone is quoted, as it must be for an editor."""
    quoted = re.sub(
        r"\b(since|until|published|retrieved|asserted|observed|target_date): (\d{4})(?=[,}\s])", r"\1: '\2'", text
    )
    return yaml.load(quoted, Loader=TextLoader)  # why: a safe loader, with fewer conversions


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    from graphx.model.schema import document_schema  # why: pydantic is slow to load

    return Draft202012Validator(document_schema())


def test_schema_prints_the_schema(command, validator):
    assert json.loads(command("schema").out) == validator.schema


@pytest.mark.parametrize("name", samples())
def test_every_sample_is_valid_by_the_schema(name, validator):
    document = with_text_dates(samples()[name].read_text(encoding="utf-8"))
    errors = {"/".join(map(str, error.absolute_path)): error.message[:80] for error in validator.iter_errors(document)}
    assert errors == {}


HEAVY = {
    "numpy",
    "networkx",
    "neo4j",
    "duckdb",
    "pyarrow",
    "rich",
    "typer",
    "click",
    "pydantic",
    "pydantic_core",
    "yaml",
}


def loaded(tmp_path: Path, *arguments: str) -> set[str]:
    """Return which heavy packages a command loads in a process of its own."""
    driver = (
        "import sys, atexit\n"
        f"sys.argv = {['graphx', *arguments]!r}\n"
        "from graphx.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sorted(sys.modules)), file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", driver], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    return {name.partition(".")[0] for name in done.stderr.split()} & HEAVY


def test_the_version_loads_nothing_heavy(tmp_path):
    assert loaded(tmp_path, "--version") == set()


@pytest.mark.parametrize("arguments", [["--help"], [], ["sample"], ["exposure", "--help"]], ids=words)
def test_help_and_samples_load_neither_the_engine_nor_tables(arguments, tmp_path):
    assert loaded(tmp_path, *arguments) & {"numpy", "networkx", "neo4j", "duckdb", "pyarrow"} == set()


def test_validating_yaml_loads_neither_the_engine_nor_tables(tmp_path, tutorial):
    assert loaded(tmp_path, "validate", tutorial) & {"networkx", "neo4j", "duckdb", "pyarrow"} == set()


AUDITED = """\
import sys
opened = []
def hook(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.system", "os.exec")):
        opened.append(event)
sys.addaudithook(hook)
sys.argv = ["graphx", "exposure", "tutorial.yaml"]
from graphx.__main__ import main
try:
    main()
except SystemExit as end:
    print(end.code or 0, opened, file=sys.stderr)
"""


@pytest.mark.usefixtures("tutorial")
def test_no_socket_is_opened_and_no_program_is_started(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", AUDITED], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert done.stderr == "0 []\n"


def test_same_input_same_bytes_whatever_the_environment(graphx, tutorial):
    runs = {
        graphx("exposure", tutorial, "--format", "json", **environment).out
        for environment in (
            {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "COLUMNS": "40"},
        )
    }
    assert len(runs) == 1


# ---- ends that are not answers


def started(tmp_path: Path, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "graphx", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_exits_130_in_one_line_and_writes_nothing(number, tmp_path):
    os.mkfifo(tmp_path / "slow.yaml")
    process = started(tmp_path, "exposure", "slow.yaml", "-o", "answer.json")
    with (tmp_path / "slow.yaml").open("wb") as pipe:  # opens when graphx does: it now waits for us
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (130, b"", b"graphx: interrupted; nothing was changed\n")
        assert pipe.writable()
    assert [path.name for path in tmp_path.iterdir()] == ["slow.yaml"]


@pytest.mark.usefixtures("tutorial")
@pytest.mark.parametrize(
    "arguments",
    [
        ["exposure", "tutorial.yaml"],
        ["exposure", "tutorial.yaml", "--format", "json"],
        ["patterns"],
        ["sample", "show", "tutorial"],
        ["--version"],
    ],
    ids=words,
)
def test_a_reader_that_has_read_enough_is_no_error(arguments, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    process = started(tmp_path, *arguments, stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.usefixtures("tutorial")
@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="/dev/full is a device of Linux")
@pytest.mark.parametrize("arguments", [["exposure", "tutorial.yaml"], ["schema"], ["--version"]], ids=words)
def test_a_full_disk_is_one_line_and_no_fault_of_ours(arguments, tmp_path):
    with Path("/dev/full").open("wb") as full:
        process = started(tmp_path, *arguments, stdout=full)
        _, err = process.communicate(timeout=60)
    lines = err.decode().splitlines()
    assert (process.returncode, len(lines), "internal error" in lines[0]) == (2, 1, False)


def test_a_fault_of_ours_is_one_line_with_code_101(command, tutorial, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr("graphx.readers.read", broken)
    expected = "graphx: internal error: RuntimeError: first line (please report it; GRAPHX_TRACEBACK=1 shows where)\n"
    assert command("validate", tutorial) == Expected(101, "", expected)
    monkeypatch.setenv("GRAPHX_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        command("validate", tutorial)


HOSTILE = "\x1b]0;x\x07\x1b[31m\x9b31m\u202e\u2066[/red]"


@pytest.mark.usefixtures("tutorial")
@pytest.mark.parametrize(
    "arguments",
    [
        ["exposure", "tutorial.yaml", "--from", HOSTILE],
        ["exposure", "tutorial.yaml", "--from", f"kind:{HOSTILE}"],
        ["exposure", "tutorial.yaml", "--pattern", f"(:{HOSTILE})-[:SERVED_BY]->()"],
        ["exposure", "tutorial.yaml", "--as-of", HOSTILE],
        ["validate", f"{HOSTILE}.yaml"],
        ["validate", "hostile.yaml"],
        ["sample", "show", HOSTILE],
        ["find", "tutorial.yaml", HOSTILE],
    ],
    ids=["start", "selector", "pattern", "day", "file", "document", "sample", "text"],
)
def test_no_message_carries_what_a_terminal_obeys(arguments, command, write):
    escaped = "".join(f"\\u{ord(each):04x}" for each in HOSTILE)
    write(
        "hostile.yaml",
        f'graphx: 1\nentities:\n  - {{id: a, kind: site, name: A, country: "{escaped}", "{escaped}": 1}}\n',
    )
    said = command(*arguments)
    printed = said.out + said.err
    assert (said.code in {0, 2}, sorted({each for each in printed if not each.isprintable()})) == (True, ["\n"])


def on_terminal(tmp_path: Path, columns: int, *arguments: str, **environment: str) -> str:
    """Return what a command prints to a terminal of this width."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "graphx", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    printed = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        printed += part
    os.close(ours)
    process.wait(timeout=60)
    return printed.decode().replace("\r\n", "\n")


COLOURS = re.compile(r"\x1b\[[\d;]*m")


def test_a_terminal_gets_colour_and_folded_lines_unless_no_color(tmp_path, tutorial):
    coloured = on_terminal(tmp_path, 80, "exposure", tutorial)
    uncoloured = on_terminal(tmp_path, 80, "exposure", tutorial, NO_COLOR="1")
    assert (COLOURS.sub("", coloured) == uncoloured, coloured == uncoloured, "\x1b" in uncoloured) == (
        True,
        False,
        False,
    )
    assert max(len(line) for line in uncoloured.splitlines()) <= 80


def test_a_terminal_of_forty_columns_cuts_no_id(tmp_path, command, tutorial):
    printed = on_terminal(tmp_path, 40, "exposure", tutorial, NO_COLOR="1")
    assert printed.split() == command("exposure", tutorial).out.split()


def test_the_command_that_is_called_is_made_ready_alone_and_all_where_none_is():
    for name in get_command(app).commands:
        assert list(get_command(called([name, "--help"])).commands) == [name]
    assert called(["exposur"]) is called([]) is called(["--help"]) is app
