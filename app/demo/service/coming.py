"""The invented event that is still to come: its institutions, hosts, rooms, programme and first guests."""

from datetime import time
from typing import Final

from app.accounts.logic import ConsentPurpose
from app.accounts.models import Person
from app.accounts.service.memberships import grant_membership
from app.accounts.service.people import PersonData, register_person
from app.core.permissions import Role, ScopeKind
from app.demo.logic import invented
from app.demo.logic.invented import Days
from app.demo.service.cast import INVENTED, Part
from app.demo.service.loading import Loading, marked
from app.demo.service.reasons import ALL_INVENTED
from app.events.logic.details import Basics, Call, Group, RegistrationRules, TimeAndPlace, Visitor
from app.events.logic.states import (
    ConfirmState,
    Duty,
    EventState,
    EventType,
    HostRole,
    SessionType,
    TaskState,
)
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Venue
from app.events.queries.tasks import list_tasks
from app.events.service.events import edit_call, edit_event, edit_time_and_place, start_event
from app.events.service.hosts import add_host, edit_groups
from app.events.service.registration import Wish, add_registration, register
from app.events.service.release import release_programme
from app.events.service.sessions import SessionValues, add_session, switch_bookmark
from app.events.service.sessions_people import DutyValues, add_session_person
from app.events.service.states import Step, change_state
from app.events.service.tasks import mark_task
from app.events.service.venues import RoomDetails, VenueDetails, add_floor, add_venue, save_room
from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.models import Organisation
from app.organisations.service.profiles import OrganisationEntry, register_organisation
from app.organisations.service.verification import Verdict, verify_organisation

T = OrganisationType
HOUSES: Final = {
    invented.HOST: T.ALLIANCE, invented.UNIVERSITY: T.UNIVERSITY, invented.BIOTECH: T.COMPANY,
    invented.MATERIALS: T.COMPANY, invented.UNVERIFIED_FIRM: T.COMPANY,
}  # fmt: skip
MEMBERS: Final = {
    Part.TEAM: (invented.BIOTECH, Role.PROJECT_TEAM), Part.COMPANY: (invented.MATERIALS, Role.NEED_COMPANY),
    Part.EXPERT: (invented.UNIVERSITY, None),
}  # fmt: skip
SEATS: Final = {invented.STAGE: 200, invented.HALL: 80, invented.TALKS: 60}
CAPACITY: Final = 200
DONE_UNTIL: Final = -16
EVENT: Final = "coming"
NEXT: Final = "next"


def found_houses(load: Loading) -> None:
    """Register the invented institutions; one of them still waits to be verified."""
    for name, kind in HOUSES.items():
        with load.cast.acting(Part.OPERATOR) as actor:
            entry = OrganisationEntry(name, kind, region="330100", centre_id=load.rows["ctr_hz"].id, source=INVENTED)
            row = load.keep(name, register_organisation(load.session, actor, entry, is_another=True))
        if name != invented.UNVERIFIED_FIRM:
            take_as_verified(load, row)
    for part, (name, role) in MEMBERS.items():
        person = load.cast.accounts[part].person
        person.organisation_id = load.rows[name].id
        if role is not None:
            with load.cast.acting(Part.OPERATOR) as actor:
                scope = (ScopeKind.ORGANISATION, load.rows[name].id)
                grant_membership(load.session, actor, role=role, scope=scope, person=person)


def take_as_verified(load: Loading, organisation: Organisation) -> None:
    """Let the centre verify an invented institution, and mark it as invented."""
    with load.cast.acting(Part.OPERATOR) as actor:
        verdict = Verdict(OrganisationState.VERIFIED)
        verify_organisation(load.session, actor, verdict, organisation_id=organisation.id)
    organisation.source = INVENTED
    marked(organisation, {"name": ALL_INVENTED})


def extra(load: Loading, name: str, title: str, organisation: str | None = None) -> Person:
    """Enter an invented person without an account."""
    data = PersonData(name, organisation_id=load.id_of(organisation), title=title, source=INVENTED)
    person = load.keep(name, register_person(load.session, data))
    marked(person, {"name": ALL_INVENTED})
    return person


def plan_event(load: Loading, days: Days) -> Event:
    """Plan the event up to open registration: what is left to do is left to the visitor."""
    event = _start(load, days)
    with load.cast.acting(Part.ORGANISER) as actor:
        where = TimeAndPlace(
            days.at(invented.PROGRAMME[0].start), days.at(time(18)), city=invented.CITY,
            venue_id=_open_rooms(load).id, capacity=CAPACITY,
        )  # fmt: skip
        edit_time_and_place(load.session, actor, event_id=event.id, where=where, version=None)
        groups = [Group(name, quota, colour) for name, quota, colour in invented.GROUPS]
        rules = RegistrationRules(
            groups, days.at(time(9), before=20), days.at(time(18), before=1), notice=invented.NOTICE
        )
        edit_groups(load.session, actor, event_id=event.id, rules=rules, version=None)
        call = Call(invented.CALL, days.at(time(9), before=20), days.at(time(18), before=2))
        edit_call(load.session, actor, event_id=event.id, call=call, version=None)
        for name, role in ((invented.HOST, HostRole.HOST), (invented.UNIVERSITY, HostRole.UNDERTAKER)):
            add_host(load.session, actor, event_id=event.id, organisation_id=load.rows[name].id, role=role)
    open_registration(load, event)
    return event


def _start(load: Loading, days: Days) -> Event:
    basics = Basics(
        title=invented.TITLE, event_type=EventType.CONFERENCE_WITH_ROADSHOW, slug=invented.SLUG,
        title_en=invented.TITLE_EN, summary=invented.SUMMARY,
    )  # fmt: skip
    with load.cast.acting(Part.ORGANISER) as actor:
        centre_id = load.rows["ctr_hz"].id
        event = start_event(load.session, actor, basics=basics, first_day=days.first, centre_id=centre_id)
    with load.cast.acting(Part.ORGANISER) as actor:
        edit_event(load.session, actor, event_id=event.id, basics=basics, version=None)
    event.source = INVENTED
    marked(event, {"invented": ALL_INVENTED})
    return load.keep(EVENT, event)


def _open_rooms(load: Loading) -> Venue:
    with load.cast.acting(Part.ORGANISER) as actor:
        venue = add_venue(load.session, actor, details=VenueDetails(name=invented.VENUE, city=invented.CITY))
        add_floor(load.session, actor, venue_id=venue.id, level=1, name="一楼", use="演示")
        for name, seats in SEATS.items():
            details = RoomDetails(name, capacity=seats, floor_id=venue.floors[0].id)
            load.keep(name, save_room(load.session, actor, venue_id=venue.id, details=details))
    return venue


def open_registration(load: Loading, event: Event) -> None:
    """Take the event through review and approval to open registration."""
    for part, state in (
        (Part.ORGANISER, EventState.IN_REVIEW), (Part.OPERATOR, EventState.APPROVED),
        (Part.ORGANISER, EventState.REGISTRATION_OPEN),
    ):  # fmt: skip
        with load.cast.acting(part) as actor:
            change_state(load.session, actor, event_id=event.id, step=Step(state))


def lay_out_programme(load: Loading, days: Days) -> None:
    """Draft the programme with people in it, and release it."""
    event = load.get(EVENT, Event)
    speaker = extra(load, "演示教授", "教授", invented.UNIVERSITY)
    with load.cast.acting(Part.ORGANISER) as actor:
        for slot in invented.PROGRAMME:
            values = SessionValues(
                title=slot.title, session_type=SessionType(slot.kind), start_at=days.at(slot.start),
                end_at=days.at(slot.end), room_id=load.rows[slot.room].id,
            )  # fmt: skip
            row = load.keep(slot.kind, add_session(load.session, actor, event=event, values=values))
            row.source = INVENTED
        for kind, person, duty, state in (
            ("opening", load.cast.accounts[Part.ORGANISER].person, Duty.HOST, ConfirmState.CONFIRMED),
            ("keynote", speaker, Duty.SPEAKER, ConfirmState.CONFIRMED),
            ("panel", load.cast.accounts[Part.EXPERT].person, Duty.MODERATOR, ConfirmState.INVITED),
            ("roadshow", load.cast.accounts[Part.EXPERT].person, Duty.JUDGE, ConfirmState.CONFIRMED),
        ):
            values_of = DutyValues(duty=duty, person_id=person.id, state=state)
            add_session_person(load.session, actor, each=load.get(kind, EventSession), values=values_of)
        release_programme(load.session, actor, event=event, name="v1")
        scope = (ScopeKind.EVENT, event.id)
        grant_membership(
            load.session, actor, role=Role.REVIEWER, scope=scope, person=load.cast.accounts[Part.EXPERT].person
        )
    _tick_off(load, event)


def _tick_off(load: Loading, event: Event) -> None:
    """Tick off what must have been done by now; the rest waits for the organiser."""
    with load.cast.acting(Part.ORGANISER) as actor:
        for task in list_tasks(load.session, event.id):
            if task.offset_days <= DONE_UNTIL:
                mark_task(load.session, actor, task_id=task.id, state=TaskState.DONE)


def let_guests_in(load: Loading) -> None:
    """Register the attendee with the sessions to remember, and a few guests at the desk."""
    event = load.get(EVENT, Event)
    person = load.cast.accounts[Part.ATTENDEE].person
    with load.cast.acting(Part.ATTENDEE) as actor:
        wish = Wish([event.id], invented.GROUPS[-1][0], [ConsentPurpose.RUN_EVENT])
        register(load.session, actor, visitor=Visitor(person.name, email=person.email), wish=wish)
        for kind in ("keynote", "roadshow"):
            switch_bookmark(load.session, actor, event=event, session_id=load.rows[kind].id)
    with load.cast.acting(Part.ORGANISER) as actor:
        for number, name in enumerate(invented.GUESTS):
            visitor = Visitor(name, email=f"guest{number + 1}@example.org", organisation=invented.UNIVERSITY)
            group = invented.GROUPS[number % len(invented.GROUPS)][0]
            add_registration(load.session, actor, event_id=event.id, visitor=visitor, group=group)


def ask_for_approval(load: Loading, days: Days) -> None:
    """Leave a second event with the centre, so that the operator has something to decide."""
    first_day = days.first + invented.LEAD * 5
    basics = Basics(title=invented.NEXT_TITLE, event_type=EventType.RELEASE, slug="demo-release",
                    summary=invented.NEXT_SUMMARY)  # fmt: skip
    with load.cast.acting(Part.ORGANISER) as actor:
        event = start_event(load.session, actor, basics=basics, first_day=first_day, centre_id=load.rows["ctr_hz"].id)
    with load.cast.acting(Part.ORGANISER) as actor:
        edit_event(load.session, actor, event_id=event.id, basics=basics, version=None)
        where = TimeAndPlace(event.start_at, event.end_at, city=invented.CITY)
        edit_time_and_place(load.session, actor, event_id=event.id, where=where, version=None)
        add_host(
            load.session, actor, event_id=event.id, organisation_id=load.rows[invented.HOST].id, role=HostRole.HOST
        )
        change_state(load.session, actor, event_id=event.id, step=Step(EventState.IN_REVIEW))
    event.source = INVENTED
    marked(event, {"invented": ALL_INVENTED})
    load.keep(NEXT, event)
