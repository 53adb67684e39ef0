"""Tables of anybody, by a mapping that says what their columns mean."""
