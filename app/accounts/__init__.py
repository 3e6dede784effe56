"""People, sign-in, roles, consent and the audit trail."""
