"""The public front page, and the start page of signed-in people."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.clock import CHINA, now
from app.core.db import database
from app.core.permissions import Permission, public, requires
from app.core.web import current_actor
from app.home.logic.agenda import Placed
from app.home.logic.suggestions import day_part
from app.home.queries.agenda import list_coming
from app.home.queries.front import count_all, list_front_events, list_front_figures
from app.home.queries.start import list_roles, list_waiting, suggest
from app.home.routes.agenda import time_of
from app.home.routes.blueprint import bp

SHOWN_ENTRIES = 5


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """Show what the platform is and what happens next; signed-in people go on to their own start page."""
    if current_actor().is_signed_in:
        return redirect(url_for(".show_start"))
    session = database.session()
    return render_template(
        "home/start.html",
        events=list_front_events(session),
        figures=list_front_figures(session),
        counts=count_all(session),
    )


@bp.get("/start")
@requires(Permission.ACCOUNT_OWN)
def show_start() -> ResponseReturnValue:
    """Show what to do next, over all roles."""
    actor, session = current_actor(), database.session()
    coming = list_coming(session, actor.person_id or 0)
    return render_template(
        "home/show_start.html", suggestions=suggest(session, actor, coming=len(coming)),
        greeting=day_part(now().astimezone(CHINA).hour), roles=list_roles(session, actor),
        coming=[Placed(item) for item in coming[:SHOWN_ENTRIES]], time_of=time_of,
        waiting=list_waiting(session, actor), events=list_front_events(session),
    )  # fmt: skip
