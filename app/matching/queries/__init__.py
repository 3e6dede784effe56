"""Reading matches, wishes, verdicts and what was learned."""
