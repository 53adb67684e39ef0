// Nearest listed suppliers
// Which listed suppliers does this site, network or company depend on, the nearest first?
// params: view; dataset; entity id of site|network|organization|component
// returns: path, supplier, rules, hops, certainty
// note: listed by name; whom a listing reaches by ownership or succession: `graphx neo4j query exposure`
// note: walks of at most 12 relations, and one more over OPERATES at either end; the certainty is that of the path shown, and a longer one may be surer

MATCH (supplier:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list'])
WITH supplier, collect(DISTINCT rule) AS rules
MATCH path = SHORTEST 1 (start:Entity {id: $entity})
  ((:Organization)-[f:OPERATES|SERVED_BY|DEPLOYS WHERE any(b IN [f.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()){0,1}
  ((a)-[r:SERVED_BY|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
    WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()
   WHERE NOT a:Organization OR r:SUPPLIED_BY|SUBCONTRACTS_TO){0,12}
  (()<-[o:OPERATES WHERE any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-()){0,1}
  (supplier)
WHERE start <> supplier
RETURN path, supplier, rules, length(path) AS hops,
  CASE WHEN all(r IN relationships(path) WHERE any(b IN [r.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6])))
    THEN 'certain' ELSE 'possible' END AS certainty
ORDER BY hops, supplier.id
LIMIT 50;
