"""What facts of other domains leave to be followed; each reaction bears being repeated."""

from datetime import date, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.facts import AgreementSigned, AgreementSilent, RenewalDue
from app.agreements.logic.follow_up import DEFAULT_DAYS, ROUNDS, SILENCE, round_dates
from app.agreements.logic.states import AgreementType, FollowUpStage, FollowUpState
from app.agreements.queries.agreements import get_agreement_by_id
from app.agreements.queries.follow_ups import find_by_source, list_renewals_due, list_silent
from app.agreements.service.follow_ups import Promise, keep_promise
from app.core import outbox
from app.core.clock import CHINA, today
from app.events.facts.programme import ActionItemRecorded
from app.events.models.event import Event
from app.investors.models import InvestorParticipation
from app.investors.queries import find_participation
from app.matching.facts import InterestBecameMutual, InterestExpressed
from app.matching.logic.wishes import Wish, WishSide
from app.meetings.models import Meeting
from app.pitches.models import Pitch
from app.pitches.queries.pitches import get_pitch
from app.roadshow.models import Question

WISHES = (Wish.MUST_MEET, Wish.MEET)


class QuestionFact(Protocol):
    """A question that was not answered on stage."""

    @property
    def question_id(self) -> int:
        """Return the key of the question."""
        ...


class MeetingFact(Protocol):
    """A meeting whose outcome was written down."""

    @property
    def meeting_id(self) -> int:
        """Return the key of the meeting."""
        ...


def follow_action_item(session: Session, fact: ActionItemRecorded) -> None:
    """An action item of a session is followed by its owner until its day."""
    promise = Promise(
        content=fact.content, due_on=date.fromisoformat(fact.due_on), owner_id=fact.owner_id,
        subject_kind="action_item", subject_id=fact.action_item_id, source_key=f"action_item:{fact.action_item_id}",
    )  # fmt: skip
    keep_promise(session, promise, event_id=fact.event_id)


def follow_open_question(session: Session, fact: QuestionFact) -> None:
    """A question left open on stage is followed by the presenter of the pitch."""
    question = session.get(Question, fact.question_id)
    if question is None:
        return
    pitch = get_pitch(session, question.pitch_id) if question.pitch_id is not None else None
    presenter = pitch.presenter if pitch is not None else None
    content = "书面答复投资人的一条保密提问" if question.is_confidential else f"书面答复提问：{question.content}"
    promise = Promise(
        content=content, due_on=question.due_on or today() + timedelta(days=DEFAULT_DAYS),
        owner_id=presenter.person_id if presenter else None, organisation_id=pitch.organisation_id if pitch else None,
        subject_kind="question", subject_id=question.id, source_key=f"question:{question.id}",
    )  # fmt: skip
    follow_up = keep_promise(session, promise, event_id=question.event_id)
    if question.due_on is not None and follow_up.state is FollowUpState.OPEN:
        follow_up.due_on = question.due_on


def follow_outcome(session: Session, fact: MeetingFact) -> None:
    """The next step agreed in a meeting is followed by the investor's representative."""
    meeting = session.get(Meeting, fact.meeting_id)
    if meeting is None or not (meeting.next_step or "").strip():
        return
    promise = Promise(
        content=meeting.next_step or "", due_on=meeting.next_on or today() + timedelta(days=DEFAULT_DAYS),
        owner_id=meeting.representative_id, subject_kind="meeting", subject_id=meeting.id,
        organisation_id=session.scalar(select(Pitch.organisation_id).where(Pitch.id == meeting.pitch_id)),
        source_key=f"meeting:{meeting.id}",
    )  # fmt: skip
    keep_promise(session, promise, event_id=meeting.event_id)


def follow_interest(session: Session, fact: InterestExpressed) -> None:
    """An investor's mark of interest starts the rounds at T+30, T+90 and T+180; the pitch team does not see them."""
    if fact.side != WishSide.INVESTOR or fact.wish not in WISHES:
        return
    _follow_investment(session, fact.event_id, fact.investor_id, fact.pitch_id)


def follow_mutual_interest(session: Session, fact: InterestBecameMutual) -> None:
    """Mutual interest starts the same rounds."""
    _follow_investment(session, fact.event_id, fact.investor_id, fact.pitch_id)


def _follow_investment(session: Session, event_id: int, investor_id: int, pitch_id: int) -> None:
    event, pitch = session.get(Event, event_id), session.get(Pitch, pitch_id)
    if event is None or pitch is None:
        return
    part: InvestorParticipation | None = find_participation(session, event_id, investor_id)
    first_day = event.start_at.astimezone(CHINA).date()
    for days, due_on in round_dates(first_day):
        promise = Promise(
            content=f"T+{days}：跟进项目“{pitch.title}”的投资进展", due_on=due_on,
            owner_id=part.representative_id if part else None, subject_kind="pitch", subject_id=pitch_id,
            organisation_id=part.investor.organisation_id if part else None,
            stage=FollowUpStage.INTENT, source_key=f"interest:{event_id}:{investor_id}:{pitch_id}:{days}",
        )  # fmt: skip
        keep_promise(session, promise, event_id=event_id)


def follow_signed_agreement(session: Session, fact: AgreementSigned) -> None:
    """A framework needs a dated next step: thirty days after signing its owner looks again."""
    if fact.agreement_type not in (AgreementType.FRAMEWORK, AgreementType.STRATEGIC_COOPERATION):
        return
    agreement = get_agreement_by_id(session, fact.agreement_id)
    if agreement.is_historic:
        return
    signed_on = agreement.sign_on or today()
    promise = Promise(
        content=f"推进《{agreement.title}》落地：与各方确定下一步安排", due_on=signed_on + timedelta(days=ROUNDS[0]),
        owner_id=agreement.owner_id, subject_kind="agreement", subject_id=agreement.id,
        source_key=f"agreement:{agreement.id}:{ROUNDS[0]}",
    )  # fmt: skip
    keep_promise(session, promise, event_id=agreement.event_id)


def remind_of_renewals(session: Session, day: date) -> int:
    """Remind the owners of agreements that end within ninety days, once for each end."""
    told = 0
    for agreement in list_renewals_due(session, day):
        if agreement.term_to is None:
            continue
        key = f"renewal:{agreement.id}:{agreement.term_to.isoformat()}"
        if find_by_source(session, key):
            continue
        promise = Promise(
            content=f"《{agreement.title}》将于{agreement.term_to.isoformat()}到期，请商议续签",
            due_on=max(agreement.term_to, day), owner_id=agreement.owner_id, subject_kind="agreement",
            subject_id=agreement.id, source_key=key,
        )  # fmt: skip
        keep_promise(session, promise, event_id=agreement.event_id)
        outbox.record(session, RenewalDue(agreement.id, agreement.event_id, agreement.term_to.isoformat()))
        told += 1
    return told


def report_silence(session: Session, day: date) -> int:
    """Tell who looks after a framework agreement that it has gone quiet, once for each silence."""
    told = 0
    for agreement, since in list_silent(session, day):
        key = f"silence:{agreement.id}:{since.isoformat()}"
        if find_by_source(session, key):
            continue
        promise = Promise(
            content=f"《{agreement.title}》已{(day - since).days}天无进展记录，请联系各方并更新", due_on=day + SILENCE,
            owner_id=agreement.owner_id, subject_kind="agreement", subject_id=agreement.id, source_key=key,
        )  # fmt: skip
        keep_promise(session, promise, event_id=agreement.event_id)
        outbox.record(session, AgreementSilent(agreement.id, agreement.event_id, since.isoformat()))
        told += 1
    return told
