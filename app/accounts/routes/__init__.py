"""Pages of accounts, and who is behind each request."""

from app.accounts.routes import account, audit, memberships, people, privacy, sign_in, sign_ins, sign_up
from app.accounts.routes.blueprint import bp
from app.accounts.routes.browser import load_signed_in

__all__ = [
    "account",
    "audit",
    "bp",
    "load_signed_in",
    "memberships",
    "people",
    "privacy",
    "sign_in",
    "sign_ins",
    "sign_up",
]
