// Ways without a listed supplier
// Which networks or companies that serve this site reach no listed supplier, and which do?
// params: view; dataset; site id of site
// returns: path, provider, listed_suppliers
// note: listed by name; whom a listing reaches by ownership or succession: `graphx neo4j query exposure`
// note: a company's ways lead through all that it operates or has in place, for nobody says which of it serves the site
// note: walks of at most 12 relations, and one more over OPERATES at either end, possible ones too; none found is not none there: `graphx neo4j query exposure` tells what is left open

MATCH path = (:Entity {id: $site})-[s:SERVED_BY WHERE any(b IN [s.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(provider)
WITH provider, collect(path)[0] AS path
RETURN path, provider, COLLECT {
    CALL (provider) {
      RETURN provider AS near
      UNION
      MATCH (provider:Organization)-[f:OPERATES|DEPLOYS WHERE any(b IN [f.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(near)
      RETURN near
    }
    MATCH (near)
      ((a)-[r:SERVED_BY|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
    WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()
   WHERE NOT a:Organization OR r:SUPPLIED_BY|SUBCONTRACTS_TO){0,12}
      (()<-[o:OPERATES WHERE NOT provider:Organization AND any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-()){0,1}
      (supplier)
    MATCH (supplier:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list'])
    RETURN DISTINCT supplier.id AS id ORDER BY id
  } AS listed_suppliers
ORDER BY size(listed_suppliers), provider.id
LIMIT 100;
