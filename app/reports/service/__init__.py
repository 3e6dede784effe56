"""Papers of an event: what goes into each, and making them in the background."""
