"""Forms of the pages about events."""
