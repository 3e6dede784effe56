"""Everything that changes accounts, one module per concern."""

from app.accounts.service.sign_in import start_sign_in

__all__ = ["start_sign_in"]
