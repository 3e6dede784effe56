"""Recounting the season."""
