// What became of whom
// Under which names did this company, network or component exist before and after, and is one of them listed?
// params: view; dataset; entity id of organization|network|component
// returns: path, other, role, listed
// note: at most 6 steps either way; a sale, merger or split carries a listing only possibly, a rename for certain

MATCH path = (:Entity {id: $entity})-[s:SUCCEEDED_BY WHERE any(b IN [s.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-{1,6}(other)
RETURN path, other, [r IN relationships(path) | r.role] AS role,
  EXISTS { MATCH (other:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list']) } AS listed
ORDER BY length(path), other.id
LIMIT 100;
