"""Column arrays over a dataset, and views of them."""
