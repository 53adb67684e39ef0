// Bound, exempt or advised
// Who is bound by a rule, who is expressly not, and who is merely advised?
// params: view; dataset; rule id of restriction = none
// returns: path, subject, rule, role, certainty
// note: what the graph says; whom a rule binds by its own words: `graphx check`

MATCH path = (subject:Entity WHERE ($dataset IS NULL OR subject.graphx_dataset = $dataset))-[b:BOUND_BY WHERE any(b IN [b.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(rule:Restriction)
WHERE $rule IS NULL OR rule.id = $rule
RETURN path, subject, rule, coalesce(b.role, 'bound') AS role,
  CASE WHEN any(b IN [b.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))
    THEN 'certain' ELSE 'possible' END AS certainty
ORDER BY rule.id, role, subject.id
LIMIT 500;
