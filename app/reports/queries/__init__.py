"""Reading from every domain what reports say."""
