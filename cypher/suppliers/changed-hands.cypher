// Sold, and still made by the former owner
// Which brand or company has left its owner, while that owner still makes or supplies what it sells?
// params: view; dataset
// returns: ended, path, sold, former_owner
// note: an OWNED_BY that is out on the day and was held before it

MATCH ended = (sold:Organization WHERE ($dataset IS NULL OR sold.graphx_dataset = $dataset))-[o:OWNED_BY]->(former_owner:Organization)
WHERE NOT any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
  AND $as_of <> 'any' AND coalesce(head([b IN [o.graphx_said_until] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), o.until) <= $as_of
MATCH path = (sold)-[r:SUPPLIED_BY|SUBCONTRACTS_TO|DEPLOYS WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->{0,1}
  ()<-[s:SUPPLIED_BY WHERE any(b IN [s.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-{0,1}
  ()-[m:MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO WHERE any(b IN [m.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(former_owner)
RETURN ended, path, sold, former_owner
ORDER BY sold.id, former_owner.id, length(path)
LIMIT 200;
