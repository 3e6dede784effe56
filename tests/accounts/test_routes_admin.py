"""Pages for giving roles, looking people up, and reading the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event as sql
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import AuditEntry, Membership
from app.accounts.queries.memberships import memberships_of
from app.accounts.service.audit import write_audit
from app.accounts.service.people import PersonData, register_person
from app.core.db import database
from app.core.permissions import Role, ScopeKind
from tests.accounts.conftest import As, Browser, fresh, make_user
from tests.factories import make_account, make_centre, make_event, make_membership, make_organisation, make_person

P, C, E = ScopeKind.PLATFORM, ScopeKind.CENTRE, ScopeKind.EVENT


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the statements that read from the database."""
    seen: list[str] = []
    bind = database.session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    sql.listen(bind, "before_cursor_execute", note)
    yield seen
    sql.remove(bind, "before_cursor_execute", note)


@pytest.fixture
def admin(session: Session, signed_in: As) -> Browser:
    return signed_in(make_user(session, (Role.PLATFORM_ADMIN, P, None), name="管样"))


def test_an_organiser_gives_a_role_to_an_address_without_an_account(session: Session, signed_in: As) -> None:
    event = make_event(session, title="温州路演")
    browser = signed_in(make_user(session, (Role.EVENT_ORGANISER, E, event.id)))
    page = browser.text(f"/memberships/new?scope=event:{event.id}")
    assert "温州路演" in page
    answer = browser.post(
        f"/memberships/new?scope=event:{event.id}", login="helper@example.org", role="check_in_helper"
    )
    assert answer.location == f"/memberships?scope=event:{event.id}"
    assert "helper@example.org" in browser.text(answer.location)
    again = browser.post(f"/memberships/new?scope=event:{event.id}", login="helper@example.org", role="check_in_helper")
    assert (again.status_code, 'id="login-error"' in again.text) == (422, True)
    wrong = browser.post(f"/memberships/new?scope=event:{event.id}", login="nonsense", role="press")
    assert (wrong.status_code, 'value="nonsense"' in wrong.text) == (422, True)


def test_a_role_given_to_somebody_with_an_account_begins_at_once(session: Session, signed_in: As) -> None:
    event, helper = make_event(session), make_user(session)
    browser = signed_in(make_user(session, (Role.EVENT_ORGANISER, E, event.id)))
    browser.post(f"/memberships/new?scope=event:{event.id}", login=helper.email, role="check_in_helper")
    assert [row.role for row in memberships_of(session, helper.person_id)] == [Role.CHECK_IN_HELPER]
    assert signed_in(helper).get(f"/events/{event.slug}/manage/check-in").status_code == 200


def test_an_organiser_of_one_event_cannot_give_roles_for_another(session: Session, signed_in: As) -> None:
    mine, other = make_event(session), make_event(session)
    browser = signed_in(make_user(session, (Role.EVENT_ORGANISER, E, mine.id)))
    theirs = make_membership(session, make_person(session), Role.PRESS, E, other.id)
    for scope in (f"event:{other.id}", "platform", f"centre:{make_centre(session).id}"):
        assert browser.get(f"/memberships?scope={scope}").status_code == 403
        answer = browser.post(f"/memberships/new?scope={scope}", login="helper@example.org", role="press")
        assert answer.status_code == 403
    assert browser.get("/memberships?scope=nonsense").status_code == 404
    assert browser.get("/memberships/new?scope=event:99999").status_code == 404
    assert browser.get(f"/memberships/{theirs.id}/revoke").status_code == 403
    assert browser.post(f"/memberships/{theirs.id}/revoke").status_code == 403
    assert browser.post(f"/memberships/{theirs.id}/restore").status_code == 403
    assert session.get_one(Membership, theirs.id).revoked_at is None


def test_a_role_above_the_own_rank_is_not_offered_and_not_taken(session: Session, signed_in: As) -> None:
    event = make_event(session)
    browser = signed_in(make_user(session, (Role.EVENT_ORGANISER, E, event.id)))
    page = browser.get(f"/memberships/new?scope=event:{event.id}").text
    assert ('value="reviewer"' in page, 'value="platform_admin"' in page) == (True, False)
    answer = browser.post(f"/memberships/new?scope=event:{event.id}", login="a@b.cn", role="platform_admin")
    assert answer.status_code == 422
    assert session.scalars(select(Membership).where(Membership.person_id.is_(None))).all() == []


def test_whoever_may_give_no_role_sees_no_memberships(session: Session, signed_in: As) -> None:
    event = make_event(session)
    browser = signed_in(make_user(session, (Role.REVIEWER, E, event.id)))
    assert [browser.get(each).status_code for each in ("/memberships", "/memberships/new")] == [403, 403]


def test_the_place_is_chosen_first(session: Session, admin: Browser) -> None:
    event = make_event(session, title="杭州路演")
    organisation = make_organisation(session, name="杭州样例公司")
    make_centre(session, name="温州中心")
    page = admin.get("/memberships/new?q=杭州").text
    assert [f"scope={kind}:{row.id}" in page for kind, row in (("event", event), ("organisation", organisation))] == [
        True, True,
    ]  # fmt: skip
    assert ("scope=platform" in page, "温州中心" in page) == (True, False)
    assert 'class="empty"' in admin.get("/memberships/new?q=没有这个").text


def test_a_role_is_taken_away_after_reading_what_that_means_and_can_be_undone(session: Session, admin: Browser) -> None:
    holder = make_user(session, (Role.TECH_MANAGER, C, make_centre(session).id), name="技样")
    row = memberships_of(session, holder.person_id)[0]
    address = f"/memberships/{row.id}/revoke?next=/people/{holder.person_id}"
    page = admin.text(address)
    assert page.count("技样") >= 3
    assert memberships_of(session, holder.person_id) == [row]
    answer = admin.post(address)
    assert answer.location == f"/people/{holder.person_id}"
    assert memberships_of(session, holder.person_id) == []
    undo = f"/memberships/{row.id}/restore?next=/people/{holder.person_id}"
    assert f'action="{undo}"' in admin.get(answer.location).text
    assert admin.post(undo).location == f"/people/{holder.person_id}"
    assert [each.id for each in memberships_of(session, holder.person_id)] == [row.id]


def test_one_leaves_by_oneself_without_undo(session: Session, signed_in: As) -> None:
    account = make_user(session, (Role.REVIEWER, E, make_event(session).id))
    row = memberships_of(session, account.person_id)[0]
    browser = signed_in(account)
    assert browser.get(f"/memberships/{row.id}/revoke").status_code == 200
    assert browser.post(f"/memberships/{row.id}/revoke?next=//evil.example").location == "/account"
    page = browser.get("/account").text
    assert f"/memberships/{row.id}/restore" not in page
    assert browser.post(f"/memberships/{row.id}/restore").status_code == 403
    assert memberships_of(session, account.person_id) == []


def test_the_last_organiser_stays_and_reads_why(session: Session, signed_in: As) -> None:
    account = make_user(session, (Role.EVENT_ORGANISER, E, make_event(session).id))
    row = memberships_of(session, account.person_id)[0]
    answer = signed_in(account).post(f"/memberships/{row.id}/revoke")
    assert (answer.status_code, 'class="error-summary"' in answer.text) == (422, True)


def test_the_list_of_memberships_is_filtered_in_the_address(session: Session, admin: Browser) -> None:
    event = make_event(session)
    make_membership(session, make_person(session, name="评样"), Role.REVIEWER, E, event.id)
    make_membership(session, make_person(session, name="媒样"), Role.PRESS, E, event.id)
    page = admin.text("/memberships?role=reviewer&kind=event&page=1")
    assert ("评样" in page, "媒样" in page) == (True, False)
    assert 'class="empty"' in admin.get("/memberships?state=waiting").text
    assert "评样" in admin.text("/memberships?q=评&role=nonsense")


@pytest.mark.parametrize("address", ["/memberships", "/people", "/audit", "/memberships?kind=event"])
def test_a_list_costs_the_same_for_one_row_and_for_three(session: Session, admin: Browser, address: str) -> None:
    costs = []
    for rows in (1, 2):
        for _ in range(rows):
            event = make_event(session)
            person = make_person(session, organisation_id=make_organisation(session).id)
            make_account(session, person)
            make_membership(session, person, Role.REVIEWER, E, event.id)
            write_audit(session, "thing:done", kind="event", row_id=1, event_id=event.id)
        admin.get(address)
        with counted() as seen:
            assert admin.get(address).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_people_are_listed_and_shown(session: Session, admin: Browser) -> None:
    person = make_person(session, name="查样", email="find@example.org", sort_key="cha2 yang4")
    page = admin.text("/people?q=chayang&sort=-created&per_page=20")
    assert ("查样" in page, page.count("管样")) == (True, admin.text("/people?q=没有这个人").count("管样"))
    shown = admin.get(f"/people/{person.id}").text
    assert ("find@example.org" in shown, 'class="empty"' in shown) == (True, True)
    assert admin.get("/people/99999").status_code == 404
    assert 'class="empty"' in admin.get("/people?q=没有这个人").text


def test_people_are_shown_to_administrators_only(session: Session, signed_in: As) -> None:
    event = make_event(session)
    browser = signed_in(make_user(session, (Role.EVENT_ORGANISER, E, event.id)))
    person = make_person(session)
    assert [browser.get(each).status_code for each in ("/people", f"/people/{person.id}")] == [403, 403]
    assert browser.post(f"/people/{person.id}/reset").status_code == 403
    assert browser.post(f"/people/{person.id}/confirm-mobile").status_code == 403


def test_a_number_is_confirmed_and_a_reset_link_handed_out(session: Session, admin: Browser, guest: Browser) -> None:
    person = register_person(session, PersonData(name="机样", mobile="13800138000"))
    account = make_account(session, person, email=None, email_verified_at=None, mobile_index=person.mobile_index)
    assert admin.post(f"/people/{person.id}/confirm-mobile").location == f"/people/{person.id}"
    assert fresh(session, account.id).mobile_verified_at is not None
    admin.post(f"/people/{person.id}/reset")
    page = admin.get(f"/people/{person.id}").text
    address = page.split('<code class="break-all">', 1)[1].split("</code>", 1)[0]
    assert address.startswith("http://localhost/reset/")
    assert address not in admin.get(f"/people/{make_person(session).id}").text
    answer = guest.post(address.removeprefix("http://localhost"), password="Qing-shan-2031")
    assert answer.location == "/login"
    assert guest.sign_in("13800138000", "Qing-shan-2031").status_code == 302


def test_whoever_has_a_confirmed_address_gets_no_link_from_others(session: Session, admin: Browser) -> None:
    account = make_user(session)
    assert admin.post(f"/people/{account.person_id}/reset").status_code == 422
    assert admin.post(f"/people/{account.person_id}/confirm-mobile").status_code == 404


def test_the_audit_trail_is_filtered_and_told_in_words(session: Session, admin: Browser) -> None:
    event = make_event(session, title="温州路演")
    write_audit(session, "agreement.signed", kind="agreement", row_id=5, event_id=event.id, detail={"number": "HT1"})
    write_audit(session, "odd_thing.was_done", kind="odd", row_id=None)
    page = admin.text("/audit")
    assert ("agreement.signed" in page, "odd thing · was done" in page, "HT1" in page) == (False, True, True)
    page = admin.get(f"/audit?event={event.id}").text
    assert ("温州路演" in page, "odd thing" in page.split("<tbody>", 1)[1]) == (True, False)
    assert 'class="empty"' in admin.get("/audit?since=2001-01-01&until=2001-01-02").text
    assert admin.get("/audit?since=nonsense&action=agreement.signed&person=x").status_code == 200


def test_an_organiser_reads_the_lines_of_the_own_event(session: Session, signed_in: As) -> None:
    mine, other = make_event(session), make_event(session)
    write_audit(session, "mine:done", kind="event", row_id=1, event_id=mine.id)
    write_audit(session, "theirs:done", kind="event", row_id=2, event_id=other.id)
    browser = signed_in(make_user(session, (Role.EVENT_ORGANISER, E, mine.id)))
    page = browser.text("/audit")
    assert ("mine · " in page, "theirs · " in page) == (True, False)
    assert "theirs · " not in browser.text(f"/audit?event={other.id}")
    assert browser.get("/audit/check").status_code == 403
    assert signed_in(make_user(session)).get("/audit").status_code == 403


def test_the_check_of_the_chain_names_the_line_that_was_tampered_with(session: Session, admin: Browser) -> None:
    lines = [write_audit(session, "thing:done", kind="thing", row_id=number) for number in range(3)]
    assert "notice-success" in admin.get("/audit/check").text
    assert lines[2].hash in admin.get("/audit/check").text
    session.execute(update(AuditEntry).where(AuditEntry.id == lines[1].id).values(action="thing:undone"))
    page = admin.get("/audit/check").text
    assert ("notice-danger" in page, str(lines[1].id) in page, lines[0].hash in page) == (True, True, True)
