// Owned by listed parties together
// In which unlisted companies do listed ones hold, together, at least this share?
// params: view; dataset; share number = 0.5
// returns: paths, company, least, most
// note: direct stakes of parties listed by name alone, summed as binary fractions; parallel stakes of one owner are not told apart
// note: chains, thresholds per list and all four calculators: `graphx restricted` and `graphx control`

MATCH path = (company:Organization)-[o:OWNED_BY WHERE any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(owner:Organization)
WHERE EXISTS { MATCH (owner:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list']) }
  AND NOT EXISTS { MATCH (company:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list']) }
WITH company, owner, path,
  CASE WHEN any(b IN [o.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))
      AND NOT coalesce(o.directness, 'direct') = 'indirect'
    THEN coalesce(coalesce(head([b IN [o.graphx_said_share] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), o.share), coalesce(head([b IN [o.graphx_said_share_min] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), o.share_min), 0.0)
    ELSE 0.0 END AS least,
  coalesce(coalesce(head([b IN [o.graphx_said_share] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), o.share), coalesce(head([b IN [o.graphx_said_share_max] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), o.share_max), 1.0) AS most
WITH company, owner, collect(path) AS paths, min(least) AS least, max(most) AS most
WITH company, collect(paths) AS paths, sum(least) AS least, sum(most) AS most
WHERE most >= $share
RETURN paths, company, round(least, 6) AS least, round(CASE WHEN most > 1 THEN 1.0 ELSE most END, 6) AS most
ORDER BY least DESC, most DESC, company.id
LIMIT 200;
