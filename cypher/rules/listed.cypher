// Who is listed
// Who is named by which list on the day, in which role and how surely?
// params: view; dataset; rule id of restriction = none
// returns: path, party, rule, role, status, since, certainty
// note: by name alone; whom a listing reaches by ownership or succession: `graphx restricted`

MATCH path = (party:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list'])
WHERE $rule IS NULL OR rule.id = $rule
RETURN path, party, rule, coalesce(listing.role, 'named') AS role,
  coalesce(head([b IN [listing.graphx_said_status] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), listing.status) AS status,
  coalesce(head([b IN [listing.graphx_said_since] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), listing.since) AS since,
  CASE WHEN any(b IN [listing.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))
      AND any(b IN [rule.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))
      AND coalesce(listing.role, 'named') <> 'criteria'
    THEN 'certain' ELSE 'possible' END AS certainty
ORDER BY rule.id, party.id
LIMIT 1000;
