"""Situations in which a start page suggests something, and how each ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.logic.states import AgreementState, FollowUpState
from app.agreements.models.follow_up import FollowUp
from app.core.clock import now, today
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import ConfirmState, EventState, RegistrationState, TaskState
from app.events.models.event import Event, EventTask
from app.investors.logic import InvestorState
from app.library.logic import AchievementState, NeedState
from app.notifications.logic import Channel, MessageState, Template
from app.notifications.models import Message
from app.organisations.logic import OrganisationState
from app.pitches.logic.states import PitchState
from app.roadshow.logic import QuestionState, QuestionTheme
from app.roadshow.models import Question
from tests.factories import (
    make_account,
    make_achievement,
    make_agreement,
    make_centre,
    make_event,
    make_investor,
    make_member,
    make_membership,
    make_need,
    make_organisation,
    make_pitch,
    make_registration,
    make_representative,
    make_session,
    make_session_person,
)


@dataclass
class Situation:
    """Somebody to whom something is suggested; `row` and `state` are what ends it."""

    account: Account
    endpoint: str
    params: dict[str, Any]
    row: Any
    changes: dict[str, Any]
    count: int | None = None

    def end(self, session: Session) -> None:
        """Do what was suggested."""
        for name, value in self.changes.items():
            setattr(self.row, name, value)
        session.flush()


Build = Callable[[Session], Situation]


def _operator(session: Session) -> tuple[Account, int]:
    centre = make_centre(session)
    return make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id), centre.id


def _organiser(session: Session, **fields: Any) -> tuple[Account, Event]:
    event = make_event(session, **fields)
    return make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id), event


def _team(session: Session, **fields: Any) -> tuple[Account, Any]:
    account = make_account(session)
    pitch = make_pitch(session, presenter=account.person, **fields)
    return account, pitch


def verify_organisations(session: Session) -> Situation:
    account, centre_id = _operator(session)
    make_organisation(session, state=OrganisationState.APPLIED, centre_id=make_centre(session).id)
    row = make_organisation(session, state=OrganisationState.APPLIED, centre_id=centre_id)
    params = {"desk": "verify", "state": "applied"}
    changes = {"state": OrganisationState.VERIFIED}
    return Situation(account, "organisations.list_organisations", params, row, changes, 1)


def verify_organisations_of_all(session: Session) -> Situation:
    account = make_member(session, Role.PLATFORM_ADMIN)
    row = make_organisation(session, state=OrganisationState.APPLIED)
    params = {"desk": "verify", "state": "applied"}
    return Situation(account, "organisations.list_organisations", params, row, {"state": OrganisationState.VERIFIED}, 1)


def verify_an_investor(session: Session) -> Situation:
    account, centre_id = _operator(session)
    row = make_investor(session, state=InvestorState.APPLIED, centre_id=centre_id)
    changes = {"state": InvestorState.ACTIVE}
    return Situation(account, "investors.verify_investor", {"investor_id": row.id}, row, changes)


def approve_an_event(session: Session) -> Situation:
    account, centre_id = _operator(session)
    row = make_event(session, state=EventState.IN_REVIEW, centre_id=centre_id)
    return Situation(account, "events.change_state", {"slug": row.slug}, row, {"state": EventState.APPROVED})


def sort_achievements(session: Session) -> Situation:
    account, centre_id = _operator(session)
    row = make_achievement(session, state=AchievementState.SUBMITTED, centre_id=centre_id)
    params = {"desk": "sorting", "state": "submitted"}
    return Situation(
        account, "library.list_achievements", params, row, {"state": AchievementState.SORTING}, 1
    )  # fmt: skip


def sort_needs(session: Session) -> Situation:
    account, centre_id = _operator(session)
    row = make_need(session, state=NeedState.SUBMITTED, centre_id=centre_id)
    params = {"desk": "sorting", "state": "submitted"}
    return Situation(account, "library.list_needs", params, row, {"state": NeedState.SORTING}, 1)


def hand_an_event_in(session: Session) -> Situation:
    account, event = _organiser(session, state=EventState.DRAFT)
    return Situation(account, "events.review_event", {"slug": event.slug}, event, {"state": EventState.IN_REVIEW})


def check_pitches(session: Session) -> Situation:
    account, event = _organiser(session)
    row = make_pitch(session, event, state=PitchState.SUBMITTED)
    changes = {"state": PitchState.SHORTLISTED}
    return Situation(account, "pitches.list_event_pitches", {"slug": event.slug}, row, changes, 1)


def decide_about_registrations(session: Session) -> Situation:
    account, event = _organiser(session)
    row = make_registration(session, event, state=RegistrationState.SUBMITTED)
    params = {"slug": event.slug, "state": "submitted"}
    return Situation(account, "events.list_registrations", params, row, {"state": RegistrationState.APPROVED}, 1)


def read_the_outbox(session: Session) -> Situation:
    account, event = _organiser(session)
    row = Message(
        channel=Channel.EMAIL, person_id=account.person_id, event_id=event.id, template=next(iter(Template)),
        subject="通知", body="通知", state=MessageState.DRAFT,
    )  # fmt: skip
    session.add(row)
    return Situation(
        account, "notifications.list_outbox", {"slug": event.slug}, row, {"state": MessageState.CANCELLED}, 1
    )  # fmt: skip


def do_late_tasks(session: Session) -> Situation:
    account, event = _organiser(session)
    row = EventTask(event_id=event.id, name="预订场地", offset_days=-60, due_on=today() - timedelta(days=1))
    session.add_all([row, EventTask(event_id=event.id, name="印制胸牌", offset_days=-1, due_on=today())])
    params = {"slug": event.slug, "state": "overdue"}
    return Situation(account, "events.list_tasks", params, row, {"state": TaskState.DONE}, 1)


def let_questions_through(session: Session) -> Situation:
    account, event = _organiser(session)
    row = Question(
        event_id=event.id, asker_id=account.person_id, theme=QuestionTheme.MARKET, content="市场有多大？",
        state=QuestionState.SUBMITTED,
    )  # fmt: skip
    session.add(row)
    params = {"slug": event.slug, "state": "submitted"}
    return Situation(account, "roadshow.list_questions", params, row, {"state": QuestionState.APPROVED}, 1)


def finish_a_draft(session: Session) -> Situation:
    account, pitch = _team(session, state=PitchState.DRAFT)
    changes = {"state": PitchState.SUBMITTED}
    return Situation(account, "pitches.edit_pitch", {"number": pitch.number}, pitch, changes, 1)


def complete_a_returned_pitch(session: Session) -> Situation:
    account, pitch = _team(session, state=PitchState.RETURNED)
    changes = {"state": PitchState.WITHDRAWN}
    return Situation(account, "pitches.edit_pitch", {"number": pitch.number}, pitch, changes, 1)


def upload_slides(session: Session) -> Situation:
    account, pitch = _team(session)
    changes = {"state": PitchState.PRESENTED}
    return Situation(account, "pitches.upload_slides", {"number": pitch.number}, pitch, changes, 1)


def answer_questions(session: Session) -> Situation:
    account, pitch = _team(session)
    row = Question(
        event_id=pitch.event_id, pitch_id=pitch.id, asker_id=make_account(session).person_id,
        theme=QuestionTheme.TEAM, content="团队多少人？", state=QuestionState.TO_BE_ANSWERED,
    )  # fmt: skip
    session.add(row)
    params = {"slug": pitch.event.slug, "state": "to_be_answered"}
    changes = {"state": QuestionState.ANSWERED_WRITTEN}
    return Situation(account, "roadshow.list_questions", params, row, changes, 1)


def confirm_names(session: Session) -> Situation:
    agreement = make_agreement(session, make_event(session), state=AgreementState.LEGAL_CHECK)
    party = agreement.parties[0]
    account = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, party.organisation_id)
    changes = {"confirmed_at": now(), "confirmed_by": account.person_id}
    return Situation(account, "agreements.list_my_agreements", {}, party, changes, 1)


def follow_up(session: Session) -> Situation:
    account = make_account(session)
    row = FollowUp(
        owner_id=account.person_id, event_id=make_event(session).id, subject_kind="event", content="回访",
        state=FollowUpState.OPEN,
        due_on=today() - timedelta(days=1),
    )  # fmt: skip
    session.add(row)
    changes = {"state": FollowUpState.DONE}
    return Situation(account, "agreements.list_follow_ups", {"state": "overdue"}, row, changes, 1)


def say_whether_one_speaks(session: Session) -> Situation:
    account = make_account(session)
    row = make_session_person(session, make_session(session, make_event(session)), account.person)
    changes = {"state": ConfirmState.CONFIRMED}
    return Situation(account, "notifications.list_messages", {}, row, changes, 1)


def take_an_offered_place(session: Session) -> Situation:
    account = make_account(session)
    row = make_registration(
        session, make_event(session), account.person, state=RegistrationState.WAITLISTED,
        offered_until=now() + timedelta(hours=20),
    )  # fmt: skip
    changes = {"state": RegistrationState.APPROVED}
    return Situation(account, "events.list_my_registrations", {}, row, changes, 1)


def correct_an_organisation(session: Session) -> Situation:
    row = make_organisation(session, state=OrganisationState.REJECTED, state_reason="执照不清晰")
    account = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, row.id)
    changes = {"state": OrganisationState.APPLIED}
    return Situation(account, "organisations.edit_organisation", {"organisation_id": row.id}, row, changes)


def look_at_own_needs(session: Session) -> Situation:
    organisation = make_organisation(session)
    account = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, organisation.id)
    row = make_need(session, organisation=organisation)
    changes = {"organisation": make_organisation(session)}
    return Situation(account, "library.list_needs", {"desk": "mine"}, row, changes, 1)


def see_ranked_pitches(session: Session) -> Situation:
    account, _investor = make_investor_account(session)
    event = make_event(session)
    make_pitch(session, event)
    changes = {"state": EventState.CANCELLED}
    return Situation(account, "matching.rank_pitches", {"slug": event.slug}, event, changes)


def make_investor_account(session: Session, **fields: Any) -> tuple[Account, Any]:
    """An investor whose one representative can sign in."""
    investor = make_investor(session, **fields)
    account = make_account(session)
    make_representative(session, investor, account.person)
    make_membership(session, account.person, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id)
    session.expire(investor, ["representatives"])
    return account, investor


SITUATIONS: tuple[Build, ...] = (
    verify_organisations, verify_organisations_of_all, verify_an_investor, approve_an_event, sort_achievements,
    sort_needs, hand_an_event_in, check_pitches, decide_about_registrations, read_the_outbox, do_late_tasks,
    let_questions_through, finish_a_draft, complete_a_returned_pitch, upload_slides, answer_questions,
    confirm_names, follow_up, say_whether_one_speaks, take_an_offered_place,
    correct_an_organisation, look_at_own_needs, see_ranked_pitches,
)  # fmt: skip
