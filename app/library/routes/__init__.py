"""Pages of the catalogue."""

from app.library.routes import achievements, needs, proof_of_concept
from app.library.routes.blueprint import bp

__all__ = ["achievements", "bp", "needs", "proof_of_concept"]
