"""Password and address: changing them, getting back in, and stopping what one did not ask for."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.logic import LinkPurpose
from app.accounts.models import Account, AccountLink, Membership, OldPassword
from app.accounts.queries.actors import actor_of, find_sign_in, list_sign_ins
from app.accounts.queries.links import find_link, find_pending_change, get_link, stop_token, token_of_seed
from app.accounts.service.credentials import (
    ask_email_change,
    ask_reset,
    change_password,
    confirm_email_change,
    drop_email_change,
    hand_out_reset,
    past_hashes,
    reset_password,
    stop_email_change,
    telling_words,
)
from app.accounts.service.memberships import grant_membership
from app.accounts.service.passwords import check_new_password, hash_password, matches, refuse_reuse
from app.accounts.service.people import PersonData, edit_person, register_person
from app.accounts.service.sign_in import start_sign_in
from app.core.clock import now
from app.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.core.permissions import NOBODY, Actor, Grant, Role, ScopeKind
from tests.accounts.conftest import HASH, actions, fact_names, facts, make_user
from tests.factories import PASSWORD, make_account, make_actor, make_event, make_person


def owner(session: Session, account: Account) -> Actor:
    return actor_of(session, account)


def test_a_hash_is_argon2_and_tells_the_right_password_from_others() -> None:
    assert HASH.startswith("$argon2id$")
    assert (matches(HASH, PASSWORD), matches(HASH, PASSWORD + " ")) == (True, False)
    assert (matches(None, "nobody has this password"), matches("!", PASSWORD)) == (False, False)


def test_a_weak_password_is_refused_beside_its_field() -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_new_password("short", field="password")
    assert (refusal.value.field, refusal.value.message) == ("password", "Please use at least 10 characters.")


def test_the_last_five_passwords_may_not_come_back(session: Session) -> None:
    account = make_user(session)
    actor = owner(session, account)
    for step in range(1, 7):
        change_password(session, actor, seen_hash=account.password_hash, password_hash=f"hash {step}", keep_sign_in=0)
    assert past_hashes(session, account) == [f"hash {step}" for step in (6, 5, 4, 3, 2)]
    assert session.scalar(select(func.count(OldPassword.id))) == 5


def test_a_used_password_is_recognised_by_its_hash() -> None:
    with pytest.raises(RuleBroken) as refusal:
        refuse_reuse(PASSWORD, [hash_password("Another-one-2030"), HASH])
    assert refusal.value.field == "password"
    refuse_reuse("Never-used-2030", [HASH])


def test_words_about_a_person_are_name_address_and_number(session: Session) -> None:
    person = register_person(session, PersonData(name="李校堃", email="lixk@example.org", mobile="13800138000"))
    account = make_account(session, person)
    assert telling_words(account, person) == ("李校堃", "lixk", "13800138000")


def test_changing_the_password_signs_other_browsers_out_and_is_told(session: Session) -> None:
    account = make_user(session, must_change=True)
    tokens = [start_sign_in(session, account) for _ in range(2)]
    here = find_sign_in(session, tokens[0])
    assert here is not None
    change_password(session, owner(session, account), seen_hash=HASH, password_hash="new", keep_sign_in=here.id)
    assert [row.id for row in list_sign_ins(session, account.id)] == [here.id]
    assert (account.password_hash, account.must_change) == ("new", False)
    assert facts(session) == [("PasswordChanged", {"account_id": account.id})]


def test_of_two_who_change_a_password_at_once_one_is_refused(session: Session) -> None:
    account = make_user(session)
    with pytest.raises(Conflict):
        change_password(session, owner(session, account), seen_hash="old", password_hash="new", keep_sign_in=0)
    assert account.password_hash == HASH


def test_a_reset_signs_every_browser_out_and_lifts_the_lock(session: Session) -> None:
    account = make_user(session, failed_count=5, locked_until=now() + timedelta(minutes=20))
    token = start_sign_in(session, account)
    link = ask_reset(session, login=(account.email or "").upper())
    assert link is not None
    reset_password(session, link, password_hash="new")
    assert (account.password_hash, account.failed_count, account.locked_until) == ("new", 0, None)
    assert find_sign_in(session, token) is None
    assert fact_names(session) == ["PasswordResetAsked", "PasswordChanged"]
    with pytest.raises(NotFound):
        reset_password(session, link, password_hash="newer")


def test_only_the_latest_reset_link_works(session: Session) -> None:
    account = make_user(session)
    first = ask_reset(session, login=account.email or "")
    second = ask_reset(session, login=account.email or "")
    assert first is not None
    assert second is not None
    assert find_link(session, token_of_seed(first.seed), LinkPurpose.RESET_PASSWORD) is None
    assert get_link(session, token_of_seed(second.seed), LinkPurpose.RESET_PASSWORD).id == second.id
    assert second.expires_at - now() <= timedelta(hours=1)


def test_nothing_is_sent_to_whoever_has_no_confirmed_address(session: Session) -> None:
    make_account(session, make_person(session, email="new@example.org"), email_verified_at=None)
    for login in ("new@example.org", "nobody@example.org", "13800138000", "nonsense"):
        assert ask_reset(session, login=login) is None
    assert facts(session) == []


def test_an_administrator_hands_out_a_link_to_whoever_has_no_confirmed_address(session: Session) -> None:
    admin = make_actor(make_person(session), Grant(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM))
    person = register_person(session, PersonData(name="赵样", mobile="13800138000"))
    account = make_account(session, person, email=None, email_verified_at=None, mobile_index=person.mobile_index)
    with pytest.raises(NotAllowed):
        hand_out_reset(session, make_actor(make_person(session)), person_id=person.id)
    link = hand_out_reset(session, admin, person_id=person.id)
    assert (link.account_id, facts(session)) == (account.id, [])
    with pytest.raises(RuleBroken):
        hand_out_reset(session, admin, person_id=make_user(session).person_id)
    with pytest.raises(NotFound):
        hand_out_reset(session, admin, person_id=make_person(session).id)


def test_a_new_address_takes_the_place_of_the_old_one_when_it_confirms(session: Session) -> None:
    account = make_user(session)
    old = account.email
    waiting = grant_membership(
        session, None, role=Role.PRESS, scope=(ScopeKind.EVENT, make_event(session).id), login="new@example.org"
    )
    link = ask_email_change(session, owner(session, account), email="New@example.org ")
    assert (account.email, find_pending_change(session, account.id)) == (old, link)
    confirm_email_change(session, link)
    assert (account.email, account.person.email, waiting.person_id) == ("new@example.org",) * 2 + (account.person_id,)
    assert facts(session)[1:] == [
        ("EmailChangeAsked", {"link_id": link.id}),
        ("EmailChanged", {"account_id": account.id, "old_email": old}),
    ]
    assert find_pending_change(session, account.id) is None


def test_an_address_that_somebody_took_meanwhile_is_refused(session: Session) -> None:
    account = make_user(session)
    link = ask_email_change(session, owner(session, account), email="new@example.org")
    make_account(session, make_person(session, email="new@example.org"))
    with pytest.raises(RuleBroken) as refusal:
        confirm_email_change(session, link)
    assert refusal.value.field == "email"


def test_the_present_address_and_nonsense_are_refused(session: Session) -> None:
    account = make_user(session)
    for email in (account.email or "", "nonsense", "13800138000"):
        with pytest.raises(RuleBroken) as refusal:
            ask_email_change(session, owner(session, account), email=email)
        assert refusal.value.field == "email"


def test_the_owner_of_the_old_address_stops_a_change_and_signs_everybody_out(session: Session) -> None:
    account = make_user(session)
    token = start_sign_in(session, account)
    link = ask_email_change(session, owner(session, account), email="thief@example.org")
    stop = stop_token(session, link.id)
    assert find_link(session, stop, LinkPurpose.CHANGE_EMAIL) is None
    assert find_link(session, token_of_seed(link.seed), LinkPurpose.CHANGE_EMAIL, stop=True) is None
    stop_email_change(session, get_link(session, stop, LinkPurpose.CHANGE_EMAIL, stop=True))
    assert find_sign_in(session, token) is None
    with pytest.raises(NotFound):
        confirm_email_change(session, link)
    assert account.email != "thief@example.org"


def test_one_gives_up_the_own_change_only(session: Session) -> None:
    account, other = make_user(session), make_user(session)
    ask_email_change(session, owner(session, account), email="new@example.org")
    drop_email_change(session, owner(session, other))
    assert find_pending_change(session, account.id) is not None
    drop_email_change(session, owner(session, account))
    assert find_pending_change(session, account.id) is None
    with pytest.raises(NotFound):
        drop_email_change(session, NOBODY)


def test_links_lie_in_the_database_without_their_secret(session: Session) -> None:
    account = make_user(session)
    ask_email_change(session, owner(session, account), email="new@example.org")
    row = session.scalars(select(AccountLink)).one()
    stored = {row.seed, row.token_hash, row.stop_hash}
    assert stored.isdisjoint({token_of_seed(row.seed), token_of_seed(row.seed, stop=True)})


def test_people_correct_their_own_data_and_nobody_elses(session: Session) -> None:
    account = make_user(session)
    person = account.person
    data = PersonData(name=" 欧阳　样 ", title="主任", research_fields=["抗体药物"])
    edit_person(session, owner(session, account), person_id=person.id, data=data, version=person.version)
    assert (person.name, person.title, person.research_fields) == ("欧阳 样", "主任", ["抗体药物"])
    assert person.sort_key.startswith("ou1 yang2")
    assert actions(session)[-1] == "person:edited"
    with pytest.raises(NotAllowed):
        edit_person(session, owner(session, make_user(session)), person_id=person.id, data=data, version=None)
    with pytest.raises(Conflict):
        edit_person(session, owner(session, account), person_id=person.id, data=data, version=1)


@pytest.mark.parametrize("name", ["", "  ", "样" * 61])
def test_a_person_has_a_name(session: Session, name: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        register_person(session, PersonData(name=name))
    assert refusal.value.field == "name"


def test_the_number_one_signs_in_with_follows_the_person_and_is_unconfirmed_again(session: Session) -> None:
    person = register_person(session, PersonData(name="钱样", mobile="13800138000"))
    account = make_account(
        session, person, email=None, email_verified_at=None, mobile_index=person.mobile_index, mobile_verified_at=now()
    )
    actor = owner(session, account)
    edit_person(session, actor, person_id=person.id, data=PersonData(name="钱样", mobile="13900139000"), version=None)
    assert (account.mobile_index, account.mobile_verified_at) == (person.mobile_index, None)
    with pytest.raises(RuleBroken) as refusal:
        edit_person(session, actor, person_id=person.id, data=PersonData(name="钱样"), version=None)
    assert refusal.value.field == "mobile"


def test_a_number_with_which_somebody_signs_in_is_refused(session: Session) -> None:
    taken = register_person(session, PersonData(name="孙样", mobile="13800138000"))
    make_account(session, taken, mobile_index=taken.mobile_index)
    account = make_user(session)
    with pytest.raises(RuleBroken) as refusal:
        edit_person(
            session, owner(session, account), person_id=account.person_id,
            data=PersonData(name="王样", mobile="138 0013 8000"), version=None,
        )  # fmt: skip
    assert refusal.value.field == "mobile"


def test_memberships_survive_all_of_this(session: Session) -> None:
    account = make_user(session, (Role.PRESS, ScopeKind.EVENT, make_event(session).id))
    link = ask_reset(session, login=account.email or "")
    assert link is not None
    reset_password(session, link, password_hash="new")
    assert session.scalars(select(Membership)).one().person_id == account.person_id
