"""Start pages and personal agendas."""

from app.home.routes import activities, agenda, start
from app.home.routes.blueprint import bp
from app.home.routes.navigation import navigation

__all__ = ["activities", "agenda", "bp", "navigation", "start"]
