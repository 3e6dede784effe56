"""The lasting catalogue: achievements and technology needs."""
