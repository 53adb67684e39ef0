// Overdue removals
// What was to be gone by now and still stands?
// params: view; dataset
// returns: path, dependent, provider, type, target_date, status
// note: a vague target such as 2023 is over on the first day after it; `as_of` any finds nothing

MATCH path = (dependent:Entity WHERE ($dataset IS NULL OR dependent.graphx_dataset = $dataset))-[r:SERVED_BY|OPERATES|HAS_PART|DEPLOYS|SUPPLIED_BY|SUBCONTRACTS_TO|OWNED_BY
  WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(provider)
WITH path, dependent, provider, type(r) AS type,
  coalesce(head([b IN [r.graphx_said_target_date] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), r.target_date) AS target_date,
  coalesce(head([b IN [r.graphx_said_status] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), r.status) AS status
WHERE $as_of <> 'any' AND target_date + '-99' < $as_of
RETURN path, dependent, provider, type, target_date, status
ORDER BY target_date, dependent.id, provider.id, type
LIMIT 500;
