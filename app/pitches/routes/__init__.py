"""Pages of pitches."""

from app.pitches.routes import call, reading, slides, team, triage, writing
from app.pitches.routes.blueprint import bp

__all__ = ["bp", "call", "reading", "slides", "team", "triage", "writing"]
