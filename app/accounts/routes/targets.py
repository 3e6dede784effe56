"""Where a person goes next: only to addresses of this site."""

from urllib.parse import urlsplit

from flask import current_app, url_for


def safe_next(wanted: str | None) -> str | None:
    """Return an address of this site, or None for anything that could lead elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or any(ord(sign) < ord(" ") or sign == "\\" for sign in wanted):
        return None
    return wanted


def landing(wanted: str | None = None) -> str:
    """Return where a person lands after signing in."""
    start = "home.show_start" if "home.show_start" in current_app.view_functions else "accounts.show_account"
    return safe_next(wanted) or url_for(start)
