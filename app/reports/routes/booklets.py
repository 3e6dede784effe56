"""The booklet of pitches for its readers: each gets the edition that is open to them."""

import io

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import language
from app.core.errors import NotAllowed
from app.core.permissions import Permission, public, requires
from app.core.web import current_actor
from app.documents.service import cached_bytes, file_path
from app.events.models.event import Event
from app.events.queries.events import get_event_by_id
from app.events.queries.programme_public import check_visible, get_public_key
from app.reports.queries.papers import levels_of, list_stage_pitches
from app.reports.routes.blueprint import bp
from app.reports.service import papers
from app.reports.service.wanted import Wanted


def _visible_event(slug: str) -> Event:
    session = database.session()
    key = get_public_key(session, slug)
    check_visible(session, current_actor(), key)
    return get_event_by_id(session, key.id)


@bp.get("/events/<slug>/booklet")
@public
def show_booklet(slug: str) -> ResponseReturnValue:
    """Show which editions of the booklet are open to the visitor."""
    event, actor, session = _visible_event(slug), current_actor(), database.session()
    levels = levels_of(session, event.id, actor.person_id) if actor.person_id else {}
    rows = list_stage_pitches(session, event.id)
    return render_template("reports/show_booklet.html", event=event, rows=rows, levels=levels)


@bp.get("/events/<slug>/booklet.pdf")
@public
def download_booklet(slug: str) -> ResponseReturnValue:
    """Give the public edition, or to whoever is signed in the one for registered readers."""
    event, actor = _visible_event(slug), current_actor()
    is_public = actor.person_id is None or request.args.get("edition") == "public"
    wanted = Wanted(papers.PUBLIC if is_public else papers.REGISTERED, "en" if language() == "en" else "zh")
    begun = papers.read_paper(database.session(), event, wanted)
    content = cached_bytes("booklet", begun.content_key, lambda: papers.draw_paper(begun).content)
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}-booklet.pdf"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@bp.post("/events/<slug>/booklet")
@requires(Permission.PITCH_READ)
def order_own_booklet(slug: str) -> ResponseReturnValue:
    """Make the visitor's own copy of the confidential edition; the teams see who took one."""
    event, actor = _visible_event(slug), current_actor()
    if not levels_of(database.session(), event.id, actor.person_id or 0):
        raise NotAllowed("Please accept the undertaking of a pitch first.")
    wanted = Wanted(papers.AFTER_NDA, "en" if language() == "en" else "zh", reader_id=actor.person_id)
    with database.transaction() as session:
        document = papers.print_paper(session, event, wanted)
        path = file_path(document.file)
    name = _("%(slug)s-confidential.pdf", slug=slug)
    return send_file(io.BytesIO(path.read_bytes()), mimetype="application/pdf", download_name=name, as_attachment=True)
