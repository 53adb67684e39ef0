"""Tables that are almost right: what is wrong is told, and what is only spelt otherwise is taken."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graphx.errors import InvalidInputError
from graphx.graph.graph import Graph
from graphx.graph.view import Lens, View
from graphx.readers import read


def folder(path, **tables):
    """Return a folder of two entities and what is given beside."""
    path.mkdir(exist_ok=True)
    (path / "entities.csv").write_text("id,kind,name\ns,site,S\nv,organization,V\n", encoding="utf-8")
    (path / "relations.csv").write_text("from,type,to\n", encoding="utf-8")
    for name, content in tables.items():
        if isinstance(content, bytes):
            (path / f"{name}.csv").write_bytes(content)
        else:
            (path / f"{name}.csv").unlink(missing_ok=True)
            pq.write_table(pa.table(content), path / f"{name}.parquet")
    return path


def refused(path):
    with pytest.raises(InvalidInputError) as raised:
        read([path])
    return str(raised.value)


@pytest.mark.parametrize("confidence", [b"90", b"90.0"])
def test_a_confidence_may_be_written_as_a_decimal(confidence, tmp_path):
    sources = b"id,title,published\nsrc,S,2020-01-01\n"
    relations = b"from,type,to,source,confidence\ns,SUPPLIED_BY,v,src," + confidence + b"\n"
    view = View(Graph(read([folder(tmp_path / "t", sources=sources, relations=relations)])), Lens("2024-01-01"))
    assert view.graph.claims.confidence.tolist() == [90]


def test_a_table_of_a_byte_order_mark_alone_is_empty(tmp_path):
    assert "empty" in refused(folder(tmp_path / "t", relations=b"\xef\xbb\xbf"))


def test_days_that_no_calendar_has_are_told(tmp_path):
    since = pa.array([-10_000_000], pa.date32())
    relations = {"from": ["s"], "type": ["SUPPLIED_BY"], "to": ["v"], "since": since}
    assert "relations.parquet" in refused(folder(tmp_path / "t", relations=relations))


def test_a_list_is_no_name(tmp_path):
    entities = {"id": ["s"], "kind": ["site"], "name": [["a", "b"]]}
    assert "cannot be a list" in refused(folder(tmp_path / "t", entities=entities))
    tags = {"id": ["s"], "kind": ["site"], "name": ["S"], "tags": [["a", "b"]]}
    assert read([folder(tmp_path / "u", entities=tags)]).entities["s"].tags == ("a", "b")


def test_a_folder_in_the_place_of_a_table_is_told(tmp_path):
    relations = folder(tmp_path / "t") / "relations.csv"
    relations.unlink()
    relations.mkdir()
    assert "relations.csv" in refused(tmp_path / "t")


def test_a_sign_that_lies_across_the_border_of_a_block_changes_nothing(tmp_path, monkeypatch):
    from graphx.readers import cells

    rows = "".join(f"c{number},component,{'部品' * 3}{number}\n" for number in range(40))
    path = folder(tmp_path / "t", entities=f"id,kind,name\n{rows}".encode())
    for size in (301, 302, 303):
        monkeypatch.setattr(cells, "_BLOCK", size)
        assert len(cells.read_cells(path / "entities.csv", "entities.csv", frozenset({"id", "kind", "name"}))) == 40


def test_the_same_row_a_thousand_times_is_one(tmp_path):
    found = read([folder(tmp_path / "t", entities=b"id,kind,name\n" + b"a,site,A\n" * 3000)])
    assert (list(found.entities), found.repeats) == (["a"], 2999)


@pytest.mark.parametrize("count", [30, 2500])
def test_what_is_wrong_in_a_folder_is_as_many_problems_as_in_a_document(count, tmp_path):
    entities = [{"id": f"e{number}", "kind": "organization", "name": "E"} for number in range(5)]
    relations = [
        {"from": f"x{number}", "type": "SUPPLIED_BY", "to": f"y{number}", "claims": [{"source": f"z{number}"}]}
        for number in range(count)
    ]
    (tmp_path / "a.json").write_text(json.dumps({"graphx": 1, "entities": entities, "relations": relations}))
    rows = "".join(f"x{number},SUPPLIED_BY,y{number},z{number}\n" for number in range(count))
    names = "".join(f"e{number},organization,E\n" for number in range(5))
    path = folder(
        tmp_path / "t",
        entities=f"id,kind,name\n{names}".encode(),
        relations=f"from,type,to,source\n{rows}".encode(),
    )
    last = {refused(each).splitlines()[-1] for each in (path, tmp_path / "a.json")}
    assert last == {f"… and {3 * count - 20} more"}


def test_problems_that_are_only_counted_are_told_in_json_too(command, tmp_path):
    rows = "".join(f"s,SUPPLIED_BY,v,{number},z{number}\n" for number in range(25))
    path = folder(tmp_path / "t", relations=f"from,type,to,key,source\n{rows}".encode())
    told = json.loads(command("validate", path, "--format", "json").out)
    assert (len(told["problems"]), told["coverage"]) == (20, {"complete": False, "truncated": ["problems: 5 more"]})
