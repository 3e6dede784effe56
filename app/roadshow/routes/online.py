"""Watching from afar, and publications with a moment."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, public, requires
from app.core.web import attempt, current_actor
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.programme_public import check_visible
from app.pitches.logic.visibility import RANK, visible_fields
from app.pitches.queries.access import viewer_level
from app.roadshow.forms import AddRecordingForm, PrepareReleaseForm
from app.roadshow.logic.online import RecordingKind
from app.roadshow.models import Recording
from app.roadshow.queries.live import get_own_stage, get_visible_stage, list_turn_items
from app.roadshow.queries.online import (
    get_recording,
    get_release,
    list_recording_views,
    list_releases_of,
    may_know_of,
    may_watch,
)
from app.roadshow.queries.online import list_recordings as find_recordings
from app.roadshow.routes.blueprint import bp, show_event
from app.roadshow.service import online as service


@bp.route("/events/<slug>/manage/stage/<int:session_id>/recordings", methods=["GET", "POST"])
@requires(Permission.ROADSHOW_RUN)
def list_recordings(slug: str, session_id: int) -> ResponseReturnValue:
    """List streams and replays of a session with who watched them, and add another."""
    event = show_event(slug, Permission.ROADSHOW_RUN)
    session = database.session()
    stage = get_own_stage(session, event, session_id)
    items = list_turn_items(session, stage.id)
    form = AddRecordingForm(pitches=[(str(item.pitch_id), item.pitch.title) for item in items])
    if form.validate_on_submit():
        try:
            with database.transaction() as writing:
                service.add_recording(
                    writing,
                    current_actor(),
                    session_id=stage.id,
                    kind=RecordingKind(form.kind.data),
                    title=form.title.data or "",
                    address=form.address.data or "",
                    level=Visibility(form.level.data),
                    pitch_id=int(form.pitch_id.data) if form.pitch_id.data else None,
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            return redirect(url_for(".list_recordings", slug=event.slug, session_id=stage.id))
    rows = find_recordings(session, stage.id)
    views = {row.id: list_recording_views(session, row.id) for row in rows}
    page = render_template("roadshow/list_recordings.html", event=event, stage=stage, form=form, rows=rows, views=views)
    return page, form.status


@bp.post("/events/<slug>/manage/stage/<int:session_id>/recordings/<int:recording_id>/remove")
@requires(Permission.ROADSHOW_RUN)
def remove_recording(slug: str, session_id: int, recording_id: int) -> ResponseReturnValue:
    """Let nobody watch a recording any more."""
    event = show_event(slug, Permission.ROADSHOW_RUN)
    stage = get_own_stage(database.session(), event, session_id)
    recording = _recording(stage, recording_id)
    with database.transaction() as session:
        service.remove_recording(session, current_actor(), recording_id=recording.id)
    flash(_("Nobody can watch it any more; the log stays."), "success")
    return redirect(url_for(".list_recordings", slug=event.slug, session_id=stage.id))


def _recording(stage: EventSession, recording_id: int) -> Recording:
    recording = get_recording(database.session(), recording_id)
    if recording.session_id != stage.id:
        raise NotFound("There is no such recording.")
    return recording


def _watchable(slug: str, session_id: int, recording_id: int) -> tuple[Event, EventSession, Recording]:
    event = show_event(slug)
    session = database.session()
    stage = get_visible_stage(session, current_actor(), event, session_id)
    recording = _recording(stage, recording_id)
    if not may_know_of(session, current_actor(), recording):
        raise NotFound("There is no such recording.")
    return event, stage, recording


@bp.get("/events/<slug>/stage/<int:session_id>/watch/<int:recording_id>")
@public
def show_recording(slug: str, session_id: int, recording_id: int) -> ResponseReturnValue:
    """Show what a stream or replay is about, as far as the reader may know; watching is noted."""
    event, stage, recording = _watchable(slug, session_id, recording_id)
    session, actor = database.session(), current_actor()
    shown = {}
    if recording.pitch is not None:
        level = viewer_level(session, actor, recording.pitch)
        shown = visible_fields(recording.pitch, level)
    return render_template(
        "roadshow/show_recording.html",
        event=event,
        stage=stage,
        recording=recording,
        shown=shown,
        is_allowed=may_watch(session, actor, recording),
        is_confidential=RANK[recording.level] >= RANK[Visibility.AFTER_NDA],
    )


@bp.post("/events/<slug>/stage/<int:session_id>/watch/<int:recording_id>")
@public
def open_recording(slug: str, session_id: int, recording_id: int) -> ResponseReturnValue:
    """Note who wants to watch, and lead there whoever may."""
    event, stage, recording = _watchable(slug, session_id, recording_id)
    with database.transaction() as session:
        found, allowed = service.open_recording(session, current_actor(), recording_id=recording.id)
    if allowed:
        return redirect(found.address)
    flash(_("You may read the public summary only. Your attempt was noted."), "warning")
    return redirect(url_for(".show_recording", slug=event.slug, session_id=stage.id, recording_id=recording.id))


@bp.route("/events/<slug>/manage/releases", methods=["GET", "POST"])
@requires(Permission.ROADSHOW_RUN)
def prepare_release(slug: str) -> ResponseReturnValue:
    """Prepare publications, and see which are open already."""
    event = show_event(slug, Permission.ROADSHOW_RUN)
    form = PrepareReleaseForm(zone=event.zone)
    if form.validate_on_submit() and form.opens_at.data:
        try:
            with database.transaction() as session:
                service.prepare_release(
                    session,
                    current_actor(),
                    event=event,
                    title=form.title.data or "",
                    content=form.content.data or "",
                    opens_at=form.opens_at.data,
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Prepared. Nobody reads it before its moment."), "success")
            return redirect(url_for(".prepare_release", slug=event.slug))
    rows = list_releases_of(database.session(), event, is_organiser=True)
    return render_template("roadshow/prepare_release.html", event=event, form=form, rows=rows), form.status


@bp.post("/events/<slug>/manage/releases/<int:release_id>/withdraw")
@requires(Permission.ROADSHOW_RUN)
def withdraw_release(slug: str, release_id: int) -> ResponseReturnValue:
    """Take a publication back."""
    event = show_event(slug, Permission.ROADSHOW_RUN)
    attempt(
        lambda session: service.withdraw_release(session, current_actor(), event=event, release_id=release_id),
        _("Withdrawn; it is shown to nobody any more."),
    )
    return redirect(url_for(".prepare_release", slug=event.slug))


@bp.get("/events/<slug>/releases")
@public
def list_releases(slug: str) -> ResponseReturnValue:
    """List what was published at an event so far."""
    event = show_event(slug)
    check_visible(database.session(), current_actor(), event)
    rows = list_releases_of(database.session(), event, is_organiser=False)
    return render_template("roadshow/list_releases.html", event=event, rows=rows)


@bp.get("/events/<slug>/releases/<int:release_id>")
@public
def show_release(slug: str, release_id: int) -> ResponseReturnValue:
    """Show a publication, from its moment on; before it, only to the organiser."""
    event = show_event(slug)
    is_organiser = check_visible(database.session(), current_actor(), event)
    release = get_release(database.session(), event, release_id, is_organiser=is_organiser)
    answer = render_template("roadshow/show_release.html", event=event, release=release)
    return answer, {"Cache-Control": "no-store"}
