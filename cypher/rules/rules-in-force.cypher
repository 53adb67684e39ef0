// Rules in force
// Which lists, statutes and other rules are in force on the day, by whose authority, and how far do they reach?
// params: view; dataset
// returns: rule, authority, since, until, extends_to, named, certainty
// note: `extends_to` says how a listing reaches further by ownership; it is not calculated here: `graphx restricted`

MATCH (rule:Restriction WHERE ($dataset IS NULL OR rule.graphx_dataset = $dataset))
WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
RETURN rule, rule.authority AS authority, rule.since AS since, rule.until AS until,
  rule.extends_to AS extends_to,
  COUNT {
    (:Entity)-[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(rule)
  } AS named,
  CASE WHEN any(b IN [rule.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))
    THEN 'certain' ELSE 'possible' END AS certainty
ORDER BY rule.id
LIMIT 500;
