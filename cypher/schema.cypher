// The constraints of a graphx graph
// what: entities are unique by id, relations by id within their type; each constraint brings its index
// params: none
// returns: nothing

CREATE CONSTRAINT graphx_entity_id IF NOT EXISTS
FOR (entity:Entity) REQUIRE entity.id IS UNIQUE;

CREATE CONSTRAINT graphx_bound_by_id IF NOT EXISTS
FOR ()-[relation:BOUND_BY]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_deploys_id IF NOT EXISTS
FOR ()-[relation:DEPLOYS]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_has_part_id IF NOT EXISTS
FOR ()-[relation:HAS_PART]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_interconnects_with_id IF NOT EXISTS
FOR ()-[relation:INTERCONNECTS_WITH]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_linked_to_id IF NOT EXISTS
FOR ()-[relation:LINKED_TO]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_listed_on_id IF NOT EXISTS
FOR ()-[relation:LISTED_ON]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_located_in_id IF NOT EXISTS
FOR ()-[relation:LOCATED_IN]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_made_by_id IF NOT EXISTS
FOR ()-[relation:MADE_BY]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_member_of_id IF NOT EXISTS
FOR ()-[relation:MEMBER_OF]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_operates_id IF NOT EXISTS
FOR ()-[relation:OPERATES]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_owned_by_id IF NOT EXISTS
FOR ()-[relation:OWNED_BY]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_served_by_id IF NOT EXISTS
FOR ()-[relation:SERVED_BY]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_subcontracts_to_id IF NOT EXISTS
FOR ()-[relation:SUBCONTRACTS_TO]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_succeeded_by_id IF NOT EXISTS
FOR ()-[relation:SUCCEEDED_BY]-() REQUIRE relation.id IS UNIQUE;

CREATE CONSTRAINT graphx_supplied_by_id IF NOT EXISTS
FOR ()-[relation:SUPPLIED_BY]-() REQUIRE relation.id IS UNIQUE;
