"""Everything that only reads accounts, one module per concern."""
