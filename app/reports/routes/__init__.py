"""Reports and statistics."""

from app.reports.routes import booklets, documents, event, event_table, files, roadshows, timeline, yearly
from app.reports.routes.blueprint import bp

__all__ = ["booklets", "bp", "documents", "event", "event_table", "files", "roadshows", "timeline", "yearly"]
