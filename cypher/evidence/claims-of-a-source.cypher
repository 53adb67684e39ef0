// What a source says
// What would fall if this source were wrong?
// params: view; dataset; source id of source
// returns: path, type, polarity, confidence, says, alone
// note: claims known in the view; `alone` says whether no other source asserts the same relation in the view

MATCH path = (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r]->(far:Entity)
WHERE $source IN r.graphx_claim_source
UNWIND [i IN range(0, size(r.graphx_claim_source) - 1) 
  WHERE r.graphx_claim_source[i] = $source AND r.graphx_claim_known[i] <= $known_at] AS i
RETURN path, type(r) AS type, r.graphx_claim_polarity[i] AS polarity,
  r.graphx_claim_confidence[i] AS confidence, r.graphx_claim_says[i] AS says,
  none(j IN range(0, size(r.graphx_claim_source) - 1)
    WHERE r.graphx_claim_source[j] <> $source AND r.graphx_claim_polarity[j] = 'asserts'
      AND r.graphx_claim_known[j] <= $known_at) AS alone
ORDER BY type, near.id, far.id, i
LIMIT 500;
