"""Pages of messages and calendar feeds."""

from app.notifications.routes import feeds, letters, outbox
from app.notifications.routes.blueprint import bp
from app.notifications.routes.inbox import unread_count

__all__ = ["bp", "feeds", "letters", "outbox", "unread_count"]
