// Likely duplicates
// Which entities of one kind share a name, an alias or an identifier?
// params: dataset
// returns: word, kind, entities
// note: upper and lower case are the same; other scripts and folded forms: `graphx lint`

MATCH (entity:Entity WHERE ($dataset IS NULL OR entity.graphx_dataset = $dataset))
UNWIND [word IN [entity.name] + coalesce(entity.aliases, []) + coalesce(entity.identifiers, []) | toLower(trim(word))] AS word
WITH DISTINCT entity.kind AS kind, entity.graphx_dataset AS dataset, word, entity
ORDER BY entity.id
WITH kind, dataset, word, collect(entity) AS entities
WHERE size(entities) > 1
RETURN word, kind, entities
ORDER BY kind, word, entities[0].id
LIMIT 200;
