// Matched by criteria
// Who is affected by a rule that names nobody, and who assessed that, with what confidence?
// params: view; dataset
// returns: path, party, rule, sources, confidences
// note: a match by criteria restricts possibly at most; claims known in the view

MATCH path = (party:Entity WHERE ($dataset IS NULL OR party.graphx_dataset = $dataset))-[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(rule:Restriction)
WHERE listing.role = 'criteria' AND any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
WITH path, party, rule, listing,
  [i IN range(0, coalesce(size(listing.graphx_claim_source), 0) - 1) WHERE listing.graphx_claim_known[i] <= $known_at] AS known
RETURN path, party, rule, [i IN known | listing.graphx_claim_source[i]] AS sources,
  [i IN known | listing.graphx_claim_confidence[i]] AS confidences
ORDER BY rule.id, party.id
LIMIT 500;
