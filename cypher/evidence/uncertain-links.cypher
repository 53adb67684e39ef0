// Uncertain links
// Which merely possible relations stand between this site and its suppliers, the nearest first?
// params: view; site id
// returns: path, near, type, far, hops
// note: the shortest walk of at most 12 relations to each

MATCH (near:Entity)-[u:SERVED_BY|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
  WHERE any(b IN [u.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 1, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(far:Entity)
WHERE NOT any(b IN [u.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 1, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))
MATCH path = SHORTEST 1 (site:Entity {id: $site})
  ((a)-[r:SERVED_BY|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
    WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 1, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()
   WHERE NOT a:Organization OR r:SUPPLIED_BY|SUBCONTRACTS_TO){1,12}
  (far)
WHERE u IN relationships(path)
RETURN path, near, type(u) AS type, far, length(path) AS hops
ORDER BY hops, near.id, type, far.id
LIMIT 200;
