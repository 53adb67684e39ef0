"""Pattern text to automaton to search: which walks a view accepts, and proof of each."""
