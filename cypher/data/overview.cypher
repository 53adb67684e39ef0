// What is here
// How many entities of each kind and relations of each type does the server hold?
// params: dataset
// returns: what, name, count

MATCH (entity:Entity WHERE ($dataset IS NULL OR entity.graphx_dataset = $dataset))
RETURN 'entity' AS what, entity.kind AS name, count(*) AS count
ORDER BY name
UNION ALL
MATCH (near:Entity WHERE ($dataset IS NULL OR near.graphx_dataset = $dataset))-[r]->(:Entity)
WHERE r.graphx_dataset = near.graphx_dataset
RETURN 'relation' AS what, type(r) AS name, count(*) AS count
ORDER BY name
UNION ALL
MATCH (source:Source WHERE ($dataset IS NULL OR source.graphx_dataset = $dataset))
RETURN 'source' AS what, coalesce(source.reliability, 'not rated') AS name, count(*) AS count
ORDER BY name;
