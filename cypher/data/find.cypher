// Find
// Which entities have this text in their name, alias, identifier or id?
// params: dataset; text text
// returns: entity, kind, name
// note: upper and lower case are the same; other scripts and folded forms: `graphx find`

MATCH (entity:Entity WHERE ($dataset IS NULL OR entity.graphx_dataset = $dataset))
WHERE any(word IN [entity.id, entity.name] + coalesce(entity.aliases, []) + coalesce(entity.identifiers, [])
  WHERE toLower(word) CONTAINS toLower($text))
RETURN entity, entity.kind AS kind, entity.name AS name
ORDER BY entity.id
LIMIT 100;
