"""Reading agreements, certificates, registrations and follow-ups."""
