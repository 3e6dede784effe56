"""Pages about events."""

from app.events.routes import (
    agenda_book,
    board,
    check_in,
    decisions,
    exports,
    hosts,
    invitations,
    minutes,
    registration,
    release,
    session_people,
    sessions,
    setup,
    states,
    tasks,
    venues,
    visitor,
    workspace,
)
from app.events.routes.blueprint import bp

__all__ = [
    "agenda_book", "board", "bp", "check_in", "decisions", "exports", "hosts", "invitations", "minutes", "registration",
    "release", "session_people", "sessions", "setup", "states", "tasks", "venues", "visitor", "workspace",
]  # fmt: skip
