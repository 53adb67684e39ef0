// Single-sourced
// Which components, networks or companies have a single supplier or maker?
// params: view; dataset
// returns: path, dependent, supplier, declared
// note: `declared` says whether the input vouches that it knows all of these relations

MATCH path = (dependent:Network|Component|Organization WHERE ($dataset IS NULL OR dependent.graphx_dataset = $dataset))
  -[r:MADE_BY|SUPPLIED_BY WHERE any(b IN [r.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(supplier:Organization)
WITH dependent, collect(DISTINCT supplier) AS suppliers, collect(path) AS paths
WHERE size(suppliers) = 1
RETURN paths[0] AS path, dependent, suppliers[0] AS supplier,
  all(word IN CASE WHEN dependent:Component THEN ['MADE_BY', 'SUPPLIED_BY'] ELSE ['SUPPLIED_BY'] END
    WHERE any(i IN range(0, size(coalesce(dependent.graphx_complete, [])) - 1)
      WHERE dependent.graphx_complete[i] IN ['all', word]
        AND ($as_of = 'any' OR $as_of <= dependent.graphx_complete_until[i]))) AS declared
ORDER BY dependent.id
LIMIT 500;
