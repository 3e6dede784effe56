"""The people of a session: inviting, changing, ordering, and noting that somebody cannot come."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import attempt, current_actor
from app.events.forms.programme import CancelSessionForm, Choices, EditSessionPersonForm
from app.events.logic.states import ConfirmState
from app.events.models.event import Event
from app.events.models.programme import EventSession, SessionPerson
from app.events.queries.events import list_host_choices
from app.events.queries.sessions import (
    count_people_touched,
    get_session,
    get_session_person,
    invitation_code,
    list_known_people,
    list_papers_touched,
)
from app.events.routes.blueprint import bp
from app.events.routes.exports import base_url
from app.events.routes.guide import event_for
from app.events.routes.sessions import draft_session
from app.events.service import sessions_people


def people_choices(event: Event, *more: SessionPerson) -> Choices:
    """Return everybody in the programme or registered, to choose from."""
    known = {person.id: person.name for person in list_known_people(database.session(), event.id)}
    return list((known | {duty.person.id: duty.person.name for duty in more if duty.person}).items())


def _duty(slug: str, session_person_id: int) -> tuple[Event, SessionPerson]:
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    return event, get_session_person(database.session(), event, session_person_id)


def _back(slug: str, each_id: int) -> ResponseReturnValue:
    return redirect(url_for(".edit_session", slug=slug, session_id=each_id, _anchor="people"))


@bp.route("/events/<slug>/manage/programme/sessions/<int:session_id>/people/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def add_session_person(slug: str, session_id: int) -> ResponseReturnValue:
    """Give somebody a duty in a session."""
    event, each = draft_session(slug, session_id)
    form = EditSessionPersonForm(people=people_choices(event))
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                duty = sessions_people.add_session_person(
                    session, current_actor(), each=get_session(session, event, session_id), values=form.values()
                )
                name = sessions_people.name_of(duty)
        except RuleBroken as error:
            form.reject(error)
            each = get_session(database.session(), event, session_id)
        else:
            flash(_("%(name)s is in the session.", name=name), "success")
            return _back(slug, session_id)
    return render_template("events/add_session_person.html", **_page(event, each), form=form), form.status


def _page(event: Event, each: EventSession) -> dict[str, object]:
    return {"event": event, "each": each, "organisations": list_host_choices(database.session())}


@bp.route("/events/<slug>/manage/programme/people/<int:session_person_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def edit_session_person(slug: str, session_person_id: int) -> ResponseReturnValue:
    """Change who does what in a session, and see the answer."""
    event, duty = _duty(slug, session_person_id)
    form = EditSessionPersonForm(
        duty=duty.duty, person_id=duty.person_id, role_name=duty.role_name, topic=duty.topic, minutes=duty.minutes,
        slides_due_on=duty.slides_due_on, state=duty.state, row_version=str(duty.version),
        people=people_choices(event, duty),
    )  # fmt: skip
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                sessions_people.edit_session_person(
                    session,
                    current_actor(),
                    duty=get_session_person(session, event, session_person_id),
                    values=form.values(),
                    version=form.seen_version,
                )
        except RuleBroken as error:
            form.reject(error)
            event, duty = _duty(slug, session_person_id)
        else:
            flash(_("Saved. Visitors see it with the next release."), "success")
            return _back(slug, duty.session_id)
    page = render_template(
        "events/edit_session_person.html",
        **_page(event, duty.event_session),
        duty=duty,
        form=form,
        invitation=_invitation_address(slug, duty),
    )
    return page, form.status


def _invitation_address(slug: str, duty: SessionPerson) -> str:
    """Return the address at which the invited person answers, while an answer is wanted."""
    if duty.person_id is None or duty.state is not ConfirmState.INVITED:
        return ""
    path = url_for(
        ".answer_invitation", slug=slug, session_person_id=duty.id, code=invitation_code(duty), _external=False
    )
    return f"{base_url()}{path}"


@bp.post("/events/<slug>/manage/programme/people/<int:session_person_id>/move")
@requires(Permission.PROGRAMME_EDIT)
def move_session_person(slug: str, session_person_id: int) -> ResponseReturnValue:
    """Let somebody appear earlier or later."""
    event, duty = _duty(slug, session_person_id)
    step = -1 if request.form.get("direction") == "up" else 1
    session_id = duty.session_id
    attempt(
        lambda session: sessions_people.move_session_person(
            session, current_actor(), duty=get_session_person(session, event, session_person_id), step=step
        )
    )
    return _back(slug, session_id)


@bp.route("/events/<slug>/manage/programme/people/<int:session_person_id>/cancel", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def cancel_session_person(slug: str, session_person_id: int) -> ResponseReturnValue:
    """Note that somebody cannot come, after reading what that touches."""
    event, duty = _duty(slug, session_person_id)
    form = CancelSessionForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                duty = get_session_person(session, event, session_person_id)
                sessions_people.cancel_session_person(
                    session, current_actor(), duty=duty, reason=form.reason.data or ""
                )
        except RuleBroken as error:
            form.reject(error)
            event, duty = _duty(slug, session_person_id)
        else:
            name = sessions_people.name_of(duty)
            flash(_("%(name)s is out of the session; the order has closed up.", name=name), "success")
            return _back(slug, duty.session_id)
    session = database.session()
    page = render_template(
        "events/cancel_session_person.html",
        event=event,
        each=duty.event_session,
        duty=duty,
        form=form,
        consequences=_consequences(duty),
        papers=list_papers_touched(session, event.id),
    )
    return page, form.status


def _consequences(duty: SessionPerson) -> list[str]:
    """Say what happens when somebody leaves a session."""
    name = sessions_people.name_of(duty)
    people = count_people_touched(database.session(), duty.event_session)
    return [
        _("%(name)s leaves “%(title)s”; whoever comes after moves up.", name=name, title=duty.event_session.title),
        ngettext("One person planned with this session.", "%(num)d people planned with this session.", people),
        _("Badge and table tent of this duty are no longer printed."),
        _("Visitors see it with the next release; earlier releases keep their version."),
    ]
