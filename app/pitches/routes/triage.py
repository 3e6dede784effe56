"""The organiser's desk: the list of pitches, decisions on one or many, and returning one to its team."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.display import explain, label
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.pitches.forms.steps import RETURNABLE, DecideForm, ReturnPitchForm
from app.pitches.logic.states import NEEDS_REASON, TRIAGE_STEPS, PitchState
from app.pitches.queries.pitches import count_by_state
from app.pitches.queries.triage import TriageFilter, find_page, list_fields
from app.pitches.routes.blueprint import bp, own_pitch, show_event
from app.pitches.service import bulk, steps

SIZES = (20, 50, 100)


def _own_event(slug: str) -> Event:
    event = show_event(slug)
    authorise(current_actor(), Permission.PITCH_TRIAGE, event)
    return event


def _wanted() -> TriageFilter:
    args = request.args
    per_page = args.get("per_page", SIZES[0], int)
    return TriageFilter(
        words=args.get("q", "").strip()[:80],
        state=args.get("state", ""),
        field=args.get("field", ""),
        slides=args.get("slides", ""),
        sort=args.get("sort", "number"),
        page=args.get("page", 1, int),
        per_page=per_page if per_page in SIZES else SIZES[0],
    )


@bp.route("/events/<slug>/manage/pitches", methods=["GET", "POST"])
@requires(Permission.PITCH_TRIAGE)
def list_event_pitches(slug: str) -> ResponseReturnValue:
    """List the pitches of an event; what is chosen here is previewed before it happens."""
    event = _own_event(slug)
    if request.method == "POST":
        ids = request.form.getlist("ids", int)
        if not ids:
            flash(_("Choose at least one pitch first."), "warning")
            return redirect(url_for(".list_event_pitches", slug=slug))
        return redirect(url_for(".decide", slug=slug, action=request.form.get("action", ""), ids=ids))
    counts = count_by_state(database.session(), event.id)
    return render_template(
        "pitches/list_event_pitches.html",
        event=event,
        page=find_page(database.session(), event.id, _wanted()),
        counts={state: number for state, number in counts.items() if state is not PitchState.DRAFT},
        drafts=counts.get(PitchState.DRAFT, 0),
        fields=list_fields(database.session(), event.id),
        steps=TRIAGE_STEPS,
    )


@bp.route("/events/<slug>/manage/pitches/decide", methods=["GET", "POST"])
@requires(Permission.PITCH_TRIAGE)
def decide(slug: str) -> ResponseReturnValue:
    """Preview a decision: which pitches move, which cannot, who is told; then carry it out."""
    event, form = _own_event(slug), DecideForm()
    source = request.form if request.method == "POST" else request.args
    action = source.get("action", "")
    if action not in {step.value for step in TRIAGE_STEPS}:
        raise NotFound("There is no such decision.")
    after = PitchState(action)
    versions = dict(_pair(text) for text in request.form.getlist("versions") if ":" in text)
    if form.validate_on_submit():
        try:
            return _carry_out(event, after, versions, form.reason.data)
        except RuleBroken as error:
            form.reject(error)
    ids = list(versions) or request.args.getlist("ids", int)
    preview = bulk.preview_decision(database.session(), current_actor(), event=event, ids=ids, after=after)
    page = render_template(
        "pitches/decide.html", form=form, event=event, preview=preview, needs_reason=after in NEEDS_REASON
    )
    return page, form.status


def _carry_out(event: Event, after: PitchState, versions: dict[int, int], reason: str | None) -> ResponseReturnValue:
    actor = current_actor()
    with database.transaction() as session:
        moved, batch = bulk.decide(session, actor, event=event, versions=versions, after=after, reason=reason)
        undo = bulk.may_undo(session, actor, event=event, batch=batch)
    where = url_for(".undo_decision", slug=event.slug, batch=batch)
    text = ngettext("One pitch is now “%(state)s”.", "%(num)d pitches are now “%(state)s”.", moved, state=label(after))
    flash(text, f"undo:{where}" if undo else "success")
    return redirect(url_for(".list_event_pitches", slug=event.slug))


def _pair(text: str) -> tuple[int, int]:
    left, _colon, right = text.partition(":")
    return (int(left), int(right)) if left.isdigit() and right.isdigit() else (0, 0)


@bp.post("/events/<slug>/manage/pitches/undo")
@requires(Permission.PITCH_TRIAGE)
def undo_decision(slug: str) -> ResponseReturnValue:
    """Take the last decision back where nothing followed it."""
    event = _own_event(slug)
    try:
        with database.transaction() as session:
            undone = bulk.undo_batch(session, current_actor(), event=event, batch=request.args.get("batch", ""))
    except RuleBroken as error:
        flash(explain(error), "error")
    else:
        flash(ngettext("Taken back for one pitch.", "Taken back for %(num)d pitches.", undone), "success")
    return redirect(url_for(".list_event_pitches", slug=slug))


@bp.route("/pitches/<number>/return", methods=["GET", "POST"])
@requires(Permission.PITCH_TRIAGE)
def return_pitch(number: str) -> ResponseReturnValue:
    """Give a pitch back to its team with a note per field."""
    pitch, form = own_pitch(number, Permission.PITCH_TRIAGE), ReturnPitchForm()
    for part in RETURNABLE:
        form[f"note_{part.value}"].label.text = label(part)
    if not form.is_submitted():
        form.row_version.data = str(pitch.version)
    if form.validate_on_submit():
        notes = {part: form[f"note_{part.value}"].data or "" for part in RETURNABLE}
        try:
            with database.transaction() as session:
                steps.return_pitch(
                    session, current_actor(), pitch_id=pitch.id, reason=form.reason.data or "", fields=notes,
                    version=form.seen_version,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Returned to the team with your notes."), "success")
            return redirect(url_for(".list_event_pitches", slug=pitch.event.slug))
    page = render_template(
        "pitches/return_pitch.html", form=form, pitch=pitch, parts=RETURNABLE,
        can_return=pitch.state is PitchState.FORMAL_CHECK,
    )  # fmt: skip
    return page, form.status
