"""Pages of juries."""

from app.evaluation.routes import judging, panels, results
from app.evaluation.routes.blueprint import bp

__all__ = ["bp", "judging", "panels", "results"]
