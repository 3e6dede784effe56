"""Decisions about events: states, programme, checklist, exchange formats."""
