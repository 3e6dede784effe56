"""A person's own messages."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.notifications.logic import MessageState
from app.notifications.queries.messages import count_unread, get_own_message, list_inbox
from app.notifications.routes.blueprint import bp
from app.notifications.service import outbox
from app.notifications.service.letters import action_of, blocks, link_of


def unread_count() -> int:
    """Return how many messages the person behind this request has not opened, for the bell on every page."""
    actor = current_actor()
    return count_unread(database.session(), actor.person_id) if actor.person_id is not None else 0


@bp.get("/messages")
@requires(Permission.ACCOUNT_OWN)
def list_messages() -> ResponseReturnValue:
    """List one's own messages, newest first."""
    actor, args = current_actor(), request.args
    only_unread = args.get("show") == "unread"
    page = list_inbox(
        database.session(), actor.person_id or 0, only_unread=only_unread, number=args.get("page", 1, int),
        per_page=args.get("per_page", 20, int),
    )  # fmt: skip
    return render_template(
        "notifications/list_messages.html", page=page, only_unread=only_unread, unread=unread_count()
    )


@bp.get("/messages/<int:message_id>")
@requires(Permission.ACCOUNT_OWN)
def show_message(message_id: int) -> ResponseReturnValue:
    """Show a message; looking at it changes nothing."""
    session = database.session()
    message = get_own_message(session, current_actor().person_id, message_id)
    return render_template(
        "notifications/show_message.html", message=message, blocks=list(blocks(message.body)),
        link=link_of(session, message, secret=True), action=action_of(message), S=MessageState,
    )  # fmt: skip


@bp.post("/messages/<int:message_id>/open")
@requires(Permission.ACCOUNT_OWN)
def open_message(message_id: int) -> ResponseReturnValue:
    """Open a message for the first time, which marks it as read."""
    with database.transaction() as session:
        outbox.mark_read(session, current_actor(), message_id=message_id)
    return redirect(url_for(".show_message", message_id=message_id))


@bp.post("/messages/read")
@requires(Permission.ACCOUNT_OWN)
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    with database.transaction() as session:
        number = outbox.mark_all_read(session, current_actor())
    if number:
        flash(ngettext("One message is marked as read.", "%(num)d messages are marked as read.", number), "success")
    else:
        flash(_("Nothing was unread."))
    return redirect(url_for(".list_messages"))
