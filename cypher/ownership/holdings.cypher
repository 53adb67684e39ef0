// Holdings, downwards
// What does this owner hold, directly and through others?
// params: view; entity id of organization
// returns: path, held, levels, shares, certainty
// note: at most 8 levels; the shares along a chain are shown, and never multiplied here: `graphx control`

MATCH path = (:Entity {id: $entity})<-[o:OWNED_BY WHERE any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-{1,8}(held:Organization)
RETURN path, held, length(path) AS levels,
  [r IN relationships(path) | coalesce(coalesce(head([b IN [r.graphx_said_share] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), r.share), coalesce(head([b IN [r.graphx_said_share_min] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), r.share_min))] AS shares,
  CASE WHEN all(r IN relationships(path) WHERE any(b IN [r.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6])))
    THEN 'certain' ELSE 'possible' END AS certainty
ORDER BY levels, held.id, [n IN nodes(path) | n.id]
LIMIT 500;
