// Listings on two days
// Whose listing differs between the day of the view and another one?
// params: view; dataset; other day
// returns: path, party, rule, on_day, on_other
// note: by name alone; both days are seen with the same knowledge, and ages are counted back from the day of the view

MATCH path = (party:Entity WHERE ($dataset IS NULL OR party.graphx_dataset = $dataset))-[listing:LISTED_ON]->(rule:Restriction)
WHERE NOT coalesce(rule.type, '') IN ['waiver', 'white_list']
WITH path, party, listing, rule, coalesce(listing.role, 'named') <> 'criteria' AS named
WITH path, party, rule,
  CASE
    WHEN NOT (any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
      AND any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))) THEN 'out'
    WHEN named AND any(b IN [listing.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))
      AND any(b IN [rule.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6])) THEN 'certain'
    ELSE 'possible' END AS on_day,
  CASE
    WHEN NOT (any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($other = 'any' OR b[i+4] <= $other AND $other < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
      AND any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($other = 'any' OR b[i+4] <= $other AND $other < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))) THEN 'out'
    WHEN named AND any(b IN [listing.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($other = 'any' OR b[i+4] <= $other AND $other < b[i+5]) AND $oldest <= b[i+6]))
      AND any(b IN [rule.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($other = 'any' OR b[i+4] <= $other AND $other < b[i+5]) AND $oldest <= b[i+6])) THEN 'certain'
    ELSE 'possible' END AS on_other
WHERE on_day <> on_other
RETURN path, party, rule, on_day, on_other
ORDER BY rule.id, party.id
LIMIT 500;
