"""Changing meetings, their ground and plans."""
