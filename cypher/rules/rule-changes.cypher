// Rules that begin or end
// Which lists and rules come into force, or leave it, between the day of the view and another one?
// params: view; dataset; other day
// returns: rule, on_day, on_other, since, until, status
// note: by the rule's own dates and status; what would newly fail under it: `graphx check`

MATCH (rule:Restriction WHERE ($dataset IS NULL OR rule.graphx_dataset = $dataset))
WITH rule,
  CASE
    WHEN any(b IN [rule.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6])) THEN 'certain'
    WHEN any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include))) THEN 'possible'
    ELSE 'out' END AS on_day,
  CASE
    WHEN any(b IN [rule.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($other = 'any' OR b[i+4] <= $other AND $other < b[i+5]) AND $oldest <= b[i+6])) THEN 'certain'
    WHEN any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($other = 'any' OR b[i+4] <= $other AND $other < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include))) THEN 'possible'
    ELSE 'out' END AS on_other
WHERE on_day <> on_other
RETURN rule, on_day, on_other, rule.since AS since, rule.until AS until, rule.status AS status
ORDER BY rule.id
LIMIT 500;
