// Denials
// Who says that something is not so, and does anybody say that it is?
// params: view; dataset
// returns: path, type, sources, asserted
// note: claims known in the view

MATCH path = (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r]->(far:Entity)
WHERE 'denies' IN r.graphx_claim_polarity
WITH path, near, far, type(r) AS type, r,
  [i IN range(0, size(r.graphx_claim_source) - 1)
    WHERE r.graphx_claim_polarity[i] = 'denies' AND r.graphx_claim_known[i] <= $known_at
    | r.graphx_claim_source[i]] AS sources
WHERE size(sources) > 0
RETURN path, type, sources,
  any(i IN range(0, size(r.graphx_claim_source) - 1)
    WHERE r.graphx_claim_polarity[i] = 'asserts' AND r.graphx_claim_known[i] <= $known_at) AS asserted
ORDER BY type, near.id, far.id
LIMIT 500;
