"""Looking people up, entering them, and the accounts of the demonstration."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.queries.demo import DEMO_LOGINS, list_demo_accounts
from app.accounts.queries.paging import page_of
from app.accounts.queries.people import accounts_of, get_person, list_people
from app.accounts.service.passwords import matches
from app.accounts.service.people import PersonData, keep_language, open_account, register_person
from app.core.clock import now
from app.core.errors import NotFound
from app.core.permissions import Role, ScopeKind
from tests.accounts.conftest import make_user
from tests.factories import make_account, make_actor, make_event, make_membership, make_person


def names(session: Session, **wanted: object) -> list[str]:
    return [person.name for person in list_people(session, **wanted).items]  # type: ignore[arg-type]


def test_people_are_found_by_name_pinyin_address_and_number(session: Session) -> None:
    register_person(session, PersonData(name="曾明", email="zeng@example.org", mobile="13800138000"))
    register_person(session, PersonData(name="欧阳雪", email="snow@example.org"))
    assert names(session) == ["欧阳雪", "曾明"]
    assert names(session, search="阳雪") == ["欧阳雪"]
    assert names(session, search="zengming") == ["曾明"]
    assert names(session, search="Ou Yang") == ["欧阳雪"]
    assert names(session, search="SNOW@example") == ["欧阳雪"]
    assert names(session, search="138-0013-8000") == ["曾明"]
    assert names(session, search="1380013800") == []
    assert names(session, search="%") == []


def test_people_are_filtered_by_their_account_and_sorted(session: Session) -> None:
    make_account(session, make_person(session, name="有样", sort_key="a"))
    make_account(session, make_person(session, name="未样", sort_key="b"), email_verified_at=None)
    make_account(session, make_person(session, name="关样", sort_key="c"), closed_at=now())
    make_person(session, name="无样", sort_key="d")
    assert names(session, state="account") == ["有样", "未样"]
    assert names(session, state="unconfirmed") == ["未样"]
    assert names(session, state="record") == ["关样", "无样"]
    assert names(session, sort="-name") == ["无样", "关样", "未样", "有样"]
    assert names(session, sort="nonsense", per_page=2, number=2) == ["关样", "无样"]
    assert names(session, sort="-created", per_page=1) == ["无样"]


def test_a_page_beyond_the_last_is_the_last(session: Session) -> None:
    for _ in range(3):
        make_person(session)
    page = list_people(session, number=99, per_page=2)
    assert (page.number, page.total, len(page.items)) == (2, 3, 1)
    assert list_people(session, number=-1, per_page=9999).per_page == 100
    assert page_of.__doc__


def test_accounts_are_told_by_person(session: Session) -> None:
    account, other = make_user(session), make_person(session)
    assert accounts_of(session, {account.person_id, other.id}) == {account.person_id: account}
    with pytest.raises(NotFound):
        get_person(session, 999)


def test_an_account_is_opened_for_somebody_by_whoever_vouches_for_it(session: Session) -> None:
    person = register_person(session, PersonData(name="开样"))
    account = open_account(session, person=person, email="Open@Example.org", password="Some-thing-2030")
    assert (account.email, person.email, account.email_verified_at is None) == ("open@example.org",) * 2 + (False,)
    assert matches(account.password_hash, "Some-thing-2030") is True


def test_the_language_is_kept_with_the_account(session: Session) -> None:
    account = make_user(session)
    actor = make_actor(account.person)
    keep_language(session, actor.__class__(account.person_id, account.id), language="en")
    assert account.language == "en"


def test_the_demonstration_names_its_accounts_in_a_fixed_order(session: Session) -> None:
    event = make_event(session)
    for login in ("team@example.org", "admin@example.org", "someone@example.org"):
        make_account(session, make_person(session, name=login[:4], email=login))
    team = list_demo_accounts(session)[1]
    assert [each.login for each in list_demo_accounts(session)] == ["admin@example.org", "team@example.org"]
    assert (team.name, team.roles) == ("team", (Role.ATTENDEE,))
    admin = make_account(session, make_person(session, email=DEMO_LOGINS[2]))
    for role in (Role.REVIEWER, Role.EVENT_ORGANISER):
        make_membership(session, admin.person, role, ScopeKind.EVENT, event.id)
    assert list_demo_accounts(session)[1].roles == (Role.EVENT_ORGANISER, Role.REVIEWER)
