"""Who is restricted in a view, and by what."""
