"""Every bundled graph side by side in one dataset: ids begin with the name of their sample, so that none meets another."""

from __future__ import annotations

from functools import cache

from graphx.cli.samples import samples
from graphx.graph.graph import Graph
from graphx.model.dataset import Dataset
from graphx.readers import read
from tests.notation import graph

ODD = {
    "graphx": "1",
    "entities": [
        {"id": "base", "kind": "site", "type": "military_base", "name": "Base", "lat": 41.0, "lon": -96.0},
        {"id": "mast", "kind": "site", "type": "cell_site", "name": "Mast", "lat": 41.1, "lon": -96.1},
        {"id": "far", "kind": "site", "name": "Far", "lat": -41.1, "lon": 96.1, "complete": ["SERVED_BY"]},
        {"id": "carrier", "kind": "organization", "roles": ["operator"], "name": "Carrier"},
        {"id": "net", "kind": "network", "domain": "core", "generation": "4g", "name": "Net"},
        {"id": "net-two", "kind": "network", "name": "Net two"},
        {"id": "radio", "kind": "component", "name": "Radio", "complete": ["MADE_BY", "SUPPLIED_BY"]},
        {"id": "camera", "kind": "component", "name": "Camera"},
        {"id": "chip", "kind": "component", "name": "Chip"},
        {"id": "maker", "kind": "organization", "name": "Maker", "country": "CN"},
        {"id": "brand-a", "kind": "organization", "name": "Brand A"},
        {"id": "brand-b", "kind": "organization", "name": "Brand B", "aliases": ["brand a "]},
        {"id": "ring-a", "kind": "organization", "name": "Ring A"},
        {"id": "ring-b", "kind": "organization", "name": "Ring B"},
        {"id": "republic", "kind": "organization", "roles": ["state"], "name": "Republic"},
        {"id": "list", "kind": "restriction", "type": "list", "name": "List", "since": "2018"},
        {"id": "pardon", "kind": "restriction", "type": "waiver", "name": "Pardon"},
    ],
    "relations": [
        {"from": "base", "type": "SERVED_BY", "to": "carrier"},
        {"from": "far", "type": "SERVED_BY", "to": "carrier", "status": "ended"},
        {"from": "far", "type": "SERVED_BY", "to": "net", "since": "2020"},
        {"from": "mast", "type": "SERVED_BY", "to": "net-two"},
        {"from": "net", "type": "INTERCONNECTS_WITH", "to": "net-two"},
        {"from": "carrier", "type": "OPERATES", "to": "net"},
        {"from": "net", "type": "DEPLOYS", "to": "radio", "share": "0.3"},
        {"from": "net", "type": "DEPLOYS", "to": "camera", "target_date": "2019", "status": "removing"},
        {"from": "mast", "type": "DEPLOYS", "to": "radio"},
        {"from": "radio", "type": "HAS_PART", "to": "chip"},
        {"from": "camera", "type": "HAS_PART", "to": "chip", "essential": "false"},
        {"from": "chip", "type": "HAS_PART", "to": "chip"},
        {"from": "radio", "type": "MADE_BY", "to": "maker"},
        {"from": "camera", "type": "MADE_BY", "to": "maker", "until": "2021-01"},
        {"from": "chip", "type": "MADE_BY", "to": "maker"},
        {"from": "radio", "type": "SUPPLIED_BY", "to": "brand-a"},
        {"from": "camera", "type": "SUPPLIED_BY", "to": "brand-b"},
        {"from": "brand-b", "type": "OWNED_BY", "to": "maker", "until": "2019-01-01"},
        {"from": "brand-b", "type": "SUPPLIED_BY", "to": "maker"},
        {"from": "brand-a", "type": "OWNED_BY", "to": "maker", "share": "0.3"},
        {"from": "brand-a", "type": "OWNED_BY", "to": "maker", "key": "again", "share_min": "0.1", "share_max": "0.4"},
        {"from": "brand-a", "type": "OWNED_BY", "to": "ring-a", "share": "0.3", "directness": "indirect"},
        {"from": "maker", "type": "OWNED_BY", "to": "republic", "share_min": "0.2", "share_max": "0.4"},
        {"from": "carrier", "type": "OWNED_BY", "to": "republic"},
        {"from": "ring-a", "type": "OWNED_BY", "to": "ring-b", "share": "0.5"},
        {"from": "ring-b", "type": "OWNED_BY", "to": "ring-a", "share": "0.5"},
        {"from": "maker", "type": "LISTED_ON", "to": "list"},
        {"from": "ring-a", "type": "LISTED_ON", "to": "list", "status": "trial"},
        {"from": "ring-b", "type": "LISTED_ON", "to": "pardon"},
    ],
}
"""What no bundled graph shows: circles, loops, places, an end without a date, brands of one maker."""


@cache
def all_samples() -> Graph:
    """Return the graph of all bundled graphs, and of what they do not show."""
    bundled = {name: read([path]) for name, path in samples().items()}
    parts = [_prefixed(part, f"{name}/") for name, part in [*bundled.items(), ("odd", graph(ODD).dataset)]]
    return Graph(
        Dataset(
            entities=dict(sorted((key, each) for part in parts for key, each in part.entities.items())),
            relations=dict(sorted((key, each) for part in parts for key, each in part.relations.items())),
            sources=dict(sorted((key, each) for part in parts for key, each in part.sources.items())),
            documents=[document for part in parts for document in part.documents],
            entity_places={key: each for part in parts for key, each in part.entity_places.items()},
            relation_places={key: each for part in parts for key, each in part.relation_places.items()},
            claim_places={key: each for part in parts for key, each in part.claim_places.items()},
            complete={key: each for part in parts for key, each in part.complete.items()},
        )
    )


def _prefixed(dataset: Dataset, prefix: str) -> Dataset:
    entities = [each.model_copy(update={"id": prefix + each.id}) for each in dataset.entities.values()]
    sources = [
        each.model_copy(
            update={
                "id": prefix + each.id,
                "derived_from": each.derived_from and tuple(prefix + origin for origin in each.derived_from),
            }
        )
        for each in dataset.sources.values()
    ]
    relations = {
        identity: each.model_copy(
            update={
                "from_": prefix + each.from_,
                "to": prefix + each.to,
                "claims": each.claims
                and tuple(
                    claim.model_copy(update={"source": claim.source and prefix + claim.source}) for claim in each.claims
                ),
            }
        )
        for identity, each in dataset.relations.items()
    }
    return Dataset(
        entities={each.id: each for each in entities},
        relations={each.identity: each for each in relations.values()},
        sources={each.id: each for each in sources},
        documents=dataset.documents,
        entity_places={prefix + key: each for key, each in dataset.entity_places.items()},
        relation_places={each.identity: dataset.relation_places[identity] for identity, each in relations.items()},
        claim_places={
            each.identity: dataset.claim_places[identity]
            for identity, each in relations.items()
            if identity in dataset.claim_places
        },
        complete={prefix + key: each for key, each in dataset.complete.items()},
    )
