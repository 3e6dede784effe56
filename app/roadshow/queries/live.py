"""Reading the stage as every screen shows it: one state in plain values, the same for everybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.clock import now
from app.core.db import database, plain_json
from app.core.errors import NotFound
from app.core.permissions import Actor, Role, ScopeKind
from app.evaluation.models import PanelTarget
from app.evaluation.queries.panels import list_outcomes, list_revealed
from app.events.logic.states import SessionState, Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.programme import is_released
from app.events.queries.programme_public import check_visible
from app.events.queries.sessions import visible_levels
from app.pitches.logic.visibility import visible_fields
from app.pitches.models import Pitch, PitchMember
from app.roadshow.logic import QuestionState
from app.roadshow.logic.live import RUNNING, Phase, Screen, StageClock, shorten
from app.roadshow.logic.order import Turn
from app.roadshow.models import Question, QuestionVote, RunningOrder, RunningOrderItem, StageRun, StageStep
from app.roadshow.queries.order import get_stage

MOST_QUESTIONS = 20
REHEARSAL = timedelta(hours=3)  # a stage that runs so far from its plan runs on another day
State = dict[str, Any]


def get_own_stage(session: Session, event: Event, session_id: int) -> EventSession:
    """Return a session of an event."""
    stage = get_stage(session, session_id)
    if stage.event_id != event.id:
        raise NotFound("There is no such session.")
    return stage


def get_visible_stage(session: Session, actor: Actor, event: Event, session_id: int) -> EventSession:
    """Return a session that the actor may follow; for the others it does not exist."""
    is_organiser = check_visible(session, actor, event)
    stage = get_own_stage(session, event, session_id)
    if is_organiser:
        return stage
    levels = visible_levels(session, event.id, person_id=actor.person_id, is_organiser=False)
    is_open = stage.visibility is Visibility.PUBLIC or stage.visibility in levels
    if not is_open or stage.state is SessionState.CANCELLED or not is_released(session, stage):
        raise NotFound("There is no such session.")
    return stage


def presents(session: Session, actor: Actor, session_id: int) -> bool:
    """Tell whether the actor is on the team of a pitch in the order of a session."""
    if actor.person_id is None:
        return False
    member = select(PitchMember.id).where(PitchMember.pitch_id == Pitch.id, PitchMember.person_id == actor.person_id)
    organisations = actor.scope_ids(ScopeKind.ORGANISATION, Role.PROJECT_TEAM)
    ours = or_(Pitch.created_by == actor.person_id, Pitch.organisation_id.in_(organisations), member.exists())
    wanted = (
        select(RunningOrderItem.id)
        .join(RunningOrder, RunningOrder.id == RunningOrderItem.order_id)
        .join(Pitch, Pitch.id == RunningOrderItem.pitch_id)
        .where(RunningOrder.session_id == session_id, RunningOrderItem.position.is_not(None), ours)
    )
    return session.scalar(wanted.limit(1)) is not None


def find_run(session: Session, session_id: int) -> StageRun | None:
    """Return what happens on the stage of a session, if anything was ever done there."""
    return session.scalar(
        select(StageRun)
        .where(StageRun.session_id == session_id)
        .options(joinedload(StageRun.session).joinedload(EventSession.event), joinedload(StageRun.question))
    )


def list_turn_items(session: Session, session_id: int) -> list[RunningOrderItem]:
    """Return the turns of a session that have a place, in their order, with pitch and team."""
    return list(
        session.scalars(
            select(RunningOrderItem)
            .join(RunningOrder, RunningOrder.id == RunningOrderItem.order_id)
            .where(RunningOrder.session_id == session_id, RunningOrderItem.position.is_not(None))
            .options(
                joinedload(RunningOrderItem.pitch).joinedload(Pitch.organisation),
                joinedload(RunningOrderItem.pitch).selectinload(Pitch.members).joinedload(PitchMember.person),
            )
            .order_by(RunningOrderItem.position)
        )
    )


def list_log(session: Session, session_id: int, *, most: int = 30) -> list[StageStep]:
    """Return what was done on stage, newest first."""
    return list(
        session.scalars(
            select(StageStep)
            .where(StageStep.session_id == session_id)
            .options(joinedload(StageStep.pitch), joinedload(StageStep.person))
            .order_by(StageStep.id.desc())
            .limit(most)
        )
    )


def last_deed(session: Session, session_id: int) -> int:
    """Return the key of what was done last on a stage; 0 before anything was."""
    return session.scalar(select(func.max(StageStep.id)).where(StageStep.session_id == session_id)) or 0


def lateness(clock: StageClock, items: Sequence[RunningOrderItem], *, at: datetime) -> int:
    """Return by how many whole minutes the stage will be late for its plan, rounded up; 0 while it is in time."""
    item = next((each for each in items if each.pitch_id == clock.pitch), None)
    if item is None or item.start_at is None or item.end_at is None:
        return 0
    expected = at + max(clock.left(at), timedelta())
    if clock.phase is Phase.PRESENTING:
        expected += timedelta(minutes=item.qa_minutes)
    planned = item.end_at if clock.phase in RUNNING else item.start_at
    if expected - planned > REHEARSAL:
        return 0
    return max(-((planned - expected) // timedelta(minutes=1)), 0)


def turns_in(items: Sequence[RunningOrderItem]) -> list[Turn]:
    """Return turns as the clock needs them."""
    return [Turn(each.pitch_id, each.present_minutes, each.qa_minutes, pause_after=each.pause_after) for each in items]


def get_revision(session: Session, session_id: int) -> int:
    """Return the revision of a stage; 0 before anything was done there."""
    return session.scalar(select(StageRun.revision).where(StageRun.session_id == session_id)) or 0


def look_for_news(asked: Mapping[int, int]) -> dict[int, tuple[int, str]]:
    """Return, of the stages asked for, those that have another revision than the given one."""
    session = database.session()
    rows = session.execute(
        select(StageRun.session_id, StageRun.revision).where(StageRun.session_id.in_(list(asked)))
    ).all()
    changed = [session_id for session_id, revision in rows if revision != asked[session_id]]
    return {session_id: state_text(session, session_id) for session_id in changed}


def state_text(session: Session, session_id: int) -> tuple[int, str]:
    """Return the state of a stage as text, with its revision."""
    state = stage_state(session, session_id)
    return state["revision"], plain_json(state)


def stage_state(session: Session, session_id: int) -> State:
    """Return everything a screen shows, without a word that not everybody in the room may read."""
    run = find_run(session, session_id)
    zone = ZoneInfo(session.scalars(_ZONE.where(EventSession.id == session_id)).one())
    clock = run.clock if run else StageClock(Phase.WAITING)
    items = list_turn_items(session, session_id)
    here = next((at for at, item in enumerate(items) if item.pitch_id == clock.pitch), None)
    is_on = clock.phase in RUNNING
    after = (here + 1 if is_on else here) if here is not None else (0 if clock.phase is Phase.WAITING else None)
    rows = [_row(item, zone) for item in items]
    at = here if is_on else after
    shown = items[at] if at is not None and at < len(items) else None
    return {
        "revision": run.revision if run else 0,
        "phase": clock.phase.value,
        "paused": clock.paused_at is not None,
        "ends": _milliseconds(clock.ends),
        "left": round(clock.left(now()).total_seconds() * 1000) if clock.paused_at else None,
        "seconds": clock.seconds,
        "pitch": rows[here] if here is not None and is_on else None,
        "next": rows[after] if after is not None and after < len(rows) else None,
        "order": rows,
        "screen": _screen(run, clock, shown).value,
        "slide": title_slide(shown) if shown else None,
        "question": _on_screen(run),
        "notice": run.notice if run else None,
        "seed": session.scalar(select(RunningOrder.seed).where(RunningOrder.session_id == session_id)),
        "results": _results(session, run) if run and run.screen is Screen.RESULTS else [],
        "questions": _asked(session, items[here].pitch_id if here is not None and is_on else None),
    }


_ZONE = select(Event.zone).join(EventSession, EventSession.event_id == Event.id)


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def _row(item: RunningOrderItem, zone: ZoneInfo) -> State:
    pitch = item.pitch
    is_closed = pitch.visibility is Visibility.NAMED
    return {
        "id": item.pitch_id,
        "position": item.position,
        "title": None if is_closed else pitch.title,
        "team": pitch.organisation.name if pitch.organisation and not is_closed else "",
        "start": f"{item.start_at.astimezone(zone):%H:%M}" if item.start_at else "",
        "end": f"{item.end_at.astimezone(zone):%H:%M}" if item.end_at else "",
        "done": item.finished_at is not None,
    }


def _screen(run: StageRun | None, clock: StageClock, item: RunningOrderItem | None) -> Screen:
    """Return what the big screen shows: the title slide instead of the bare clock while a team without slides talks."""
    chosen = run.screen if run else Screen.TIMER
    has_none = item is not None and item.pitch.slides_file_id is None
    if chosen is Screen.TIMER and clock.phase is Phase.PRESENTING and has_none:
        return Screen.SLIDE
    return chosen


def title_slide(item: RunningOrderItem) -> State | None:
    """Return the title slide of a pitch, made from what its team wrote for everybody; none for invited readers."""
    pitch = item.pitch
    if pitch.visibility is Visibility.NAMED:
        return None
    seen = visible_fields(pitch, Visibility.PUBLIC)
    presenter = pitch.presenter
    return {
        "title": pitch.title,
        "team": pitch.organisation.name if pitch.organisation else "",
        "presenter": presenter.person.name if presenter and presenter.person else "",
        "number": pitch.number,
        "position": item.position,
        "field": pitch.field or "",
        "trl": pitch.trl,
        "round": pitch.investment_round.value if pitch.investment_round else "",
        "summary": shorten(seen.get("summary") or ""),
    }


def _on_screen(run: StageRun | None) -> State | None:
    if run is None or run.question is None or run.question.is_confidential:
        return None
    return {"id": run.question.id, "theme": run.question.theme.value, "content": run.question.content}


def _results(session: Session, run: StageRun) -> list[State]:
    """Return the places of the panel revealed last; pitches for invited readers have no name here either."""
    revealed = list_revealed(session, run.session.event_id)
    outcomes = list_outcomes(session, revealed[-1].id) if revealed else []
    if not outcomes:
        return []
    closed = session.scalars(
        select(PanelTarget.id)
        .join(Pitch, Pitch.id == PanelTarget.pitch_id)
        .where(PanelTarget.panel_id == revealed[-1].id, Pitch.visibility == Visibility.NAMED)
    ).all()
    return [
        {"place": row["place"], "title": None if row["target"] in closed else row["title"], "value": row["value"]}
        for row in outcomes[0].rows
    ]


def _asked(session: Session, pitch_id: int | None) -> list[State]:
    """Return the questions that were let through for the pitch on stage, most wanted first."""
    if pitch_id is None:
        return []
    votes = func.count(QuestionVote.id)
    rows = session.execute(
        select(Question.id, Question.theme, Question.content, Question.state, votes)
        .outerjoin(QuestionVote, QuestionVote.question_id == Question.id)
        .where(
            Question.pitch_id == pitch_id,
            Question.is_confidential.is_(False),
            Question.state.in_([QuestionState.APPROVED, QuestionState.SELECTED]),
        )
        .group_by(Question.id, Question.theme, Question.content, Question.state)
        .order_by(votes.desc(), Question.id)
        .limit(MOST_QUESTIONS)
    )
    return [
        {"id": key, "theme": theme.value, "content": content, "selected": state is QuestionState.SELECTED, "votes": n}
        for key, theme, content, state, n in rows
    ]
