"""One file, one question: a pure function of a view, with the type of its answer beside it."""
