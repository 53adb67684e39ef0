"""What a statement becomes before a server sees it."""

from __future__ import annotations

from graphx.neo4j.client import alike


def test_parameters_are_entries_of_one_and_labels_by_value_stay():
    cypher = "UNWIND $rows AS row MATCH (n {id: row.id}) WHERE n.x = $x SET n:$(row.labels), n:$any($rows)"
    assert alike(cypher, {"rows": [], "x": 1}) == (
        "UNWIND $asked.rows AS row MATCH (n {id: row.id}) WHERE n.x = $asked.x SET n:$(row.labels), n:$any($asked.rows)",
        {"asked": {"rows": [], "x": 1}},
    )
    assert alike("RETURN 1", None) == ("RETURN 1", {})
