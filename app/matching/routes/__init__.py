"""Ranked lists, wishes, verdicts and the care of matching."""

from app.matching.routes import care, experts, lists, sentences, verdicts, wishes
from app.matching.routes.blueprint import bp

__all__ = ["bp", "care", "experts", "lists", "sentences", "verdicts", "wishes"]
