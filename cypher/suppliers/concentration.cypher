// Concentration by country
// From which countries do the makers come on whom sites depend, and which share of the sites is that?
// params: view; dataset
// returns: country, sites, share, makers
// note: walks of any length, possible ones too, operators aside; a maker without a stated country counts under null

MATCH (site:Site WHERE ($dataset IS NULL OR site.graphx_dataset = $dataset))
  ((a)-[r:SERVED_BY|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
    WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()
   WHERE NOT a:Organization OR r:SUPPLIED_BY|SUBCONTRACTS_TO)+
  (:Component)-[m:MADE_BY WHERE any(b IN [m.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(maker:Organization)
WITH DISTINCT site, maker
WITH maker.country AS country, count(DISTINCT site) AS sites, collect(DISTINCT maker) AS makers
RETURN country, sites, round(sites * 1.0 / COUNT { (s:Site WHERE ($dataset IS NULL OR s.graphx_dataset = $dataset)) }, 3) AS share, makers[..50] AS makers
ORDER BY sites DESC, country
LIMIT 100;
