// Shared dependencies
// On which supplier, network or component do many sites or operators depend at once?
// params: view; dataset; minimum integer = 2
// returns: dependency, dependents, sites
// note: walks of any length, possible ones too, and whoever operates what lies on them; what a company owns is not followed

MATCH (dependent:Site WHERE ($dataset IS NULL OR dependent.graphx_dataset = $dataset))
  ((a)-[r:SERVED_BY|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
    WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()
   WHERE NOT a:Organization OR r:SUPPLIED_BY|SUBCONTRACTS_TO)*
  (thing:Entity)
WITH DISTINCT thing, dependent
CALL (thing) {
  RETURN thing AS dependency
  UNION
  MATCH (thing)<-[o:OPERATES WHERE any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]-(dependency:Organization)
  RETURN dependency
}
WITH DISTINCT dependency, dependent
WHERE dependency <> dependent
ORDER BY dependent.id
WITH dependency, collect(dependent) AS sites
WHERE size(sites) >= $minimum
RETURN dependency, size(sites) AS dependents, sites[..50] AS sites
ORDER BY dependents DESC, dependency.id
LIMIT 100;
