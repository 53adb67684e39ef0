"""Networks of operators as the Internet Topology Zoo draws them, in GraphML: nodes at places, and links.

A node is a segment of its operator's network, at a place. An external node is somebody else's network. A hyperedge is drawn
as a node without a place: a link of several ends. Links carry no dependence by themselves: they join segments.
Source: http://www.topology-zoo.org (S. Knight et al., IEEE Journal on Selected Areas in Communications 29(9), 2011).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.model.dates import period
from graphx.readers.imports.countries import country_code
from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of, made_id
from graphx.readers.imports.fitting import claim_at, state_entity, state_organization, state_relation
from graphx.readers.imports.graphml_records import ID, SOURCE, TARGET, WITHIN, GraphElement, graphml_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

ZOO: Final = "topology-zoo"
UNNAMED: Final = {"", "None", "?", "??"}
HEAD: Final = {
    "Type": "operator_type",
    "Layer": "layer",
    "GeoLocation": "area",
    "Provenance": "provenance",
    "Note": "note",
}
NODE: Final = {"Latitude": "latitude", "Longitude": "longitude", "type": "node_type", "geocode_append": "region"}
LINK: Final = {
    "LinkLabel": "label",
    "LinkType": "link_type",
    "LinkSpeed": "speed",
    "LinkSpeedUnits": "speed_units",
    "LinkSpeedRaw": "bits_per_second",
    "LinkNote": "note",
}
"""What a network, a node and a link say, and the property that keeps it."""
_DATE: Final = re.compile(r"(\d{4})(?:[_-](\d{1,2}))?(?:[_-](\d{1,2}))?")


def topology_zoo(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take one network per file.

    Raises:
        InvalidInputError: a file is no GraphML.
    """
    draft.source(
        Place(files[0].name),
        ZOO,
        title="The Internet Topology Zoo",
        publisher="University of Adelaide",
        url="http://www.topology-zoo.org",
        reliability="B",
    )
    for file in files:
        _Network(file, draft).take()


class _Network:
    """One file: a network of an operator, its segments and their links."""

    def __init__(self, file: SourceFile, draft: Draft) -> None:
        self._draft, self._file = draft, file
        self._elements = list(graphml_records(file))
        head = next((each for each in self._elements if each.kind == "graph"), None)
        self._where = head.where if head else Place(file.name)
        self._head: Fields = head.values if head else {}
        stem = re.split(r"[/\\]", file.name)[-1].rpartition(".")[0] or file.name
        self._label = self._head.get("label") or self._head.get("Network") or stem
        self._network = made_id(ZOO, self._label)
        self._observed = _date(self._head.get("NetworkDate", ""))

    def take(self) -> None:
        """State all of it."""
        self._draft.sees(self._where)
        nodes = [each for each in self._elements if each.kind == "node"]
        if not nodes:
            raise InvalidInputError(
                [Problem(Place(self._file.name), "it holds no node", "is it a network of the Topology Zoo?")]
            )
        if first := self._draft.stated(self._network)[0].file:
            what = f"{self._label} is the network of {first} already; import each file by itself"
            self._draft.remark(self._where, Outcome.SKIPPED, what)
            return
        self._take_operator()
        labels = Counter(each.values.get("label", "") for each in nodes)
        for node in nodes:
            self._take_node(node, labels)
        for element in self._elements:
            if element.lost:
                self._draft.remark(element.where, Outcome.PARTLY_LOST, element.lost)
            if element.kind == "edge":
                self._take_link(element)
            elif element.kind == "hyperedge":
                self._draft.remark(element.where, Outcome.SKIPPED, "a hyperedge of GraphML is not read")

    def _claims(self, where: Place) -> list[Fields]:
        certainty = "reported" if self._head.get("Provenance", "Primary") == "Primary" else "assessed"
        return claim_at(where, ZOO, certainty, observed=self._observed)

    def _take_operator(self) -> None:
        draft, where = self._draft, self._where
        properties = {key: self._head[name] for name, key in HEAD.items() if self._head.get(name)}
        if self._head.get("Source"):
            properties["drawn_from"] = self._head["Source"]
        country = country_code(self._head.get("GeoLocation", ""))
        state_entity(
            draft,
            where,
            self._network,
            "network",
            name=self._label,
            domain="transport",
            country=country,
            properties=properties,
        )
        if self._head.get("NetworkDate") and self._observed is None:
            draft.remark(where, Outcome.PARTLY_LOST, f"NetworkDate {self._head['NetworkDate']} is no date")
        if operator := state_organization(
            draft, where, f"{ZOO}-operator", self._head.get("Network", ""), source=ZOO, roles=["operator"]
        ):
            state_relation(draft, where, operator, "OPERATES", self._network, claims=self._claims(where))

    def _id(self, number: str) -> str:
        return f"{self._network}/{id_of(number)}"

    def _take_node(self, node: GraphElement, labels: Counter[str]) -> None:
        values, number, draft = node.values, node.values.get(ID, ""), self._draft
        first = self._draft.stated(self._id(number))[0]
        if not number or first.file:
            what = (
                f"node {number} stands at {first.line_only} already"
                if number
                else "a node without an id, which no link can name"
            )
            draft.remark(node.where, Outcome.SKIPPED, what)
            return
        label = values.get("label", "")
        is_hyper, is_external = values.get("hyperedge") == "1", values.get("Internal") == "0"
        if is_hyper:
            name = f"{self._label} link of several ends {number}"
        elif label in UNNAMED:
            name = f"{self._label} node {number}"
            draft.remark(node.where, Outcome.KEPT, f"node {number} has no label")
        else:
            name = label if is_external else f"{self._label} {label}"
            if labels[label] > 1:
                name = f"{name} ({number})"
                draft.remark(
                    node.where, Outcome.KEPT, f"{labels[label]} nodes are labelled {label}; each is one of its own"
                )
        country = country_code(values.get("Country", ""))
        if values.get("Country") and country is None:
            draft.remark(node.where, Outcome.PARTLY_LOST, f"{values['Country']} is no country that is known")
        is_stated = state_entity(
            draft,
            node.where,
            self._id(number),
            "network",
            name=name,
            domain=None if is_external else "transport",
            country=country,
            tags=[*(["hyperedge"] if is_hyper else []), *(["external"] if is_external else [])],
            properties={key: values[column] for column, key in NODE.items() if values.get(column)},
        )
        if is_stated and not is_external:
            whole = self._id(values[WITHIN]) if WITHIN in values else self._network
            state_relation(draft, node.where, whole, "HAS_PART", self._id(number), claims=self._claims(node.where))

    def _take_link(self, edge: GraphElement) -> None:
        named = [edge.values.get(end, "") for end in (SOURCE, TARGET)]
        if not all(named):
            self._draft.remark(edge.where, Outcome.SKIPPED, "a link that does not name both of its ends")
            return
        ends = sorted(map(self._id, named))
        if ends[0] == ends[1]:
            self._draft.remark(edge.where, Outcome.KEPT, f"a link joins {ends[0]} to itself, which says nothing")
            return
        key = edge.values.get("key", "0")
        state_relation(
            self._draft,
            edge.where,
            ends[0],
            "INTERCONNECTS_WITH",
            ends[1],
            key=None if key == "0" else key,
            properties={name: edge.values[column] for column, name in LINK.items() if edge.values.get(column)},
            claims=self._claims(edge.where),
        )


def _date(written: str) -> str | None:
    """Return a date such as `2010_08`; None if it is none."""
    match = _DATE.fullmatch(written.strip())
    found = "-".join(part.zfill(2) for part in match.groups() if part) if match else ""
    try:
        period(found)
    except ValueError:
        return None
    return found
