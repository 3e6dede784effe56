"""Changing organisations, their verification, relations and members, and centres."""
