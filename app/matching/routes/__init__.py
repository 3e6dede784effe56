"""Ranked lists, wishes, verdicts and the care of matching."""

from app.matching.routes import care, experts, fields, lists, sentences, verdicts, wishes
from app.matching.routes.blueprint import bp

__all__ = ["bp", "care", "experts", "fields", "lists", "sentences", "verdicts", "wishes"]
