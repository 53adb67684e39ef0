"""Bills of materials: what a product is made of, and who made each part."""
