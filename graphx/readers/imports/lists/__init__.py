"""Lists of restricted parties, as their authorities publish them."""
