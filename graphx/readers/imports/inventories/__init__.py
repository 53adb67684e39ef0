"""Inventories and graphs: what stands where, and who runs it."""
