// The constraints of a graphx graph
// what: entities are unique by id, sources and findings by id within their dataset, relations by graphx_id within their type
// params: none
// returns: nothing

CREATE CONSTRAINT graphx_entity_id IF NOT EXISTS
FOR (entity:Entity) REQUIRE entity.id IS UNIQUE;

CREATE CONSTRAINT graphx_run_id IF NOT EXISTS
FOR (run:GraphxRun) REQUIRE run.graphx_dataset IS UNIQUE;

CREATE CONSTRAINT graphx_exposure_id IF NOT EXISTS
FOR (exposure:Exposure) REQUIRE (exposure.graphx_dataset, exposure.id) IS UNIQUE;

CREATE CONSTRAINT graphx_source_id IF NOT EXISTS
FOR (source:Source) REQUIRE (source.graphx_dataset, source.id) IS UNIQUE;

CREATE CONSTRAINT graphx_bound_by_id IF NOT EXISTS
FOR ()-[relation:BOUND_BY]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_deploys_id IF NOT EXISTS
FOR ()-[relation:DEPLOYS]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_has_part_id IF NOT EXISTS
FOR ()-[relation:HAS_PART]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_interconnects_with_id IF NOT EXISTS
FOR ()-[relation:INTERCONNECTS_WITH]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_linked_to_id IF NOT EXISTS
FOR ()-[relation:LINKED_TO]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_listed_on_id IF NOT EXISTS
FOR ()-[relation:LISTED_ON]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_located_in_id IF NOT EXISTS
FOR ()-[relation:LOCATED_IN]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_made_by_id IF NOT EXISTS
FOR ()-[relation:MADE_BY]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_member_of_id IF NOT EXISTS
FOR ()-[relation:MEMBER_OF]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_operates_id IF NOT EXISTS
FOR ()-[relation:OPERATES]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_owned_by_id IF NOT EXISTS
FOR ()-[relation:OWNED_BY]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_served_by_id IF NOT EXISTS
FOR ()-[relation:SERVED_BY]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_subcontracts_to_id IF NOT EXISTS
FOR ()-[relation:SUBCONTRACTS_TO]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_succeeded_by_id IF NOT EXISTS
FOR ()-[relation:SUCCEEDED_BY]-() REQUIRE relation.graphx_id IS UNIQUE;

CREATE CONSTRAINT graphx_supplied_by_id IF NOT EXISTS
FOR ()-[relation:SUPPLIED_BY]-() REQUIRE relation.graphx_id IS UNIQUE;
