"""Reading meetings, their ground, free times and plans."""
