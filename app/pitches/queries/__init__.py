"""Reading pitches."""
