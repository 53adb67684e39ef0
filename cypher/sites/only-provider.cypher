// Only one provider
// Which sites hang on a single network or company?
// params: view; dataset
// returns: path, site, provider, declared
// note: `declared` says whether the site's document vouches that it knows every SERVED_BY

MATCH path = (site:Site WHERE ($dataset IS NULL OR site.graphx_dataset = $dataset))-[s:SERVED_BY WHERE any(b IN [s.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(provider)
WITH site, collect(DISTINCT provider) AS providers, collect(path) AS paths
WHERE size(providers) = 1
RETURN paths[0] AS path, site, providers[0] AS provider,
  any(i IN range(0, size(coalesce(site.graphx_complete, [])) - 1)
    WHERE site.graphx_complete[i] IN ['all', 'SERVED_BY']
      AND ($as_of = 'any' OR $as_of <= site.graphx_complete_until[i])) AS declared
ORDER BY site.id
LIMIT 500;
