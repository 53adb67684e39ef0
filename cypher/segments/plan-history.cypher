// How a plan moved
// Who said what about the relations between two entities, and when did it become known?
// params: view; start id; target id
// returns: path, known, source, polarity, confidence, says, heeded
// note: `heeded` says whether the claim is known in the view and at least as sure as it asks for

MATCH path = (:Entity {id: $start})-[r]->(:Entity {id: $target})
UNWIND range(0, coalesce(size(r.graphx_claim_source), 0) - 1) AS i
OPTIONAL MATCH (source:Source {id: r.graphx_claim_source[i], graphx_dataset: r.graphx_dataset})
RETURN path, r.graphx_claim_known[i] AS known, source, r.graphx_claim_polarity[i] AS polarity,
  r.graphx_claim_confidence[i] AS confidence, r.graphx_claim_says[i] AS says,
  r.graphx_claim_known[i] <= $known_at AND r.graphx_claim_confidence[i] >= $min_confidence AS heeded
ORDER BY type(r), r.key, known, i
LIMIT 500;
