"""All that a Neo4j server holds, to compare with what it held before."""

from __future__ import annotations

EVERYTHING = """
CALL () {
  MATCH (n) RETURN 'node' AS what, labels(n) AS labels, properties(n) AS properties, [] AS ends
  UNION ALL
  MATCH (a)-[r]->(b) RETURN type(r) AS what, [] AS labels, properties(r) AS properties, [a.id, b.id] AS ends
}
RETURN what, labels, properties, ends
"""


def snapshot(server):
    """Return every node and relationship, in an order of its own."""
    return sorted(
        repr((row["what"], sorted(row["labels"]), sorted(row["properties"].items()), row["ends"]))
        for row in server.read(EVERYTHING)
    )
