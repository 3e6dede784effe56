"""The blueprint of pitches, and what its views share."""

from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, g

from app.core.db import database
from app.core.display import language
from app.core.errors import NotFound
from app.core.permissions import Permission, authorise
from app.core.web import current_actor
from app.events.models.event import Event
from app.library.logic import TRL, term
from app.pitches.models import Pitch
from app.pitches.queries.access import may_be_shown, viewer_level
from app.pitches.queries.pitches import get_event_by_slug, get_pitch_by_number

bp = Blueprint("pitches", __name__)


@bp.app_context_processor
def words_of_pitches() -> dict[str, object]:
    """Let every template name a level of readiness in the language of the request."""
    return {"trl_name": lambda level: term(TRL, str(level), language()) if level else "—"}


def show_event(slug: str) -> Event:
    """Return the event of the address and show times in its zone."""
    event = get_event_by_slug(database.session(), slug)
    g.zone = ZoneInfo(event.zone)
    return event


def show_known(number: str) -> Pitch:
    """Return the pitch of the address to whoever may know of it, and show times in the zone of its event."""
    session, actor = database.session(), current_actor()
    pitch = get_pitch_by_number(session, number)
    if not may_be_shown(actor, pitch, viewer_level(session, actor, pitch)):
        raise NotFound("There is no such pitch.")
    g.zone = ZoneInfo(pitch.event.zone)
    return pitch


def own_pitch(number: str, permission: Permission = Permission.PITCH_EDIT) -> Pitch:
    """Return the pitch of the address to whoever holds a permission for it."""
    pitch = show_known(number)
    authorise(current_actor(), permission, pitch)
    return pitch


def most_megabytes() -> int:
    """Return how large an upload may be."""
    most: int = current_app.extensions["luyan_config"].max_upload_mb
    return most
