"""Forms of pitches."""
