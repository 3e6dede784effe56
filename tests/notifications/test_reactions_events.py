"""Who is told when something happens to accounts, events, programmes and registrations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts import facts as accounts
from app.accounts.logic import LinkPurpose
from app.accounts.models import Membership
from app.accounts.service.links import make_link
from app.core.clock import now
from app.core.permissions import Role, ScopeKind
from app.core.secrets import blind_index
from app.events.facts import events, programme
from app.events.facts import registration as places
from app.events.logic.states import ConfirmState, EventState, RegistrationState
from app.events.models.event import Event
from app.events.service.release import release_programme
from app.events.service.states import EVENT_CANCELLED
from app.notifications.logic import MessageState, Template
from app.notifications.service.letters import Site, build_letter
from tests.factories import (
    make_account,
    make_centre,
    make_event,
    make_member,
    make_membership,
    make_person,
    make_registration,
    make_session,
    make_session_person,
    organiser_of,
)
from tests.notifications.conftest import messages
from tests.notifications.told import told

R = RegistrationState
SITE = Site(base_url="https://luyan.example", mail_from="luyan@example.org")


@pytest.fixture
def event(session: Session) -> Event:
    owner = make_account(session).person
    event = make_event(session, owner=owner, centre_id=make_centre(session).id)
    make_membership(session, owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return event


def test_links_are_made_only_when_the_mail_goes_out(session: Session) -> None:
    account = make_account(session, language="en", email_verified_at=None)
    verify = make_link(session, account.id, purpose=LinkPurpose.VERIFY_EMAIL)
    reset = make_link(session, account.id, purpose=LinkPurpose.RESET_PASSWORD)
    assert told(session, accounts.EmailVerificationAsked(verify.id), accounts.PasswordResetAsked(reset.id)) == {
        ("verify_address", account.person_id, "queued"),
        ("reset_password", account.person_id, "queued"),
    }
    first, second = messages(session)
    session.refresh(first, ["person", "event"])
    token = blind_index(f"link:{verify.seed}")
    assert f"https://luyan.example/verify-email/{token}" in build_letter(session, first, SITE, secret=True).text
    assert token not in build_letter(session, first, SITE).text + str(first.values) + first.body + str(first.link)
    assert (first.address, second.link) == (account.email, None)


def test_a_link_that_was_used_is_not_sent(session: Session) -> None:
    link = make_link(session, make_account(session).id, purpose=LinkPurpose.RESET_PASSWORD)
    link.used_at = now()
    assert told(session, accounts.PasswordResetAsked(link.id)) == set()


def test_both_addresses_hear_of_a_change(session: Session) -> None:
    account = make_account(session)
    link = make_link(session, account.id, purpose=LinkPurpose.CHANGE_EMAIL, new_email="new@example.org")
    told(session, accounts.EmailChangeAsked(link.id))
    assert {(m.template.value, m.address) for m in messages(session)} == {
        ("change_address", "new@example.org"), ("stop_address_change", account.email)
    }  # fmt: skip
    stop = messages(session, template=Template.STOP_ADDRESS_CHANGE)[0]
    session.refresh(stop, ["person", "event"])
    token = blind_index(f"stop:{link.seed}")
    assert f"/account/email/stop/{token}" in build_letter(session, stop, SITE, secret=True).html
    told(session, accounts.EmailChanged(account.id, "old@example.org"))
    assert {m.address for m in messages(session, template=Template.ADDRESS_CHANGED)} == {
        "old@example.org", account.email
    }  # fmt: skip


def test_owners_of_accounts_hear_what_happens_to_them(session: Session) -> None:
    account = make_account(session)
    person = account.person_id
    facts = (
        accounts.SignUpRepeated(account.id),
        accounts.PasswordChanged(account.id),
        accounts.AccountLocked(account.id),
    )
    assert told(session, *facts) == {
        (template, person, "queued") for template in ("sign_up_repeated", "password_changed", "account_locked")
    }


def test_roles_are_told_and_invitations_go_to_addresses(session: Session, event: Event) -> None:
    membership = make_membership(session, make_account(session).person, Role.PRESS, ScopeKind.EVENT, event.id)
    login = "guest@example.org"
    invited = Membership(
        invited_login=login, invited_index=blind_index(login), role=Role.PLATFORM_ADMIN, scope_kind=ScopeKind.PLATFORM
    )
    session.add(invited)
    session.flush()
    facts = [accounts.MembershipGranted(membership.id), accounts.MembershipGranted(invited.id)]
    assert told(session, *facts, accounts.MembershipRevoked(membership.id)) == {
        ("role_granted", membership.person_id, "queued"), ("role_invited", None, "queued"),
        ("role_revoked", membership.person_id, "queued"),
    }  # fmt: skip
    assert event.title in messages(session, template=Template.ROLE_GRANTED)[0].body
    assert messages(session, template=Template.ROLE_INVITED)[0].address == login


def test_a_closed_account_is_left_in_peace(session: Session, event: Event) -> None:
    account = make_account(session)
    registration = make_registration(session, event, account.person, state=R.APPROVED)
    told(session, places.RegistrationReceived(registration.id, event.id, "approved"))
    account.closed_at = now()
    assert told(session, accounts.AccountClosed(account.person_id), accounts.PasswordChanged(account.id)) == set()
    (message,) = messages(session)
    assert (message.state, message.address) == (MessageState.CANCELLED, None)


def test_approval_goes_to_the_centre_and_back(session: Session, event: Event) -> None:
    operator = make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, event.centre_id)
    owner = event.owner_id
    assert told(session, events.EventStateChanged(event.id, "draft", "in_review")) == {
        ("event_to_approve", operator.person_id, "queued")
    }
    assert told(session, events.EventStateChanged(event.id, "in_review", "approved")) == {
        ("event_approved", owner, "queued")
    }
    assert told(session, events.EventStateChanged(event.id, "in_review", "draft", "缺少场地")) == {
        ("event_returned", owner, "queued")
    }
    assert messages(session, template=Template.EVENT_RETURNED)[0].body.endswith("> 缺少场地")
    assert told(session, events.EventStateChanged(event.id, "approved", "registration_open")) == set()
    assert told(session, events.EventCreated(event.id)) == set()


def test_without_an_operator_the_administrators_are_asked(session: Session) -> None:
    event = make_event(session)
    admin = make_member(session, Role.PLATFORM_ADMIN)
    assert told(session, events.EventStateChanged(event.id, "draft", "in_review")) == {
        ("event_to_approve", admin.person_id, "queued")
    }


@pytest.mark.parametrize(("state", "template"), [("cancelled", "event_cancelled"), ("postponed", "event_postponed")])
def test_calling_an_event_off_prepares_notices_that_wait(
    session: Session, event: Event, state: str, template: str
) -> None:
    coming = make_registration(session, event, make_account(session).person, state=R.APPROVED)
    gone = make_registration(session, event, state=R.CANCELLED, state_reason="病了")
    speaker = make_session_person(session, make_session(session, event), make_account(session).person)
    if state == "cancelled":
        coming.state, coming.state_reason = R.CANCELLED, EVENT_CANCELLED
    event.state = EventState(state)
    session.flush()
    found = told(session, events.EventStateChanged(event.id, "approved", state, "场地停电"))
    assert found == {(template, coming.person_id, "draft"), (template, speaker.person_id, "draft")}
    assert gone.person_id not in {person for _template, person, _state in found}


def test_a_new_time_overwrites_the_notice_that_nobody_read_yet(session: Session, event: Event) -> None:
    coming = make_registration(session, event, state=R.APPROVED)
    before = event.start_at.isoformat()
    for hours in (1, 2):
        event.start_at += timedelta(hours=hours)
        session.flush()
        told(session, events.EventMoved(event.id, before, event.start_at.isoformat(), "杭州", "温州"))
    (message,) = messages(session)
    assert (message.person_id, message.state) == (coming.person_id, MessageState.DRAFT)
    assert "12:00" in message.body
    assert "2030-06-17 09:00 · 杭州" in message.body
    assert told(session, events.EventStateChanged(event.id, "postponed", "approved")) == set()
    message.state = MessageState.SENT
    event.start_at += timedelta(hours=1)
    session.flush()
    after = told(session, events.EventStateChanged(event.id, "postponed", "approved"))
    assert after == {("event_moved", coming.person_id, "draft")}


def test_both_owners_hear_of_a_hand_over(session: Session, event: Event) -> None:
    other = make_account(session)
    assert told(session, events.EventHandedOver(event.id, event.owner_id, other.person_id)) == {
        ("event_handed_over", event.owner_id, "queued"), ("event_handed_over", other.person_id, "queued")
    }  # fmt: skip


def test_releases_tell_whom_they_concern(session: Session, event: Event) -> None:
    coming = make_registration(session, event, state=R.APPROVED)
    speaker = make_account(session).person
    part = make_session(session, event, title="专题报告<一>")
    make_session_person(session, part, speaker)
    release_programme(session, organiser_of(event), event=event)
    assert told(session) == {("programme_published", coming.person_id, "draft"),
                             ("programme_published", speaker.id, "draft")}  # fmt: skip
    for number in (2, 3):
        part.start_at, part.end_at = (
            event.start_at + timedelta(hours=number),
            event.start_at + timedelta(hours=number + 1),
        )
        session.flush()
        release_programme(session, organiser_of(event), event=event)
        told(session)
    changed = messages(session, template=Template.PROGRAMME_CHANGED)
    assert {(m.person_id, m.state) for m in changed} == {
        (coming.person_id, MessageState.DRAFT), (speaker.id, MessageState.DRAFT)
    }  # fmt: skip
    assert all("v3" in m.body and "· 专题报告<一>" in m.body for m in changed)


def test_speakers_are_invited_without_an_account_and_may_cancel(session: Session, event: Event) -> None:
    coming = make_registration(session, event, state=R.APPROVED)
    part = make_session(session, event, title="专题报告")
    duty = make_session_person(session, part, make_person(session, name="卓敏"), topic="神经科学")
    about = {"event_id": event.id, "session_id": part.id, "session_person_id": duty.id}
    assert told(session, programme.SpeakerInvited(**about)) == {("speaker_invited", duty.person_id, "queued")}
    (invitation,) = messages(session)
    session.refresh(invitation, ["person", "event"])
    assert f"/events/{event.slug}/invitations/{duty.id}/" in build_letter(session, invitation, SITE, secret=True).text
    assert "/…" in build_letter(session, invitation, SITE).text
    duty.state = ConfirmState.CONFIRMED
    session.flush()
    assert told(session, programme.SpeakerAnswered(**about, state="confirmed")) == {
        ("speaker_answered", event.owner_id, "queued")
    }
    duty.state = ConfirmState.CANCELLED
    session.flush()
    found = told(session, programme.SpeakerCancelled(**about, name="卓敏", reason="家事"))
    assert found == {("speaker_cancelled", coming.person_id, "draft"), ("speaker_cancelled", event.owner_id, "draft")}
    assert "家事" not in messages(session, template=Template.SPEAKER_CANCELLED)[0].body
    gone = {"event_id": event.id, "session_id": part.id, "session_person_id": 10**6}
    assert told(session, programme.SpeakerInvited(**gone), programme.SpeakerAnswered(**gone, state="declined")) == set()


def test_the_people_of_a_cancelled_session_are_thanked(session: Session, event: Event) -> None:
    part = make_session(session, event)
    duty = make_session_person(session, part, make_account(session).person)
    assert told(session, programme.SessionCancelled(event.id, part.id, "嘉宾无法到场")) == {
        ("session_cancelled", duty.person_id, "queued")
    }
    assert told(session, programme.SessionCancelled(event.id, 10**6, "x")) == set()


@pytest.mark.parametrize(
    ("state", "template"),
    [
        ("submitted", "registration_received"), ("approved", "registration_approved"),
        ("waitlisted", "registration_waitlisted"),
    ],
)  # fmt: skip
def test_whoever_registers_hears_where_it_stands(session: Session, event: Event, state: str, template: str) -> None:
    row = make_registration(session, event, state=R(state))
    assert told(session, places.RegistrationReceived(row.id, event.id, state)) == {(template, row.person_id, "queued")}
    assert messages(session)[0].link == f"/tickets/{row.ticket_code}"


def test_every_step_of_a_registration_is_told(session: Session, event: Event) -> None:
    row, void = make_registration(session, event, state=R.WAITLISTED), make_registration(session, event)
    until = (now() + timedelta(hours=24)).isoformat()
    facts = (
        places.RegistrationDecided(row.id, event.id, "rejected", "名额已满"),
        places.PlaceOffered(row.id, event.id, until),
        places.OfferExpired(row.id, event.id), places.RegistrationCancelled(row.id, event.id, EVENT_CANCELLED),
        places.RegistrationsMerged(row.id, void.id, event.id),
        places.RegistrationDecided(row.id, event.id, "checked_in"),
    )  # fmt: skip
    found = told(session, *facts)
    templates = {
        "registration_rejected", "place_offered", "offer_expired", "registration_cancelled", "registrations_merged"
    }  # fmt: skip
    assert found == {(template, row.person_id, "queued") for template in templates}
    late = places.PlaceOffered(row.id, event.id, (now() - timedelta(hours=1)).isoformat())
    assert told(session, late) == set()
