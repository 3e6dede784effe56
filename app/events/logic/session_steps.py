"""From which state a session may go where, and how long a session of each type usually takes."""

from datetime import timedelta

from app.events.logic.states import EventState, SessionState, SessionType

S = SessionState
STEPS: dict[SessionState, tuple[SessionState, ...]] = {
    S.DRAFT: (S.SCHEDULED,),
    S.SCHEDULED: (S.LIVE, S.MOVED, S.CANCELLED),
    S.MOVED: (S.SCHEDULED, S.CANCELLED),
    S.LIVE: (S.PAUSED, S.ENDED),
    S.PAUSED: (S.LIVE,),
    S.ENDED: (),
    S.CANCELLED: (),
}
ON_STAGE = frozenset({S.LIVE, S.PAUSED, S.ENDED})
ON_THE_DAY = {
    S.SCHEDULED: (S.LIVE,),
    S.LIVE: (S.PAUSED, S.ENDED),
    S.PAUSED: (S.LIVE,),
}
USUAL_MINUTES = {
    SessionType.OPENING: 20,
    SessionType.KEYNOTE: 30,
    SessionType.PANEL: 60,
    SessionType.SIGNING: 30,
    SessionType.ROADSHOW: 120,
    SessionType.QA: 30,
    SessionType.ROUNDTABLE: 60,
    SessionType.ONSITE_EXCHANGE: 90,
    SessionType.RELEASE: 30,
    SessionType.UNVEILING: 15,
    SessionType.MEETING_BLOCK: 120,
    SessionType.BREAK: 15,
}


def may_step(old: SessionState, new: SessionState) -> bool:
    """Tell whether the table knows a step."""
    return new in STEPS[old]


def steps_on_the_day(state: SessionState, event_state: EventState) -> tuple[SessionState, ...]:
    """Return where whoever runs the stage may take a session now."""
    return ON_THE_DAY.get(state, ()) if event_state is EventState.LIVE else ()


def usual_length(kind: SessionType) -> timedelta:
    """Return how long a session of a type takes unless somebody says otherwise."""
    return timedelta(minutes=USUAL_MINUTES[kind])
