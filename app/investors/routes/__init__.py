"""Pages about investors."""

from app.investors.routes import participation, profile
from app.investors.routes.blueprint import bp

__all__ = ["bp", "participation", "profile"]
