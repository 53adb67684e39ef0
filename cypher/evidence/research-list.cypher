// What to find out
// What does nobody vouch for on the ways from this site: whose relations of which types may be missing?
// params: view; site id of site|network|organization|component
// returns: path, entity, missing, hops
// note: what stands in place and who supplies it; operators and owners too, by pattern: `graphx neo4j query exposure`
// note: the shortest walk of at most 12 relations to each

MATCH path = SHORTEST 1 (site:Entity {id: $site})
  ((a)-[r:SERVED_BY|OPERATES|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO
    WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->()
   WHERE NOT a:Organization OR r:SUPPLIED_BY|SUBCONTRACTS_TO OR a.id = $site){0,12}
  (entity:Entity)
WITH path, entity,
  [word IN CASE
      WHEN entity.kind = 'component' THEN ['HAS_PART', 'MADE_BY', 'SUPPLIED_BY']
      WHEN entity.kind = 'organization' AND entity.id = $site THEN ['DEPLOYS', 'OPERATES', 'SERVED_BY', 'SUBCONTRACTS_TO', 'SUPPLIED_BY']
      WHEN entity.kind = 'organization' THEN ['SUBCONTRACTS_TO', 'SUPPLIED_BY']
      ELSE ['DEPLOYS', 'HAS_PART', 'SERVED_BY', 'SUPPLIED_BY'] END
    WHERE NOT any(i IN range(0, size(coalesce(entity.graphx_complete, [])) - 1)
      WHERE entity.graphx_complete[i] IN ['all', word]
        AND ($as_of = 'any' OR $as_of <= entity.graphx_complete_until[i]))] AS missing
WHERE size(missing) > 0
RETURN path, entity, missing, length(path) AS hops
ORDER BY hops, entity.id
LIMIT 200;
