// Weak evidence
// Which relations are asserted by nobody with at least this confidence?
// params: view; dataset; confidence integer = 50
// returns: path, type, best, sources
// note: claims known in the view; relations without a claim are the input's own assertion, and are not shown

MATCH path = (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(far:Entity)
WHERE 'asserts' IN r.graphx_claim_polarity
UNWIND range(0, size(r.graphx_claim_source) - 1) AS i
WITH path, near, far, r, i
WHERE r.graphx_claim_polarity[i] = 'asserts' AND r.graphx_claim_known[i] <= $known_at
WITH path, near, far, type(r) AS type, max(r.graphx_claim_confidence[i]) AS best,
  collect(r.graphx_claim_source[i]) AS sources
WHERE best < $confidence
RETURN path, type, best, sources
ORDER BY best, type, near.id, far.id
LIMIT 500;
