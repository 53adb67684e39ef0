// Resting on one source
// Which relations rest on a single source in the end, because all others retell it?
// params: view; dataset
// returns: path, type, root, sources
// note: claims known in the view; relations without a claim rest on their own file, and are not shown

MATCH path = (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(far:Entity)
WHERE 'asserts' IN r.graphx_claim_polarity
CALL (r) {
  UNWIND range(0, size(r.graphx_claim_source) - 1) AS i
  WITH r, i
  WHERE r.graphx_claim_polarity[i] = 'asserts' AND r.graphx_claim_known[i] <= $known_at
  OPTIONAL MATCH (source:Source {id: r.graphx_claim_source[i], graphx_dataset: r.graphx_dataset})
  UNWIND coalesce(source.graphx_roots, [r.graphx_claim_source[i]]) AS root
  RETURN collect(DISTINCT root) AS roots, collect(DISTINCT r.graphx_claim_source[i]) AS sources
}
WITH path, near, far, type(r) AS type, roots, sources
WHERE size(roots) = 1
RETURN path, type, roots[0] AS root, sources
ORDER BY root, type, near.id, far.id
LIMIT 500;
