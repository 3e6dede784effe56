"""Signing up: confirmed addresses, waiting roles, and answers that tell strangers nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.logic import LinkPurpose
from app.accounts.models import Account, AccountLink, Membership, Person
from app.accounts.queries.links import find_link, get_link, link_token, token_of_seed
from app.accounts.queries.logins import find_account_by_login, find_person_by_login, parse_login, read_login
from app.accounts.service.memberships import grant_membership
from app.accounts.service.sign_up import SignUp, ask_again, confirm_email, confirm_mobile, sign_up
from app.core.clock import now
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import Grant, Role, ScopeKind
from tests.accounts.conftest import HASH, actions, facts, make_user
from tests.factories import make_actor, make_centre, make_event, make_person

ADMIN = Grant(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM)


def wish(login: str, **more: str) -> SignUp:
    values = {"name": "李新样", "password_hash": HASH, "language": "zh_CN"} | more
    return SignUp(login=read_login(login), **values)


def signed_up(session: Session, login: str, **more: str) -> AccountLink:
    account, link = sign_up(session, wish(login, **more))
    assert (account, link is None) == (None, False)
    assert link is not None
    return link


def test_signing_up_sends_a_link_and_opens_nothing_before_it_is_used(session: Session) -> None:
    link = signed_up(session, " New.Person@Example.ORG ")
    account = session.scalars(select(Account)).one()
    assert (account.email, account.email_verified_at) == ("new.person@example.org", None)
    assert facts(session) == [("EmailVerificationAsked", {"link_id": link.id})]
    assert HASH not in str(facts(session))
    assert link_token(session, link.id) == token_of_seed(link.seed)


def test_the_link_and_the_password_together_confirm_the_address(session: Session) -> None:
    link = signed_up(session, "new@example.org")
    account = confirm_email(session, link, right=True)
    assert account.email_verified_at is not None
    assert actions(session)[-1] == "account:email_confirmed"


def test_the_link_alone_does_not_confirm_and_is_not_used_up(session: Session) -> None:
    link = signed_up(session, "new@example.org")
    with pytest.raises(RuleBroken) as refusal:
        confirm_email(session, link, right=False)
    assert refusal.value.field == "password"
    assert confirm_email(session, link, right=True).email_verified_at is not None


def test_a_link_works_once(session: Session) -> None:
    link = signed_up(session, "new@example.org")
    token = token_of_seed(link.seed)
    assert get_link(session, token, LinkPurpose.VERIFY_EMAIL).id == link.id
    confirm_email(session, link, right=True)
    assert find_link(session, token, LinkPurpose.VERIFY_EMAIL) is None
    with pytest.raises(NotFound):
        confirm_email(session, link, right=True)


def test_a_link_is_for_its_own_purpose_and_for_two_days(session: Session) -> None:
    link = signed_up(session, "new@example.org")
    token = token_of_seed(link.seed)
    assert find_link(session, token, LinkPurpose.RESET_PASSWORD) is None
    assert timedelta(days=1, hours=23) < link.expires_at - now() <= timedelta(days=2)
    link.expires_at = now()
    session.flush()
    assert find_link(session, token, LinkPurpose.VERIFY_EMAIL) is None
    with pytest.raises(NotFound):
        confirm_email(session, link, right=True)


def test_nobody_can_prepare_an_account_for_somebody_else(session: Session) -> None:
    """A stranger signs up with another's address first; the owner's own sign-up decides the password."""
    theirs = signed_up(session, "owner@example.org", password_hash="hash of a stranger")
    own = signed_up(session, "owner@example.org", password_hash=HASH)
    account = confirm_email(session, own, right=True)
    assert account.password_hash == HASH
    with pytest.raises(NotFound):
        confirm_email(session, theirs, right=True)
    assert account.password_hash == HASH


def test_a_taken_address_is_answered_like_a_new_one_and_only_its_owner_is_told(session: Session) -> None:
    account = make_user(session)
    assert sign_up(session, wish(account.email or "")) == (None, None)
    assert facts(session) == [("SignUpRepeated", {"account_id": account.id})]
    assert session.scalar(select(func.count(Account.id))) == 1


def test_whoever_lost_the_mail_gets_another_and_the_older_one_still_works(session: Session) -> None:
    first = signed_up(session, "new@example.org")
    second = ask_again(session, first.account_id, password_hash=HASH)
    assert [payload["link_id"] for _name, payload in facts(session)] == [first.id, second.id]
    assert confirm_email(session, first, right=True).id == first.account_id


def test_a_person_entered_by_an_organiser_is_joined_with_the_account(session: Session) -> None:
    person = make_person(session, name="李原样", email="known@example.org")
    link = signed_up(session, "known@example.org", name="另名")
    account = confirm_email(session, link, right=True)
    assert (account.person_id, person.name) == (person.id, "李原样")
    assert session.scalar(select(func.count(Person.id))) == 1


def test_a_mobile_number_is_a_login_at_once_but_stays_unconfirmed(session: Session) -> None:
    account, link = sign_up(session, wish("138 0013 8000"))
    assert (account is None, link, facts(session)) == (False, None, [])
    assert account is not None
    assert (account.mobile_verified_at, account.person.mobile) == (None, "+8613800138000")
    assert find_account_by_login(session, read_login("+86-13800138000")) is account
    with pytest.raises(RuleBroken) as refusal:
        sign_up(session, wish("13800138000"))
    assert refusal.value.field == "mobile"


def test_numbers_do_not_lie_open_in_the_database(session: Session) -> None:
    sign_up(session, wish("13800138000"))
    row = session.connection().exec_driver_sql("SELECT mobile, mobile_index FROM person").one()
    assert "13800138000" not in str(row)


@pytest.mark.parametrize("text", ["", "no address", "a@", "12345", "0577-88888888", "@example.org"])
def test_what_is_neither_address_nor_mobile_number_is_refused(text: str) -> None:
    assert parse_login(text) is None
    with pytest.raises(RuleBroken) as refusal:
        read_login(text)
    assert refusal.value.field == "login"


def waiting(session: Session, login: str) -> Membership:
    centre = make_centre(session)
    return grant_membership(session, None, role=Role.TECH_MANAGER, scope=(ScopeKind.CENTRE, centre.id), login=login)


def test_a_waiting_role_begins_with_the_confirmed_address_only(session: Session) -> None:
    membership = waiting(session, "new@example.org")
    assert (membership.person_id, membership.invited_login) == (None, "new@example.org")
    link = signed_up(session, "new@example.org")
    assert membership.person_id is None
    account = confirm_email(session, link, right=True)
    assert (membership.person_id, membership.invited_login) == (account.person_id, None)
    assert "membership:claimed" in actions(session)


def test_an_unconfirmed_account_gets_a_role_only_once_it_is_confirmed(session: Session) -> None:
    link = signed_up(session, "new@example.org")
    membership = waiting(session, "new@example.org")
    assert membership.person_id is None
    confirm_email(session, link, right=True)
    assert membership.person_id is not None


def test_a_revoked_invitation_is_not_claimed(session: Session) -> None:
    membership = waiting(session, "new@example.org")
    membership.revoked_at = now()
    confirm_email(session, signed_up(session, "new@example.org"), right=True)
    assert membership.person_id is None


def test_a_role_that_waited_twice_is_held_once(session: Session) -> None:
    account = make_user(session, email="old@example.org")
    event = make_event(session)
    scope = (ScopeKind.EVENT, event.id)
    held = grant_membership(session, None, role=Role.PRESS, scope=scope, person=account.person)
    account.email_verified_at = None
    twin = grant_membership(session, None, role=Role.PRESS, scope=scope, login="old@example.org")
    assert twin.id != held.id
    link = ask_again(session, account.id, password_hash=HASH)
    confirm_email(session, link, right=True)
    assert (held.revoked_at, twin.revoked_at is None) == (None, False)


def test_a_role_for_a_number_begins_when_an_administrator_called_it_back(session: Session) -> None:
    membership = waiting(session, "13800138000")
    account, _link = sign_up(session, wish("13800138000"))
    assert account is not None
    assert membership.person_id is None
    with pytest.raises(NotAllowed):
        confirm_mobile(session, make_actor(make_person(session)), person_id=account.person_id)
    with pytest.raises(NotAllowed):
        confirm_mobile(session, make_actor(account.person, ADMIN), person_id=account.person_id)
    confirm_mobile(session, make_actor(make_person(session), ADMIN), person_id=account.person_id)
    assert membership.person_id == account.person_id


def test_there_must_be_a_number_to_confirm(session: Session) -> None:
    with pytest.raises(NotFound):
        confirm_mobile(session, make_actor(make_person(session), ADMIN), person_id=make_user(session).person_id)


def test_people_are_found_by_account_first_and_then_by_record(session: Session) -> None:
    account = make_user(session)
    record = make_person(session, email="record@example.org")
    assert find_person_by_login(session, account.email or "") is account.person
    assert find_person_by_login(session, "RECORD@example.org") is record
    assert find_person_by_login(session, "nobody@example.org") is None
    assert find_person_by_login(session, "nonsense") is None
