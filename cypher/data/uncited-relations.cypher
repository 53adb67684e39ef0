// Uncited relations
// For which relations, invented ones aside, does no claim name a source?
// params: dataset
// returns: path, type

MATCH path = (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r]->(far:Entity)
WHERE r.graphx_dataset = near.graphx_dataset AND NOT coalesce(r.synthetic, false)
  AND all(source IN coalesce(r.graphx_claim_source, []) WHERE source = '')
RETURN path, type(r) AS type
ORDER BY type, near.id, far.id
LIMIT 500;
