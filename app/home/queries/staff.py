"""The next steps of those who run the platform, a centre or an event."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.permissions import Actor, Role, ScopeKind
from app.core.words import N_
from app.events.logic.states import EventState, RegistrationState, TaskState
from app.events.models.event import Event, EventTask
from app.events.models.registration import Registration
from app.home.logic.suggestions import Suggestion
from app.investors.logic import InvestorState
from app.investors.models import Investor
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.library.queries import LibraryFilter, find_page
from app.notifications.logic import MessageState
from app.notifications.models import Message
from app.organisations.models import Centre, Organisation
from app.organisations.queries.organisations import OrganisationFilter, list_organisations
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.roadshow.logic import QuestionState
from app.roadshow.models import Question

TO_VERIFY = {"desk": "verify", "state": "applied"}
MOST_EVENTS = 10
SHOWN = 5
OVER = (EventState.ARCHIVED, EventState.CANCELLED)


def suggest_to_admin(session: Session, actor: Actor) -> list[Suggestion]:
    """Return what the platform needs: a centre, verifications, roles."""
    centres = session.scalar(select(func.count()).select_from(Centre)) or 0
    return [
        Suggestion(
            N_("Open the first centre"), N_("Centres verify organisations and investors, and approve events."),
            "organisations.add_centre", N_("Open a centre"), 1, "sitemap", 0 if centres else None,
        ),
        _organisations(session, actor),
        Suggestion(
            N_("Roles and memberships"), N_("Who may do what, and where."), "accounts.list_memberships", N_("Open"), 5,
            "key",
        ),
        Suggestion(
            N_("Audit trail"), N_("Every change that matters, in a chain that shows tampering."), "accounts.list_audit",
            N_("Open"), 6, "list-check",
        ),
    ]  # fmt: skip


def suggest_to_operator(session: Session, actor: Actor) -> list[Suggestion]:
    """Return what waits for a centre: events to approve, verifications, entries to sort."""
    centres = actor.scope_ids(ScopeKind.CENTRE, Role.CENTRE_OPERATOR)
    events = session.scalars(
        select(Event)
        .where(Event.centre_id.in_(centres), Event.state == EventState.IN_REVIEW)
        .order_by(Event.start_at, Event.id)
        .limit(SHOWN)
    )
    waits = (InvestorState.APPLIED, InvestorState.VERIFYING)
    investors = session.execute(
        select(Investor.id, Organisation.name)
        .join(Organisation, Organisation.id == Investor.organisation_id)
        .where(Investor.centre_id.in_(centres), Investor.state.in_(waits))
        .order_by(Investor.id)
        .limit(SHOWN)
    )
    return [
        *(
            Suggestion(
                N_("Approve the event"), N_("Its organiser waits for your word."), "events.change_state",
                N_("Look and decide"), 1, "calendar", None, {"slug": event.slug}, about=event.title,
            )
            for event in events
        ),
        *(
            Suggestion(
                N_("Verify the investor"), N_("It can be matched once a centre has verified it."),
                "investors.verify_investor", N_("Look and decide"), 1, "shield-check", None, {"investor_id": row.id},
                about=row.name,
            )
            for row in investors
        ),
        _organisations(session, actor),
        *_entries(session, actor),
        Suggestion(
            N_("Yearly statistics"), N_("Signed amounts by year, organisation and type."), "reports.show_yearly",
            N_("Show"), 7, "chart-bar",
        ),
    ]  # fmt: skip


def _organisations(session: Session, actor: Actor) -> Suggestion:
    narrowed = OrganisationFilter.from_words(**TO_VERIFY)
    waiting = list_organisations(session, actor, narrowed, per_page=1).total
    return Suggestion(
        N_("Verify organisations"), N_("Check the seal name and the credit code."), "organisations.list_organisations",
        N_("Open the list"), 2, "building", waiting, dict(TO_VERIFY),
    )  # fmt: skip


def _entries(session: Session, actor: Actor) -> list[Suggestion]:
    kinds: tuple[tuple[type[Any], str, str, str, str], ...] = (
        (
            Achievement,
            AchievementState.SUBMITTED.value,
            N_("Sort new achievements"),
            "library.list_achievements",
            "flask",
        ),
        (Need, NeedState.SUBMITTED.value, N_("Sort new technology needs"), "library.list_needs", "bulb"),
    )
    return [
        Suggestion(
            title, N_("Check, classify and take into the library."), endpoint, N_("Open the list"), 3, icon,
            find_page(session, actor, kind, LibraryFilter(desk="sorting", state=state, per_page=1)).total,
            {"desk": "sorting", "state": state},
        )
        for kind, state, title, endpoint, icon in kinds
    ]  # fmt: skip


def suggest_to_organiser(session: Session, actor: Actor) -> list[Suggestion]:
    """Return what waits at the events a person organises."""
    mine = Event.id.in_(actor.scope_ids(ScopeKind.EVENT, Role.EVENT_ORGANISER))
    rows = select(Event).where(mine, Event.state.not_in(OVER)).order_by(Event.start_at.desc()).limit(MOST_EVENTS)
    events = {event.id: event for event in session.scalars(rows)}
    if not events:
        return [
            Suggestion(
                N_("Set up your first event"), N_("A guided form asks for what is needed, step by step."),
                "events.add_event", N_("New event"), 1, "calendar-plus",
            )
        ]  # fmt: skip
    found = [
        Suggestion(
            N_("Hand the event in for approval"), N_("Its centre approves it before registration can open."),
            "events.review_event", N_("Look over it"), 3, "send", None, {"slug": event.slug}, about=event.title,
        )
        for event in events.values()
        if event.state is EventState.DRAFT
    ]  # fmt: skip
    return [*found, *_at_events(session, events)]


def _at_events(session: Session, events: dict[int, Event]) -> list[Suggestion]:
    def counted(model: type[Any], *conditions: ColumnElement[bool]) -> dict[int, int]:
        wanted = select(model.event_id, func.count()).where(model.event_id.in_(events), *conditions)
        return {event_id: number for event_id, number in session.execute(wanted.group_by(model.event_id))}  # noqa: C416 -- rows are no pairs

    def each(counts: dict[int, int], suggestion: Suggestion) -> list[Suggestion]:
        return [
            replace(
                suggestion, count=number, params={"slug": events[event_id].slug, **suggestion.params},
                about=events[event_id].title,
            )
            for event_id, number in counts.items()
        ]  # fmt: skip

    to_check = (PitchState.SUBMITTED, PitchState.FORMAL_CHECK, PitchState.IN_REVIEW)
    return [
        *each(
            counted(Pitch, Pitch.state.in_(to_check)),
            Suggestion(N_("Check pitches"), N_("Teams wait for an answer."), "pitches.list_event_pitches",
                       N_("Open the list"), 1, "presentation"),
        ),
        *each(
            counted(Registration, Registration.state == RegistrationState.SUBMITTED),
            Suggestion(N_("Decide about registrations"), N_("People wait to hear whether they can come."),
                       "events.list_registrations", N_("Open the list"), 1, "user-check",
                       params={"state": RegistrationState.SUBMITTED.value}),
        ),
        *each(
            counted(Message, Message.state == MessageState.DRAFT),
            Suggestion(N_("Read messages before they go"), N_("They wait in the outbox of your event."),
                       "notifications.list_outbox", N_("Open the outbox"), 2, "mail"),
        ),
        *each(
            counted(EventTask, EventTask.state == TaskState.OPEN, EventTask.due_on < today()),
            Suggestion(N_("Tasks that are late"), N_("The checklist of your event."), "events.list_tasks",
                       N_("Open the checklist"), 3, "checklist", params={"state": "overdue"}),
        ),
        *each(
            counted(Question, Question.state == QuestionState.SUBMITTED),
            Suggestion(N_("Let questions through"), N_("The audience sees them once you approve."),
                       "roadshow.list_questions", N_("Open the questions"), 2, "message-2",
                       params={"state": QuestionState.SUBMITTED.value}),
        ),
    ]  # fmt: skip
