"""The signing of an event: batches in their order, host words, entering agreements."""

from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.agreements.forms import EditAgreementForm, HostWordsForm
from app.agreements.logic.states import AgreementState
from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.agreement import Agreement
from app.agreements.queries import agreements as queries
from app.agreements.queries.ceremony import words_for
from app.agreements.routes.blueprint import bp
from app.agreements.routes.words import signing_consequences
from app.agreements.service import drafting, signing
from app.core.db import database
from app.core.display import day_and_time, explain, label
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.events.queries.events import get_event


def organised_event(slug: str, permission: Permission = Permission.AGREEMENT_EDIT) -> Event:
    """Return an event whose signing the visitor looks after."""
    event = get_event(database.session(), slug)
    authorise(current_actor(), permission, event)
    return event


@bp.get("/events/<slug>/manage/agreements")
@requires(Permission.AGREEMENT_EDIT)
def list_event_agreements(slug: str) -> ResponseReturnValue:
    """Show the agreements of an event by batch, in the order in which they come on stage."""
    event = organised_event(slug)
    session = database.session()
    state, words = request.args.get("state", ""), request.args.get("words", "")
    rows = queries.list_event_agreements(session, event.id, state=state, words=words)
    written = queries.find_written_words(session, event.id)
    batches = []
    for number, group in groupby(rows, key=lambda row: row.batch):
        members = list(group)
        kept = written.get(number)
        batches.append((number, members, kept.host_words if kept else words_for(number, members), kept is not None))
    everything = rows if not state and not words else queries.list_event_agreements(session, event.id)
    signed = [row for row in everything if row.state in SIGNED_STATES]
    return render_template(
        "agreements/list_event_agreements.html", event=event, batches=batches, everything=everything,
        signed=queries.total_of(signed), doubts=queries.name_doubts, States=AgreementState,
        consequences=signing_consequences, state_choices=[(each.value, label(each)) for each in AgreementState],
    )  # fmt: skip


def _offer(form: EditAgreementForm, event: Event) -> None:
    session = database.session()
    sessions = [
        (each.id, f"{day_and_time(each.start_at)} {each.title}" if each.start_at else each.title)
        for each in queries.list_signing_sessions(session, event.id)
    ]
    form.offer(sessions=sessions, links=queries.list_links(session, event.id))


@bp.route("/events/<slug>/manage/agreements/new", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_EDIT)
def enter_agreement(slug: str) -> ResponseReturnValue:
    """Enter an agreement that is to be signed at an event."""
    event = organised_event(slug)
    form = EditAgreementForm()
    _offer(form, event)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                agreement = drafting.enter_agreement(session, current_actor(), event=event, content=form.content())
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The agreement is entered. Now ask the parties to confirm their names."), "success")
            return redirect(url_for(".show_agreement", number=agreement.number))
    page = render_template("agreements/enter_agreement.html", event=event, form=form,
                           seal_names=queries.list_seal_names(database.session()))  # fmt: skip
    return page, form.status


@bp.route("/agreements/<number>/edit", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_EDIT)
def edit_agreement(number: str) -> ResponseReturnValue:
    """Change an agreement before it is printed."""
    agreement = queries.get_agreement(database.session(), number)
    authorise(current_actor(), Permission.AGREEMENT_EDIT, agreement)
    form = EditAgreementForm(obj=agreement)
    if agreement.event is not None:
        _offer(form, agreement.event)
    if request.method == "GET":
        form.show(agreement)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                drafting.edit_agreement(
                    session, current_actor(), agreement_id=agreement.id, content=form.content(),
                    version=form.seen_version, reason=form.reason.data or "",
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The agreement is changed."), "success")
            return redirect(url_for(".show_agreement", number=number))
    page = render_template("agreements/edit_agreement.html", agreement=agreement, event=agreement.event, form=form,
                           seal_names=queries.list_seal_names(database.session()), States=AgreementState)  # fmt: skip
    return page, form.status


@bp.post("/events/<slug>/manage/agreements/move")
@requires(Permission.AGREEMENT_EDIT)
def move_agreement(slug: str) -> ResponseReturnValue:
    """Let an agreement change places with its neighbour."""
    event = organised_event(slug)
    with database.transaction() as session:
        moved: Agreement = queries.get_agreement(session, request.form.get("number", ""))
        drafting.move_agreement(session, current_actor(), agreement_id=moved.id, up=request.form.get("to") == "up")
    return redirect(url_for(".list_event_agreements", slug=event.slug) + f"#batch-{moved.batch}")


@bp.post("/events/<slug>/manage/agreements/sign")
@requires(Permission.AGREEMENT_EDIT)
def sign_batch(slug: str) -> ResponseReturnValue:
    """Write down that a batch was signed on stage."""
    event = organised_event(slug)
    batch = request.form.get("batch", type=int)
    try:
        with database.transaction() as session:
            signed = signing.sign_batch(session, current_actor(), event=event, batch=batch)
    except RuleBroken as error:
        flash(explain(error), "error")
    else:
        flash(ngettext("One agreement is signed.", "%(num)d agreements are signed.", len(signed)), "success")
    return redirect(url_for(".list_event_agreements", slug=event.slug))


@bp.route("/events/<slug>/manage/agreements/host-words", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_EDIT)
def edit_host_words(slug: str) -> ResponseReturnValue:
    """Write what the host says for a batch, or let it be made anew."""
    event = organised_event(slug)
    batch = request.args.get("batch", 1, type=int)
    members = queries.list_batch(database.session(), event.id, batch)
    made = words_for(batch, members)
    kept = queries.find_written_words(database.session(), event.id).get(batch)
    form = HostWordsForm(words=kept.host_words if kept else made)
    if form.validate_on_submit():
        words = "" if "again" in request.form else form.words.data or ""
        with database.transaction() as session:
            drafting.write_host_words(session, current_actor(), event=event, batch=batch, words=words)
        flash(_("The host words are kept."), "success")
        return redirect(url_for(".list_event_agreements", slug=event.slug) + f"#batch-{batch}")
    page = render_template("agreements/edit_host_words.html", event=event, batch=batch, members=members, form=form,
                           made=made, is_written=kept is not None)  # fmt: skip
    return page, form.status
