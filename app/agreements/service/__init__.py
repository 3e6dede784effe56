"""Everything that changes agreements, one module per concern."""
