"""One message of an outbox, exactly as it goes out, and correcting it before it does."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, may, requires
from app.core.web import current_actor
from app.notifications.forms import EditLetterForm
from app.notifications.logic import MessageState
from app.notifications.queries.messages import get_event_message
from app.notifications.routes.blueprint import bp, outbox_event, site
from app.notifications.service import outbox
from app.notifications.service.letters import build_letter
from app.notifications.service.outbox import Action

LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@bp.get("/events/<slug>/manage/outbox/<int:message_id>")
@requires(Permission.OUTBOX_READ)
def show_letter(slug: str, message_id: int) -> ResponseReturnValue:
    """Show a message exactly as it goes out."""
    event = outbox_event(slug)
    message = get_event_message(database.session(), event.id, message_id)
    letter = build_letter(database.session(), message, site())
    may_send = may(current_actor(), Permission.OUTBOX_SEND, event)
    return render_template(
        "notifications/show_letter.html", event=event, message=message, letter=letter, S=MessageState,
        actions=[each for each in Action if may_send and message.state in each.starts_from], may_send=may_send,
    )  # fmt: skip


@bp.get("/events/<slug>/manage/outbox/<int:message_id>/mail.html")
@requires(Permission.OUTBOX_READ)
def show_mail(slug: str, message_id: int) -> ResponseReturnValue:
    """Show the HTML of a mail in a frame of its own, where nothing of it can run."""
    event = outbox_event(slug)
    message = get_event_message(database.session(), event.id, message_id)
    answer = Response(build_letter(database.session(), message, site()).html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    return answer


@bp.route("/events/<slug>/manage/outbox/<int:message_id>/edit", methods=["GET", "POST"])
@requires(Permission.OUTBOX_SEND)
def edit_letter(slug: str, message_id: int) -> ResponseReturnValue:
    """Correct subject and text of a draft."""
    event = outbox_event(slug, Permission.OUTBOX_SEND)
    message = get_event_message(database.session(), event.id, message_id)
    form = EditLetterForm(subject=message.subject, body=message.body, row_version=str(message.version))
    if form.validate_on_submit():
        words = (form.subject.data or "", form.body.data or "")
        try:
            with database.transaction() as session:
                outbox.edit_message(
                    session, current_actor(), event=event, message_id=message_id, words=words,
                    version=form.seen_version,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The draft is corrected."), "success")
            return redirect(url_for(".show_letter", slug=slug, message_id=message_id))
    return render_template("notifications/edit_letter.html", event=event, message=message, form=form), form.status
