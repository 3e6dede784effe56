"""Where an invited person says yes or no, without an account."""

from zoneinfo import ZoneInfo

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.db import database
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import public
from app.events.forms.programme import AnswerInvitationForm
from app.events.logic.programme import is_present
from app.events.models.programme import SessionPerson
from app.events.queries.programme import get_programme_event
from app.events.queries.sessions import get_session_person, is_invitation_code
from app.events.routes.blueprint import bp
from app.events.service import sessions_people


@bp.route("/events/<slug>/invitations/<int:session_person_id>/<code>", methods=["GET", "POST"])
@public
def answer_invitation(slug: str, session_person_id: int, code: str) -> ResponseReturnValue:
    """Ask an invited person whether they come; the address is the proof of who they are."""
    place, duty = _invitation(slug, session_person_id, code)
    form = AnswerInvitationForm()
    if form.validate_on_submit():
        try:
            with database.transaction():
                _answer(duty, form)
        except RuleBroken as error:
            form.reject(error)
            place, duty = _invitation(slug, session_person_id, code)
        else:
            return redirect(url_for(".answer_invitation", slug=slug, session_person_id=session_person_id, code=code))
    page = render_template(
        "events/answer_invitation.html",
        event=duty.event_session.event,
        place=place,
        duty=duty,
        each=duty.event_session,
        form=form,
        is_present=is_present(duty.state),
    )
    return page, form.status


def _invitation(slug: str, session_person_id: int, code: str) -> tuple[str | None, SessionPerson]:
    """Return where the event takes place, and the duty that an address speaks of."""
    event = get_programme_event(database.session(), slug)
    g.zone = ZoneInfo(event.zone)
    place = event.venue.name if event.venue else event.city
    duty = get_session_person(database.session(), event, session_person_id)
    if not is_invitation_code(duty, code):
        raise NotFound("There is no such invitation.")
    return place, duty


def _answer(duty: SessionPerson, form: AnswerInvitationForm) -> None:
    sessions_people.answer_invitation(
        database.session(), duty=duty, accepts=form.accepts.data == "yes", reason=form.reason.data or ""
    )
