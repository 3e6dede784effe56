"""Everything that changes messages and calendar feeds."""
