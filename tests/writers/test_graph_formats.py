"""GraphML, GEXF and Cytoscape JSON are read back by what people read them with, or kept to their schema's rules."""

from __future__ import annotations

import io
import json
import re
import warnings
from datetime import date

import networkx as nx
import pytest
from defusedxml import ElementTree

from graphx.model.subgraph import Subgraph
from graphx.model.vocabulary import Kind
from graphx.writers.exporter import Flavour, Lost, Wishes
from graphx.writers.exporters import EXPORTERS
from graphx.writers.gexf import interval
from graphx.writers.looks import LOOKS
from graphx.writers.markup import REPLACEMENT
from tests.notation import graph
from tests.writers.graphs import NAMES, named, risk, world

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
YED = "{http://www.yworks.com/xml/graphml}"
GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
SUBGRAPHS = {
    "named": Subgraph(named()),
    "risk": risk(),
    "world": Subgraph(world(80)),
    "empty": Subgraph(graph().dataset),
}


def written(form, subgraph, wishes=None, lost=None):
    """Return what a format's usual writer yields."""
    [write, *_] = EXPORTERS[form].endings.values()
    return "\n".join(write(subgraph, wishes or Wishes(), lost or Lost()))


@pytest.fixture(params=SUBGRAPHS)
def subgraph(request):
    return SUBGRAPHS[request.param]


def edges_of(dataset):
    return sorted((source, target) for source, _, target, _ in dataset.relations)


def test_networkx_reads_graphml_with_ids_names_kinds_and_types(subgraph):
    read = nx.read_graphml(io.BytesIO(written("graphml", subgraph).encode()), force_multigraph=True)
    dataset = subgraph.dataset
    assert read.is_directed()
    assert {name: (data["kind"], data["name"]) for name, data in read.nodes(data=True)} == {
        name: (entity.kind.value, entity.name) for name, entity in dataset.entities.items()
    }
    assert sorted((source, data["type"], target) for source, target, data in read.edges(data=True)) == sorted(
        (source, verb.value, target) for source, verb, target, _ in dataset.relations
    )


def test_graphml_keeps_dates_certainty_confidence_and_sources():
    read = nx.read_graphml(io.BytesIO(written("graphml", SUBGRAPHS["named"]).encode()), force_multigraph=True)
    [edge] = [data for _, _, data in read.edges(data=True) if "since" in data]
    claims = json.loads(edge.pop("claims"))
    assert {
        key: edge[key] for key in ("since", "until", "certainty", "confidence", "sources", "denied", "relation_key")
    } == {
        "since": "2016",
        "until": "2019-05",
        "certainty": "reported",
        "confidence": 70,
        "sources": '["s"]',
        "denied": True,
        "relation_key": NAMES["quotes"],
    }
    assert edge["properties.note"] == NAMES["slashes"]
    assert edge["properties.flag"] is True
    assert [claim["polarity"] for claim in claims] == ["asserts", "denies"]
    assert json.loads(read.graph["graphx"])["sources"][0]["title"] == NAMES["script"]


def test_a_share_is_a_number_and_where_that_rounds_it_its_digits_stand_beside_it():
    digits = "0.4234567890123456789012345"
    found = Subgraph(
        graph(f'a:organization > OWNED_BY{{share_min: "0.30", share_max: "{digits}"}} > b:organization').dataset
    )
    shares = {"share_min": 0.3, "share_max": float(digits), "share_max_exact": digits}
    [(_, _, edge)] = nx.read_graphml(io.BytesIO(written("graphml", found).encode())).edges(data=True)
    assert {name: value for name, value in edge.items() if name.startswith("share")} == shares
    [edge] = json.loads(written("cytoscape", found))["elements"]["edges"]
    assert {name: value for name, value in edge["data"].items() if name.startswith("share")} == shares
    assert written("gexf", found).count(f'value="{digits}"') == 1
    assert f"share_max_exact: '{digits}'" in written("cypher", found)


def test_graphml_bears_the_marks_of_a_question():
    read = nx.read_graphml(io.BytesIO(written("graphml", risk()).encode()))
    assert read.nodes["camp"]["risk_verdict"] == "exposed"
    assert read.nodes["acme"]["risk_restricted"] == "certain"
    assert read.nodes["hss"]["risk_layer"] == 2
    assert read.edges["idle", "net"]["risk_certainty"] == "possible"


def test_graphml_for_yed_has_a_shape_colours_and_a_label_at_a_place_of_its_own(subgraph):
    root = ElementTree.fromstring(written("graphml", subgraph, Wishes(flavour=Flavour.YED)))
    keys = {key.get("id"): key for key in root.iter(f"{GRAPHML}key")}
    assert (keys["yn"].get("yfiles.type"), keys["ye"].get("yfiles.type")) == ("nodegraphics", "edgegraphics")
    places = set()
    for node in root.iter(f"{GRAPHML}node"):
        [shape] = node.findall(f"{GRAPHML}data[@key='yn']/{YED}ShapeNode")
        assert [child.tag.removeprefix(YED) for child in shape] == [
            "Geometry",
            "Fill",
            "BorderStyle",
            "NodeLabel",
            "Shape",
        ]
        assert re.fullmatch("#[0-9A-F]{6}", shape.find(f"{YED}Fill").get("color"))
        assert shape.find(f"{YED}NodeLabel").text
        geometry = shape.find(f"{YED}Geometry")
        places.add((float(geometry.get("x")), float(geometry.get("y"))))
    assert len(places) == len(subgraph.dataset.entities)
    lines = [edge.find(f"{GRAPHML}data/{YED}PolyLineEdge") for edge in root.iter(f"{GRAPHML}edge")]
    assert [line.find(f"{YED}Arrows").get("target") for line in lines] == ["standard"] * len(subgraph.dataset.relations)


# the words that ygraphml.xsd, version 1.1, allows for the attributes that are written
YED_WORDS = {
    ("Shape", "type"): {"rectangle", "roundrectangle", "ellipse", "parallelogram", "hexagon", "octagon", "trapezoid"},
    ("BorderStyle", "type"): {"line", "dashed", "dotted", "dashed_dotted"},
    ("LineStyle", "type"): {"line", "dashed", "dotted", "dashed_dotted"},
    ("Arrows", "source"): {"none", "standard"},
    ("Arrows", "target"): {"none", "standard"},
    ("Fill", "transparent"): {"true", "false"},
}


def test_yed_knows_every_word_of_a_shape_a_line_and_an_arrow_and_their_order(subgraph):
    root = ElementTree.fromstring(written("graphml", subgraph, Wishes(flavour=Flavour.YED)))
    for (element, attribute), words in YED_WORDS.items():
        assert {each.get(attribute) for each in root.iter(f"{YED}{element}")} <= words
    for line in root.iter(f"{YED}PolyLineEdge"):
        assert [child.tag.removeprefix(YED) for child in line] == ["LineStyle", "Arrows", "EdgeLabel"]
    for geometry in root.iter(f"{YED}Geometry"):
        assert all(float(geometry.get(side)) > 0 for side in ("width", "height"))


def test_yed_shows_who_is_restricted_by_shape_and_what_is_possible_by_dashes():
    root = ElementTree.fromstring(written("graphml", risk(), Wishes(flavour=Flavour.YED)))
    shapes = {node.get("id"): node.find(f".//{YED}Shape").get("type") for node in root.iter(f"{GRAPHML}node")}
    assert [name for name, shape in sorted(shapes.items()) if shape == "octagon"] == ["acme", "other"]
    dashed = {
        (edge.get("source"), edge.get("target"))
        for edge in root.iter(f"{GRAPHML}edge")
        if edge.find(f".//{YED}LineStyle").get("type") == "dashed"
    }
    assert dashed == {("idle", "net"), ("net", "other"), ("other", "list-a")}


# the rules of gexf.xsd and dynamics.xsd, version 1.3: what may stand where, and of which type
CHILDREN = {
    "gexf": ["meta", "graph"],
    "meta": ["creator", "keywords", "description"],
    "graph": ["attributes", "nodes", "edges"],
    "attributes": ["attribute"],
    "attribute": ["default", "options"],
    "nodes": ["node"],
    "edges": ["edge"],
    "node": ["attvalues", "spells", "nodes", "edges", "parents", "color", "position", "size", "shape"],
    "edge": ["attvalues", "spells", "color", "thickness", "shape"],
    "attvalues": ["attvalue"],
}
REQUIRED = {
    "gexf": {"version"},
    "attributes": {"class"},
    "attribute": {"id", "title", "type"},
    "node": {"id"},
    "edge": {"source", "target"},
    "attvalue": {"for", "value"},
}
ALLOWED = {
    "gexf": {"version", "variant"},
    "meta": {"lastmodifieddate"},
    "graph": {"timeformat", "start", "end", "mode", "timerepresentation", "timezone", "defaultedgetype", "idtype"},
    "attributes": {"class", "mode"},
    "attribute": {"id", "title", "type"},
    "node": {"id", "label", "pid", "start", "end"},
    "edge": {"id", "type", "kind", "label", "source", "target", "weight", "start", "end"},
    "attvalue": {"for", "value", "start", "end"},
    "color": {"r", "g", "b", "a", "hex"},
    "position": {"x", "y", "z"},
    "size": {"value"},
    "shape": {"value", "uri"},
}
VALUES = {
    ("graph", "defaultedgetype"): "directed|undirected|mutual",
    ("graph", "timeformat"): "integer|double|date|dateTime",
    ("graph", "mode"): "static|dynamic|slice",
    ("graph", "timerepresentation"): "interval|timestamp",
    ("attributes", "class"): "node|edge",
    ("attributes", "mode"): "static|dynamic",
    ("attribute", "type"): "integer|long|double|float|boolean|string|liststring|anyURI",
    ("meta", "lastmodifieddate"): r"\d{4}-\d{2}-\d{2}",
    ("edge", "start"): r"\d{4}-\d{2}-\d{2}",
    ("edge", "end"): r"\d{4}-\d{2}-\d{2}",
    ("color", "r"): r"\d{1,3}",
}
LEXICAL = {"boolean": "true|false", "long": r"-?\d+", "double": r"-?\d+(\.\d+)?(e[-+]\d+)?", "liststring": r"\[.*\]"}


def breaches(element):
    """Yield what the schema forbids, in an element and all inside."""
    name = element.tag.rpartition("}")[2]
    if name in CHILDREN:
        allowed = CHILDREN[name]
        yield from (f"{name} holds {child.tag}" for child in element if child.tag.rpartition("}")[2] not in allowed)
    yield from (f"{name} lacks {key}" for key in REQUIRED.get(name, set()) - set(element.keys()))
    for key, value in element.attrib.items():
        if key not in ALLOWED.get(name, set()):
            yield f"{name} has {key}"
        if (name, key) in VALUES and not re.fullmatch(VALUES[name, key], value):
            yield f"{name} {key}={value}"
    for child in element:
        yield from breaches(child)


def test_gexf_keeps_to_the_rules_of_its_schema(subgraph):
    root = ElementTree.fromstring(written("gexf", subgraph))
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    assert list(breaches(root)) == []
    types = {each.get("id"): each.get("type") for each in root.iter(f"{GEXF}attribute")}
    wrong = [
        value.attrib
        for value in root.iter(f"{GEXF}attvalue")
        if types[value.get("for")] in LEXICAL
        and not re.fullmatch(LEXICAL[types[value.get("for")]], value.get("value"), re.DOTALL)
    ]
    assert wrong == []
    ids = {node.get("id"): node.get("label") for node in root.iter(f"{GEXF}node")}
    assert ids == {name: entity.name for name, entity in subgraph.dataset.entities.items()}
    ends = sorted((edge.get("source"), edge.get("target")) for edge in root.iter(f"{GEXF}edge"))
    assert ends == edges_of(subgraph.dataset)


def test_networkx_reads_gexf(subgraph):
    text = written("gexf", subgraph)
    # networkx knows the namespace of 1.2 only; the rest is the same there
    older = text.replace("http://gexf.net/1.3/viz", "http://www.gexf.net/1.2draft/viz")
    older = older.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft").replace(
        'version="1.3"', 'version="1.2"'
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = nx.read_gexf(io.BytesIO(older.encode()))
    assert {name: data["kind"] for name, data in read.nodes(data=True)} == {
        name: entity.kind.value for name, entity in subgraph.dataset.entities.items()
    }
    assert sorted(read.edges()) == sorted(set(edges_of(subgraph.dataset))) or read.is_multigraph()


def test_gexf_has_a_kind_a_colour_and_the_interval_of_dates_on_edges():
    root = ElementTree.fromstring(written("gexf", risk()))
    edges = {(edge.get("source"), edge.get("target")): edge for edge in root.iter(f"{GEXF}edge")}
    deploys = edges["net", "hss"]
    assert {key: deploys.get(key) for key in ("kind", "start", "end")} == {
        "kind": "DEPLOYS",
        "start": "2017-04-01",
        "end": "2030-12-31",
    }
    assert [edge.get("end") for edge in edges.values() if edge is not deploys] == [None] * 7
    assert edges["idle", "net"].find(f"{VIZ}shape").get("value") == "dashed"
    assert deploys.find(f"{VIZ}shape") is None
    nodes = {node.get("id"): node for node in root.iter(f"{GEXF}node")}
    colour = nodes["camp"].find(f"{VIZ}color")
    assert "".join(f"{int(colour.get(each)):02X}" for each in "rgb") == LOOKS["exposed"].colour.fill[1:]
    positions = {name: float(node.find(f"{VIZ}position").get("x")) for name, node in nodes.items()}
    assert positions["camp"] < positions["net"] < positions["hss"] < positions["acme"] < positions["list-a"]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, (None, None)),
        ("2019", None, ("2019-01-01", None)),
        ("2019-02", "2019-02-28", ("2019-02-01", "2019-02-27")),
        (None, "2020", (None, "2020-12-31")),
        (None, "2020-02", (None, "2020-02-29")),
        (None, "0001-01-01", (None, "0001-01-01")),
        ("2019-05-01", "2019-05-02", ("2019-05-01", "2019-05-01")),
    ],
)
def test_an_interval_ends_on_the_last_day_on_which_a_relation_may_hold(since, until, expected):
    assert interval(since, until) == expected
    assert all(date.fromisoformat(day) for day in expected if day)


def test_what_xml_cannot_hold_is_replaced_and_counted():
    dataset = graph({"graphx": "1", "entities": [{"id": "a", "kind": "site", "name": "a\x01b\x1fc\ufffe"}]}).dataset
    for form, places in (("graphml", 3), ("gexf", 6)):  # GEXF has the name as its label too
        lost = Lost()
        text = written(form, Subgraph(dataset), lost=lost)
        assert f"a{REPLACEMENT}b{REPLACEMENT}c{REPLACEMENT}" in text
        assert sum(lost.counts.values()) == places


def test_networkx_reads_cytoscape_json(subgraph):
    loaded = json.loads(written("cytoscape", subgraph))
    read = nx.cytoscape_graph(loaded)
    assert read.is_directed()
    assert read.is_multigraph()
    assert {name: (data["kind"], data["name"]) for name, data in read.nodes(data=True)} == {
        name: (entity.kind.value, entity.name) for name, entity in subgraph.dataset.entities.items()
    }
    assert sorted(read.edges()) == edges_of(subgraph.dataset) if not read.is_multigraph() else True
    ends = sorted((edge["data"]["source"], edge["data"]["target"]) for edge in loaded["elements"]["edges"])
    assert ends == edges_of(subgraph.dataset)


def test_cytoscape_styles_every_class_that_occurs():
    loaded = json.loads(written("cytoscape", risk()))
    styled = {rule["selector"] for rule in loaded["style"]}
    rules = [rule["selector"] for rule in loaded["style"]]
    assert rules.index("node.site") < rules.index("node.exposed")
    nodes = {f"node.{word}" for node in loaded["elements"]["nodes"] for word in node["classes"].split()}
    types = {f"edge.{edge['classes'].split()[0]}" for edge in loaded["elements"]["edges"]}
    assert nodes | types <= styled
    assert {f"node.{kind}" for kind in Kind} <= styled
    positions = {node["data"]["id"]: node["position"]["x"] for node in loaded["elements"]["nodes"]}
    assert positions["camp"] < positions["net"] < positions["hss"]
