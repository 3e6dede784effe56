"""A stranger of every role walks every address that names something of somebody else, and is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import BaseLoader, ChoiceLoader, DictLoader
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.accounts.models import Account, Membership
from app.core.db import database
from app.core.permissions import POLICY, Permission, Role, Scope, ScopeKind
from tests.architecture.world import World, models

SignIn = Callable[[FlaskClient, Account], FlaskClient]
METHODS = ("GET", "POST")
REFUSED = {403, 404}
SEEN_WHOLE = 12  # so many refusals of each walk are drawn as the page that people see
SENT_TO_SIGN_IN = {302, 303, 401}

# Of which kind the scope of a role is; the scope itself lies in a world that shares nothing with the one visited.
SCOPES = {
    Role.PLATFORM_ADMIN: ScopeKind.PLATFORM,
    Role.CENTRE_OPERATOR: ScopeKind.CENTRE,
    Role.EVENT_ORGANISER: ScopeKind.EVENT,
    Role.CHECK_IN_HELPER: ScopeKind.EVENT,
    Role.REVIEWER: ScopeKind.EVENT,
    Role.TECH_MANAGER: ScopeKind.ORGANISATION,
    Role.PROJECT_TEAM: ScopeKind.ORGANISATION,
    Role.NEED_COMPANY: ScopeKind.ORGANISATION,
    Role.INVESTOR: ScopeKind.ORGANISATION,
    Role.SPEAKER: ScopeKind.EVENT,
    Role.ATTENDEE: ScopeKind.PERSON,
    Role.PRESS: ScopeKind.EVENT,
}

# What stands for an argument: "table.column". First by endpoint, then by domain, then by name alone; `<table>_id` needs
# no line here.
ARGUMENTS = {
    "slug": "event.slug",
    "code": "registration.ticket_code",
    "session_id": "event_session.id",
    "task_id": "event_task.id",
    "group_id": "audience_group.id",
    "release_id": "programme_release.id",
    "file_id": "stored_file.id",
    "link_id": "event_organiser.id",
    "relation_id": "organisation_relation.id",
    "events:number": "event.number",
    "pitches:number": "pitch.number",
    "roadshow:release_id": "release.id",
    "agreements:number": "agreement.number",
    "agreements.download_certificate:number": "certificate.number",
    "agreements.step_certificate:number": "certificate.number",
    "library.edit_achievement:number": "achievement.number",
    "library.move_achievement:number": "achievement.number",
    "library.apply_for_proof:number": "achievement.number",
    "poc_number": "poc_project.number",
    "library:number": "need.number",
    "matching.rank_achievements:number": "need.number",
    "matching.suggest_field:number": "achievement.number",
    "matching.try_sentence:number": "achievement.number",
    "matching.decide_proposal:number": "need.number",
    "reports.show_timeline:number": "pitch.number",
    "matching.drop_synonyms:group_id": "synonym_group.id",
    "matching:number": "pitch.number",
}

# Arguments that name no thing but a choice.
CHOICES = {
    "events.change_state:to": "cancelled",
    "events.step_session:state": "live",
    "roadshow.run_stage:deed": "start",
    "library.steer_gate:deed": "due",
    "evaluation.step_panel:step": "open",
    "evaluation.change_sheet:deed": "return",
    "matching.express_interest:side": "investor",
    "matching.decide_proposal:side": "company",
    "matching.suggest_field:kind": "achievement",
    "reports.download_document:suffix": "pdf",
    "reports.draw_document_page:number": "1",
}

# Views that need no permission on the thing in their address, because they show the visitor only what is the visitor's.
SHOWS_ONLY_ONES_OWN: dict[str, str] = {
    "events.bookmark_session": "anybody may put a session of an open event into the own agenda",
    "investors.join_event": "anybody may bring the own institution to an event that is open",
    "matching.rank_pitches": "ranks for the institution of the visitor alone, and says how to join without one",
}


def guarded_rules(app: Flask) -> Iterator[tuple[Rule, str, Permission]]:
    """Every rule with arguments and a permission, for every method that it answers."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if rule.arguments and permission is not None:
            for method in METHODS:
                if method in (rule.methods or ()):
                    yield rule, method, permission


def value_of(world: World, endpoint: str, argument: str) -> object:
    """What a world holds for an argument; an argument nobody thought of fails."""
    domain = endpoint.partition(".")[0]
    if f"{endpoint}:{argument}" in CHOICES:
        return CHOICES[f"{endpoint}:{argument}"]
    table = argument.removesuffix("_id")
    known = [ARGUMENTS[key] for key in (f"{endpoint}:{argument}", f"{domain}:{argument}", argument) if key in ARGUMENTS]
    if not known and argument.endswith("_id") and table in models():
        known = [f"{table}.id"]
    if not known:
        pytest.fail(f"{endpoint} has an argument {argument!r}: say in ARGUMENTS what stands for it")
    name, _, column = known[0].partition(".")
    return getattr(world.row(name), column)


def things_in(rule: Rule) -> list[str]:
    """The arguments of a rule that name things, in the order of the address."""
    named = re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule.rule)
    return [name for name in named if f"{rule.endpoint}:{name}" not in CHOICES]


def address_of(app: Flask, rule: Rule, worlds: Callable[[str], World]) -> str:
    """The address of a rule whose arguments come from the world that `worlds` names for each."""
    values = {argument: value_of(worlds(argument), rule.endpoint, argument) for argument in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def reaches_everything(role: Role, permission: Permission) -> bool:
    """Whether the policy gives a role, or anybody signed in, the permission for every row."""
    return Scope.ANY in (POLICY[role].get(permission), POLICY[Role.ATTENDEE].get(permission))


def visits(app: Flask, role: Role | None, theirs: World, mine: World | None) -> Iterator[tuple[str, str, str]]:
    """Method, address and name of every page of somebody else's, and of theirs reached through one's own."""
    for rule, method, permission in guarded_rules(app):
        if (role and reaches_everything(role, permission)) or rule.endpoint in SHOWS_ONLY_ONES_OWN:
            continue
        name = f"{rule.endpoint}, {permission}"
        yield method, address_of(app, rule, lambda _argument: theirs), name
        container, *inner = [*things_in(rule), ""][:2]
        if mine is not None and any(inner) and role and permission in {*POLICY[role], *POLICY[Role.ATTENDEE]}:
            yield method, address_of(app, rule, lambda each, own=container: mine if each == own else theirs), name
            yield method, address_of(app, rule, lambda each, own=container: theirs if each == own else mine), name


def walk(client: FlaskClient, visiting: Iterable[tuple[str, str, str]], allowed: set[int]) -> list[str]:
    """Visit everything, and report whatever did not refuse."""
    open_doors = []
    for method, address, name in visiting:
        forget_visitor()
        status = client.open(address, method=method).status_code
        if status not in allowed:
            open_doors.append(f"{method} {address} ({name}) answered {status}")
    return open_doors


@contextmanager
def refusals_in_a_word(app: Flask) -> Iterator[None]:
    """Draw no page around a refusal, which takes longer than refusing: its looks are the business of tests/core."""
    loader = app.jinja_env.loader
    assert loader is not None
    words: BaseLoader = DictLoader({f"errors/{status}.html": str(status) for status in REFUSED})
    app.jinja_env.loader = ChoiceLoader([words, loader])
    try:
        yield
    finally:
        app.jinja_env.loader = loader


def walk_far(app: Flask, client: FlaskClient, visiting: Iterable[tuple[str, str, str]]) -> list[str]:
    """Visit everything as one who has to be refused; what the worlds hold is looked up before the first visit."""
    pages = list(visiting)
    database.session.expunge_all()
    open_doors = walk(client, pages[:SEEN_WHOLE], REFUSED)
    with refusals_in_a_word(app):
        return open_doors + walk(client, pages[SEEN_WHOLE:], REFUSED)


def forget_visitor() -> None:
    """Let the next request find out anew who is there, although all of them share the context of the test."""
    for name in ("_login_user", "actor"):
        g.pop(name, None)


def settle(session: Session, mine: World, role: Role) -> Account:
    """Give a role to the person of a world that shares nothing with the one visited."""
    person = mine.row("person")
    scopes = {
        ScopeKind.PLATFORM: None,
        ScopeKind.CENTRE: mine.row("centre").id,
        ScopeKind.EVENT: mine.row("event").id,
        ScopeKind.ORGANISATION: mine.row("organisation").id,
        ScopeKind.PERSON: person.id,
    }
    for each in {role, Role.ATTENDEE}:
        kind = SCOPES[each]
        session.add(Membership(person_id=person.id, role=each, scope_kind=kind, scope_id=scopes[kind]))
    account: Account = mine.row("account")
    return account


@pytest.mark.timeout(400)  # some hundred addresses, three ways each
@pytest.mark.parametrize("role", SCOPES, ids=str)
def test_a_stranger_is_refused_everywhere(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn, role: Role
) -> None:
    theirs, mine = World(session, "theirs", 7).complete(), World(session, "mine", 8).complete()
    visitor = sign_in(client, settle(session, mine, role))
    session.commit()  # a refusal rolls back, and both worlds have to outlive it
    assert walk_far(app, visitor, visits(app, role, theirs, mine)) == []


def test_nobody_is_sent_to_sign_in_or_refused(app: Flask, client: FlaskClient, session: Session) -> None:
    theirs = World(session, "theirs", 7).complete()
    session.commit()
    assert walk(client, visits(app, None, theirs, None), REFUSED | SENT_TO_SIGN_IN) == []


def test_an_event_that_is_a_draft_does_not_exist_for_strangers(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    """Also on public pages: whoever has no part in the event learns neither its name nor that there is one."""
    theirs, mine = World(session, "theirs", 7).complete(), World(session, "mine", 8).complete()
    theirs.row("event").state = "draft"
    visitor = sign_in(client, settle(session, mine, Role.ATTENDEE))
    session.commit()
    rules = [rule for rule in app.url_map.iter_rules() if "slug" in rule.arguments]
    pages = [
        (method, address_of(app, rule, lambda _argument: theirs), rule.endpoint)
        for rule in sorted(rules, key=lambda rule: rule.rule)
        for method in METHODS
        if method in (rule.methods or ())
    ]
    assert walk_far(app, visitor, pages) == []


def test_the_walk_visits_something(app: Flask) -> None:
    assert len(list(guarded_rules(app))) > 0


def test_every_role_is_walked() -> None:
    assert set(SCOPES) | {Role.PUBLIC} == set(Role)


def test_exceptions_are_views_that_exist(app: Flask) -> None:
    assert [name for name in SHOWS_ONLY_ONES_OWN if name not in app.view_functions] == []
