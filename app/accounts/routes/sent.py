"""What was mailed a moment ago; the demonstration, which sends no mail, shows the link itself."""

from flask import current_app, session, url_for

from app.accounts.logic import LinkPurpose, masked
from app.accounts.models import AccountLink
from app.accounts.queries.links import token_of_seed
from app.accounts.queries.logins import parse_login
from app.accounts.routes.browser import app_config

SENT = "sent"


def remember_sent(login: str, purpose: LinkPurpose, link: AccountLink | None) -> None:
    """Keep for the next page where a mail goes and what it is for."""
    parsed = parse_login(login)
    session[SENT] = {
        "to": masked(parsed.value) if parsed else "", "purpose": purpose.value, "path": demo_path(link),
        "demo": sends_no_mail(),
    }  # fmt: skip


def sends_no_mail() -> bool:
    """Tell whether this is the demonstration without a mail server."""
    config = app_config(current_app)
    return config.demo_mode and not config.smtp_host


def link_path(link: AccountLink) -> str:
    """Return the address behind a link."""
    endpoint = "reset_password" if link.purpose is LinkPurpose.RESET_PASSWORD else "verify_email"
    return url_for(f"accounts.{endpoint}", token=token_of_seed(link.seed))


def demo_path(link: AccountLink | None) -> str:
    """Return the address behind a link where no mail can carry it, else nothing."""
    return link_path(link) if link is not None and sends_no_mail() else ""
