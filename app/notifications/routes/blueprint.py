"""The blueprint of messages, and what its pages share."""

from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, g

from app.core.db import database
from app.core.permissions import Permission, authorise
from app.core.web import current_actor
from app.events.models.event import Event
from app.events.queries.events import get_event
from app.notifications.service.letters import Site
from config import Config

bp = Blueprint("notifications", __name__)


def outbox_event(slug: str, permission: Permission = Permission.OUTBOX_READ) -> Event:
    """Return the event of an outbox, if the visitor may do there what the page is for."""
    event = get_event(database.session(), slug)
    authorise(current_actor(), permission, event)
    g.zone = ZoneInfo(event.zone)
    return event


def settings() -> Config:
    """Return the settings of this installation."""
    config: Config = current_app.extensions["luyan_config"]
    return config


def site() -> Site:
    """Return what mails have to know of this installation."""
    return Site(base_url=settings().base_url, mail_from=settings().mail_from)
