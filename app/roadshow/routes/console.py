"""The console of the host: everything that can be done with the stage, on one page."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import database
from app.core.display import explain
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.roadshow.logic import QuestionState
from app.roadshow.logic.live import Deed, Phase, Screen, StageClock
from app.roadshow.queries.live import (
    find_run,
    get_own_stage,
    last_deed,
    lateness,
    list_log,
    list_turn_items,
    stage_state,
)
from app.roadshow.queries.questions import QuestionFilter, list_questions
from app.roadshow.routes.blueprint import bp, show_event
from app.roadshow.routes.live import handover, milliseconds, stage_words
from app.roadshow.service import live as service

QUEUE = (QuestionState.SUBMITTED, QuestionState.APPROVED, QuestionState.SELECTED)


@bp.get("/events/<slug>/manage/stage/<int:session_id>")
@requires(Permission.ROADSHOW_RUN)
def show_console(slug: str, session_id: int) -> ResponseReturnValue:
    """Run the stage: start, pause, next, longer, shift, and what the screen shows."""
    event = show_event(slug, Permission.ROADSHOW_RUN)
    session = database.session()
    stage = get_own_stage(session, event, session_id)
    run, items = find_run(session, stage.id), list_turn_items(session, stage.id)
    clock = run.clock if run else StageClock(Phase.WAITING)
    on_stage = {run.pitch_id} if run and run.pitch_id else set()
    asked = [row for row in list_questions(session, current_actor(), event, QuestionFilter()) if row.state in QUEUE]
    return render_template(
        "roadshow/show_console.html",
        event=event,
        stage=stage,
        run=run,
        items=items,
        seen={"seen": last_deed(session, stage.id)},
        late=lateness(clock, items, at=now()),
        state=stage_state(session, stage.id),
        now=milliseconds(),
        words=stage_words(),
        queue=sorted(asked, key=lambda row: (row.pitch_id not in on_stage, row.id)),
        log=list_log(session, stage.id),
        Screen=Screen,
        phase=clock.phase,
    )


@bp.post("/events/<slug>/manage/stage/<int:session_id>/<deed>")
@requires(Permission.ROADSHOW_RUN)
def run_stage(slug: str, session_id: int, deed: str) -> ResponseReturnValue:
    """Do one thing with the stage; it is written down first, and every screen follows."""
    event = show_event(slug, Permission.ROADSHOW_RUN)
    stage = get_own_stage(database.session(), event, session_id)
    act = DEEDS.get(deed)
    if act is None:
        raise NotFound("There is no such step.")
    try:
        with database.transaction() as session:
            said = act(session, stage.id)
    except RuleBroken as error:
        flash(explain(error), "error")
    else:
        handover().announce(stage.id)
        if said:
            flash(said, "success")
    return redirect(url_for(".show_console", slug=event.slug, session_id=stage.id))


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _go_on(session: Session, session_id: int) -> None:
    service.go_on(session, current_actor(), session_id=session_id, seen=_seen())


def _pause(session: Session, session_id: int) -> None:
    service.stop_clock(session, current_actor(), session_id=session_id, seen=_seen())


def _resume(session: Session, session_id: int) -> None:
    service.start_clock(session, current_actor(), session_id=session_id, seen=_seen())


def _extend(session: Session, session_id: int) -> None:
    minutes = request.form.get("minutes", 0, int)
    service.give_time(session, current_actor(), session_id=session_id, minutes=minutes, seen=_seen())


def _shift(session: Session, session_id: int) -> str:
    minutes, _left = service.make_up(session, current_actor(), session_id=session_id, cut=False, seen=_seen())
    return str(_("Everything behind begins %(num)d minutes later.", num=minutes))


def _cut(session: Session, session_id: int) -> str:
    minutes, left = service.make_up(session, current_actor(), session_id=session_id, cut=True, seen=_seen())
    return str(
        _("The questions behind give up %(num)d minutes; %(left)d minutes are left.", num=minutes - left, left=left)
    )


def _absent(session: Session, session_id: int) -> str:
    service.skip_absent(session, current_actor(), session_id=session_id, seen=_seen())
    return str(_("Taken out; the pitches behind it have moved up."))


def _show(session: Session, session_id: int) -> None:
    wanted = request.form.get("screen", "")
    if wanted not in set(Screen):
        raise NotFound("There is no such step.")
    notice = request.form.get("notice")
    service.show_on_screen(
        session, current_actor(), session_id=session_id, screen=Screen(wanted), notice=notice, seen=_seen()
    )


DEEDS: dict[str, Callable[[Session, int], str | None]] = {
    Deed.START: _go_on, Deed.NEXT: _go_on, Deed.PAUSE: _pause, Deed.RESUME: _resume, Deed.EXTEND: _extend,
    Deed.SHIFT: _shift, Deed.CUT: _cut, Deed.ABSENT: _absent, Deed.SHOW: _show,
}  # fmt: skip
