// Planned changes
// Which relations are only planned, proposed or suspended, and what would they join?
// params: view; dataset; entity id = none
// returns: path, type, status, since, target_date
// note: such relations are out unless the view includes their status; `graphx exposure --include` tells what they would change

MATCH path = (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND b[i+6] <> ''))]->(far:Entity)
WHERE $entity IS NULL OR $entity IN [near.id, far.id]
RETURN path, type(r) AS type,
  coalesce(head([b IN [r.graphx_said_status] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), r.status) AS status,
  coalesce(head([b IN [r.graphx_said_since] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), r.since) AS since,
  coalesce(head([b IN [r.graphx_said_target_date] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), r.target_date) AS target_date
ORDER BY type, near.id, far.id
LIMIT 500;
