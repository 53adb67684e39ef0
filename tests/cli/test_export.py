"""`graphx export`: every format to its file or folder, whole or not at all, and what it could not hold on standard error."""

from __future__ import annotations

import csv
import json
import re

import pytest

from graphx.cli import options
from graphx.cli.exports import NEO4J_CSV, OPTIONS
from graphx.cli.output import write_folder
from graphx.cli.streams import OutputError
from graphx.errors import QuestionError
from graphx.model import redaction
from graphx.model.subgraph import Subgraph
from graphx.readers import read
from graphx.writers import exporter
from graphx.writers.exporters import EXPORTERS
from tests.writers.test_round_trip import whole

ONE_FILE = [name for name, each in EXPORTERS.items() if each.endings]
FOLDERS = [name for name, each in EXPORTERS.items() if each.files]


def test_every_exporter_is_a_format_of_the_command_and_every_choice_is_known_to_the_writers():
    assert [*EXPORTERS, NEO4J_CSV] == sorted(map(str, options.ExportFormat), key=[*EXPORTERS, NEO4J_CSV].index)
    assert [each.value for each in exporter.Flavour] == [each.value for each in options.Flavour]
    assert [each.value for each in redaction.Redact] == [each.value for each in options.Redact]


OTHERWISE = {"flavour": exporter.Flavour.YED, "cells": exporter.Cells.RAW, "max_nodes": 1}
FORMULA = """\
graphx: 1
entities:
  - {id: a, kind: organization, name: "=1+1"}
  - {id: b, kind: organization, name: B}
"""


@pytest.mark.parametrize("form", EXPORTERS)
def test_a_format_heeds_the_wishes_that_change_what_it_writes_and_no_others(form, tmp_path):
    (tmp_path / "formula.yaml").write_text(FORMULA, encoding="utf-8")
    subgraph = Subgraph(read([tmp_path / "formula.yaml"]))

    def everything(**changed):
        wishes, each = exporter.Wishes(**changed), EXPORTERS[form]
        lines = [list(write(subgraph, wishes, exporter.Lost())) for write in each.endings.values()]
        files = each.files(subgraph, wishes, exporter.Lost()) if each.files else ()
        return lines, [(name, b"".join(content)) for name, content in files]

    assert set(OPTIONS) == set(OTHERWISE)
    changing = {name for name, value in OTHERWISE.items() if everything(**{name: value}) != everything()}
    assert changing == EXPORTERS[form].heeded


@pytest.mark.parametrize("form", ONE_FILE)
def test_standard_output_and_a_file_hold_the_same(form, command, tutorial, tmp_path):
    for ending in EXPORTERS[form].endings:
        target = tmp_path / f"out{ending}"
        done = command("export", form, tutorial, "-o", target)
        assert (done.code, done.out) == (0, "")
        if ending == next(iter(EXPORTERS[form].endings)):
            assert command("export", form, tutorial).out.encode() == target.read_bytes()


@pytest.mark.parametrize("form", FOLDERS)
def test_a_folder_is_read_back_as_the_same_dataset(form, command, tutorial, tmp_path):
    assert command("export", form, tutorial, "-o", tmp_path / "deep" / "out").code == 0
    assert whole(read([tmp_path / "deep" / "out"])) == whole(read([tutorial]))


def test_json_lines_are_read_from_standard_input(command, tutorial):
    lines = command("export", "jsonl", tutorial).out
    told = [
        re.sub(r"(-|tutorial\.yaml):\d+", "PLACE", each.out)
        for each in (command("exposure", "-", stdin=lines), command("exposure", tutorial))
    ]
    assert told[0] == told[1]
    assert "exposed  camp-amber" in told[0]


REFUSED = {
    ("csv",): "graphx: csv is a folder of files, which standard output cannot hold (-o FOLDER)\n",
    ("csv", "-o", "a.csv"): "graphx: a.csv: csv is a folder of files, and a folder has no ending (-o FOLDER)\n",
    ("svg", "-o", "a.png"): "graphx: a.png: a file of svg ends in .svg (name it so)\n",
    ("svg", "-o", "a"): "graphx: a: a file of svg ends in .svg (name it so)\n",
    (
        "graphx",
        "-o",
        "a.xml",
    ): "graphx: a.xml: a file of graphx ends in .yaml, .yml, .json, .jsonl, or a folder (name it so)\n",
    ("graphx", "--redact", "names"): "graphx: pseudonyms need a key, or anybody could try out names"
    " (--redact-key TEXT; keep it to yourself)\n",
    ("dot", "--csv-raw"): "graphx: --csv-raw: dot knows nothing of the kind (it is for graphx, csv)\n",
    ("gexf", "--flavour", "yed"): "graphx: --flavour: gexf knows nothing of the kind (it is for graphml)\n",
    (
        "graphml",
        "--max-nodes",
        "9",
    ): "graphx: --max-nodes: graphml knows nothing of the kind (it is for svg, dot, mermaid)\n",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_cannot_be_written_is_refused_before_anything_is(words, command, tutorial, tmp_path):
    before = names(tmp_path)
    form, *rest = words
    done = command("export", form, tutorial, *rest)
    assert (done.code, done.out, done.err) == (2, "", REFUSED[words])
    assert names(tmp_path) == before


def test_what_a_format_cannot_hold_is_counted(command, tutorial):
    done = command("export", "ftm", tutorial)
    assert done.err == (
        "ftm does not hold, or not as it was: 3 DEPLOYS relations, 3 HAS_PART relations, 3 MADE_BY relations,"
        " 3 OPERATES relations, 3 SERVED_BY relations, 2 `complete` of parties, 4 `roles` of parties, 1 `synthetic` of a relation,"
        " 3 components, 1 confidence of a claim, 6 networks, 3 sites\n"
    )
    assert [json.loads(line)["schema"] for line in done.out.splitlines()].count("Sanction") == 1
    assert command("export", "jsonl", tutorial).err == ""


def test_a_picture_folds_what_is_more_than_asked_for(command, tutorial):
    done = command("export", "dot", tutorial, "--max-nodes", "6")
    assert done.err.startswith("dot does not hold, or not as it was: ")
    assert len(re.findall(r"shape=", done.out)) <= 6


def test_a_redacted_export_names_nobody_and_says_what_may_still_tell(command, tutorial):
    done = command("export", "graphx", tutorial, "--redact", "names", "--redact-key", "k")
    assert "northwind" not in done.out.lower()
    assert done.err == (
        "warning: 2 elements still bear identifiers, properties or quotes, which may tell names (--redact properties)\n"
    )
    both = command("export", "graphx", tutorial, "--redact", "names", "--redact", "properties", "--redact-key", "k")
    assert both.err == ""
    assert "locator" not in both.out


def test_the_key_may_come_from_the_environment(command, tutorial):
    words = ("export", "jsonl", tutorial, "--redact", "names")
    assert command(*words, GRAPHX_REDACT_KEY="k").out == command(*words, "--redact-key", "k").out != ""


SITED = """\
graphx: 1
entities:
  - {id: camp, kind: site, name: Camp, properties: {street: Long Road 1}}
  - {id: jp, kind: jurisdiction, name: Japan}
  - {id: net, kind: network, name: Net, tags: [big]}
relations:
  - {from: camp, type: LOCATED_IN, to: jp}
  - {from: camp, type: SERVED_BY, to: net}
"""


def test_where_sites_lie_goes_with_them_and_what_may_still_tell_them_is_said(command, tmp_path):
    (tmp_path / "sited.yaml").write_text(SITED, encoding="utf-8")
    done = command("export", "jsonl", str(tmp_path / "sited.yaml"), "--redact", "sites", "--redact-key", "k")
    assert "LOCATED_IN" not in done.out
    assert done.err == (
        "--redact sites: 1 relation that says where a site lies is taken out\n"
        "warning: 1 element still bears identifiers, properties or quotes, which may tell names (--redact properties)\n"
    )


def test_a_redacted_graph_answers_as_the_graph_does(command, tutorial, tmp_path):
    exported = command("export", "jsonl", tutorial, "--redact", "names", "--redact-key", "k").out
    answers = [
        json.loads(command("exposure", "-", "--format", "json", stdin=text).out)
        for text in (exported, (tmp_path / tutorial).read_text(encoding="utf-8"))
    ]
    verdicts = [sorted(each["verdict"] for each in answer["answers"]) for answer in answers]
    assert verdicts[0] == verdicts[1] == ["clear", "exposed", "unknown"]


# a folder is whole or not there

FILES = [("entities.csv", [b"id,kind,name\n"]), ("relations.csv", [b"from,type,to\n"])]
KNOWN = ["entities.csv", "relations.csv", "claims.csv"]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "out"
    write_folder([*FILES, ("claims.csv", [b"old"])], target, KNOWN)
    write_folder(FILES, target, KNOWN)
    assert (names(target), names(tmp_path)) == (["entities.csv", "relations.csv"], ["out"])


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("ours")])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_failure_leaves_the_old_folder_and_nothing_else(error, after, tmp_path):
    target = tmp_path / "out"
    write_folder([("entities.csv", [b"old"])], target, KNOWN)

    def files():
        yield from FILES[:after]
        raise error

    with pytest.raises((OutputError, KeyboardInterrupt, ValueError)):
        write_folder(files(), target, KNOWN)
    assert (names(tmp_path), names(target), (target / "entities.csv").read_bytes()) == (
        ["out"],
        ["entities.csv"],
        b"old",
    )


@pytest.mark.parametrize("number", range(4))
def test_each_renaming_that_fails_leaves_a_whole_folder(number, tmp_path, monkeypatch):
    from pathlib import Path

    target, calls, rename = tmp_path / "out", [], Path.rename
    write_folder([("entities.csv", [b"old"])], target, KNOWN)

    def failing(self, other):
        calls.append(self)
        if len(calls) == number:
            raise OSError(5, "Input/output error")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", failing)
    if number in {1, 2}:
        with pytest.raises(OutputError, match="Input/output error"):
            write_folder(FILES, target, KNOWN)
    else:
        write_folder(FILES, target, KNOWN)
    assert names(target) == (["entities.csv"] if number in {1, 2} else ["entities.csv", "relations.csv"])


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "entities.csv").mkdir()
    with pytest.raises(QuestionError, match=r"holds entities\.csv and 1 more, and would be replaced as a whole"):
        write_folder(FILES, tmp_path, KNOWN)
    assert names(tmp_path) == ["entities.csv", "notes.txt"]


def test_a_file_in_the_way_of_a_folder_is_left_alone(tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(QuestionError, match="is a file, and a folder is to be written"):
        write_folder(FILES, tmp_path / "out", KNOWN)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


PARTS = {
    ("--risk",): "6 of 18 entities and 5 of 16 relations, as of 2024-06-01\n",
    ("--risk", "--from", "camp-birch"): (
        "nothing lies there: no accepted path leads from a start to a restricted end, so the export is empty\n"
    ),
    ("--risk", "--as-of", "2018-01-01", "--from", "camp-amber"): (
        "nothing lies there: no accepted path leads from a start to a restricted end, so the export is empty\n"
    ),
    ("--between", "camp-birch", "meridian"): (
        "nothing lies there: no accepted path leads from the one to the other, so the export is empty\n"
    ),
    ("--between", "camp-amber", "meridian"): "5 of 18 entities and 4 of 16 relations, as of 2024-06-01\n",
    ("--around", "camp-amber"): "2 of 18 entities and 1 of 16 relations, as of 2024-06-01\n",
    ("--around", "camp-amber", "--hops", "2"): "5 of 18 entities and 4 of 16 relations, as of 2024-06-01\n",
}


@pytest.mark.parametrize("options", PARTS, ids=" ".join)
def test_a_part_is_exported_and_its_size_is_said(options, command, tutorial):
    done = command("export", "jsonl", tutorial, *options)
    records = [json.loads(line) for line in done.out.splitlines()]
    kinds = [next(iter(each)) for each in records]
    assert done.code == 0
    assert done.err == PARTS[options]
    if "nothing" not in done.err:
        entities, relations = re.findall(r"(\d+) of", done.err)
        assert (kinds.count("entity"), kinds.count("relation")) == (int(entities), int(relations))


def test_a_search_that_was_cut_is_incomplete(command, tutorial):
    done = command("export", "jsonl", tutorial, "--risk", "--max-hops", "2")
    assert done.code == 3


WRONG_PARTS = {
    ("--risk", "--around", "camp-amber"): "graphx: --risk and --around are different parts (export one of them)\n",
    ("--risk", "--hops", "2"): (
        "graphx: --hops says how far --around goes (--max-hops limits the walks of --risk and --between)\n"
    ),
    ("--from", "camp-amber"): "graphx: a question is asked, but all of the graph would be exported (add --risk)\n",
    ("--min-confidence", "30"): "graphx: a question is asked, but all of the graph would be exported (add --risk)\n",
    ("--around", "camp-ambre"): "graphx: no entity has the id camp-ambre (did you mean camp-amber?)\n",
    ("--around", "camp-amber", "--hops", "0"): "graphx: --hops 0: it is 1 or more\n",
}


@pytest.mark.parametrize("options", WRONG_PARTS, ids=" ".join)
def test_a_part_that_makes_no_sense_is_refused(options, command, tutorial):
    done = command("export", "jsonl", tutorial, *options)
    assert (done.code, done.out, done.err) == (2, "", WRONG_PARTS[options])


def test_files_for_a_bulk_import_come_with_the_commands_that_import_them(command, tutorial, tmp_path):
    done = command("export", "neo4j-csv", tutorial, "-o", tmp_path / "import")
    assert (done.code, done.out) == (0, "")
    assert sorted(each.name for each in (tmp_path / "import").iterdir()) == [
        "entities.csv",
        "finish.cypher",
        "relations.csv",
        "run.csv",
        "sources.csv",
    ]
    first, admin, shell = done.err.splitlines()
    assert first.startswith("In that folder, the server stopped")
    assert admin.split()[:4] == ["neo4j-admin", "database", "import", "full"]
    assert [each for each in admin.split() if each.startswith(("--nodes", "--rel"))] == [
        "--nodes=run.csv",
        "--nodes=sources.csv",
        "--nodes=entities.csv",
        "--relationships=relations.csv",
    ]
    assert shell.split() == ["cypher-shell", "-d", "neo4j", "-f", "finish.cypher"]
    again = command("export", "neo4j-csv", tutorial, "-o", tmp_path / "import")
    assert again.code == 0


TWO_PARTS = """\
graphx: 1
as_of: 2019-07-01
entities:
  - {id: camp, kind: site, name: Camp}
  - {id: camp2, kind: site, name: Camp 2}
  - {id: net, kind: network, name: Net}
  - {id: acme, kind: organization, name: Acme, roles: [operator]}
  - {id: other, kind: organization, name: Other}
  - {id: list-a, kind: restriction, type: list, name: A}
  - {id: list-b, kind: restriction, type: list, name: B}
relations:
  - {from: camp, type: SERVED_BY, to: net}
  - {from: camp2, type: SERVED_BY, to: net}
  - {from: camp, type: SUPPLIED_BY, to: acme}
  - {from: net, type: SUPPLIED_BY, to: acme, status: trial}
  - {from: net, type: SUPPLIED_BY, to: other}
  - {from: acme, type: SUPPLIED_BY, to: other}
  - {from: acme, type: LISTED_ON, to: list-a}
  - {from: other, type: LISTED_ON, to: list-b}
"""


@pytest.fixture
def parts(command, tmp_path):
    whole_graph = tmp_path / "whole.yaml"
    whole_graph.write_text(TWO_PARTS, encoding="utf-8")
    for name, start, list_name in (("p1", "camp", "list-a"), ("p2", "camp2", "list-b")):
        part = command(
            "export",
            "graphx",
            whole_graph,
            "--risk",
            "--from",
            start,
            "--list",
            list_name,
            "-o",
            tmp_path / f"{name}.yaml",
        )
        assert part.code == 0
    return tmp_path


def test_two_parts_are_put_together_again(command, parts):
    p1, p2 = parts / "p1.yaml", parts / "p2.yaml"
    assert "risk_certainty: possible" in p1.read_text(encoding="utf-8")
    done = command("exposure", p1, p2, "--format", "json")
    assert done.code == 0
    assert {each["entity"]: each["verdict"] for each in json.loads(done.out)["answers"]} == {
        "camp": "exposed",
        "camp2": "exposed",
    }
    assert command("merge", p1, p2, "-o", parts / "both.yaml").code == 0


def test_a_part_bears_the_marks_of_its_own_question_alone(command, parts):
    done = command("export", "jsonl", parts / "p1.yaml", "--around", "camp")
    marks = {key for line in done.out.splitlines() for key in re.findall('"(risk_[a-z]+)"', line)}
    assert marks == {"risk_certainty", "risk_layer"}
    done = command("export", "graphml", parts / "p1.yaml", "--around", "camp")
    assert "risk_verdict" not in done.out


def test_a_start_that_is_listed_itself_is_so_in_its_part(command, parts):
    part = parts / "part.yaml"
    assert command("export", "graphx", parts / "whole.yaml", "--risk", "--from", "acme", "-o", part).code == 0
    asked = [command("exposure", each, "--from", "acme", "--format", "json") for each in (parts / "whole.yaml", part)]
    listed = [json.loads(each.out)["answers"][0]["listed"][0]["restriction"] for each in asked]
    assert listed == ["list-a", "list-a"]


def test_no_input_is_replaced_by_a_part_of_it_and_no_output_by_another(command, parts):
    before = {each: each.read_bytes() for each in parts.iterdir()}
    p1, report = parts / "p1.yaml", parts / "m.yaml"
    for words in (
        ("export", "graphx", p1, "--around", "camp", "-o", p1),
        ("export", "graphx", p1, "--redact", "properties", "-o", p1),
        ("merge", p1, parts / "p2.yaml", "-o", report, "--report", report),
        ("merge", p1, parts / "p2.yaml", "-o", report, "--report", p1),
        ("merge", p1, parts / "p2.yaml", "-o", report, "--report", parts / "nowhere" / "r.json"),
    ):
        assert command(*words).code == 2, words
        assert {each: each.read_bytes() for each in parts.iterdir()} == before
    assert command("export", "graphx", p1, "-o", p1).code == 0  # the whole of it, written anew


def test_a_redacted_bulk_import_is_named_after_no_input(command, parts):
    (parts / "camp-zebra.yaml").write_text(
        TWO_PARTS.replace(
            "{from: camp, type: SERVED_BY, to: net}", "{from: camp, type: SERVED_BY, to: net, claims: [{}]}"
        ),
        encoding="utf-8",
    )
    done = command(
        *("export", "neo4j-csv", parts / "camp-zebra.yaml", "-o", parts / "neo"),
        *("--redact", "names", "--redact", "properties", "--redact-key", "k"),
    )
    assert done.code == 0, done.err
    assert all("zebra" not in each.read_text(encoding="utf-8") for each in (parts / "neo").iterdir())


def test_files_for_a_bulk_import_bear_the_marks_of_the_question(command, tutorial, tmp_path):
    done = command("export", "neo4j-csv", tutorial, "--risk", "-o", tmp_path / "import")
    assert (done.code, "does not hold" in done.err) == (0, False)
    found = {}
    for name in ("entities", "relations"):
        with (tmp_path / "import" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            found[name] = list(csv.DictReader(lines))
    entities = {each["id:ID(entity)"]: each for each in found["entities"]}
    camp, end = entities["camp-amber"], entities["meridian"]
    assert (camp["risk_verdict:string"], camp["risk_layer:long"]) == ("exposed", "0")
    assert (end["risk_restricted:string"], end["risk_starts:long"]) == ("certain", "1")
    assert {each["risk_certainty:string"] for each in found["relations"]} == {"certain"}
    assert command("export", "neo4j-csv", tutorial, "-o", tmp_path / "whole").code == 0
    assert not any("risk_" in each.read_text(encoding="utf-8") for each in (tmp_path / "whole").iterdir())
