"""Changing juries."""
