// Subcontract chains to listed suppliers
// Through which subcontractors does this buyer, site or company reach a listed supplier, and at which tier?
// params: view; dataset; start id of site|network|organization|component
// returns: path, supplier, tier, certainty
// note: chains of at most 8 subcontractors; every chain is shown, the shortest first; listed by name

MATCH path = (:Entity {id: $start})-[s:SERVED_BY|SUPPLIED_BY WHERE any(b IN [s.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->{0,1}
  (:Organization)-[c:SUBCONTRACTS_TO WHERE any(b IN [c.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->{1,8}(supplier)
WHERE supplier.id <> $start AND EXISTS { MATCH (supplier:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list']) }
RETURN path, supplier, length(path) AS tier,
  CASE WHEN all(r IN relationships(path) WHERE any(b IN [r.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6])))
    THEN 'certain' ELSE 'possible' END AS certainty
ORDER BY tier, supplier.id, [n IN nodes(path) | n.id]
LIMIT 100;
