"""The same graph and the same questions on a Neo4j server; the one room that knows the driver."""

LARGEST = 2**63
"""The first integer that a server does not hold."""
