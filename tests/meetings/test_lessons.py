"""What matching hears of meetings: through the outbox, each step once, and taken back where it was taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import outbox
from app.core.outbox import StoredFact
from app.matching.logic.steps import StepKind
from app.matching.logic.verdicts import DeclineReason
from app.matching.logic.wishes import WishSide
from app.matching.models import MatchStep
from app.meetings.logic.states import MeetingOutcome
from app.meetings.models import Meeting
from app.meetings.service.booking import schedule_by_hand
from app.meetings.service.day import Result, record_outcome
from app.meetings.service.requests import accept_meeting, decline_meeting, withdraw_request
from app.reactions import REACTIONS
from tests.meetings.conftest import Stage

TEACHES = "app.meetings.service.lessons"


def act(session: Session) -> list[tuple[StepKind, WishSide | None, DeclineReason | None]]:
    """Let every fact so far teach, twice, as after a worker that died; return what is known then."""
    for _ in range(2):
        for row in session.scalars(select(StoredFact).order_by(StoredFact.id)):
            fact = outbox.read(session, row.id)
            for reaction in REACTIONS[type(fact)]:
                if reaction.__module__ == TEACHES:
                    reaction(session, fact)
    steps = session.scalars(select(MatchStep).order_by(MatchStep.id))
    return [(step.kind, step.side, step.reason) for step in steps]


def test_asking_and_agreeing_are_steps_of_the_side_that_took_them(stage: Stage) -> None:
    meeting = stage.ask()
    assert act(stage.session) == [(StepKind.ASKED, WishSide.PITCH, None)]
    accept_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[0].id)
    assert act(stage.session) == [
        (StepKind.ASKED, WishSide.PITCH, None), (StepKind.ACCEPTED, WishSide.INVESTOR, None),
    ]  # fmt: skip


def test_a_request_taken_back_says_nothing(stage: Stage) -> None:
    meeting = stage.ask()
    act(stage.session)
    withdraw_request(stage.session, stage.team.actor, meeting_id=meeting.id)
    assert act(stage.session) == []


def test_a_meeting_set_by_the_organiser_is_nobodys_word(stage: Stage) -> None:
    schedule_by_hand(stage.session, stage.organiser_actor, pair=stage.pair(), slot_id=stage.slots[0].id)
    assert act(stage.session) == []


@pytest.mark.parametrize(("why", "reason"), [("too_dear", DeclineReason.TOO_DEAR), ("", DeclineReason.OTHER)])
def test_a_decline_teaches_its_reason(stage: Stage, why: str, reason: DeclineReason) -> None:
    meeting = stage.ask()
    decline_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, reason="谢谢", why=why)
    assert act(stage.session)[-1] == (StepKind.DECLINED, WishSide.INVESTOR, reason)


def test_the_kind_of_reason_is_asked_for_and_not_shown_to_the_other_side(
    stage: Stage, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    meeting = stage.ask()
    browser = sign_in(client, stage.house.account)
    assert 'value="too_far"' in browser.get(f"/meetings/{meeting.id}/decline").get_data(as_text=True)
    browser.post(f"/meetings/{meeting.id}/decline", data={"reason": "谢谢", "why": "too_far"})
    assert act(stage.session)[-1] == (StepKind.DECLINED, WishSide.INVESTOR, DeclineReason.TOO_FAR)
    page = sign_in(client, stage.team.account).get(f"/meetings/{meeting.id}").get_data(as_text=True)
    assert "谢谢" in page
    assert "太远" not in page


def test_an_outcome_is_a_step_of_both_and_a_correction_takes_its_place(
    stage: Stage, move_clock: Callable[[Meeting, timedelta], None]
) -> None:
    meeting = stage.agree()
    move_clock(meeting, timedelta(hours=1))
    for outcome in (MeetingOutcome.NO_INTEREST, MeetingOutcome.NDA):
        result = Result(outcome=outcome, minutes_text="", next_step="", next_on=None)
        record_outcome(stage.session, stage.house.actor, meeting_id=meeting.id, result=result)
    assert act(stage.session)[-1] == (StepKind.CONFIDENTIAL, None, None)
    (step,) = stage.session.scalars(select(MatchStep).where(MatchStep.kind == StepKind.CONFIDENTIAL))
    assert meeting.slot is not None
    assert step.happened_at == meeting.slot.start_at
