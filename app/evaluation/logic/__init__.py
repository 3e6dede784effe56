"""Pure decisions of a jury."""
