// Shared subcontractors
// Which subcontractors stand behind several buyers, so that something entering there reaches them all?
// params: view; dataset; minimum integer = 2
// returns: subcontractor, buyers, through
// note: chains of any length, possible ones too

MATCH (buyer:Organization WHERE ($dataset IS NULL OR buyer.graphx_dataset = $dataset))-[r:SUPPLIED_BY|SUBCONTRACTS_TO WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->+(subcontractor:Organization)
WITH DISTINCT subcontractor, buyer
WHERE subcontractor <> buyer
ORDER BY buyer.id
WITH subcontractor, collect(buyer) AS buyers
WHERE size(buyers) >= $minimum
RETURN subcontractor, buyers[..50] AS buyers,
  COLLECT {
    MATCH step = (:Organization)-[s:SUPPLIED_BY|SUBCONTRACTS_TO WHERE any(b IN [s.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(subcontractor)
    RETURN step
  } AS through
ORDER BY size(buyers) DESC, subcontractor.id
LIMIT 100;
