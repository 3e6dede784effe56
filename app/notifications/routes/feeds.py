"""The secret address of a person's calendar: making and ending it, and what calendar programs read there."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import say, speaking
from app.core.permissions import Permission, public, requires
from app.core.web import current_actor
from app.core.words import N_
from app.notifications.forms import EditFeedForm
from app.notifications.queries.feeds import feed_ics, find_feed, get_feed
from app.notifications.routes.blueprint import bp, settings
from app.notifications.service import feeds

FRESH_SECONDS = 300


@bp.route("/my/calendar", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def edit_feed() -> ResponseReturnValue:
    """Make, renew or revoke the address at which one's calendar program follows the agenda."""
    actor, form = current_actor(), EditFeedForm()
    if form.validate_on_submit():
        revokes = request.form.get("action") == "revoke"
        with database.transaction() as session:
            if revokes:
                feeds.revoke_feed(session, actor)
            else:
                feeds.make_feed(session, actor)
        flash(
            _("The address is revoked; calendars that used it get nothing any more.") if revokes
            else _("Your calendar has a new address."), "success",
        )  # fmt: skip
        return redirect(url_for(".edit_feed"))
    feed = find_feed(database.session(), actor.person_id or 0)
    address = f"{settings().base_url}{url_for('.show_feed', token=feed.token)}" if feed else ""
    return render_template(
        "notifications/edit_feed.html", feed=feed, form=form, address=address,
        webcal=address.replace("https://", "webcal://").replace("http://", "webcal://"),
    )  # fmt: skip


@bp.get("/feeds/<token>.ics")
@public
def show_feed(token: str) -> ResponseReturnValue:
    """Hand the agenda of whoever owns the secret address to a calendar program."""
    session = database.session()
    feed, language = get_feed(session, token)
    with speaking(language):
        name = say(N_("Luyan: my agenda"))
    answer = Response(feed_ics(session, feed, base_url=settings().base_url, name=name), mimetype="text/calendar")
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'inline; filename="luyan.ics"'
    answer.headers["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    answer.add_etag()
    return answer.make_conditional(request)
