"""Ranked lists, wishes, verdicts and the care of matching."""

from app.matching.routes import cards, care, experts, fields, lists, sentences, verdicts, wishes
from app.matching.routes.blueprint import bp
from app.matching.routes.cards import may_wish_at

__all__ = ["bp", "cards", "care", "experts", "fields", "lists", "may_wish_at", "sentences", "verdicts", "wishes"]
