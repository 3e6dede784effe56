"""Reading juries."""
