"""What is true: entities, relations, claims and sources, and the dataset that holds them as one whole."""
