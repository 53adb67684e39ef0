"""Malformed input through the command line: exit 2, one located line per fault, never a traceback."""

from __future__ import annotations

import re

import pytest

HEAD = "graphx: 1\n"
SITE = HEAD + "entities:\n  - {id: a, kind: site, name: A}\n"
TABLES = {"entities.csv": "id,kind,name\na,organization,A\n", "relations.csv": "from,type,to\n"}

CORPUS: dict[str, dict[str, str | bytes]] = {
    "nothing": {"d.yaml": ""},
    "binary": {"d.yaml": bytes(range(256)) * 8},
    "latin": {"d.yaml": b"graphx: 1\ntitle: caf\xe9\n"},
    "utf-16": {"d.yaml": SITE.encode("utf-16")},
    "zero bytes": {"d.yaml": b"\0" * 100},
    "brackets": {"d.yaml": "[" * 50_000},
    "braces": {"d.yaml": "{" * 50_000},
    "brackets in json": {"d.json": "[" * 50_000},
    "a bomb of aliases": {
        "d.yaml": HEAD
        + "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join(f'*{a}' for _ in range(9))}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
    },
    "a tag": {"d.yaml": HEAD + "title: !!python/object/apply:os.system ['touch owned']\n"},
    "a merge key": {"d.yaml": HEAD + "entities:\n  - {<<: {id: a}, kind: site, name: A}\n"},
    "a key twice": {"d.yaml": HEAD + "title: a\ntitle: b\n"},
    "a tab": {"d.yaml": HEAD + "entities:\n\t- {id: a}\n"},
    "an unclosed quote": {"d.yaml": HEAD + 'title: "open\n'},
    "an unclosed brace": {"d.json": '{"graphx": 1'},
    "not a number": {"d.json": '{"graphx": NaN}'},
    "a list": {"d.yaml": "- a\n- b\n"},
    "two documents": {"d.yaml": SITE + "---\n" + SITE},
    "another version": {"d.yaml": SITE.replace("graphx: 1", "graphx: 2")},
    "html": {"d.yaml": "<!DOCTYPE html><html><body>404: not found</body></html>\n"},
    "a number of five thousand digits": {
        "d.yaml": HEAD + f"entities:\n  - {{id: a, kind: site, name: A, lat: {'9' * 5000}}}\n"
    },
    "a line of a megabyte": {"d.yaml": HEAD + "x" * 1_000_000},
    "a conflict of a merge in git": {"d.yaml": HEAD + "<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> other\n"},
    "a table cut off": {
        **{f"t/{name}": text for name, text in TABLES.items()},
        "t/relations.csv": 'from,type,to\na,"OWNED',
    },
    "a table of another program": {"t/entities.csv": "Name;Land\nA;JP\n", "t/relations.csv": "from,type,to\n"},
    "a map beside columns with dots": {
        "t/entities.csv": "id,kind,name,properties,properties.x\na,site,A,x,y\n",
        "t/relations.csv": "from,type,to\n",
    },
    "no tables": {"t/readme.txt": "nothing here\n"},
    "a table that is no parquet": {"t/entities.parquet": b"PAR1 nonsense PAR1", "t/relations.csv": "from,type,to\n"},
}


@pytest.mark.parametrize("contents", CORPUS.values(), ids=CORPUS)
def test_malformed_input_exits_2_with_located_lines(contents, tmp_path, command):
    for name, data in contents.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    first = next(iter(contents)).partition("/")[0]
    ran = command("validate", first)
    lines = ran.err.splitlines()
    located = [bool(re.match(rf"{first}(/[a-z.]+)?(:\d+(:\d+)?)?: |… and \d+ more$", line)) for line in lines]
    assert (ran.code, ran.out, "Traceback" in ran.err, all(located), 0 < len(lines) <= 21) == (2, "", False, True, True)
    assert not (tmp_path / "owned").exists()
