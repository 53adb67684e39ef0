// What of a vendor remains
// In which networks and sites does a vendor's equipment still stand on the day, and in which segments?
// params: view; vendor id of organization; domain text of domain = none
// returns: path, place, domain, functions, component, status, target_date, certainty
// note: parts at most 4 deep

MATCH path = (place)-[d:DEPLOYS WHERE any(b IN [d.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->
  (component:Component)-[c:HAS_PART WHERE any(b IN [c.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->{0,4}
  (:Component)-[m:MADE_BY WHERE any(b IN [m.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(:Organization {id: $vendor})
WHERE $domain IS NULL OR place.domain = $domain
WITH place, component, d, path, all(r IN relationships(path) WHERE any(b IN [r.graphx_certain] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND $oldest <= b[i+6]))) AS sure
ORDER BY sure DESC, length(path)
WITH place, component, d, collect(path)[0] AS path, collect(sure)[0] AS sure
RETURN path, place, place.domain AS domain, place.functions AS functions, component,
  coalesce(head([b IN [d.graphx_said_status] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), d.status) AS status,
  coalesce(head([b IN [d.graphx_said_target_date] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | b[i+4]])]), d.target_date) AS target_date,
  CASE WHEN sure THEN 'certain' ELSE 'possible' END AS certainty
ORDER BY place.id, component.id
LIMIT 500;
