"""Agreements, certificates, registrations and follow-ups."""

from app.agreements.routes import (
    agreement,
    certificates,
    event,
    follow_ups,
    landing,
    mine,
    registrations,
    services,
    texts,
)
from app.agreements.routes.blueprint import bp

__all__ = [
    "agreement",
    "bp",
    "certificates",
    "event",
    "follow_ups",
    "landing",
    "mine",
    "registrations",
    "services",
    "texts",
]
