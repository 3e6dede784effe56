"""Pages of the catalogue."""

from app.library.routes import achievements, needs
from app.library.routes.blueprint import bp

__all__ = ["achievements", "bp", "needs"]
