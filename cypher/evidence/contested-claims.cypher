// Contested claims
// Which relations does one source assert and another deny?
// params: view; dataset
// returns: path, type, asserted_by, denied_by, certainty
// note: claims known in the view; a denial without key speaks to every key of the same ends, and is counted for each

MATCH path = (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r]->(far:Entity)
WHERE 'asserts' IN r.graphx_claim_polarity
WITH path, near, far, r,
  [i IN range(0, coalesce(size(r.graphx_claim_source), 0) - 1)
    WHERE r.graphx_claim_polarity[i] = 'asserts' AND r.graphx_claim_known[i] <= $known_at
    | r.graphx_claim_source[i] + ' ' + toString(r.graphx_claim_confidence[i])] AS asserted_by,
  COLLECT {
    MATCH (near)-[d]->(far)
    WHERE type(d) = type(r) AND (d = r OR d.key IS NULL)
    UNWIND range(0, coalesce(size(d.graphx_claim_source), 0) - 1) AS i
    WITH d, i
    WHERE d.graphx_claim_polarity[i] = 'denies' AND d.graphx_claim_known[i] <= $known_at
    RETURN d.graphx_claim_source[i] + ' ' + toString(d.graphx_claim_confidence[i]) AS said
  } AS denied_by
WHERE size(asserted_by) > 0 AND size(denied_by) > 0
RETURN path, type(r) AS type, asserted_by, denied_by,
  CASE
    WHEN any(b IN [r.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6])) THEN 'certain'
    WHEN any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include))) THEN 'possible'
    ELSE 'out' END AS certainty
ORDER BY type, near.id, far.id
LIMIT 500;
