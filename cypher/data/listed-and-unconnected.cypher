// Listed and unconnected
// Who is listed, but nothing depends on them: are they here under another id as well?
// params: dataset
// returns: path, party

MATCH path = (party:Entity WHERE ($dataset IS NULL OR party.graphx_dataset = $dataset))-[:LISTED_ON]->(:Restriction)
WHERE NOT EXISTS { (party)-[:SERVED_BY|OPERATES|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO]-() }
RETURN path, party
ORDER BY party.id, [n IN nodes(path) | n.id]
LIMIT 500;
