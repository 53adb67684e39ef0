// Loops
// Which relations run from an entity to itself?
// params: dataset
// returns: path, type

MATCH path = (entity:Entity WHERE ($dataset IS NULL OR entity.graphx_dataset = $dataset))-[r]->(entity)
WHERE r.graphx_dataset = entity.graphx_dataset
RETURN path, type(r) AS type
ORDER BY type, entity.id
LIMIT 200;
