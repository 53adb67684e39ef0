// Contractors with listed suppliers
// Which prime contractors of an agency, or of all, have a listed supplier, and how many tiers down?
// params: view; dataset; agency id of organization = none
// returns: path, agency, contractor, supplier, tiers
// note: the shortest chain of at most 8 suppliers and subcontractors behind the contractor; possible ones count; listed by name

MATCH (supplier:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list'])
WITH DISTINCT supplier
MATCH path = SHORTEST 1 (contractor:Organization)
  -[r:SUPPLIED_BY|SUBCONTRACTS_TO WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->{1,8}(supplier)
WHERE contractor <> supplier
MATCH first = (agency:Organization)-[p:SUPPLIED_BY WHERE any(b IN [p.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(contractor)
WHERE agency.id = $agency OR ($agency IS NULL AND 'agency' IN agency.roles)
RETURN [first, path] AS path, agency, contractor, supplier, length(path) AS tiers
ORDER BY agency.id, contractor.id, tiers, supplier.id
LIMIT 500;
