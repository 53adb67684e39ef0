// Uncertain links
// Which merely possible relations lie on the ways from this site to its suppliers, the nearest first?
// params: view; site id of site|network|organization|component
// returns: way, link, near, type, far, hops
// note: the shortest way to each, of at most 12 relations; who operates what lies on it is not looked at: `graphx neo4j query exposure`

MATCH link = (near:Entity)-[u:SERVED_BY|OPERATES|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
  WHERE any(b IN [u.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(far:Entity)
WHERE NOT any(b IN [u.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))
  AND (NOT near:Organization OR u:SUPPLIED_BY|SUBCONTRACTS_TO OR near.id = $site)
MATCH way = SHORTEST 1 (:Entity {id: $site})
  ((a)-[r:SERVED_BY|OPERATES|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
    WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()
   WHERE NOT a:Organization OR r:SUPPLIED_BY|SUBCONTRACTS_TO OR a.id = $site){0,11}
  (near)
RETURN way, link, near, type(u) AS type, far, length(way) + 1 AS hops
ORDER BY hops, near.id, type, far.id
LIMIT 200;
