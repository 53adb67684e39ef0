// Near listed equipment
// Which sites lie near, or are said to be near, others that hold equipment of a listed maker, though no customers?
// params: view; dataset; kilometres number = 30
// returns: path, site, near, supplier, kilometres
// note: distances only where both sites state lat and lon; nearness carries nothing, it is only shown

MATCH path = (near:Site)-[d:DEPLOYS WHERE any(b IN [d.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (:Component)-[c:HAS_PART WHERE any(b IN [c.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->{0,4}
  (:Component)-[m:MADE_BY|SUPPLIED_BY WHERE any(b IN [m.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(supplier)
WHERE EXISTS { MATCH (supplier:Entity)
  -[listing:LISTED_ON WHERE any(b IN [listing.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (rule:Restriction WHERE any(b IN [rule.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))
    AND ($dataset IS NULL OR rule.graphx_dataset = $dataset)
    AND NOT coalesce(rule.type, '') IN ['waiver', 'white_list']) }
WITH near, supplier, collect(path)[0] AS path,
  point({latitude: near.lat, longitude: near.lon}) AS there
CALL (near, there) {
  MATCH (near)-[link:LINKED_TO WHERE any(b IN [link.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-(site:Site)
  WHERE site.graphx_dataset = near.graphx_dataset
  RETURN site
  UNION
  MATCH (site:Site)
  WHERE site <> near AND ($dataset IS NULL OR site.graphx_dataset = $dataset)
    AND point.distance(there, point({latitude: site.lat, longitude: site.lon})) <= $kilometres * 1000.0
  RETURN site
}
RETURN path, site, near, supplier,
  round(point.distance(there, point({latitude: site.lat, longitude: site.lon})) / 1000.0, 1) AS kilometres
ORDER BY site.id, near.id, supplier.id
LIMIT 500;
