"""Pages about organisations and centres."""

from app.organisations.routes import centres, profiles, proof_of_concept, relations, verification
from app.organisations.routes.blueprint import bp

__all__ = ["bp", "centres", "profiles", "proof_of_concept", "relations", "verification"]
