// How things hang together
// Which kinds are joined by which relation types here, and how often?
// params: dataset
// returns: source, type, target, count

MATCH (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r]->(far:Entity)
WHERE r.graphx_dataset = near.graphx_dataset
RETURN near.kind AS source, type(r) AS type, far.kind AS target, count(*) AS count
ORDER BY source, type, target
LIMIT 200;
