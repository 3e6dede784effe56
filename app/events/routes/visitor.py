"""The public pages of an event: its programme, single sessions, and what changed."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import database
from app.core.display import language
from app.core.errors import NotFound
from app.core.permissions import Actor, Permission, public, requires
from app.core.web import current_actor
from app.events.logic.exchange_ics import personal_ics
from app.events.logic.programme import SessionEntry, Snapshot, public_part, seen_by
from app.events.logic.programme_exchange import exchange_item
from app.events.logic.programme_page import Filters
from app.events.logic.programme_phase import phase, registration_phase
from app.events.logic.release import readable
from app.events.logic.stage import StageEntry
from app.events.models.event import Event
from app.events.queries.events import list_public_stops
from app.events.queries.programme import list_releases
from app.events.queries.programme_public import (
    check_visible,
    get_event_to_show,
)
from app.events.queries.registration import find_registration
from app.events.queries.sessions import bookmarked_ids, visible_levels
from app.events.queries.stage import load_stage
from app.events.routes.blueprint import bp
from app.events.routes.exports import base_url
from app.events.routes.programme_cache import (
    TOKEN_PLACE,
    answer_page,
    changed_at,
    kept_or_made,
    may_be_kept,
    public_key,
    released_snapshot,
    stage_parts,
)
from app.events.routes.programme_view import event_words, programme_context, session_context
from app.events.routes.programme_words import exchange_words, page_of_change
from app.events.service.sessions import switch_bookmark

VIEWS = ("", "list", "grid")


@bp.get("/events/<slug>")
@public
def show_event(slug: str) -> ResponseReturnValue:
    """Show an event with its released programme to everybody who may see it."""
    session = database.session()
    key, mark = public_key(slug)
    is_organiser = check_visible(session, current_actor(), key)
    filters, is_canonical = _filters()
    if may_be_kept() and is_canonical:
        phases = _phases(key)
        name = ("page", language(), filters, tuple(phases.values()), mark)
        return answer_page(kept_or_made(name, lambda: _page_for_everybody(session, key, filters, phases)))
    return _page_for_one(session, key, filters, is_organiser=is_organiser)


def _filters() -> tuple[Filters, bool]:
    """Return what the address asks for, and whether it asks in the one way that is worth keeping."""
    room = request.args.get("room", "")
    view = request.args.get("view", "")
    filters = Filters(
        type=request.args.get("type", "")[:40],
        room=int(room) if room.isdigit() and len(room) <= 9 else None,  # noqa: PLR2004 -- longer is no key
        view=view if view in VIEWS else "",
    )
    return filters, filters == Filters(view=filters.view) and request.query_string in (b"", f"view={view}".encode())


def _phases(key: Row[Any]) -> dict[str, str]:
    moment = now()
    return {
        "registration": registration_phase(
            key.state, opens=key.registration_opens_at, closes=key.registration_closes_at, moment=moment
        ),
        "call": phase(key.call_opens_at, key.call_closes_at, moment),
    }


def _page_for_everybody(session: Session, key: Row[Any], filters: Filters, phases: dict[str, str]) -> bytes:
    event = get_event_to_show(session, key.id)
    context = programme_context(public_part(released_snapshot(key)), event, filters, _stage(session, key))
    page = render_template(
        "events/show_event.html",
        csrf_token=lambda: TOKEN_PLACE,
        event=event,
        release=_release(key),
        phases=phases,
        stops=_stops(session, Actor(), event) if key.stops else [],
        **event_words(event),
        **context,
    )
    return page.encode()


def _page_for_one(session: Session, key: Row[Any], filters: Filters, *, is_organiser: bool) -> str:
    actor = current_actor()
    event = get_event_to_show(session, key.id)
    registration = None
    if actor.person_id is not None:
        registration = find_registration(session, event_id=event.id, person_id=actor.person_id)
    snapshot = _seen(session, actor, key, is_organiser=is_organiser)
    return render_template(
        "events/show_event.html",
        event=event,
        release=_release(key),
        phases=_phases(key),
        stops=_stops(session, actor, event) if key.stops else [],
        registration=registration,
        is_organiser=is_organiser,
        bookmarks=bookmarked_ids(session, event.id, actor.person_id),
        **event_words(event),
        **programme_context(snapshot, event, filters, _stage(session, key)),
    )


def _stops(session: Session, actor: Actor, event: Event) -> list[Event]:
    return list_public_stops(session, actor, [event])[event.id]


def _seen(session: Session, actor: Actor, key: Row[Any], *, is_organiser: bool) -> Snapshot:
    levels = visible_levels(session, key.id, person_id=actor.person_id, is_organiser=is_organiser)
    return seen_by(released_snapshot(key), levels=levels, person_id=actor.person_id)


def _release(key: Row[Any]) -> dict[str, object] | None:
    """Return the name and date of the version on show."""
    return {"name": key.release_name, "released_at": key.released_at} if key.release_id else None


def _stage(session: Session, key: Row[Any]) -> dict[int, list[StageEntry]]:
    parts = stage_parts()
    has_any = any(getattr(key, f"stage_{number}") for number in range(len(parts)))
    return load_stage(session, parts, key.id) if has_any else {}


def _entry(session: Session, key: Row[Any], session_id: int, *, is_organiser: bool) -> tuple[Snapshot, SessionEntry]:
    snapshot = _seen(session, current_actor(), key, is_organiser=is_organiser)
    for entry in snapshot["sessions"]:
        if entry["id"] == session_id:
            return snapshot, entry
    raise NotFound("There is no such session.")


@bp.get("/events/<slug>/sessions/<int:session_id>")
@public
def show_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Show one session of the released programme."""
    session = database.session()
    key, _mark = public_key(slug)
    is_organiser = check_visible(session, current_actor(), key)
    snapshot, entry = _entry(session, key, session_id, is_organiser=is_organiser)
    event = get_event_to_show(session, key.id)
    return render_template(
        "events/show_session.html",
        event=event,
        is_organiser=is_organiser,
        bookmarks=bookmarked_ids(session, event.id, current_actor().person_id),
        **session_context(snapshot, entry, event, _stage(session, key)),
    )


@bp.get("/events/<slug>/sessions/<int:session_id>.ics")
@public
def show_session_ics(slug: str, session_id: int) -> ResponseReturnValue:
    """Give one session to a calendar."""
    session = database.session()
    key, _mark = public_key(slug)
    is_organiser = check_visible(session, current_actor(), key)
    _snapshot, entry = _entry(session, key, session_id, is_organiser=is_organiser)
    url = f"{base_url()}/events/{slug}"
    item = exchange_item(entry, url=url, words=exchange_words())
    answer = Response(personal_ics([item], name=key.title, url=url), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-{session_id}.ics"'
    return answer


@bp.post("/events/<slug>/sessions/<int:session_id>/bookmark")
@requires(Permission.ACCOUNT_OWN)
def bookmark_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Put a session into one's own agenda, or take it out again."""
    session = database.session()
    key, _mark = public_key(slug)
    is_organiser = check_visible(session, current_actor(), key)
    _entry(session, key, session_id, is_organiser=is_organiser)
    with database.transaction() as writing:
        event = get_event_to_show(writing, key.id)
        is_in = switch_bookmark(writing, current_actor(), event=event, session_id=session_id)
    flash(_("The session is in your agenda.") if is_in else _("The session is no longer in your agenda."), "success")
    if request.form.get("back") == "programme":
        return redirect(url_for(".show_event", slug=slug, _anchor=f"s{session_id}"))
    return redirect(url_for(".show_session", slug=slug, session_id=session_id))


@bp.get("/events/<slug>/changes")
@public
def show_changes(slug: str) -> ResponseReturnValue:
    """Show what each release of the programme changed."""
    session = database.session()
    key, _mark = public_key(slug)
    is_organiser = check_visible(session, current_actor(), key)
    releases = list_releases(session, key.id)
    levels = visible_levels(session, key.id, person_id=current_actor().person_id, is_organiser=is_organiser)
    shown = [
        (release, [page_of_change(each) for each in readable(release.changes, is_inside=bool(levels))])
        for release in releases
    ]
    return render_template("events/show_changes.html", event=get_event_to_show(session, key.id), releases=shown)


@bp.get("/events/<slug>/changes.atom")
@public
def show_changes_feed(slug: str) -> ResponseReturnValue:
    """Give the public change log to feed readers."""
    session = database.session()
    key, _mark = public_key(slug)
    check_visible(session, current_actor(), key)
    shown = [
        (release, [page_of_change(each) for each in readable(release.changes, is_inside=False)])
        for release in list_releases(session, key.id)
    ]
    page = render_template(
        "events/_changes.xml", event=key, releases=shown, changed_at=changed_at(key), base_url=base_url()
    )
    return Response(page, content_type="application/atom+xml; charset=utf-8")
