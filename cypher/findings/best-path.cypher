// The path behind a finding
// By which way does this start reach its nearest listed supplier, as the last pushed question found?
// params: entity id of site|network|organization|component
// returns: about, along, ends
// note: only after `graphx neo4j push --findings`

MATCH about = (finding:Exposure)-[:CONCERNS]->(:Entity {id: $entity})
RETURN about,
  COLLECT { MATCH step = (finding)-[a:ALONG]->(:Entity) RETURN step ORDER BY a.position LIMIT 50 } AS along,
  COLLECT { MATCH reach = (finding)-[:REACHES]->(:Entity) RETURN reach LIMIT 50 } AS ends
ORDER BY finding.question
LIMIT 20;
