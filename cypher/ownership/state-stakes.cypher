// State stakes below the threshold
// Which suppliers have a state, or a fund of one, among their direct owners with a share that no rule catches yet?
// params: view; dataset; least number = 0.1; most number = 0.5
// returns: path, company, owner, share_min, share_max
// note: direct stakes; a missing share is anything from none to all, and so is shown

MATCH path = (company:Organization WHERE ($dataset IS NULL OR company.graphx_dataset = $dataset))-[o:OWNED_BY WHERE any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->(owner:Organization)
WHERE any(role IN owner.roles WHERE role IN ['state', 'fund'])
WITH path, company, owner,
  coalesce(coalesce(head([b IN [o.graphx_said_share] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), o.share), coalesce(head([b IN [o.graphx_said_share_min] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), o.share_min), 0.0) AS share_min,
  coalesce(coalesce(head([b IN [o.graphx_said_share] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), o.share), coalesce(head([b IN [o.graphx_said_share_max] WHERE b IS NOT NULL | head([i IN range(0, size(b) - 1, 5) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) | toFloat(b[i+4])])]), o.share_max), 1.0) AS share_max
WHERE share_max >= $least AND share_min < $most
RETURN path, company, owner, share_min, share_max
ORDER BY share_max DESC, company.id, owner.id
LIMIT 500;
