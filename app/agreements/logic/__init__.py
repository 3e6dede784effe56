"""Decisions about agreements: states, checks of names and money, registration."""
