"""What a picture shows of a subgraph: the elements that matter most, the rest folded and counted ("+37 suppliers")."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.model.vocabulary import Kind, Polarity, Role, Status, Type
from graphx.writers.document import head_of
from graphx.writers.layers import layers_of
from graphx.writers.looks import LOOKS, drawn, look_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.model.records import Identity, Relation
    from graphx.model.subgraph import Mark, Subgraph

SUPPLYING: Final = frozenset({Type.MADE_BY, Type.SUPPLIED_BY, Type.SUBCONTRACTS_TO})
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


def picture_of(subgraph: Subgraph, max_nodes: int, tallest: int | None = None) -> Picture:
    """Return the picture of a subgraph with at most `max_nodes` boxes of its own, and a box per group of what is folded.

    No layer has more than `tallest` entities that are not folded.

    What is kept first: starts and ends with a finding, then what is certain, serves many starts, is near and joins much.
    Where so many groups would not fit, they are coarser; what nothing joins is folded where it is a crowd.
    """
    dataset = subgraph.dataset
    layers = layers_of(subgraph)
    groups = _groups(subgraph, layers, most=max_nodes)
    kept = set(dataset.entities) - _crowds(subgraph, groups)
    if tallest is not None:
        kept &= _first_of_layers(_by_weight(subgraph, layers), layers, tallest)
    if len(kept) > max_nodes:
        first = [name for name in _by_weight(subgraph, layers) if name in kept]
        room = max_nodes
        while (needed := len({groups[name] for name in dataset.entities.keys() - first[:room]})) + room > max_nodes:
            room = max(room - max(1, room + needed - max_nodes), 0)  # which folds there are depends on what is kept
            if not room:
                break
        kept = set(first[:room])
    folds = Counter(groups[name] for name in dataset.entities.keys() - kept)
    kept |= {name for name in dataset.entities.keys() - kept if folds[groups[name]] == 1}  # a box of one bears its name
    nodes, box = _boxes(subgraph, layers, groups, kept)
    head = head_of(dataset)
    return Picture(
        title=drawn(head["title"]) if "title" in head else "",
        as_of=head.get("as_of"),
        nodes=nodes,
        lines=_lines(subgraph, box),
        entities=len(dataset.entities),
        relations=len(dataset.relations),
        folded=len(dataset.entities) - len(kept),
    )


class Group(NamedTuple):
    """What is folded together."""

    layer: int
    noun: str
    look: str
    kind: Kind


def _groups(subgraph: Subgraph, layers: Mapping[str, int], *, most: int) -> dict[str, Group]:
    """Return the group of every entity: as fine as leaves half of the boxes to single entities, if they must be folded."""
    fine = {name: _group(name, subgraph, layers) for name in subgraph.dataset.entities}
    suppliers = {target for _, verb, target, _ in subgraph.dataset.relations if verb in SUPPLYING}
    fine = {name: each._replace(noun="supplier") if name in suppliers else each for name, each in fine.items()}
    by_layer = {name: Group(each.layer, each.kind, each.kind, each.kind) for name, each in fine.items()}
    by_kind = {name: each._replace(layer=0) for name, each in by_layer.items()}
    for groups in (fine, by_layer, by_kind):
        if len(set(groups.values())) <= max(most // 2, 1):
            return groups
    return dict.fromkeys(fine, Group(0, "entity", Kind.JURISDICTION, Kind.JURISDICTION))


def _group(name: str, subgraph: Subgraph, layers: Mapping[str, int]) -> Group:
    entity = subgraph.dataset.entities[name]
    is_operator = Role.OPERATOR in (getattr(entity, "roles", None) or ())
    look = look_of(entity, subgraph.entities.get(name))
    return Group(layers[name], "operator" if is_operator else entity.kind, look, entity.kind)


CROWD: Final = 8
"""From how many on those that nothing joins are one box: they are no evidence, and take the room of what is."""


def _crowds(subgraph: Subgraph, groups: Mapping[str, Group]) -> set[str]:
    joined = {name for source, _, target, _ in subgraph.dataset.relations for name in (source, target)}
    alone = [name for name in subgraph.dataset.entities if name not in joined]
    sizes = Counter(groups[name] for name in alone)
    return {name for name in alone if sizes[groups[name]] >= CROWD}


def _by_weight(subgraph: Subgraph, layers: Mapping[str, int]) -> list[str]:
    degree = Counter(name for source, _, target, _ in subgraph.dataset.relations for name in {source, target})

    def weight(name: str) -> tuple[bool, bool, int, int, int, str]:
        mark = subgraph.entities.get(name)
        finding = mark is not None and (mark.verdict in {"exposed", "unknown"} or mark.restricted is not None)
        certain = mark is not None and mark.certainty == "certain"
        return not finding, not certain, -(mark.starts if mark else 0), -degree[name], layers[name], name

    return sorted(subgraph.dataset.entities, key=weight)


def _first_of_layers(names: Sequence[str], layers: Mapping[str, int], most: int) -> set[str]:
    """Return the first names of every layer."""
    taken: Counter[int] = Counter()
    first = set()
    for name in names:
        taken[layers[name]] += 1
        if taken[layers[name]] <= most:
            first.add(name)
    return first


def _boxes(
    subgraph: Subgraph, layers: Mapping[str, int], groups: Mapping[str, Group], kept: set[str]
) -> tuple[list[Node], dict[str, int]]:
    folds: defaultdict[Group, list[str]] = defaultdict(list)
    nodes: list[tuple[Node, list[str]]] = []
    for name, entity in subgraph.dataset.entities.items():
        if name not in kept:
            folds[groups[name]].append(name)
            continue
        mark = subgraph.entities.get(name)
        label, words = drawn(entity.name), words_of(entity, mark)
        look = look_of(entity, mark)
        nodes.append((Node(name, entity.name, label, words, entity.kind, look, layers[name]), [name]))
    for (layer, noun, look, kind), members in folds.items():
        text = f"+{len(members)} {PLURALS[noun][len(members) > 1]}"
        words = LOOKS[look].words if look != kind else ""
        nodes.append((Node("", text, text, words, kind, look, layer, len(members)), members))
    nodes.sort(key=lambda each: (each[0].layer, each[0].is_fold, each[0].id, each[0].name, each[0].look))
    return [node for node, _ in nodes], {name: box for box, (_, members) in enumerate(nodes) for name in members}


def _lines(subgraph: Subgraph, box: Mapping[str, int]) -> list[Line]:
    counts: Counter[Line] = Counter()
    folded: set[Line] = set()
    sizes = Counter(box.values())
    for identity, relation in subgraph.dataset.relations.items():
        source, target = box[identity.source], box[identity.target]
        is_single = sizes[source] == sizes[target] == 1
        line = Line(
            source,
            target,
            identity.type,
            _is_certain(subgraph.relations, identity),
            standing_of(relation),
            dates_of(relation) if is_single else "",
            0,
        )
        counts[line] += 1
        if source == target and sizes[source] > 1:
            folded.add(line)  # between two of the same fold
    return [line._replace(size=count) for line, count in sorted(counts.items()) if line not in folded]


def _is_certain(marks: Mapping[Identity, Mark], identity: Identity) -> bool:
    mark = marks.get(identity)
    return mark is None or mark.certainty == "certain"


def standing_of(relation: Relation) -> str:
    """Return what speaks against a relation's simply being there: how far it has come, and that somebody denies it.

    >>> from graphx.model.records import Relation
    >>> standing_of(Relation.model_validate({"from": "a", "type": "DEPLOYS", "to": "b", "status": "planned"}))
    'planned'
    """
    is_denied = any(claim.polarity is Polarity.DENIES for claim in relation.claims or ())
    status = None if relation.status in THERE else relation.status
    return ", ".join(filter(None, (status, "denied" if is_denied else "")))


def dates_of(relation: Relation) -> str:
    """Return from when to when a relation holds, as it states it.

    >>> from graphx.model.records import Relation
    >>> dates_of(Relation.model_validate({"from": "a", "type": "DEPLOYS", "to": "b", "until": "2019-05"}))
    '–2019-05'
    """
    if relation.since is None and relation.until is None:
        return ""
    return f"{relation.since or ''}–{relation.until or ''}"
