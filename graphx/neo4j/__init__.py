"""The same graph and the same questions on a Neo4j server; the one room that knows the driver."""
