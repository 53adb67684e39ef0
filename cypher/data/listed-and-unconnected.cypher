// Listed and unconnected
// Who is listed, but nothing depends on them: are they here under another id as well?
// params: dataset
// returns: path, party

MATCH path = (party:Entity WHERE ($dataset IS NULL OR party.graphx_dataset = $dataset))-[listing:LISTED_ON]->(:Restriction)
WHERE listing.graphx_dataset = party.graphx_dataset
  AND NOT EXISTS {
    (party)-[r:SERVED_BY|OPERATES|HAS_PART|DEPLOYS|MADE_BY|SUPPLIED_BY|SUBCONTRACTS_TO WHERE r.graphx_dataset = party.graphx_dataset]-()
  }
RETURN path, party
ORDER BY party.id, [n IN nodes(path) | n.id]
LIMIT 500;
