// Ended nobody knows when
// Which relations have ended without a date, and so count on no day at all?
// params: dataset
// returns: path, type, status

MATCH path = (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r]->(far:Entity)
WHERE r.graphx_dataset = near.graphx_dataset AND r.status IN ['removed', 'ended'] AND r.until IS NULL AND r.graphx_said_until IS NULL
RETURN path, type(r) AS type, r.status AS status
ORDER BY type, near.id, far.id
LIMIT 500;
