"""Changing pitches."""
