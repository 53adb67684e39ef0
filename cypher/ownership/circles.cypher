// Circles of ownership
// Which companies own a part of themselves through others?
// params: view; dataset
// returns: path, company, levels
// note: circles of at most 6 stakes

MATCH path = (company:Organization WHERE ($dataset IS NULL OR company.graphx_dataset = $dataset))-[o:OWNED_BY WHERE any(b IN [o.graphx_possible] WHERE any(i IN range(0, coalesce(size(b), 0) - 7, 7) WHERE b[i] <= $known_at AND $known_at < b[i+1] AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3]) AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND (b[i+6] = '' OR b[i+6] IN $include)))]->{1,6}(company)
WHERE all(n IN nodes(path) WHERE company.id <= n.id)
RETURN path, company, length(path) AS levels
ORDER BY company.id, levels
LIMIT 100;
