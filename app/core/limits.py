"""How often one address may try to sign in, sign up, ask for a link or have a file examined."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.core.web import SAFE_METHODS
from config import Config

SIGN_IN_LIMIT = "30 per minute; 300 per hour"
MAIL_LIMIT = "10 per minute; 60 per hour"
FILE_LIMIT = "20 per minute; 120 per hour"

limiter = Limiter(get_remote_address, default_limits=[], swallow_errors=True, in_memory_fallback_enabled=True)


def set_up_limits(app: Flask, config: Config) -> None:
    """Count in Redis where there is one, else in each process; tests count only when they ask for it."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", config.redis_url or "memory://")
    app.config.setdefault("RATELIMIT_ENABLED", not config.testing)
    limiter.init_app(app)


def reads() -> bool:
    """Tell whether a request only looks at a page; looking is not limited."""
    return request.method in SAFE_METHODS
