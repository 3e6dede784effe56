"""The blueprint of juries, and what its views share."""

from zoneinfo import ZoneInfo

from flask import Blueprint, g

from app.core.db import database
from app.core.display import language
from app.core.errors import NotFound
from app.core.permissions import Permission, authorise
from app.core.web import current_actor
from app.evaluation.models import Criterion, IndicatorSet, Panel
from app.evaluation.queries.panels import get_panel
from app.events.models.event import Event
from app.pitches.queries.pitches import get_event_by_slug

bp = Blueprint("evaluation", __name__)


def own_event(slug: str) -> Event:
    """Return the event of the address, for those who run its juries."""
    event = get_event_by_slug(database.session(), slug)
    authorise(current_actor(), Permission.EVALUATION_RUN, event)
    g.zone = ZoneInfo(event.zone)
    return event


def own_panel(slug: str, panel_id: int) -> tuple[Event, Panel]:
    """Return a panel of the event of the address, for those who run it."""
    event = own_event(slug)
    panel = get_panel(database.session(), panel_id)
    if panel.event_id != event.id:
        raise NotFound("There is no such panel.")
    return event, panel


def named(thing: IndicatorSet | Criterion) -> str:
    """Return the name of a set or criterion in the language of the page."""
    return thing.name_en if language() == "en" else thing.name
