// Same hardware under several brands
// Which brands sell what one maker makes?
// params: view; dataset
// returns: paths, maker, brands
// note: only makers with at least two brands other than themselves

MATCH path = (brand:Organization WHERE ($dataset IS NULL OR brand.graphx_dataset = $dataset))<-[s:SUPPLIED_BY WHERE any(b IN [s.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-
  (:Component)-[m:MADE_BY WHERE any(b IN [m.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(maker:Organization)
WHERE brand <> maker
WITH maker, brand, path
ORDER BY brand.id
WITH maker, collect(DISTINCT brand.id) AS brands, collect(path) AS paths
WHERE size(brands) >= 2
RETURN paths[..50] AS paths, maker, brands
ORDER BY size(brands) DESC, maker.id
LIMIT 100;
