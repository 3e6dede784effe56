"""On the day: what happened is said, looked at, done, told once, and taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.events.logic.states import HolderKind, ResourceKind
from app.events.service.occupancy import occupy
from app.matching.logic.wishes import Wish
from app.meetings.facts import TimetableMended
from app.meetings.logic.states import ChangeKind, MeetingState
from app.meetings.models import Meeting, MeetingPlan, Standby, TimetableChange, Unavailability
from app.meetings.queries.changes import list_changes
from app.meetings.queries.meetings import get_meeting, list_event_meetings
from app.meetings.service.booking import lock_meeting
from app.meetings.service.by_hand import move_by_hand
from app.meetings.service.reasons import SOMEBODY_AWAY
from app.meetings.service.replanning import Incident, apply_change, propose_change, undo_change
from app.notifications.models import Message
from app.notifications.service.reactions.mending import announce_change
from tests.factories import make_session
from tests.meetings.conftest import Stage, build_stage
from tests.meetings.test_service_planning import double_booked, published

K = ChangeKind
MoveClock = Callable[[Meeting, timedelta], None]
Place = dict[tuple[int, int], tuple[int | None, int | None]]


@pytest.fixture
def fair(session: Session) -> Stage:
    """Three teams and two investors who all meet, in four slots at two tables; the plan is published."""
    stage = build_stage(session, teams=3, houses=2)
    for team in range(3):
        for house in range(2):
            stage.wish(team, house, investor=Wish.MEET, pitch=Wish.MEET)
    published(stage)
    return stage


def places(stage: Stage) -> Place:
    rows = list_event_meetings(stage.session, stage.event.id)
    return {(m.pitch_id, m.investor_id): (m.slot_id, m.table_id) for m in rows if m.holds_slot}


def propose(stage: Stage, kind: ChangeKind, **more: object) -> TimetableChange:
    return propose_change(
        stage.session,
        stage.organiser_actor,
        event=stage.event,
        incident=Incident(kind=kind, **more),  # type: ignore[arg-type]
    )


def apply(stage: Stage, change: TimetableChange) -> TimetableChange:
    apply_change(stage.session, stage.organiser_actor, event=stage.event, change_id=change.id)
    return change


def test_a_proposal_changes_nothing(fair: Stage) -> None:
    before = places(fair)
    change = propose(fair, K.PERSON_AWAY, person_id=fair.teams[0].account.person_id)
    assert (change.detail["dropped"], change.detail["disturbed"], change.applied_at) == (2, 3, None)
    assert places(fair) == before
    assert list_changes(fair.session, fair.event.id)[0].kind is K.PUBLISHED


def test_somebody_away_loses_meetings_nobody_else_moves_and_it_can_be_taken_back(fair: Stage) -> None:
    before = places(fair)
    gone = fair.teams[0].pitch.id
    change = apply(fair, propose(fair, K.PERSON_AWAY, person_id=fair.teams[0].account.person_id))
    assert places(fair) == {pair: place for pair, place in before.items() if pair[0] != gone}
    assert change.detail["least"] == change.detail["disturbed"] == 3
    off = [m for m in list_event_meetings(fair.session, fair.event.id) if m.state is MeetingState.CANCELLED]
    assert {m.state_reason for m in off} == {SOMEBODY_AWAY}
    undo_change(fair.session, fair.organiser_actor, event=fair.event, change_id=change.id)
    assert places(fair) == before
    assert double_booked(fair.session) == []
    assert fair.session.scalars(select(Unavailability)).all() == []
    with pytest.raises(Conflict):
        undo_change(fair.session, fair.organiser_actor, event=fair.event, change_id=change.id)


def test_whoever_stands_by_takes_the_hole(session: Session) -> None:
    stage = build_stage(session, teams=2, houses=1, slots=1, tables=1)
    stage.wish(0, 0, investor=Wish.MUST_MEET, pitch=Wish.MUST_MEET)
    stage.wish(1, 0, investor=Wish.MEET, pitch=Wish.MEET)
    published(stage)
    assert places(stage).keys() == {(stage.teams[0].pitch.id, stage.house.investor.id)}
    away = stage.teams[0].account.person_id
    assert propose(stage, K.PERSON_AWAY, person_id=away).detail["added"] == 0
    session.add(Standby(event_id=stage.event.id, person_id=stage.teams[1].account.person_id))
    session.flush()
    apply(stage, propose(stage, K.PERSON_AWAY, person_id=away))
    assert places(stage).keys() == {(stage.teams[1].pitch.id, stage.house.investor.id)}


def test_somebody_late_is_not_expected_before_and_is_not_booked_before_either(fair: Stage) -> None:
    late = fair.teams[1].account.person_id
    until = fair.slots[1].start_at
    change = apply(fair, propose(fair, K.PERSON_LATE, person_id=late, until=until))
    when = {slot for (pitch, _house), (slot, _table) in places(fair).items() if pitch == fair.teams[1].pitch.id}
    assert fair.slots[0].id not in when
    assert change.detail["dropped"] == 0
    ruled = fair.session.execute(select(Unavailability.person_id, Unavailability.slot_id)).all()
    assert [tuple(row) for row in ruled] == [(late, fair.slots[0].id)]


def test_a_closed_table_sends_people_to_another_table_at_the_same_time_if_it_can(session: Session) -> None:
    stage = build_stage(session, teams=2, houses=1, tables=2)
    for team in range(2):
        stage.wish(team, 0, investor=Wish.MEET, pitch=Wish.MEET)
    published(stage)
    used = {table for _slot, table in places(stage).values()}
    before = places(stage)
    change = apply(stage, propose(stage, K.TABLE_CLOSED, table_id=next(iter(used))))
    assert (change.detail["reseated"], change.detail["moved"], change.detail["dropped"]) == (2, 0, 0)
    assert {pair: slot for pair, (slot, _table) in places(stage).items()} == {p: s for p, (s, _t) in before.items()}
    assert next(iter(used)) not in {table for _slot, table in places(stage).values()}


def test_a_session_that_takes_longer_holds_its_people_back(fair: Stage) -> None:
    speaker = fair.teams[0].account.person
    begins = fair.slots[0].start_at - timedelta(hours=2)
    talk = make_session(fair.session, fair.event, start_at=begins, end_at=begins + timedelta(hours=1))
    occupy(
        fair.session, kind=ResourceKind.PERSON, resource_id=speaker.id, start=talk.start_at, end=talk.end_at,
        holder_kind=HolderKind.SESSION, holder_id=talk.id, event_id=fair.event.id,
    )  # fmt: skip
    change = apply(fair, propose(fair, K.SESSION_OVERRUNS, session_id=talk.id, until=fair.slots[0].end_at))
    when = {slot for (pitch, _h), (slot, _t) in places(fair).items() if pitch == fair.teams[0].pitch.id}
    assert not when & {fair.slots[0].id}
    assert change.detail["away"]
    with pytest.raises(RuleBroken):
        propose(fair, K.SESSION_OVERRUNS, session_id=talk.id)


def test_locked_and_running_meetings_stay(fair: Stage, move_clock: MoveClock) -> None:
    rows = [m for m in list_event_meetings(fair.session, fair.event.id) if m.holds_slot]
    for each in rows:
        lock_meeting(fair.session, fair.organiser_actor, meeting_id=each.id, is_locked=True)
    first = min(rows, key=lambda each: each.slot.start_at)
    running = {(m.pitch_id, m.investor_id) for m in rows if m.slot_id == first.slot_id}
    before = places(fair)
    move_clock(first, timedelta(minutes=1))
    gone = fair.teams[0]
    apply(fair, propose(fair, K.PERSON_AWAY, person_id=gone.account.person_id))
    assert places(fair) == {p: at for p, at in before.items() if p in running or p[0] != gone.pitch.id}


def test_a_proposal_that_no_longer_fits_is_refused(fair: Stage) -> None:
    change = propose(fair, K.PERSON_AWAY, person_id=fair.teams[0].account.person_id)
    apply(fair, propose(fair, K.PERSON_AWAY, person_id=fair.teams[0].account.person_id))
    before = places(fair)
    with pytest.raises(Conflict):
        apply(fair, change)
    assert places(fair) == before
    with pytest.raises(NotAllowed):
        propose_change(fair.session, fair.teams[0].actor, event=fair.event, incident=Incident(kind=K.HOLES_FILLED))


def test_a_move_by_hand_is_in_the_log_and_can_be_taken_back(session: Session) -> None:
    stage = build_stage(session, teams=1, houses=1)
    meeting = stage.agree(slot=0)
    before = places(stage)
    _moved, change = move_by_hand(
        session, stage.organiser_actor, meeting_id=meeting.id, slot_id=stage.slots[2].id, reason="换到下午"
    )
    assert get_meeting(session, meeting.id).slot_id == stage.slots[2].id
    undo_change(session, stage.organiser_actor, event=stage.event, change_id=change)
    assert places(stage) == before


def told(stage: Stage, fact: TimetableMended) -> list[Message]:
    seen = {message.id for message in stage.session.scalars(select(Message))}
    stage.session.info["fact_id"] = 4711
    announce_change(stage.session, fact)
    announce_change(stage.session, fact)
    return [message for message in stage.session.scalars(select(Message)) if message.id not in seen]


def test_everybody_touched_is_told_once_whatever_changed(fair: Stage) -> None:
    gone = fair.teams[0].account.person_id
    apply(fair, propose(fair, K.PERSON_AWAY, person_id=gone))
    stored = fair.session.scalars(select(StoredFact).where(StoredFact.name == "TimetableMended")).one()
    fact = TimetableMended(**stored.payload)
    messages = told(fair, fact)
    people = [message.person_id for message in messages]
    assert sorted(people) == sorted({gone, *(house.account.person_id for house in fair.houses)})
    mine = next(message for message in messages if message.person_id == gone)
    assert all(house.investor.organisation.name in mine.body for house in fair.houses)
    assert {message.state.value for message in messages} <= {"queued", "sent"}
    single = next(message for message in messages if message.person_id != gone)
    assert single.calendar_method == "CANCEL"


def test_pages_show_the_difference_before_and_after(fair: Stage, browse: Callable[[Account], FlaskClient]) -> None:
    client = browse(fair.organiser)
    base = f"/events/{fair.event.slug}/manage/meetings"
    assert client.get(base + "/replan").status_code == 200
    assert client.post(base + "/replan", data={"kind": "person_away"}).status_code == 422
    gone = fair.teams[0].account.person_id
    asked = client.post(base + "/replan", data={"kind": "person_away", "person_id": str(gone)})
    assert asked.status_code == 302
    page = client.get(asked.location).text
    assert f"{asked.location}/apply" in page
    assert fair.teams[0].pitch.title in page
    assert client.post(asked.location + "/apply").status_code == 302
    assert client.post(asked.location + "/apply").status_code == 409
    assert f"{asked.location}/undo" in client.get(asked.location).text
    log = client.get(base + "/changes").text
    assert asked.location in log
    assert client.post(asked.location + "/undo").status_code == 302
    assert browse(fair.teams[0].account).get(base + "/changes").status_code == 403
    plan = fair.session.scalars(select(MeetingPlan)).one()
    assert plan.status == "published"
