"""What the Browser loads: the style, the guide, the favourites, and the small server that gives them."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from graphx import colours
from graphx.model.vocabulary import LABELS, Type
from graphx.neo4j.findings import VERDICT_LABELS
from graphx.neo4j.guide import browser_files, guide, parameters, setting
from graphx.neo4j.layout import SYSTEM_LABELS
from graphx.neo4j.library import VIEW, queries
from graphx.neo4j.serve import Files
from graphx.neo4j.style import grass

ROOT = Path(__file__).parent.parent.parent


def rules() -> dict[str, dict[str, str]]:
    text = "\n".join(grass())
    return {
        selector: dict(re.findall(r"  ([a-z-]+): (.*);", body))
        for selector, body in re.findall(r"^([\w.]+) \{\n(.*?)^\}$", text, re.MULTILINE | re.DOTALL)
    }


def test_every_label_and_every_type_has_a_rule_and_no_other():
    assert {each.removeprefix("node.") for each in rules() if each.startswith("node.")} == {
        *LABELS,
        *SYSTEM_LABELS,
        *VERDICT_LABELS,
    }
    assert {each.removeprefix("relationship.") for each in rules() if each.startswith("relationship.")} == set(Type)


def test_the_specific_stands_after_the_general_so_that_it_wins():
    order = [each.removeprefix("node.") for each in rules() if each.startswith("node.")]
    for label, meanings in LABELS.items():
        kinds = {kind.value.capitalize() for kind, _, _ in meanings}
        if label == "Entity" or len(kinds) > 1:
            assert all(order.index(label) < order.index(kind) for kind in kinds), label
        elif label not in kinds:
            assert all(order.index(label) > order.index(kind) for kind in kinds), label
    assert order.index("Exposure") < min(order.index(label) for label in VERDICT_LABELS)


def test_a_node_is_drawn_in_the_colour_of_its_kind_by_its_last_rule():
    found = rules()
    for label, meanings in LABELS.items():
        kinds = {kind.value for kind, _, _ in meanings}
        if len(kinds) == 1:
            assert found[f"node.{label}"]["color"] == colours.OF_KIND[kinds.pop()].fill
            assert found[f"node.{label}"]["caption"] == "'{name}'"
    for label in VERDICT_LABELS:
        assert found[f"node.{label}"]["color"] == colours.OF_VERDICT[label.lower()].fill


def test_the_files_are_the_same_bytes_whatever_the_hash_seed_and_the_zone(tmp_path):
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        command = [sys.executable, "-m", "graphx", "neo4j", "guide", "--output", str(tmp_path / seed)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
        assert done.stdout.splitlines() == [
            str(tmp_path / seed / name) for name in ("graphx.grass", "guide.md", "favourites.zip")
        ]
    for name, content in browser_files().items():
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes() == content


def test_favourites_are_the_library_in_folders_with_titles_first():
    with zipfile.ZipFile(io.BytesIO(browser_files()["favourites.zip"])) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    first = texts.pop("graphx/0-set-the-parameters.cypher")
    assert first == f"// Set the parameters (then change one with :param)\n{setting()}\n"
    assert texts == {f"graphx {query.folder}/{query.name}.cypher": query.text for query in queries().values()}
    assert all(text.startswith("// ") for text in texts.values())


def test_the_guide_is_slides_whose_blocks_are_queries_of_the_library_or_commands():
    text = "\n".join(guide())
    slides = text.split("\n---\n")
    assert len(slides) == 8 + len({query.folder for query in queries().values()})
    assert all(re.match(r"\s*# \S", slide) for slide in slides)
    blocks = re.findall(r"```cypher\n(.*?)\n```", text, re.DOTALL)
    runnable = {query.runnable for query in queries().values()}
    assert runnable <= set(blocks)
    assert all(block in runnable or re.match(r":params? ", block) for block in blocks)
    assert "{query" not in text
    assert "{params" not in text


def test_the_parameters_that_the_guide_sets_are_all_that_any_query_takes():
    asked = {name for query in queries().values() for name in re.findall(r"\$(\w+)", query.text.partition("\n\n")[2])}
    assert asked | set(VIEW) == set(parameters())


@pytest.fixture
def served():
    with Files(browser_files(), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server, path, method="GET"):
    request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}{path}", method=method)
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # why: our own
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_the_files_are_given_to_any_page(served):
    for name, content in browser_files().items():
        status, headers, body = ask(served, f"/{name}?x=1")
        assert (status, body) == (200, content)
        assert headers["Access-Control-Allow-Origin"] == "*"
        status, headers, body = ask(served, f"/{name}", "HEAD")
        assert (status, body, headers["Content-Length"]) == (200, b"", str(len(content)))


def test_a_browser_that_asks_first_is_allowed_its_own_headers(served):
    status, headers, body = ask(served, "/guide.md", "OPTIONS")
    assert (status, body) == (204, b"")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Allow-Headers"] == "*"
    assert "GET" in headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("path", ["/", "/../../etc/passwd", "/%2e%2e/x", "/guide.md/", "/graphx/neo4j/serve.py"])
def test_nothing_else_is_given(served, path):
    status, _, body = ask(served, path)
    assert (status, body) == (404, b"/graphx.grass\n/guide.md\n/favourites.zip\n")


def test_only_this_machine_is_served(served):
    assert served.server_address[0] == "127.0.0.1"


def started_guide(*arguments):
    command = [sys.executable, "-m", "graphx", "neo4j", "guide", *arguments]
    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_two_lines_to_paste_and_stops_cleanly(number):
    process = started_guide("--port", "0")
    style, pasted = process.stdout.readline(), process.stdout.readline()
    port = re.fullmatch(r":style http://localhost:(\d+)/graphx\.grass\n", style)[1]
    assert pasted == f":guide http://localhost:{port}/guide.md\n"
    process.stderr.readline()
    process.stderr.readline()
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "graphx: stopped\n")
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", int(port)))


def test_a_port_that_cannot_be_had_is_told(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = command("neo4j", "guide", "--port", port)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"graphx: --port {port}: it is in use (name another, or 0 for any that is free)\n"
    ran = command("neo4j", "guide", "--port", "70000")
    assert (ran.code, ran.err) == (2, "graphx: --port 70000: it lies between 0 and 65535\n")


def test_a_folder_that_cannot_be_written_is_told(command, write):
    write("taken", "a file")
    ran = command("neo4j", "guide", "--output", "taken/inside")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "graphx: taken/inside: it cannot be written: Not a directory\n"
