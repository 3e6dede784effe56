"""The next steps of people who take part: teams, investors, companies, speakers, and everybody else."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agreements.models.agreement import Agreement
from app.agreements.queries.agreements import list_my_agreements
from app.agreements.queries.follow_ups import OVERDUE, count_overdue
from app.agreements.service.names import OPEN_FOR_NAMES
from app.core.clock import now
from app.core.permissions import Actor, Permission, Role, ScopeKind, may
from app.core.words import N_
from app.events.logic.states import ConfirmState, EventState, RegistrationState
from app.events.models.event import Event
from app.events.models.programme import EventSession, SessionPerson
from app.events.models.registration import Registration
from app.home.logic.suggestions import Suggestion
from app.home.queries.meetings import suggest_meetings
from app.investors.logic import InvestorState
from app.investors.models import Investor
from app.investors.queries import list_own_investors
from app.library.models import Need
from app.library.queries import LibraryFilter, find_page, list_open_requests
from app.organisations.logic import OrganisationState
from app.organisations.queries.organisations import list_own_organisations
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_pitches_of
from app.roadshow.logic import QuestionState
from app.roadshow.models import Question

BEFORE_STAGE = (PitchState.CONFIRMED, PitchState.SCHEDULED)
CLOSED = (EventState.CANCELLED, EventState.ARCHIVED)
OF_A_SIDE = (Role.PROJECT_TEAM, Role.NEED_COMPANY, Role.INVESTOR)
OF_STAFF = (Role.PLATFORM_ADMIN, Role.CENTRE_OPERATOR, Role.EVENT_ORGANISER, Role.CHECK_IN_HELPER, Role.REVIEWER)


def suggest_to_everybody(session: Session, actor: Actor) -> list[Suggestion]:
    """Return what waits for a person whatever the roles: answers, names, drafts, and where to begin."""
    return [
        *suggest_meetings(session, actor),
        *_names_and_deals(session, actor),
        *_pitches(session, actor),
        *_duties(session, actor),
        *_expertise(session, actor),
        *_own_organisations(session, actor),
        *_needs(session, actor),
        *_events(session, actor),
    ]


def _names_and_deals(session: Session, actor: Actor) -> list[Suggestion]:
    unsigned = sum(
        party.confirmed_at is None and may(actor, Permission.AGREEMENT_CONFIRM, party)
        for row in list_my_agreements(session, actor)
        if _waits_for_names(row)
        for party in row.parties
    )
    return [
        Suggestion(
            N_("Confirm names on agreements"), N_("The certificate prints what you confirm."),
            "agreements.list_my_agreements", N_("Confirm"), 1, "signature", unsigned,
        ),
        Suggestion(
            N_("Overdue follow-ups"), N_("Deals go cold when nobody calls."), "agreements.list_follow_ups",
            N_("Open the list"), 2, "clock", count_overdue(session, actor), {"state": OVERDUE},
        ),
    ]  # fmt: skip


def _waits_for_names(agreement: Agreement) -> bool:
    return agreement.state in OPEN_FOR_NAMES and not agreement.is_historic


def _pitches(session: Session, actor: Actor) -> list[Suggestion]:
    own = [row for row in list_pitches_of(session, actor.person_id or 0) if row.event.state not in CLOSED]
    return [*map(_unfinished, own), *map(_without_slides, own), *_questions(session, own)]


def _unfinished(pitch: Pitch) -> Suggestion:
    is_returned = pitch.state is PitchState.RETURNED
    return Suggestion(
        N_("Complete your returned pitch") if is_returned else N_("Finish your pitch"),
        N_("The organiser wrote what is missing.") if is_returned else N_("The draft is kept; hand it in before the "
                                                                          "call closes."),
        "pitches.edit_pitch", N_("Go on writing"), 1, "edit",
        int(pitch.state in (PitchState.DRAFT, PitchState.RETURNED)) or 0, {"number": pitch.number}, about=pitch.title,
    )  # fmt: skip


def _without_slides(pitch: Pitch) -> Suggestion:
    is_missing = pitch.state in BEFORE_STAGE and pitch.slides_file_id is None
    return Suggestion(
        N_("Upload your slides"), N_("The stage shows what you upload before slides are locked."),
        "pitches.upload_slides", N_("Upload"), 2, "file-upload", int(is_missing), {"number": pitch.number},
        about=pitch.title,
    )  # fmt: skip


def _questions(session: Session, own: list[Pitch]) -> list[Suggestion]:
    slugs = {pitch.event_id: (pitch.event.slug, pitch.event.title) for pitch in own}
    rows = session.execute(
        select(Question.event_id, func.count())
        .where(Question.pitch_id.in_([pitch.id for pitch in own]), Question.state == QuestionState.TO_BE_ANSWERED)
        .group_by(Question.event_id)
    )
    return [
        Suggestion(
            N_("Answer questions from the audience"), N_("They were promised a written answer."),
            "roadshow.list_questions", N_("Answer"), 2, "message-2", number,
            {"slug": slugs[event_id][0], "state": QuestionState.TO_BE_ANSWERED.value}, about=slugs[event_id][1],
        )
        for event_id, number in rows
    ]  # fmt: skip


def _duties(session: Session, actor: Actor) -> list[Suggestion]:
    unanswered = session.scalar(
        select(func.count())
        .select_from(SessionPerson)
        .join(EventSession, EventSession.id == SessionPerson.session_id)
        .where(SessionPerson.person_id == (actor.person_id or 0), SessionPerson.state == ConfirmState.INVITED)
        .where(EventSession.end_at >= now())
    )
    return [
        Suggestion(
            N_("Say whether you can speak"), N_("The link to answer stands in your messages."),
            "notifications.list_messages", N_("Messages"), 1, "microphone", unanswered,
        ),
    ]  # fmt: skip


def _expertise(session: Session, actor: Actor) -> list[Suggestion]:
    asked = list_open_requests(session, actor.person_id or 0)
    return [
        Suggestion(
            N_("Say whether you can help"), N_("You were asked to help as an expert; somebody waits for your answer."),
            "library.show_need", N_("Answer"), 1, "users", None, {"number": need.number}, about=need.title,
        )
        for need in asked[:3]
    ]  # fmt: skip


def _own_organisations(session: Session, actor: Actor) -> list[Suggestion]:
    own = list_own_organisations(session, actor)
    turned_down = [row for row in own if row.state is OrganisationState.REJECTED]
    has_any = bool(own or actor.scope_ids(ScopeKind.ORGANISATION))
    needs_one = not has_any and not actor.roles() & set(OF_STAFF)
    return [
        *(
            Suggestion(
                N_("Correct your organisation"), N_("Its centre turned the entry down and wrote why."),
                "organisations.edit_organisation", N_("Correct"), 1, "building", None, {"organisation_id": row.id},
                about=row.name,
            )
            for row in turned_down
        ),
        Suggestion(
            N_("Register your organisation"), N_("Then you can present projects, publish needs and sign for it."),
            "organisations.add_organisation", N_("Register it"), 6, "building", None if needs_one else 0,
        ),
    ]  # fmt: skip


def _needs(session: Session, actor: Actor) -> list[Suggestion]:
    if not actor.roles() & set(OF_A_SIDE):
        return []
    own = find_page(session, actor, Need, LibraryFilter(desk="mine", per_page=1)).total
    first = Suggestion(
        N_("Publish a technology need"), N_("Experts and achievements are matched with it."), "library.add_need",
        N_("Describe the need"), 4, "bulb", 0 if own or Role.NEED_COMPANY not in actor.roles() else None,
    )  # fmt: skip
    kept = Suggestion(
        N_("Your technology needs"), N_("See which achievements could solve them."), "library.list_needs", N_("Open"),
        4, "bulb", own, {"desk": "mine"},
    )  # fmt: skip
    return [first, kept]


def _events(session: Session, actor: Actor) -> list[Suggestion]:
    mine = Registration.person_id == (actor.person_id or 0)
    offered = session.scalar(
        select(func.count()).where(
            mine, Registration.state == RegistrationState.WAITLISTED, Registration.offered_until > now()
        )
    )
    return [
        Suggestion(
            N_("Take the place you were offered"), N_("It goes to the next one when the time is over."),
            "events.list_my_registrations", N_("Take it"), 1, "user-check", offered,
        ),
        Suggestion(
            N_("Browse events"), N_("Register, save sessions, or submit a pitch."), "events.list_events", N_("Events"),
            8, "calendar", 0 if actor.roles() & set(OF_STAFF) else None,
        ),
        Suggestion(
            N_("Do you invest?"), N_("Register your institution; a centre verifies it, then you see matching pitches."),
            "investors.apply", N_("Register the institution"), 9, "building-bank",
            0 if actor.roles() & {*OF_STAFF, *OF_A_SIDE} else None,
        ),
    ]  # fmt: skip


def suggest_to_team(session: Session, actor: Actor) -> list[Suggestion]:
    """Return what project teams do next: hand in a pitch, and see who fits."""
    has_any = bool(list_pitches_of(session, actor.person_id or 0))
    return [
        Suggestion(
            N_("My pitches"), N_("See investors who fit, and answer their requests."), "pitches.list_my_pitches",
            N_("Open"), 6, "presentation", None if has_any else 0,
        ),
        Suggestion(
            N_("Find an open call"), N_("Events that call for pitches say so on their page."), "events.list_events",
            N_("Events"), 3, "presentation", 0 if has_any else None,
        ),
    ]  # fmt: skip


def suggest_to_investor(session: Session, actor: Actor) -> list[Suggestion]:
    """Return what investors do next: be verified, say what they look for, and join events."""
    own = list_own_investors(session, actor.person_id or 0)
    found = [_mandate_of(investor) for investor in own]
    is_active = any(investor.state is InvestorState.ACTIVE for investor in own)
    return [
        *found,
        Suggestion(
            N_("Register your institution"), N_("A centre verifies it, then you see matching pitches."),
            "investors.apply", N_("Register it"), 1, "building-bank", 0 if own else None,
        ),
        *_joinable(session, own if is_active else []),
    ]  # fmt: skip


def _mandate_of(investor: Investor) -> Suggestion:
    return Suggestion(
        N_("Say what you look for"), N_("Without a mandate nobody can be matched with you."), "investors.edit_mandate",
        N_("Write the mandate"), 1, "target", 0 if investor.mandate else None, {"investor_id": investor.id},
        about=investor.organisation.name,
    )  # fmt: skip


def _joinable(session: Session, own: list[Investor]) -> list[Suggestion]:
    if not own:
        return []
    open_states = (EventState.APPROVED, EventState.REGISTRATION_OPEN, EventState.REGISTRATION_CLOSED, EventState.LIVE)
    events = session.scalars(
        select(Event)
        .where(Event.state.in_(open_states), Event.end_at >= now())
        .where(select(Pitch.id).where(Pitch.event_id == Event.id, Pitch.state.in_(BEFORE_STAGE)).exists())
        .order_by(Event.start_at, Event.id)
        .limit(2)
    )
    return [
        Suggestion(
            N_("See the ranked pitches"), N_("Those that fit your mandate stand first, with the reasons."),
            "matching.rank_pitches", N_("Show"), 4, "sparkles", None, {"slug": event.slug}, about=event.title,
        )
        for event in events
    ]  # fmt: skip
