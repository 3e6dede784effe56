"""Programme exchange formats and the agenda book."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from app.core.db import database
from app.core.display import language
from app.core.permissions import public
from app.core.web import current_actor
from app.events.logic.exchange import Programme
from app.events.logic.exchange_ics import schedule_ics
from app.events.logic.exchange_json import schedule_json
from app.events.logic.exchange_xml import schedule_xml
from app.events.logic.programme_exchange import exchange_programme
from app.events.queries.programme_public import check_visible
from app.events.routes.blueprint import bp
from app.events.routes.programme_cache import (
    answer_for_everybody,
    changed_at,
    kept_or_made,
    public_key,
    released_snapshot,
)
from app.events.routes.programme_words import exchange_words


@bp.get("/events/<slug>/schedule.json")
@public
def show_schedule_json(slug: str) -> ResponseReturnValue:
    """Give the released programme to other programs, as JSON."""
    return _schedule(slug, "json", "application/json; charset=utf-8", _json)


@bp.get("/events/<slug>/schedule.xml")
@public
def show_schedule_xml(slug: str) -> ResponseReturnValue:
    """Give the released programme to other programs, as frab XML."""
    return _schedule(slug, "xml", "application/xml; charset=utf-8", schedule_xml)


@bp.get("/events/<slug>/schedule.ics")
@public
def show_schedule_ics(slug: str) -> ResponseReturnValue:
    """Give the released programme to calendars."""
    return _schedule(slug, "ics", "text/calendar; charset=utf-8", schedule_ics)


def _json(programme: Programme) -> bytes:
    return json.dumps(schedule_json(programme), ensure_ascii=False, separators=(",", ":")).encode()


def base_url() -> str:
    """Return the address under which people reach this installation."""
    address: str = current_app.extensions["luyan_config"].base_url
    return address


def _schedule(slug: str, kind: str, media_type: str, write: Callable[[Programme], bytes]) -> Response:
    key, mark = public_key(slug)
    check_visible(database.session(), current_actor(), key)
    kept = kept_or_made((kind, language(), mark), lambda: write(_programme(key)))
    return answer_for_everybody(kept, media_type, file_name=f"{slug}.{kind}")


def _programme(key: Row[Any]) -> Programme:
    event = {
        "number": key.number,
        "slug": key.slug,
        "title": key.title,
        "start_at": key.start_at,
        "end_at": key.end_at,
        "updated_at": changed_at(key),
    }
    version = key.release_name or "v0"
    words = exchange_words()
    return exchange_programme(released_snapshot(key), event=event, version=version, base_url=base_url(), words=words)
