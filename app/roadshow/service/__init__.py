"""Changing running orders and questions."""
