"""Pages of needs."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, may, public, requires
from app.core.web import attempt, current_actor
from app.events.queries.events import list_coming_events
from app.library.forms import AddNeedForm
from app.library.logic import FIELDS, NEED_NEEDS_REASON, NEED_TRANSITIONS, ExpertState, NeedState
from app.library.models import Need
from app.library.queries import SHOWN, find_expert, find_page, get_need, list_experts, list_fields
from app.library.routes.blueprint import bp, list_owners, read_filter, see, take_step
from app.library.service import entries as service


@bp.get("/library/needs")
@public
def list_needs() -> ResponseReturnValue:
    """List needs with search and filters."""
    actor, wanted = current_actor(), read_filter()
    states = list(NeedState) if wanted.desk else [state for state in NeedState if state in SHOWN[Need]]
    return render_template(
        "library/list_needs.html",
        page=find_page(database.session(), actor, Need, wanted),
        fields=list_fields(database.session(), Need),
        states=states,
        desk=wanted.desk,
        may_add=may(actor, Permission.LIBRARY_EDIT),
        may_sort=may(actor, Permission.LIBRARY_TRIAGE),
    )


@bp.get("/library/needs/<number>")
@public
def show_need(number: str) -> ResponseReturnValue:
    """Show one need as far as the visitor may see it."""
    entry, actor = get_need(database.session(), number), current_actor()
    asked = find_expert(database.session(), entry.id, actor.person_id)
    may_ask = may(actor, Permission.EXPERT_ASK, entry)
    own, detailed = see(entry, is_asked=asked is not None and asked.state is not ExpertState.DECLINED)
    return render_template(
        "library/show_need.html",
        entry=entry,
        own=own,
        detailed=detailed,
        experts=[
            row for row in list_experts(database.session(), entry.id) if row.state is ExpertState.ACCEPTED or may_ask
        ],
        asked=asked,
        may_ask=may_ask and entry.state in SHOWN[Need],
        may_edit=service.may_edit(actor, entry),
        steps=_steps(entry) if own else [],
        needs_reason=NEED_NEEDS_REASON,
    )


@bp.post("/library/needs/<number>/help")
@requires(Permission.EXPERT_ANSWER)
def answer_need(number: str) -> ResponseReturnValue:
    """Say, as an expert who was asked, whether one helps with a need."""
    accepts = request.form.get("choice") == "accept"
    answer = request.form.get("answer", "")[:500]
    done = attempt(
        lambda session: service.answer_as_expert(
            session, current_actor(), need=get_need(session, number), accepts=accepts, answer=answer
        ),
        _("Thank you. Whoever asked is told.") if accepts else _("Declined. Whoever asked reads your reason."),
    )
    gone = done and not accepts
    return redirect(url_for(".list_needs") if gone else url_for(".show_need", number=number))


def _steps(entry: Need) -> list[NeedState]:
    """Return the steps this person may take now."""
    actor = current_actor()
    onward = [state for state in NeedState if state in NEED_TRANSITIONS[entry.state]]
    triage = may(actor, Permission.LIBRARY_TRIAGE, entry)
    return [state for state in onward if triage or state in service.OWNER_STEPS]


def _occasions(entry: Need | None = None) -> list[tuple[str, str]]:
    """Return the events to come for a select box, and the one a need belongs to already."""
    events = list_coming_events(database.session(), current_actor())
    known = [entry.event] if entry is not None and entry.event is not None else []
    return list({str(each.id): each.title for each in [*known, *events]}.items())


@bp.route("/library/needs/new", methods=["GET", "POST"])
@requires(Permission.LIBRARY_EDIT)
def add_need() -> ResponseReturnValue:
    """Enter a new need."""
    form = AddNeedForm(owners=list_owners(), events=_occasions())
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                entry = service.add_need(session, current_actor(), values=form.written(), organisation_id=form.owner_id)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Kept as a draft. Submit it when it is complete."), "success")
            return redirect(url_for(".show_need", number=entry.number))
    return render_template("library/add_need.html", form=form, fields=FIELDS, entry=None), form.status


@bp.route("/library/needs/<number>/edit", methods=["GET", "POST"])
@requires(Permission.LIBRARY_EDIT)
def edit_need(number: str) -> ResponseReturnValue:
    """Change a need."""
    entry = get_need(database.session(), number)
    authorise(current_actor(), Permission.LIBRARY_EDIT, entry)
    form = AddNeedForm(owners=list_owners(), events=_occasions(entry))
    if not form.is_submitted():
        form.show(entry)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                changed = get_need(session, number)
                service.edit_entry(
                    session, current_actor(), entry=changed, values=form.written(), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_need", number=number))
    return render_template("library/add_need.html", form=form, fields=FIELDS, entry=entry), form.status


@bp.post("/library/needs/<number>/step")
@requires(Permission.LIBRARY_EDIT)
def move_need(number: str) -> ResponseReturnValue:
    """Take a need one step further."""
    take_step(number, read=get_need, move=service.move_need, states=NeedState)
    return redirect(url_for(".show_need", number=number))
