// Vendor shares
// Which share of a network's equipment does each maker have, and how much is not stated?
// params: view; network id of network
// returns: paths, segment, maker, share, unstated
// note: shares as stated on DEPLOYS, each counted once however many ways lead to it, summed as binary fractions; a cap against a denominator: `graphx check`
// note: segments at most 4 deep

MATCH path = (:Network {id: $network})-[p:HAS_PART WHERE any(b IN [p.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->{0,4}
  (segment:Network)-[d:DEPLOYS WHERE any(b IN [d.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (component:Component)-[m:MADE_BY WHERE any(b IN [m.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(maker:Organization)
WITH segment, d, maker, path, coalesce(head([b IN [d.graphx_said_share] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), d.share) AS share
ORDER BY length(path)
WITH segment, d, maker, share, collect(path)[0] AS path
ORDER BY length(path)
RETURN collect(path)[..50] AS paths, segment, maker, round(sum(share), 6) AS share,
  count(*) - count(share) AS unstated
ORDER BY segment.id, share DESC, maker.id
LIMIT 200;
