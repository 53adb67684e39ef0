"""Drawings: what they show, that nothing covers anything, that no name breaks out, and that their programs read them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from itertools import combinations

import pytest
from defusedxml import ElementTree

from graphx.model.subgraph import Subgraph
from graphx.model.vocabulary import Type
from graphx.writers.exporter import Lost, Wishes
from graphx.writers.exporters import EXPORTERS
from graphx.writers.layers import layers_of
from graphx.writers.layout import apart, laid_out
from graphx.writers.looks import LOOKS, paint_of
from graphx.writers.mermaid import MOST_LINES, MOST_TEXT, TALLEST
from graphx.writers.picture import picture_of
from graphx.writers.svg import LEAST
from graphx.writers.wrapping import width, wrapped
from tests.notation import graph
from tests.writers.graphs import CHAIN, NAMES, named, risk, risk_of, world

SVG = "{http://www.w3.org/2000/svg}"
SUBGRAPHS = {
    "named": Subgraph(named()),
    "risk": risk(),
    "150": Subgraph(world(150)),
    "1000": risk_of(world(1000), [f"s{at}" for at in range(100)], ["o0", "o1", "o2"]),
    "folded": Subgraph(world(1000)),
    "empty": Subgraph(graph().dataset),
}


WRITTEN: dict[tuple[str, int, int], str] = {}
"""What was written already, by format, number of the subgraph and of boxes: to draw a thousand takes a second."""


def written(form, subgraph, max_nodes=150):
    key = form, id(subgraph), max_nodes
    if key not in WRITTEN or subgraph not in SUBGRAPHS.values():
        [write, *_] = EXPORTERS[form].endings.values()
        WRITTEN[key] = "\n".join(write(subgraph, Wishes(max_nodes=max_nodes), Lost()))
    return WRITTEN[key]


@pytest.fixture(params=SUBGRAPHS)
def subgraph(request):
    return SUBGRAPHS[request.param]


# layers


def test_the_layers_of_a_question_are_its_hops_and_lists_stand_last():
    assert layers_of(risk()) == {
        "camp": 0,
        "idle": 0,
        "net": 1,
        "hss": 2,
        "other": 2,
        "acme": 3,
        "state": 4,
        "list-a": 5,
    }


def test_without_a_question_every_arrow_of_dependence_runs_to_the_right():
    lines = """
    camp:site > SERVED_BY > net:network > DEPLOYS > box:component > HAS_PART > chip:component > MADE_BY > acme:organization
    net > SUPPLIED_BY > acme
    runner:organization > OPERATES > net
    dealer:organization > DEPLOYS > chip
    acme > LISTED_ON > list:restriction
    """
    layers = layers_of(Subgraph(graph(lines).dataset))
    assert layers == {
        "camp": 0,
        "runner": 0,
        "net": 1,
        "box": 2,
        "dealer": 2,
        "chip": 3,
        "acme": 4,
        "list": 5,
    }


def test_a_circle_is_cut_where_it_is_entered():
    lines = "a:component > HAS_PART > b:component > HAS_PART > c:component > HAS_PART > b\nd:component > HAS_PART > d"
    layers = layers_of(Subgraph(graph(lines).dataset))
    assert [layers[name] for name in "abcd"] == [0, 1, 2, 0]


def test_a_site_stands_first_and_who_operates_beside_what_he_operates():
    lines = """
    camp:site > SERVED_BY > net:network > SUPPLIED_BY > maker:organization > OPERATES > deep:network
    late:site > SERVED_BY > deep
    runner:organization > OPERATES > deep
    """
    layers = layers_of(Subgraph(graph(lines).dataset))
    assert layers == {"camp": 0, "net": 1, "maker": 2, "deep": 3, "late": 0, "runner": 2}


def test_a_list_that_both_are_on_brings_nobody_nearer():
    lines = """
    camp:site > SERVED_BY > net:network > SUPPLIED_BY > maker:organization > LISTED_ON > list:restriction
    other:organization > LISTED_ON > list
    """
    assert layers_of(Subgraph(graph(lines).dataset))["other"] == 0


# what is shown, and what is folded


def test_a_picture_never_has_more_boxes_than_asked_for():
    for most in (1, 2, 7, 20, 30, 60, 150, 400):
        picture = picture_of(SUBGRAPHS["folded"], most)
        assert len(picture.nodes) <= most, most
        assert sum(node.size for node in picture.nodes) == 1000
        assert picture.folded == 1000 - sum(not node.is_fold for node in picture.nodes)


def test_who_has_a_finding_is_kept_before_others():
    subgraph = SUBGRAPHS["1000"]
    finding = {name for name, mark in subgraph.entities.items() if mark.verdict == "exposed" or mark.restricted}
    picture = picture_of(subgraph, len(finding) + 25)
    assert finding <= {node.id for node in picture.nodes}


def test_a_fold_says_how_many_of_what():
    nodes = picture_of(SUBGRAPHS["folded"], 80).nodes
    assert all(re.fullmatch(r"\+\d+ (suppliers?|operators?|\w+s?)", node.label) for node in nodes if node.is_fold)
    assert any(node.label.endswith(" suppliers") for node in nodes)


def test_many_that_nothing_joins_are_one_box_however_few_others_there_are():
    sites = [{"id": f"s{at}", "kind": "site", "name": f"Site {at}"} for at in range(30)]
    picture = picture_of(Subgraph(graph({"graphx": "1", "entities": sites}).dataset), 150)
    assert [node.label for node in picture.nodes] == ["+30 sites"]


def test_a_fold_names_operators_and_suppliers_as_such():
    lines = [f"site:site > SERVED_BY > net:network\nnet > SUPPLIED_BY > maker-{at}:organization" for at in range(9)]
    roles = [{"roles": ["operator"]}, {"roles": ["vendor", "operator"]}, {}, {}]
    others = [{"id": f"o{at}", "kind": "organization", "name": "O", **roles[at % 4]} for at in range(36)]
    dataset = graph("\n".join(lines), {"graphx": "1", "entities": others}).dataset
    nodes = picture_of(Subgraph(dataset), 10).nodes
    assert [node.label for node in nodes if node.is_fold] == ["+18 operators", "+18 organizations", "+4 suppliers"]


def test_an_arrow_says_its_type_its_dates_and_how_many_it_stands_for():
    [deploys] = [line for line in picture_of(risk(), 150).lines if line.type is Type.DEPLOYS]
    assert deploys.texts == ["DEPLOYS", "2017-04–2030"]
    folded = picture_of(SUBGRAPHS["folded"], 40)
    assert any(re.fullmatch(r"MADE_BY ×\d+", line.texts[0]) for line in folded.lines)


def test_an_arrow_says_what_speaks_against_what_it_stands_for():
    relations = [
        {"from": "camp", "type": "SERVED_BY", "to": f"net-{number}", **fields}
        for number, fields in enumerate(
            [
                {"status": "in_service"},
                {"status": "planned", "since": "2030"},
                {"claims": [{"source": "s"}, {"source": "s", "polarity": "denies"}]},
                {"status": "ended", "claims": [{"source": "s", "polarity": "denies"}]},
            ]
        )
    ]
    networks = [{"id": f"net-{number}", "kind": "network", "name": "Net"} for number in range(4)]
    camp = {"id": "camp", "kind": "site", "name": "Camp"}
    document = {
        "graphx": "1",
        "sources": [{"id": "s", "title": "S"}],
        "entities": [camp, *networks],
        "relations": relations,
    }
    lines = picture_of(Subgraph(graph(document).dataset), 150).lines
    assert [line.texts[1:] for line in sorted(lines, key=lambda line: line.target)] == [
        [],
        ["planned", "2030–"],
        ["denied"],
        ["ended, denied"],
    ]


# where it stands


def test_what_touches_moves_apart_as_little_as_possible():
    assert apart([5.0, 5.0], [1.0, 3.0]) == [3.0, 7.0]
    assert apart([0.0, 10.0], [1.0, 1.0]) == [0.0, 10.0]


def test_an_order_without_crossings_is_found():
    # two chains whose ends are given in the wrong order
    layout = laid_out([0, 0, 1, 1], [(0, 3, ""), (1, 2, "")], [10.0] * 4, rows=9, gap=4.0)
    first, second = ([stop for stop in column if isinstance(stop, int)] for column in layout.columns)
    assert [{0: 3, 1: 2}[box] for box in first] == second


def rectangles(text):
    """Return the drawn boxes of entities by id, and those of words, as left, top, right, foot."""
    root = ElementTree.fromstring(text)
    boxes = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("data-kind"):
            points = corners(group.find(f"{SVG}path").get("d"))
            boxes[group.get("data-id") or group.find(f"{SVG}title").text] = points
    words = [
        tuple(float(each.get(key)) for key in ("x", "y", "width", "height"))
        for each in root.iter(f"{SVG}rect")
        if each.get("x")
    ]
    return boxes, [(x, y, x + wide, y + tall) for x, y, wide, tall in words]


def corners(path):
    """Return the bounds of a path's corners; the bend of a round one lies inside them."""
    x = y = 0.0
    xs, ys = [], []
    for letter, numbers in re.findall(r"([MLHVaz])([^MLHVaz]*)", path):
        values = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        match letter:
            case "M" | "L":
                x, y = values
            case "H":
                [x] = values
            case "V":
                [y] = values
            case "a":
                x, y = x + values[-2], y + values[-1]
        xs.append(x)
        ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def overlap(one, other):
    return min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1


def test_no_box_covers_a_box_and_no_words_cover_words_or_boxes(subgraph):
    boxes, words = rectangles(written("svg", subgraph))
    assert [pair for pair in combinations(boxes, 2) if overlap(boxes[pair[0]], boxes[pair[1]])] == []
    assert [pair for pair in combinations(words, 2) if overlap(*pair)] == []
    assert [(box, each) for box, each in boxes.items() if any(overlap(each, word) for word in words)] == []


def test_all_that_is_drawn_lies_on_the_page_and_the_page_on_a4_or_a3(subgraph):
    text = written("svg", subgraph)
    root = ElementTree.fromstring(text)
    left, top, wide, tall = map(float, root.get("viewBox").split())
    boxes, words = rectangles(text)
    drawn = [*boxes.values(), *words]
    assert all(left <= x and top <= y and right <= wide and foot <= tall for x, y, right, foot in drawn)
    paper = [float(root.get(key).removesuffix("mm")) for key in ("width", "height")]
    assert paper[0] in {297, 420}
    assert paper[1] <= paper[0] / 2**0.5 + 0.1
    assert wide >= LEAST


def test_every_name_is_whole_in_the_drawing_and_its_lines_fit_their_box(subgraph):
    root = ElementTree.fromstring(written("svg", subgraph, max_nodes=1000))
    names = {group.get("data-id"): group.get("data-name") for group in root.iter(f"{SVG}g") if group.get("data-id")}
    entities = subgraph.dataset.entities
    assert names == {name: entities[name].name for name in names}
    for group in root.iter(f"{SVG}g"):
        for text in group.findall(f"{SVG}text") if group.get("data-kind") else ():
            assert text.get("textLength") or width(text.text) * float(text.get("font-size")) <= 136


def test_an_svg_holds_nothing_that_runs_or_loads():
    text = written("svg", SUBGRAPHS["named"])
    root = ElementTree.fromstring(text)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "marker", "g", "path", "rect", "text", "tspan"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or name.endswith("href")]
    assert "\u202e" not in "".join(element.text or "" for element in root.iter(f"{SVG}text"))


def test_an_svg_has_a_legend_of_what_occurs_a_title_and_the_day():
    root = ElementTree.fromstring(written("svg", risk()))
    words = {text.text for text in root.iter(f"{SVG}text")}
    assert {
        "Two camps",
        "as of 2024-01-01 · 8 entities, 8 relations",
        "start",
        "hop 1",
        "site: exposed",
        "site: unknown",
        "restricted",
        "possibly restricted",
        "network",
        "listing or rule",
        "dashed: possible",
        "dependence: from dependent to what it depends on",
    } <= words
    assert words & {"site: clear", "hop 4", "hop 5"} == set()  # an owner and a list are no hops away
    assert root.find(f"{SVG}title").text == "Two camps · as of 2024-01-01"


def test_certain_lines_are_solid_and_possible_ones_dashed():
    root = ElementTree.fromstring(written("svg", risk()))
    lines = [path for path in root.iter(f"{SVG}path") if (path.get("marker-end") and "C" in path.get("d"))]
    assert len(lines) == 8
    assert sum(path.get("stroke-dasharray") is not None for path in lines) == 3


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", LOOKS)
def test_words_are_legible_on_their_ground(look):
    # WCAG 2.2, 1.4.3: a contrast of 4.5
    paint = paint_of(look)
    light, dark = sorted((luminance(paint.fill), luminance(paint.words)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_long_name_is_wrapped_and_cut_by_an_ellipsis():
    assert wrapped("a" * 300, 20, 2)[-1].endswith("…")
    assert wrapped("Deutsche Telekom AG", 40, 2) == ["Deutsche Telekom AG"]
    assert "".join(wrapped(NAMES["han"], 6, 9)) == NAMES["han"]


# Graphviz

dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed (apt-get install graphviz)")


def graphviz(text):
    """Return what Graphviz read, as its own JSON."""
    done = subprocess.run(["dot", "-Tdot_json"], input=text.encode(), capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return json.loads(done.stdout)


@dot
def test_graphviz_reads_every_box_and_arrow(subgraph):
    picture = picture_of(subgraph, 150)
    read = graphviz(written("dot", subgraph))
    nodes = [each for each in read.get("objects", ()) if "kind" in each]
    assert sorted(each["name"] for each in nodes if not each["name"].startswith("fold ")) == sorted(
        node.id for node in picture.nodes if node.id
    ) or {each["id"] for each in nodes if "id" in each} == {node.id for node in picture.nodes if node.id}
    assert len(nodes) == len(picture.nodes)
    assert len(read.get("edges", ())) == len(picture.lines)


@dot
def test_graphviz_draws_the_layers_from_left_to_right():
    done = subprocess.run(
        ["dot", "-Tplain"], input=written("dot", risk()).encode(), capture_output=True, check=True, timeout=60
    )
    rows = [line.split() for line in done.stdout.decode().splitlines() if line.startswith("node ")]
    x = {row[1].strip('"'): float(row[2]) for row in rows}
    assert x["camp"] == x["idle"] < x["net"] < x["hss"] < x["acme"] < x["list-a"]


def test_dot_keeps_names_as_attributes_and_shows_them_without_what_turns_text():
    text = written("dot", SUBGRAPHS["named"])
    quoted = re.findall(r'(?<![a-z])name="((?:[^"\\]|\\.)*)"', text, re.DOTALL)
    assert {re.sub(r"\\(.)", r"\1", name, flags=re.DOTALL) for name in quoted} == set(NAMES.values())
    shown = re.findall(r'label="((?:[^"\\]|\\.)*)"', text, re.DOTALL)
    assert not [label for label in shown if re.search("[\u202a-\u202e\u2066-\u2069\n\r]", label)]


@dot
def test_what_graphviz_makes_of_a_control_character_can_be_read():
    name = "A\x01B\x1eC\x7f\ufffe\u202eD\n"
    dataset = graph({"graphx": "1", "entities": [{"id": "a", "kind": "site", "name": name}]}).dataset
    lost = Lost()
    text = "\n".join(EXPORTERS["dot"].endings[".dot"](Subgraph(dataset), Wishes(), lost))
    [node] = [each for each in graphviz(text)["objects"] if "kind" in each]
    assert node["name"] == "A\ufffdB\ufffdC\x7f\ufffd\u202eD\n"
    assert sum(lost.counts.values()) == 3
    drawing = subprocess.run(["dot", "-Tsvg"], input=text.encode(), capture_output=True, check=True, timeout=60).stdout
    titles = [each.get("{http://www.w3.org/1999/xlink}title") for each in ElementTree.fromstring(drawing).iter()]
    assert [title for title in titles if title] == ["AB CD"]


# Mermaid


LABEL = r'"[^"`<>&]*"'
MERMAID = [
    r"---",
    r'title: ".*"',
    r"config: \{flowchart: \{nodeSpacing: \d+, rankSpacing: \d+\}\}",
    r"flowchart LR",
    rf"  n\d+(\[/{LABEL}\\\]|{{{{{LABEL}}}}}|\[{LABEL}\]|\({LABEL}\)|\[\[{LABEL}\]\]|\(\[{LABEL}\]\)|>{LABEL}\])",
    r'  n\d+ (-->|-\.->)\|"[A-Z_]+( ×\d+)?[a-z, ]*[\d–-]*"\| n\d+',
    r"  classDef \w+ [\w:#,. -]+",
    r"  class n\d+(,n\d+)* \w+",
    r"  linkStyle \d+(,\d+)* stroke:#[0-9A-F]{6}",
]
"""The lines of a flowchart, without breaks inside labels: what can be held against its grammar without a browser."""


def test_every_line_of_a_flowchart_is_one_that_mermaid_knows(subgraph):
    lines = written("mermaid", subgraph).split("\n")
    assert [line for line in lines if not any(re.fullmatch(form, line.replace("<br/>", "")) for form in MERMAID)] == []


PARSE = """
import fs from 'fs';
import { createRequire } from 'module';
import { pathToFileURL } from 'url';
const require = createRequire(process.argv[1] + '/');
const { JSDOM } = require('jsdom');
global.window = new JSDOM('<!DOCTYPE html><body></body>').window;
global.document = window.document;
const mermaid = (await import(pathToFileURL(process.argv[1] + '/node_modules/mermaid/dist/mermaid.core.mjs'))).default;
for (const file of process.argv.slice(2)) console.log((await mermaid.parse(fs.readFileSync(file, 'utf8'))).diagramType);
"""


@pytest.fixture
def mermaid_folder():
    folder = os.environ.get("GRAPHX_MERMAID", "")
    if not folder or shutil.which("node") is None:
        pytest.skip("no Mermaid: `npm install --prefix FOLDER mermaid jsdom`, and GRAPHX_MERMAID=FOLDER")
    return folder


def test_mermaid_itself_reads_every_flowchart(mermaid_folder, tmp_path):
    for name, subgraph in SUBGRAPHS.items():
        (tmp_path / f"{name}.mmd").write_text(written("mermaid", subgraph), encoding="utf-8", newline="\n")
    files = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        ["node", "--input-type=module", "-e", PARSE, mermaid_folder, *files],
        capture_output=True,
        check=False,
        timeout=120,
        text=True,
    )
    assert (done.stdout.split(), done.stderr) == (["flowchart-v2"] * len(SUBGRAPHS), "")


def test_mermaid_draws_no_more_than_it_may(subgraph):
    text = written("mermaid", subgraph, max_nodes=1000)
    assert len(text) <= MOST_TEXT
    assert len(re.findall(r"^  n\d+ -", text, re.MULTILINE)) <= MOST_LINES


def test_mermaid_shows_so_many_of_every_layer_and_folds_the_rest():
    pairs = [f"s{at}:site > SERVED_BY > n{at}:network" for at in range(30)]
    text = written("mermaid", Subgraph(graph("\n".join(pairs)).dataset))
    labels = Counter(
        re.sub(r"[^a-z]|br", "", label) for label in re.findall(r'^  n\d+[^ "]*"([^"]*)"', text, re.MULTILINE)
    )
    assert labels == {"ssite": TALLEST, "nnetwork": TALLEST, "sites": 1, "networks": 1}
    assert f"+{30 - TALLEST} sites" in text


def test_a_fold_of_one_is_the_entity_itself(subgraph):
    for most in (1, 5, 20):
        assert [node for node in picture_of(subgraph, most).nodes if node.is_fold and node.size == 1] == []


def test_names_stand_in_mermaid_as_they_are_read_there():
    text = written("mermaid", SUBGRAPHS["named"])
    labels = re.findall(r'^  n\d+[\[({>/]+"([^"]*)"', text, re.MULTILINE)
    read = {re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label).replace("<br/>", "") for label in labels}
    assert "`md` **b** _i_ ; end graph" in " ".join(read)
    assert any(label.startswith("</script><script>alert(1)</script>") for label in read)
    assert not [label for label in labels if re.search(r"[`<>\"]", label.replace("<br/>", ""))]


def test_pictures_are_the_same_whatever_the_order_of_inputs(tmp_path, graphx):
    lines = CHAIN.strip().splitlines()
    from tests.notation import document

    whole = document("\n".join(lines))
    (tmp_path / "a.json").write_text(json.dumps({"graphx": 1, "entities": whole["entities"][:4]}), encoding="utf-8")
    rest = {"graphx": 1, "entities": whole["entities"][4:], "relations": whole["relations"]}
    (tmp_path / "b.json").write_text(json.dumps(rest), encoding="utf-8")
    for form in ("svg", "dot", "mermaid", "gexf"):
        one = graphx("export", form, "a.json", "b.json", PYTHONHASHSEED="1", TZ="Asia/Tokyo")
        other = graphx("export", form, "b.json", "a.json", PYTHONHASHSEED="2", LC_ALL="C")
        assert (one.code, one.out) == (0, other.out), form
