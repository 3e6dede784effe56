"""Changing the catalogue, and running proofs of concept."""
