"""The outbox of an event: what goes out, what waits to be read first, and what did not arrive."""

from collections.abc import Sequence

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.display import explain, label
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.queries.pages import SIZES
from app.notifications.logic import MessageState
from app.notifications.queries.messages import (
    OutboxFilter,
    count_outbox,
    list_in_state,
    sending_progress,
)
from app.notifications.queries.messages import list_outbox as find_page
from app.notifications.routes.blueprint import bp, outbox_event, settings
from app.notifications.service import outbox
from app.notifications.service.outbox import Action

STARTS = {Action.SEND: MessageState.DRAFT, Action.RETRY: MessageState.FAILED}
MOST = 5000


def _wanted() -> OutboxFilter:
    args = request.args
    return OutboxFilter(
        words=args.get("q", "").strip()[:80], state=args.get("state", ""), template=args.get("template", ""),
        sort=args.get("sort", ""),
    )  # fmt: skip


@bp.route("/events/<slug>/manage/outbox", methods=["GET", "POST"])
@requires(Permission.OUTBOX_READ)
def list_outbox(slug: str) -> ResponseReturnValue:
    """List the messages of an event; what is chosen here is confirmed on the next page."""
    event = outbox_event(slug)
    if request.method == "POST":
        ids = request.form.getlist("ids", int)
        if not ids:
            flash(_("Choose at least one message first."), "warning")
            return redirect(url_for(".list_outbox", slug=slug))
        return redirect(url_for(".confirm_messages", slug=slug, action=request.form.get("action", ""), ids=ids))
    session, args = database.session(), request.args
    per_page = args.get("per_page", SIZES[0], int)
    counts = count_outbox(session, event.id)
    templates = sorted(((each.value, label(each)) for each in counts.templates), key=lambda pair: pair[1])
    return render_template(
        "notifications/list_outbox.html", event=event, counts=counts, S=MessageState, templates=templates,
        page=find_page(session, event.id, _wanted(), number=args.get("page", 1, int), per_page=per_page),
        progress=sending_progress(session, event.id), has_server=bool(settings().smtp_host), is_filtered=_is_filtered(),
    )  # fmt: skip


def _is_filtered() -> bool:
    return any(request.args.get(name) for name in ("q", "state", "template"))


@bp.get("/events/<slug>/manage/outbox/progress")
@requires(Permission.OUTBOX_READ)
def show_sending(slug: str) -> ResponseReturnValue:
    """Say how far the mails have come."""
    event = outbox_event(slug)
    progress = sending_progress(database.session(), event.id)
    return jsonify(
        value=progress.settled, max=max(progress.total, 1), done=progress.waiting == 0,
        text=_("%(num)d of %(all)d done", num=progress.settled, all=progress.total),
        url=url_for(".list_outbox", slug=slug),
    )  # fmt: skip


@bp.route("/events/<slug>/manage/outbox/confirm", methods=["GET", "POST"])
@requires(Permission.OUTBOX_SEND)
def confirm_messages(slug: str) -> ResponseReturnValue:
    """Say what letting messages go, taking them back or trying again means; then do it."""
    event, actor = outbox_event(slug, Permission.OUTBOX_SEND), current_actor()
    action = _action(request.values.get("action", ""))
    if request.method == "POST":
        ids = [int(text) for text in request.form.get("ids", "").split(",") if text.isdigit()]
        try:
            with database.transaction() as session:
                choice = outbox.carry_out(session, actor, event=event, ids=ids, action=action)
        except RuleBroken as error:
            flash(explain(error), "error")
        else:
            flash(_done(action, len(choice.moving)), "success")
        return redirect(url_for(".list_outbox", slug=slug))
    session = database.session()
    choice = outbox.preview(session, actor, event=event, ids=_chosen(event.id, action), action=action)
    return render_template(
        "notifications/confirm_messages.html", event=event, choice=choice, Action=Action,
        has_server=bool(settings().smtp_host),
    )  # fmt: skip


def _action(name: str) -> Action:
    if name not in {each.value for each in Action}:
        raise NotFound("There is no such step.")
    return Action(name)


def _chosen(event_id: int, action: Action) -> Sequence[int]:
    """Return the ticked messages, or with `all` every one that fits the filter and can take the step."""
    if request.args.get("all") and action in STARTS:
        found = list_in_state(database.session(), event_id, _wanted(), STARTS[action])
        return [message.id for message in found[:MOST]]
    return request.args.getlist("ids", int)


def _done(action: Action, number: int) -> str:
    if action is Action.CANCEL:
        return str(ngettext("One message was taken back.", "%(num)d messages were taken back.", number))
    return str(ngettext("One message is on its way.", "%(num)d messages are on their way.", number))
