"""What a picture shows of a subgraph: the elements that matter most, the rest folded and counted ("+37 suppliers")."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from graphx.model.columns import Column, coded, per_value, run_starts
from graphx.model.table import KINDS, TYPES, among, tables_of
from graphx.model.vocabulary import Kind, Role, Status, Type
from graphx.writers.document import head_of
from graphx.writers.layers import layers_of
from graphx.writers.looks import LOOKS, drawn, look_of, words_of
from graphx.writers.table_columns import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from graphx.model.columns import Bools
    from graphx.model.subgraph import Mark, Subgraph

    Numbers = NDArray[np.integer]

SUPPLYING: Final = among(TYPES, {Type.MADE_BY, Type.SUPPLIED_BY, Type.SUBCONTRACTS_TO})
THERE: Final = frozenset({None, Status.IN_SERVICE, Status.HELD, Status.ENACTED, Status.NONE})
"""How far a relation has come that needs no word beside its line."""
PLURALS: Final[dict[str, tuple[str, str]]] = {
    "supplier": ("supplier", "suppliers"),
    "operator": ("operator", "operators"),
    "entity": ("entity", "entities"),
    Kind.ORGANIZATION: ("organization", "organizations"),
    Kind.SITE: ("site", "sites"),
    Kind.NETWORK: ("network", "networks"),
    Kind.COMPONENT: ("component", "components"),
    Kind.RESTRICTION: ("restriction", "restrictions"),
    Kind.JURISDICTION: ("jurisdiction", "jurisdictions"),
}


class Node(NamedTuple):
    """A box: an entity, or several folded into one."""

    id: str
    name: str
    """As it stands in the data; of a fold, how many of what."""
    label: str
    """As it is drawn."""
    words: str
    kind: Kind
    look: str
    layer: int
    size: int = 1

    @property
    def is_fold(self) -> bool:
        """Whether it stands for several."""
        return not self.id


class Line(NamedTuple):
    """An arrow: relations of one type, standing and certainty between two boxes, which state the same dates."""

    source: int
    target: int
    type: Type
    is_certain: bool
    standing: str
    dates: str
    size: int

    @property
    def texts(self) -> list[str]:
        """The words beside it: what it is, what speaks against its being there, and when."""
        what = self.type.value + (f" ×{self.size}" if self.size > 1 else "")
        return [what, *filter(None, (self.standing, self.dates))]


@dataclass(frozen=True)
class Picture:
    """Boxes and arrows; lines name boxes by their index, boxes stand in the order of layers and ids."""

    title: str
    as_of: str | None
    nodes: list[Node]
    lines: list[Line]
    entities: int
    relations: int
    folded: int

    @property
    def summary(self) -> str:
        """How much of what it shows."""
        shown = f"{self.entities} entities, {self.relations} relations"
        return shown + (f"; {self.folded} entities folded" if self.folded else "")


class Elements:
    """All entities and relations by number; what a picture takes of them lies in columns, and no record is made of what it folds."""

    def __init__(self, subgraph: Subgraph) -> None:
        """Take a subgraph."""
        self.entities, self.relations = tables_of(subgraph.dataset)
        self.layer = np.fromiter(layers_of(subgraph).values(), np.intp, len(self.entities))
        self.marks = coded(map(subgraph.entities.get, self.entities))
        self.relation_marks = coded(map(subgraph.relations.get, self.relations))


def picture_of(subgraph: Subgraph, max_nodes: int, tallest: int | None = None) -> Picture:
    """Return the picture of a subgraph with at most `max_nodes` boxes of its own, and a box per group of what is folded.

    No layer has more than `tallest` entities that are not folded.

    What is kept first: starts and ends with a finding, then what is certain, serves many starts, is near and joins much.
    Where so many groups would not fit, they are coarser; what nothing joins is folded where it is a crowd.
    """
    elements = Elements(subgraph)
    count = len(elements.entities)
    groups = _groups(elements, most=max_nodes)
    kept = ~_crowds(elements, groups)
    if tallest is not None:
        kept &= _only(_first_of_layers(elements, tallest), count)
    if kept.sum() > max_nodes:
        first = _by_weight(elements)
        first = first[kept[first]]
        room = max_nodes
        while (needed := int((_sizes(groups, ~_only(first[:room], count)) > 0).sum())) + room > max_nodes:
            room = max(room - max(1, room + needed - max_nodes), 0)  # which folds there are depends on what is kept
            if not room:
                break
        kept = _only(first[:room], count)
    kept |= _sizes(groups, ~kept)[groups.codes] == 1  # a box of one bears its name
    nodes, box = _boxes(elements, groups, kept)
    head = head_of(subgraph.dataset)
    return Picture(
        title=drawn(head["title"]) if "title" in head else "",
        as_of=head.get("as_of"),
        nodes=nodes,
        lines=_lines(elements, nodes, box),
        entities=count,
        relations=len(elements.relations),
        folded=int((~kept).sum()),
    )


def _only(numbers: Numbers, count: int) -> Bools:
    """Return of so many whether each is one of some."""
    chosen = np.zeros(count, bool)
    chosen[numbers] = True
    return chosen


class Group(NamedTuple):
    """What is folded together."""

    layer: int
    noun: str
    look: str
    kind: Kind


NOUNS: Final = (*KINDS, "operator", "supplier")
"""What the members of a group are, by code: that of their kind, or what more is known of them."""


def _groups(elements: Elements, *, most: int) -> Column:
    """Return the group of every entity: as fine as leaves half of the boxes to single entities, if they must be folded."""
    entities, relations = elements.entities, elements.relations
    noun = entities.kind.copy()
    noun[entities.column("roles").rows_with(Role.OPERATOR)] = NOUNS.index("operator")
    noun[relations.target[SUPPLYING[relations.type]]] = NOUNS.index("supplier")
    told = zip(*(each.tolist() for each in (elements.layer, noun, entities.kind, elements.marks.codes)), strict=True)
    marks = [*elements.marks.values, None]  # code -1 takes the last

    def group(told: tuple[int, int, int, int]) -> Group:
        layer, noun, kind, mark = told
        return Group(layer, NOUNS[noun], look_of(KINDS[kind], marks[mark]), KINDS[kind])

    fine = _regrouped(coded(told), group)
    by_layer = _regrouped(fine, lambda each: Group(each.layer, each.kind, each.kind, each.kind))
    by_kind = _regrouped(by_layer, lambda each: each._replace(layer=0))
    for groups in (fine, by_layer, by_kind):
        if len(groups.values) <= max(most // 2, 1):
            return groups
    return _regrouped(by_kind, lambda _: Group(0, "entity", Kind.JURISDICTION, Kind.JURISDICTION))


def _regrouped(groups: Column, group: Callable[[Any], Group]) -> Column:
    """Return groups as others, of which some may be the same."""
    others = coded(map(group, groups.values))
    return Column(others.codes[groups.codes], others.values)


def _sizes(groups: Column, chosen: Bools) -> Numbers:
    """Return how many of those chosen each group has."""
    return np.bincount(groups.codes[chosen], minlength=len(groups.values))


CROWD: Final = 8
"""From how many on those that nothing joins are one box: they are no evidence, and take the room of what is."""


def _crowds(elements: Elements, groups: Column) -> Bools:
    ends = np.concatenate([elements.relations.source, elements.relations.target])
    alone = ~_only(ends, len(elements.entities))
    crowded: Bools = alone & (_sizes(groups, alone)[groups.codes] >= CROWD)
    return crowded


def _by_weight(elements: Elements) -> Numbers:
    """Return all entities, first those that matter most."""
    source, target = elements.relations.source, elements.relations.target
    degree = np.bincount(np.concatenate([source, target[target != source]]), minlength=len(elements.entities))

    def told(of: Callable[[Mark], int]) -> Numbers:
        return per_value(elements.marks, of, 0, np.intp)

    finding = told(lambda mark: mark.verdict in {"exposed", "unknown"} or mark.restricted is not None)
    certain = told(lambda mark: mark.certainty == "certain")
    starts = told(lambda mark: mark.starts)
    # by the last first; those that are alike in all stay in the order of ids
    return np.lexsort((elements.layer, -degree, -starts, -certain, -finding))


def _first_of_layers(elements: Elements, most: int) -> Numbers:
    """Return the entities of every layer that matter most."""
    numbers = _by_weight(elements)
    numbers = numbers[np.argsort(elements.layer[numbers], kind="stable")]
    begins = run_starts(elements.layer[numbers])
    place = np.arange(len(numbers)) - np.repeat(begins, np.diff(begins, append=len(numbers)))
    return numbers[place < most]


def _boxes(elements: Elements, groups: Column, kept: Bools) -> tuple[list[Node], Numbers]:
    """Return the boxes, and in which of them each entity is."""
    shown, folded = np.flatnonzero(kept).tolist(), np.flatnonzero(~kept)
    nodes: list[tuple[Node, int | Numbers]] = []
    for number, entity in zip(shown, elements.entities.records.several(shown), strict=True):
        mark = elements.marks.value(number)
        label, words, look = drawn(entity.name), words_of(entity, mark), look_of(entity.kind, mark)
        layer = elements.layer.item(number)
        nodes.append((Node(entity.id, entity.name, label, words, entity.kind, look, layer), number))
    group = groups.codes[folded]
    for code in dict.fromkeys(group.tolist()):
        members = folded[group == code]
        layer, noun, look, kind = groups.values[code]
        text = f"+{len(members)} {PLURALS[noun][len(members) > 1]}"
        words = LOOKS[look].words if look != kind else ""
        nodes.append((Node("", text, text, words, kind, look, layer, len(members)), members))
    nodes.sort(key=lambda each: (each[0].layer, each[0].is_fold, each[0].id, each[0].name, each[0].look))
    box = np.zeros(len(kept), np.intp)
    for at, (_, members) in enumerate(nodes):
        box[members] = at
    return [node for node, _ in nodes], box


def _lines(elements: Elements, nodes: list[Node], box: Numbers) -> list[Line]:
    """Return the arrows, without those inside a fold."""
    relations = elements.relations
    source, target = box[relations.source], box[relations.target]
    is_fold = np.array([node.is_fold for node in nodes], bool)
    is_single = ~(is_fold[source] | is_fold[target])
    is_certain = per_value(
        elements.relation_marks, lambda mark: mark.certainty == "certain", missing=True, kind=np.bool_
    )
    claims = relations.claims({})
    is_denied = _only(claims.relation[claims.denies], len(relations))
    status = relations.column("status")
    standings = [standing_of(each, is_denied=no) for each in (*status.values, None) for no in (False, True)]
    standing = Column(status.codes * 2 + is_denied, standings)  # code -1 takes the last two
    dates = [relations.column(name) for name in ("since", "until")]
    texts = [standing, *(Column(np.where(is_single, each.codes, -1), [*each.values, None]) for each in dates)]
    rows = np.flatnonzero(is_single | (source != target))
    told = zip(
        *(each[rows].tolist() for each in (source, target, relations.type, is_certain)),
        *(listed(each.of(rows)) for each in texts),
        strict=True,
    )
    return sorted(
        Line(near, far, TYPES[verb], certain, standing, dates_of(since, until), count)
        for (near, far, verb, certain, standing, since, until), count in Counter(told).items()
    )


def standing_of(status: Status | None, *, is_denied: bool) -> str:
    """Return what speaks against a relation's simply being there: how far it has come, and that somebody denies it.

    >>> standing_of(Status.PLANNED, is_denied=True)
    'planned, denied'
    """
    return ", ".join(filter(None, (None if status in THERE else status, "denied" if is_denied else "")))


def dates_of(since: str | None, until: str | None) -> str:
    """Return from when to when a relation holds, as it states it.

    >>> dates_of(None, "2019-05")
    '–2019-05'
    """
    return f"{since or ''}–{until or ''}" if since or until else ""
