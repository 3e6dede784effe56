"""What a session decided: minutes, and who does what until when."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.forms.programme import AddActionItemForm, RecordMinutesForm
from app.events.queries.sessions import get_session
from app.events.routes.blueprint import bp
from app.events.routes.session_people import people_choices
from app.events.routes.sessions import draft_session
from app.events.service import sessions


@bp.route("/events/<slug>/manage/programme/sessions/<int:session_id>/minutes", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def record_minutes(slug: str, session_id: int) -> ResponseReturnValue:
    """Show and change the minutes of a session, with what was agreed to be done."""
    event, each = draft_session(slug, session_id)
    form = RecordMinutesForm(minutes_text=each.minutes_text, row_version=str(each.version))
    if form.validate_on_submit():
        with database.transaction() as session:
            sessions.record_minutes(
                session,
                current_actor(),
                each=get_session(session, event, session_id),
                minutes_text=form.minutes_text.data or "",
                version=form.seen_version,
            )
        flash(_("The minutes are saved."), "success")
        return redirect(url_for(".record_minutes", slug=slug, session_id=session_id))
    return _page(slug, session_id, form, AddActionItemForm(people=people_choices(event), formdata=None))


def _page(slug: str, session_id: int, form: RecordMinutesForm, item_form: AddActionItemForm) -> tuple[str, int]:
    event, each = draft_session(slug, session_id)
    page = render_template("events/record_minutes.html", event=event, each=each, form=form, item_form=item_form)
    return page, max(form.status, item_form.status)


@bp.post("/events/<slug>/manage/programme/sessions/<int:session_id>/action-items")
@requires(Permission.PROGRAMME_EDIT)
def add_action_item(slug: str, session_id: int) -> ResponseReturnValue:
    """Write down what somebody will do; it becomes a follow-up."""
    event, each = draft_session(slug, session_id)
    item_form = AddActionItemForm(people=people_choices(event))
    if item_form.validate_on_submit() and item_form.due_on.data:
        try:
            with database.transaction() as session:
                sessions.record_action_item(
                    session,
                    current_actor(),
                    each=get_session(session, event, session_id),
                    content=item_form.content.data or "",
                    owner_id=item_form.owner_id.data or 0,
                    due_on=item_form.due_on.data,
                )
        except RuleBroken as error:
            item_form.reject(error)
        else:
            flash(_("Noted; it is on the list of follow-ups."), "success")
            return redirect(url_for(".record_minutes", slug=slug, session_id=session_id))
    form = RecordMinutesForm(minutes_text=each.minutes_text, row_version=str(each.version), formdata=None)
    return _page(slug, session_id, form, item_form)
