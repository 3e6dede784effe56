"""Pages of the stage."""

from app.roadshow.routes import console, live, online, order, questions
from app.roadshow.routes.blueprint import bp

__all__ = ["bp", "console", "live", "online", "order", "questions"]
