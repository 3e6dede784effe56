"""Builders with a quiet default for every field; each saves what it makes."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Account, Membership, Person
from app.agreements.logic.states import AgreementType, PartySide
from app.agreements.models.agreement import Agreement, AgreementParty
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.events.logic.states import EventState, EventType, HostRole, SessionState, SessionType
from app.events.models.event import AudienceGroup, Event, EventOrganiser
from app.events.models.programme import EventSession, SessionPerson
from app.events.models.registration import Registration
from app.events.models.venue import Floor, Room, Venue
from app.investors.logic import InvestorKind, InvestorState
from app.investors.models import Investor, InvestorParticipation, InvestorRepresentative, Mandate
from app.library.models import Achievement, Need
from app.meetings.logic.states import BookingMode
from app.meetings.models import MeetingBlock, MeetingSettings, MeetingSlot, MeetingTable
from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.models import Centre, Organisation
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch, PitchMember

_count = itertools.count(1)
DAY = datetime(2030, 6, 17, 1, 0, tzinfo=UTC)
PASSWORD = "Shan-shui-2030"


def _save(session: Session, row: Any) -> Any:  # noqa: ANN401 -- any row, and the same back
    session.add(row)
    session.flush()
    return row


def make_organisation(session: Session, **fields: Any) -> Organisation:
    n = next(_count)
    values = {
        "name": f"温州样例机构{n}有限公司", "org_type": OrganisationType.COMPANY, "state": OrganisationState.VERIFIED
    }  # fmt: skip
    return _save(session, Organisation(**(values | fields)))


def make_centre(session: Session, **fields: Any) -> Centre:
    return _save(session, Centre(**({"name": f"样例中心{next(_count)}", "region": "330100"} | fields)))


def make_person(session: Session, **fields: Any) -> Person:
    n = next(_count)
    values = {"name": f"王样{n}", "email": f"person{n}@example.org", "sort_key": f"wang yang {n}"}
    return _save(session, Person(**(values | fields)))


def make_account(session: Session, person: Person | None = None, **fields: Any) -> Account:
    person = person or make_person(session)
    values = {"person": person, "email": person.email, "password_hash": "!", "email_verified_at": DAY}
    return _save(session, Account(**(values | fields)))


def make_membership(
    session: Session, person: Person, role: Role, kind: ScopeKind = ScopeKind.PLATFORM, scope_id: int | None = None
) -> Membership:
    return _save(session, Membership(person_id=person.id, role=role, scope_kind=kind, scope_id=scope_id))


def make_member(
    session: Session, role: Role, kind: ScopeKind = ScopeKind.PLATFORM, scope_id: int | None = None
) -> Account:
    """Make an account whose person holds one role."""
    account = make_account(session)
    make_membership(session, account.person, role, kind, scope_id)
    return account


def make_actor(person: Person | None = None, *grants: Grant) -> Actor:
    """Make an actor without touching the database."""
    person_id = person.id if person else None
    own = (Grant(Role.ATTENDEE, ScopeKind.PERSON, person_id),) if person else ()
    return Actor(person_id, person_id, person.name if person else "", (*own, *grants))


def organiser_of(event: Event, person: Person | None = None) -> Actor:
    """Make the actor that organises an event."""
    return make_actor(person or event.owner, Grant(Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))


def make_venue(session: Session, *, rooms: int = 2, **fields: Any) -> Venue:
    venue = Venue(**({"name": f"样例会场{next(_count)}", "city": "温州"} | fields))
    venue.floors = [Floor(level=1, name="一楼", use="展示中心")]
    venue.rooms = [Room(name=f"会议室{i + 1}", capacity=200, position=i) for i in range(rooms)]
    return _save(session, venue)


def make_event(session: Session, **fields: Any) -> Event:
    n = next(_count)
    owner = fields.pop("owner", None) or make_person(session)
    values = {
        "number": f"HD2030{900000 + n:06d}", "slug": f"event-{n}", "title": f"样例路演活动{n}", "city": "温州",
        "event_type": EventType.CONFERENCE_WITH_ROADSHOW, "state": EventState.REGISTRATION_OPEN, "owner": owner,
        "start_at": DAY, "end_at": DAY + timedelta(hours=9), "capacity": 300, "organisers": [], "groups": [],
    }  # fmt: skip
    return _save(session, Event(**(values | fields)))


def make_host(session: Session, event: Event, **fields: Any) -> EventOrganiser:
    values = {"event_id": event.id, "role": HostRole.HOST, "position": next(_count)}
    if "organisation_id" not in fields:
        values["organisation_id"] = make_organisation(session).id
    return _save(session, EventOrganiser(**(values | fields)))


def make_group(session: Session, event: Event, **fields: Any) -> AudienceGroup:
    n = next(_count)
    return _save(session, AudienceGroup(**({"event_id": event.id, "name": f"代表{n}", "position": n} | fields)))


def make_session(session: Session, event: Event, **fields: Any) -> EventSession:
    n = next(_count)
    values = {
        "event": event, "guid": f"00000000-0000-4000-8000-{n:012d}", "title": f"样例环节{n}",
        "session_type": SessionType.KEYNOTE, "state": SessionState.SCHEDULED, "start_at": event.start_at,
        "end_at": event.start_at + timedelta(minutes=60), "position": n, "people": [],
    }  # fmt: skip
    return _save(session, EventSession(**(values | fields)))


def make_session_person(session: Session, part: EventSession, person: Person, **fields: Any) -> SessionPerson:
    return _save(session, SessionPerson(**({"session_id": part.id, "person": person} | fields)))


def make_registration(session: Session, event: Event, person: Person | None = None, **fields: Any) -> Registration:
    n = next(_count)
    person = person or make_person(session)
    group = fields.pop("group", None) or make_group(session, event)
    values = {
        "number": f"BM2030{n:06d}", "event": event, "person": person, "group": group, "ticket_code": f"ticket{n:016d}"
    }  # fmt: skip
    return _save(session, Registration(**(values | fields)))


def make_pitch(session: Session, event: Event | None = None, **fields: Any) -> Pitch:
    n = next(_count)
    event = event or make_event(session)
    presenter = fields.pop("presenter", None)
    values = {
        "number": f"LY2030{n:06d}", "event": event, "title": f"样例路演项目{n}", "field": "生物医药", "trl": 5,
        "summary": "样例摘要" * 15, "innovation": "创新点", "transfer_outlook": "转化前景",
        "market_outlook": "市场前景", "investment_value": "投资价值", "disclosure_ok": True,
        "state": PitchState.CONFIRMED, "members": [],
    }  # fmt: skip
    if "organisation" not in fields and "organisation_id" not in fields:
        values["organisation"] = make_organisation(session)
    pitch = _save(session, Pitch(**(values | fields)))
    if presenter is not None:
        pitch.members.append(PitchMember(pitch_id=pitch.id, person=presenter))
        session.flush()
    return pitch


def make_investor(session: Session, *, mandate: dict[str, Any] | None = None, **fields: Any) -> Investor:
    organisation = fields.pop("organisation", None) or make_organisation(
        session, org_type=OrganisationType.INVESTOR_FINANCIAL
    )
    values = {
        "organisation": organisation, "kind": InvestorKind.VC, "state": InvestorState.ACTIVE, "representatives": [],
        "portfolio": [], "honours": [],
        "mandate": Mandate(**({"fields": ["生物医药"], "stages": ["a"]} | (mandate or {}))),
    }  # fmt: skip
    return _save(session, Investor(**(values | fields)))


def make_representative(session: Session, investor: Investor, person: Person | None = None) -> InvestorRepresentative:
    person = person or make_person(session)
    return _save(session, InvestorRepresentative(investor=investor, person=person))


def make_participation(
    session: Session, event: Event, investor: Investor, person: Person | None = None
) -> InvestorParticipation:
    person = person or make_representative(session, investor).person
    row = InvestorParticipation(event_id=event.id, investor=investor, representative=person)
    return _save(session, row)


def make_achievement(session: Session, **fields: Any) -> Achievement:
    n = next(_count)
    return _save(session, Achievement(**({"number": f"CG2030{n:06d}", "title": f"样例成果{n}"} | fields)))


def make_need(session: Session, **fields: Any) -> Need:
    n = next(_count)
    return _save(session, Need(**({"number": f"XQ2030{n:06d}", "title": f"样例需求{n}"} | fields)))


def make_meeting_ground(session: Session, event: Event, *, slots: int = 4, tables: int = 2) -> list[MeetingSlot]:
    """Make settings, one block of 20-minute slots with a gap of 5, and tables."""
    start = event.start_at + timedelta(hours=5)
    end = start + timedelta(minutes=25 * slots)
    block = _save(session, MeetingBlock(event_id=event.id, name="下午", start_at=start, end_at=end, slot_minutes=20))
    session.add(MeetingSettings(event_id=event.id, mode=BookingMode("mixed")))
    session.add_all(MeetingTable(event_id=event.id, name=f"{i + 1}号桌", position=i) for i in range(tables))
    rows = [
        MeetingSlot(
            event_id=event.id, block_id=block.id, position=i, start_at=start + timedelta(minutes=25 * i),
            end_at=start + timedelta(minutes=25 * i + 20),
        )
        for i in range(slots)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def make_agreement(session: Session, event: Event | None = None, *, parties: int = 2, **fields: Any) -> Agreement:
    n = next(_count)
    values = {
        "number": f"HT2030{n:06d}", "title": f"样例合作协议{n}", "agreement_type": AgreementType.FRAMEWORK,
        "event": event, "parties": [], "certificates": [],
    }  # fmt: skip
    agreement = Agreement(**(values | fields))
    for position, side in enumerate(list(PartySide)[:parties]):
        organisation = make_organisation(session)
        agreement.parties.append(
            AgreementParty(organisation=organisation, side=side, position=position, printed_name=organisation.name)
        )
    return _save(session, agreement)
