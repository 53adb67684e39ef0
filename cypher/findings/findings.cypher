// Findings
// Who is exposed, unknown or clear, as the last pushed question found?
// params: dataset; verdict text of verdict = none
// returns: finding, start, verdict, question, ends
// note: only after `graphx neo4j push --findings`; a push of other data deletes findings, for they would be out of date

MATCH (finding:Exposure WHERE ($dataset IS NULL OR finding.graphx_dataset = $dataset))-[:CONCERNS]->(start:Entity)
WHERE $verdict IS NULL OR finding.verdict = $verdict
RETURN finding, start, finding.verdict AS verdict, finding.question AS question,
  COLLECT { MATCH (finding)-[:REACHES]->(end_:Entity) RETURN end_ ORDER BY end_.id LIMIT 50 } AS ends
ORDER BY verdict, start.id, question
LIMIT 500;
