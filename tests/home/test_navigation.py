"""The navigation: for every role each link exists, is allowed and opens."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.home.routes.navigation import GROUPS
from tests.architecture.test_strangers import SCOPES
from tests.factories import make_account, make_centre, make_event, make_member, make_organisation
from tests.organisations.conftest import Browse

LINK = re.compile(r'<a href="([^"]+)"')


def links(page: str) -> list[str]:
    """The addresses in the side bar, or of visitors in the top bar."""
    place = re.search(r'<nav aria-label="Main navigation">(.*?)</nav>', page, re.DOTALL) or re.search(
        r'<nav class="top-nav"[^>]*>(.*?)</nav>', page, re.DOTALL
    )
    assert place is not None
    return LINK.findall(place[1])


def somebody(session: Session, role: Role) -> Account:
    if role is Role.ATTENDEE:
        return make_account(session)
    kind = SCOPES[role]
    scope_id = {
        ScopeKind.PLATFORM: lambda: None,
        ScopeKind.CENTRE: lambda: make_centre(session).id,
        ScopeKind.EVENT: lambda: make_event(session).id,
        ScopeKind.ORGANISATION: lambda: make_organisation(session).id,
    }[kind]()
    return make_member(session, role, kind, scope_id)


@pytest.mark.parametrize("role", SCOPES, ids=str)
def test_every_link_of_a_role_opens(session: Session, browse: Browse, role: Role) -> None:
    browser = browse(somebody(session, role))
    found = links(browser.get("/start").get_data(as_text=True))
    assert len(found) >= 12
    assert {address: browser.get(address).status_code for address in found} == dict.fromkeys(found, 200)


def test_every_place_exists(app: Flask) -> None:
    places = [place for _title, group in GROUPS for place in group]
    assert [place.endpoint for place in places if place.endpoint not in app.view_functions] == []


def test_visitors_find_what_is_public(browse: Browse) -> None:
    browser = browse(None)
    found = links(browser.get("/").get_data(as_text=True))
    assert found == ["/events", "/library/achievements", "/library/needs", "/organisations", "/services", "/verify"]
    assert [browser.get(address).status_code for address in found] == [200] * 6


def test_the_present_page_is_marked(session: Session, browse: Browse) -> None:
    page = browse(make_account(session)).get("/agenda").get_data(as_text=True)
    assert re.search(r'<a href="/agenda" aria-current="page">', page)


def test_each_role_finds_its_own_work(session: Session, browse: Browse) -> None:
    def found(role: Role) -> set[str]:
        return set(links(browse(somebody(session, role)).get("/start").get_data(as_text=True)))

    work = {"/events/new", "/people", "/audit", "/reports/yearly", "/investors"}
    assert found(Role.ATTENDEE) & work == set()
    assert found(Role.EVENT_ORGANISER) & work == {"/events/new", "/audit", "/investors"}
    assert found(Role.CENTRE_OPERATOR) & work == {"/events/new", "/audit", "/investors", "/reports/yearly"}
    assert found(Role.PLATFORM_ADMIN) & work == {"/people", "/audit", "/investors", "/reports/yearly"}
