// One of several
// Where does a source name "A or B", who are the alternatives, and are all of them listed?
// params: view; dataset
// returns: paths, either, alternatives, listed
// note: the group is restricted if all alternatives are, and possibly if some are

MATCH path = (alternative:Organization WHERE ($dataset IS NULL OR alternative.graphx_dataset = $dataset))-[m:MEMBER_OF WHERE any(b IN [m.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(either:Organization)
WHERE 'one_of' IN either.roles
WITH either, alternative, path, EXISTS { MATCH (alternative:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list']) } AS listed
ORDER BY alternative.id
RETURN collect(path) AS paths, either, collect(alternative.id) AS alternatives,
  collect(CASE WHEN listed THEN alternative.id END) AS listed
ORDER BY either.id
LIMIT 200;
