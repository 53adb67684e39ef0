// Blast radius
// Who is hit if this vendor, component or network is restricted or lost tomorrow?
// params: view; entity id of site|network|organization|component
// returns: path, hit, kind, hops, certainty
// note: the shortest walk of at most 12 relations, and one more over OPERATES at either end; the certainty is that of the path shown, and a longer one may be surer

MATCH path = SHORTEST 1 (hit:Entity)
  ((:Organization)-[f:OPERATES|SERVED_BY|DEPLOYS WHERE any(b IN [f.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()){0,1}
  ((a)-[r:SERVED_BY|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
    WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()
   WHERE NOT a:Organization OR r:SUPPLIED_BY|SUBCONTRACTS_TO){0,12}
  (()<-[o:OPERATES WHERE any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-()){0,1}
  (lost:Entity {id: $entity})
WHERE hit <> lost
RETURN path, hit, hit.kind AS kind, length(path) AS hops,
  CASE WHEN all(r IN relationships(path) WHERE any(b IN [r.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6])))
    THEN 'certain' ELSE 'possible' END AS certainty
ORDER BY hops, hit.id
LIMIT 500;
