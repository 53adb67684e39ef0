"""Findings in the graph: the verdict of each start as an `(:Exposure)` node, linked to whom it concerns, whom it reaches, and how.

So a browser shows who is exposed without a deep search. The next run of the same question replaces them as a whole, and a
push of other data removes them: a verdict does not outlive its data.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from graphx.graph.view import CERTAIN, WORDS
from graphx.model.batches import batches
from graphx.neo4j.layout import EXPOSURE, FINDING_KEYS, VERDICT_LABELS
from graphx.neo4j.removal import remove_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphx.neo4j.client import Server
    from graphx.neo4j.push import Pushed
    from graphx.questions.evidence import Path
    from graphx.questions.exposure import Exposure, ExposureAnswer, Reached

Row = dict[str, Any]

CONCERNS: Final = "CONCERNS"
"""From a finding to the start that it is about."""
REACHES: Final = "REACHES"
"""From a finding to each restricted end that its start reaches."""
ALONG: Final = "ALONG"
"""From a finding to each entity of its best path, the start first."""
BATCH: Final = 1000

_PUT: Final = f"""\
UNWIND $rows AS row
MERGE (finding:{EXPOSURE} {{graphx_dataset: $dataset, id: row.id}})
WITH finding, row WHERE finding.graphx_digest IS NULL OR finding.graphx_digest <> row.fields.graphx_digest
REMOVE finding:{":".join(VERDICT_LABELS)}
SET finding:$(row.label)
WITH finding, row, [key IN $own WHERE row.fields[key] IS NULL] AS gone
SET finding += row.fields
FOREACH (key IN gone | SET finding[key] = null)
WITH finding, row
CALL (finding) {{ MATCH (finding)-[former:{CONCERNS}|{REACHES}|{ALONG}]->() DELETE former }}
CALL (finding, row) {{
  MATCH (entity:Entity {{id: row.fields.entity}}) WHERE entity.graphx_dataset = $dataset
  CREATE (finding)-[link:{CONCERNS}]->(entity) SET link = row.link
}}
CALL (finding, row) {{
  UNWIND row.ends AS each
  MATCH (entity:Entity {{id: each.id}}) WHERE entity.graphx_dataset = $dataset
  CREATE (finding)-[link:{REACHES}]->(entity) SET link = each.fields
}}
CALL (finding, row) {{
  UNWIND row.along AS each
  MATCH (entity:Entity {{id: each.id}}) WHERE entity.graphx_dataset = $dataset
  CREATE (finding)-[link:{ALONG}]->(entity) SET link = each.fields
}}"""
_KNOWN: Final = f"""\
MATCH (finding:{EXPOSURE}) WHERE finding.graphx_dataset = $dataset AND finding.question = $question
RETURN finding.id AS id ORDER BY id"""


def put_findings(server: Server, pushed: Pushed, question: str, answer: ExposureAnswer) -> int:
    """Make the server hold the verdicts of an answer, and no others of the same question; return how many.

    Interrupted, it leaves some old and some new; the next run completes it. A second run changes nothing.

    Raises:
        ServerError: the server is gone, or refuses.
    """
    named = {"dataset": pushed.dataset, "question": question}
    rows = [_row(each, pushed, question, answer) for each in answer.answers]
    for batch in batches(rows, BATCH):
        server.write(_PUT, {**named, "rows": batch, "own": FINDING_KEYS})
    current = {row["id"] for row in rows}
    former = [record["id"] for record in server.read(_KNOWN, named) if record["id"] not in current]
    remove_nodes(server, EXPOSURE, "element.question = $question", former, named, BATCH)
    return len(rows)


def _row(found: Exposure, pushed: Pushed, question: str, answer: ExposureAnswer) -> Row:
    """Return what the server holds of one verdict."""
    name = f"{found.entity}: {question}"
    stamp = {"graphx_dataset": pushed.dataset, "graphx_run": pushed.run}
    best = _best(found.restricted)
    path = best.paths[0] if best and best.paths else None
    fields: Row = {
        **stamp,
        "id": name,
        "name": f"{found.entity} is {found.verdict.value}",
        "question": question,
        "entity": found.entity,
        "verdict": found.verdict.value,
        "as_of": answer.question.view.lens.as_of,
        "restricted": [end.entity for end in found.restricted],
        "open": [gap.entity for gap in found.frontier],
    }
    if best:
        fields |= {"nearest": best.entity, "certainty": best.certainty, "hops": best.hops, "tier": best.tier}
    if path:
        fields |= {"path": _spelled(path), "weakest_confidence": path.weakest_confidence}
    row: Row = {
        "id": name,
        "label": found.verdict.value.capitalize(),
        "fields": fields,
        "link": {**stamp, "id": f"{name} {CONCERNS}"},
        "ends": [
            {
                "id": end.entity,
                "fields": {
                    **stamp,
                    "id": f"{name} {REACHES} {end.entity}",
                    "hops": end.hops,
                    "certainty": end.certainty,
                    "tier": end.tier,
                },
            }
            for end in found.restricted
        ],
        "along": [
            {"id": entity, "fields": {**stamp, "id": f"{name} {ALONG} {position}", "position": position}}
            for position, entity in enumerate(_visited(path))
        ],
    }
    digest = hashlib.blake2b(json.dumps(row, ensure_ascii=False).encode(), digest_size=16).hexdigest()
    fields["graphx_digest"] = digest
    return row


def _best(ends: Iterable[Reached]) -> Reached | None:
    """Return the nearest end that is reached for certain, else the nearest."""
    listed = list(ends)
    return next((end for end in listed if end.certainty == WORDS[CERTAIN]), listed[0] if listed else None)


def _visited(path: Path | None) -> list[str]:
    return [path.hops[0].near, *(hop.far for hop in path.hops)] if path else []


def _spelled(path: Path) -> str:
    return path.hops[0].near + "".join(f" {hop.arrow} {hop.far}" for hop in path.hops)
