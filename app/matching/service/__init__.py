"""Changing wishes, verdicts, synonyms and what was learned."""
