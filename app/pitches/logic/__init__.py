"""Decisions about pitches: states, completeness, who may see which part."""
