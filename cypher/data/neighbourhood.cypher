// Neighbourhood
// What lies within so few steps of this entity, whatever its dates?
// params: entity id
// returns: path
// note: two steps either way, at most 300 paths; nothing is left out for its date or its claims

MATCH path = (:Entity {id: $entity})-[r]-{1,2}(:Entity)
RETURN path
ORDER BY length(path), [n IN nodes(path) | n.id]
LIMIT 300;
