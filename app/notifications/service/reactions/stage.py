"""What people are told about pitches, turns on stage and questions."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.events.models.programme import EventSession
from app.events.models.venue import Room
from app.notifications.logic import Template, Trusted
from app.notifications.queries.recipients import Recipient, list_organisers, list_team
from app.notifications.service.feeds import refresh_marks
from app.notifications.service.reactions.events import get_event
from app.notifications.service.telling import Notice, cancel_drafts, tell, tell_recipients
from app.pitches import facts
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.roadshow import facts as roadshow_facts
from app.roadshow.models import Question, RunningOrder
from app.roadshow.queries.order import get_order

DECISIONS = {
    PitchState.SHORTLISTED: Template.PITCH_SHORTLISTED, PitchState.WAITLISTED: Template.PITCH_WAITLISTED,
    PitchState.REJECTED: Template.PITCH_REJECTED, PitchState.CONFIRMED: Template.PITCH_CONFIRMED,
}  # fmt: skip


def _notice(session: Session, template: Template, pitch_id: int, **more: object) -> Notice:
    pitch = session.get_one(Pitch, pitch_id)
    event = get_event(session, pitch.event_id)
    quote = more.pop("quote", None)
    values = {"pitch": pitch.title, "number": Trusted(pitch.number), "event": event.title, **more}
    path = {"number": pitch.number, "slug": event.slug}
    return Notice(
        template=template, values=values, path=path, quote=quote if isinstance(quote, str) else None, event=event
    )


def tell_submitted(session: Session, fact: facts.PitchSubmitted) -> None:
    """Send the team its receipt."""
    tell(session, _notice(session, Template.PITCH_SUBMITTED, fact.pitch_id), list_team(session, fact.pitch_id))


def tell_returned(session: Session, fact: facts.PitchReturned) -> None:
    """Tell the team what to correct."""
    notice = _notice(session, Template.PITCH_RETURNED, fact.pitch_id, quote=fact.reason)
    tell(session, notice, list_team(session, fact.pitch_id))


def tell_decision(session: Session, fact: facts.PitchFact) -> None:
    """Prepare the letter about a decision; the organiser reads it before it goes, and may still change the decision.

    Only the last decision is told: letters about earlier ones that nobody has sent yet are taken back.
    """
    template = _DECIDED[type(fact)]
    pitch = session.get_one(Pitch, fact.pitch_id)
    if pitch.state not in _STILL_TRUE[template]:
        return
    notice = _notice(session, template, fact.pitch_id, quote=getattr(fact, "reason", None))
    for other in _STILL_TRUE.keys() - {template}:
        cancel_drafts(session, template=other, event_id=fact.event_id, link=notice.link)
    tell(session, notice, list_team(session, fact.pitch_id))


_DECIDED: dict[type[facts.PitchFact], Template] = {
    facts.PitchShortlisted: Template.PITCH_SHORTLISTED, facts.PitchWaitlisted: Template.PITCH_WAITLISTED,
    facts.PitchRejected: Template.PITCH_REJECTED, facts.PitchConfirmed: Template.PITCH_CONFIRMED,
}  # fmt: skip
_STILL_TRUE = {template: frozenset({state}) for state, template in DECISIONS.items()}
_STILL_TRUE[Template.PITCH_CONFIRMED] |= {PitchState.SCHEDULED, PitchState.SLIDES_LOCKED}


def take_decision_back(session: Session, fact: facts.PitchStepUndone) -> None:
    """Take back the letters about a decision that was undone before anybody read them."""
    template = DECISIONS.get(PitchState(fact.before))
    if template is not None:
        number = session.get_one(Pitch, fact.pitch_id).number
        cancel_drafts(session, template=template, event_id=fact.event_id, link=f"/pitches/{number}")


def tell_withdrawn(session: Session, fact: facts.PitchWithdrawn) -> None:
    """Tell the organisers that a team took its pitch back; nothing more is told to the team about its turn."""
    notice = _notice(session, Template.PITCH_WITHDRAWN, fact.pitch_id, quote=fact.reason)
    tell(session, notice, list_organisers(session, get_event(session, fact.event_id)))
    for template in (*DECISIONS.values(), Template.TURN_ON_STAGE):
        cancel_drafts(session, template=template, event_id=fact.event_id, link=notice.link)
    refresh_marks(session, list_team(session, fact.pitch_id))


def tell_missed(session: Session, fact: facts.PitchMissed) -> None:
    """Take the turn out of the calendars of a team that did not come; it knows why."""
    refresh_marks(session, list_team(session, fact.pitch_id))


def tell_late_slides(session: Session, fact: facts.SlidesUploaded) -> None:
    """Tell the organisers about slides after the deadline."""
    if fact.is_late:
        notice = _notice(session, Template.SLIDES_LATE, fact.pitch_id)
        tell(session, notice, list_organisers(session, get_event(session, fact.event_id)))


def invite_member(session: Session, fact: facts.TeamMemberInvited) -> None:
    """Ask somebody to join a team, by account or by address; a number without account is told by the team itself."""
    notice = _notice(session, Template.TEAM_INVITED, fact.pitch_id)
    login = fact.login.strip().lower()
    person_id = session.scalar(select(Account.person_id).where(Account.email == login, Account.closed_at.is_(None)))
    if person_id is not None:
        tell(session, notice, [person_id])
    elif "@" in login:
        tell_recipients(session, notice, [Recipient(person_id=None, name="", address=login)])


def tell_nda_accepted(session: Session, fact: facts.NdaAccepted) -> None:
    """Tell the team who may read the confidential part now."""
    reader = session.get_one(Person, fact.person_id)
    notice = _notice(session, Template.NDA_ACCEPTED, fact.pitch_id, person=reader.name)
    tell(session, notice, list_team(session, fact.pitch_id))


def tell_access_granted(session: Session, fact: facts.AccessGranted) -> None:
    """Tell a reader that everything is open to read."""
    tell(session, _notice(session, Template.ACCESS_GRANTED, fact.pitch_id), [fact.person_id])


def tell_access_withdrawn(session: Session, fact: facts.AccessWithdrawn) -> None:
    """Tell a reader that the access has ended."""
    tell(session, _notice(session, Template.ACCESS_WITHDRAWN, fact.pitch_id), [fact.person_id])


def tell_turns(session: Session, fact: roadshow_facts.RunningOrderChanged) -> None:
    """Prepare the letter with place and time for every team; while it is a draft, later changes overwrite it."""
    order = get_order(session, fact.order_id)
    event, room = get_event(session, fact.event_id), _room_name(session, fact.order_id)
    for item in order.items:
        team = {member.person_id for member in item.pitch.members}
        if item.position is not None and item.start_at is not None:
            tell(session, Notice(
                template=Template.TURN_ON_STAGE, event=event, path={"number": item.pitch.number}, replaces=True,
                values={
                    "pitch": item.pitch.title, "event": event.title, "when": item.start_at, "where": room,
                    "position": item.position, "session": order.session.title, "present": item.present_minutes,
                    "questions": item.qa_minutes,
                },
            ), team)  # fmt: skip
        refresh_marks(session, team)


def _room_name(session: Session, order_id: int) -> str:
    return (
        session.scalar(
            select(Room.name)
            .join(EventSession, EventSession.room_id == Room.id)
            .join(RunningOrder, RunningOrder.session_id == EventSession.id)
            .where(RunningOrder.id == order_id)
        )
        or ""
    )


def tell_asked_in_confidence(session: Session, fact: roadshow_facts.QuestionAsked) -> None:
    """Tell the team about a question only it may read; what everybody may read appears on the wall of the session."""
    if fact.is_confidential and fact.pitch_id is not None:
        notice = _notice(session, Template.QUESTION_IN_CONFIDENCE, fact.pitch_id)
        tell(session, notice, list_team(session, fact.pitch_id))


def _tell_asker(session: Session, template: Template, question_id: int, reason: str | None = None) -> None:
    question = session.get_one(Question, question_id)
    event = get_event(session, question.event_id)
    notice = Notice(
        template=template, values={"event": event.title}, path={"slug": event.slug}, quote=reason, event=event
    )
    tell(session, notice, [question.asker_id])


def tell_hidden(session: Session, fact: roadshow_facts.QuestionHidden) -> None:
    """Tell the asker why a question was not let through."""
    _tell_asker(session, Template.QUESTION_HIDDEN, fact.question_id, fact.reason)


def tell_answered(session: Session, fact: roadshow_facts.QuestionAnswered) -> None:
    """Tell the asker about an answer in writing; one on stage was heard."""
    if fact.in_writing:
        _tell_asker(session, Template.QUESTION_ANSWERED, fact.question_id)
