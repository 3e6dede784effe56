"""Kept pages: one question asks whether they are still right, and nobody ever reads an old one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.service.closing import CLOSED_NAME
from app.core.clock import now
from app.core.db import database
from app.events.logic.states import EventState, HostRole, SessionState
from app.events.models.event import Event
from app.events.queries.programme import get_programme_event, list_sessions
from app.events.service.release import release_programme
from app.factory import create_app
from config import ROOT
from tests.documents.reading import flat
from tests.events.ground import SLUG, Ground, counted
from tests.events.shown import FILES, PAGE, Shown
from tests.factories import (
    make_event,
    make_group,
    make_host,
    make_organisation,
    make_person,
    make_session,
    make_session_person,
    organiser_of,
)

BOOK = f"{PAGE}/agenda.pdf"
EVERYTHING = (PAGE, f"{PAGE}?view=list", *FILES, BOOK)


@pytest.fixture
def shown(ground: Ground) -> Shown:
    """A released event whose pages and files are all kept already."""
    shown = Shown(ground)
    for path in EVERYTHING:
        ground.visit(path)
    return shown


def rename_person(shown: Shown) -> None:
    shown.speaker.name = "李校坤"


def promote_person(shown: Shown) -> None:
    shown.speaker.title = "首席科学家"


def let_person_change_house(shown: Shown) -> None:
    shown.speaker.organisation_id = make_organisation(shown.ground.session, name="西湖大学").id


def close_account(shown: Shown) -> None:
    shown.speaker.name, shown.speaker.honorific = CLOSED_NAME, None


def rename_house(shown: Shown) -> None:
    shown.house.name = "温州医大（更名）"


def rename_host(shown: Shown) -> None:
    shown.host.name = "医学人才联盟（更名）"


def add_host(shown: Shown) -> None:
    name = make_organisation(shown.ground.session, name="国家卫健委人才中心").id
    make_host(shown.ground.session, shown.ground.event, role=HostRole.GUIDANCE, organisation_id=name)


def rename_venue(shown: Shown) -> None:
    shown.ground.event.venue.name = "温州国际会展中心"


def rename_room(shown: Shown) -> None:
    shown.ground.rooms[0].name = "学术报告厅"


def rename_pitch(shown: Shown) -> None:
    shown.pitch.title = "脑科学新药（更名）"


def rename_team(shown: Shown) -> None:
    shown.team.name = "永绽（更名）"


def rename_event(shown: Shown) -> None:
    shown.ground.event.title = "医学大会（更名）"


def postpone(shown: Shown) -> None:
    shown.ground.event.state, shown.ground.event.state_reason = EventState.POSTPONED, "因天气推迟"


CHANGES: list[tuple[Callable[[Shown], None], str]] = [
    (rename_person, "李校坤"), (promote_person, "首席科学家"), (let_person_change_house, "西湖大学"),
    (close_account, CLOSED_NAME), (rename_house, "温州医大（更名）"), (rename_host, "医学人才联盟（更名）"),
    (add_host, "国家卫健委人才中心"), (rename_venue, "温州国际会展中心"), (rename_room, "学术报告厅"),
    (rename_pitch, "脑科学新药（更名）"), (rename_team, "永绽（更名）"), (rename_event, "医学大会（更名）"),
    (postpone, "因天气推迟"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_a_change_is_on_the_page_at_once(shown: Shown, change: Callable[[Shown], None], words: str) -> None:
    page = f"{PAGE}?view=list"
    assert words not in shown.ground.seen(page)
    shown.ground.event = get_programme_event(shown.ground.session, SLUG)
    change(shown)
    shown.ground.session.flush()
    assert words in shown.ground.seen(page)


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize(("change", "words"), [(rename_person, "李校坤"), (rename_room, "学术报告厅")])
def test_a_change_is_in_the_files_at_once(shown: Shown, path: str, change: Callable[[Shown], None], words: str) -> None:
    before = shown.ground.visit(path)
    assert words not in unfolded(before.data)
    change(shown)
    shown.ground.session.flush()
    after = shown.ground.visit(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert words in unfolded(after.data)


def unfolded(data: bytes) -> str:
    return data.replace(b"\r\n ", b"").decode()


@pytest.mark.parametrize("path", EVERYTHING)
def test_a_release_replaces_everything_that_was_kept(shown: Shown, path: str) -> None:
    def words(data: bytes) -> str:
        return flat(data) if path == BOOK else unfolded(data)

    before = shown.ground.visit(path)
    shown.keynote.title = "更新后的报告"
    shown.ground.session.flush()
    assert "更新后的报告" not in words(shown.ground.visit(path).data)
    shown.ground.release()
    after = shown.ground.visit(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "更新后的报告" in words(after.data)


def test_two_releases_within_one_second_are_two_versions(shown: Shown) -> None:
    for title in ("第一次改", "第二次改"):
        shown.keynote.title = title
        shown.ground.release()
        assert title in shown.ground.seen(PAGE)
        assert all(title in unfolded(shown.ground.visit(path).data) for path in FILES)


def test_a_person_who_took_part_only_in_the_release_is_still_followed(shown: Shown) -> None:
    (duty,) = shown.ground.read(shown.keynote).people
    shown.ground.session.delete(duty)
    shown.ground.session.flush()
    rename_person(shown)
    shown.ground.session.flush()
    assert "李校坤" in shown.ground.seen(PAGE)


def test_a_renamed_person_is_no_news_in_the_change_log(shown: Shown) -> None:
    rename_person(shown)
    shown.ground.release()
    assert "李校坤" not in shown.ground.seen(f"{PAGE}/changes")


def test_each_language_has_its_own_page(shown: Shown) -> None:
    chinese = shown.ground.seen(PAGE)
    browser = shown.ground.browser.application.test_client()
    with browser.session_transaction() as cookie:
        cookie["language"] = "en"
    english = shown.ground.visit(PAGE, by=browser).get_data(as_text=True)
    assert ('lang="zh-CN"' in chinese, 'lang="en"' in english) == (True, True)
    with browser.session_transaction() as cookie:
        cookie["language"] = "zh_CN"
    assert 'lang="zh-CN"' in shown.ground.visit(PAGE, by=browser).get_data(as_text=True)
    assert 'lang="zh-CN"' in shown.ground.seen(PAGE)


def test_the_clock_alone_opens_and_closes_registration(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    event: Event = shown.ground.event
    make_group(shown.ground.session, event)
    event.registration_opens_at, event.registration_closes_at = now() + timedelta(hours=1), now() + timedelta(hours=2)
    shown.ground.session.flush()
    link = f'href="{PAGE}/register"'
    assert link not in shown.ground.seen(PAGE)
    monkeypatch.setattr("app.events.routes.visitor.now", lambda: now() + timedelta(minutes=90))
    assert link in shown.ground.seen(PAGE)


def test_an_unchanged_page_costs_one_question_and_a_fresh_one_the_same_whatever_its_size(shown: Shown) -> None:
    ground = shown.ground

    def cost(path: str) -> int:
        with counted() as seen:
            ground.visit(path)
        return len(seen)

    def costs() -> dict[str, int]:
        app = ground.browser.application
        app.extensions.pop("programme_cache"), app.extensions.pop("programme_keys")
        return {path: cost(path) for path in EVERYTHING}

    assert {cost(path) for path in EVERYTHING} == {1}
    small = costs()
    for number in range(12):
        each = ground.add(f"报告{number}", after=200 + 5 * number, minutes=5, room=number % 3)
        make_session_person(ground.session, each, make_person(ground.session))
    ground.release()
    ground.visit(BOOK)
    assert costs() == small


def test_every_visitor_gets_an_own_token_in_a_kept_page(shown: Shown) -> None:
    shown.ground.browser.application.config["WTF_CSRF_ENABLED"] = True
    try:
        pages = [shown.ground.seen(PAGE) for _ in range(2)]
    finally:
        shown.ground.browser.application.config["WTF_CSRF_ENABLED"] = False
    tokens = [page.partition('"X-CSRFToken": "')[2].partition('"')[0] for page in pages]
    assert all(len(token) > 40 for token in tokens)
    assert tokens[0] != tokens[1]


def test_a_message_that_waits_is_shown_and_not_kept_for_others(shown: Shown, app: Flask) -> None:
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_flashes"] = [("success", "只给一个人的话")]
    assert "只给一个人的话" in shown.ground.visit(PAGE, by=browser).get_data(as_text=True)
    assert "只给一个人的话" not in shown.ground.seen(PAGE)


def test_the_address_does_not_fill_the_cache(shown: Shown, app: Flask) -> None:
    kept = len(app.extensions["programme_cache"])
    for number in range(5):
        shown.ground.seen(f"{PAGE}?type=roadshow&x={number}")
        shown.ground.seen(f"{PAGE}?utm={number}")
    assert len(app.extensions["programme_cache"]) == kept


RELEASE = """
import sys
from tests.conftest import make_config
from tests.events.test_never_stale import release_as
from app.factory import create_app
from pathlib import Path
release_as(create_app(make_config(Path(sys.argv[1]), sys.argv[2])), sys.argv[3])
"""


def release_as(app: Flask, title: str) -> None:
    """Rename the one session and release, as some program on the same database."""
    with app.app_context(), database.transaction() as session:
        event = get_programme_event(session, SLUG)
        (each,) = list_sessions(session, event.id)
        each.title = title
        session.flush()
        actor = organiser_of(event, make_person(session))
        release_programme(session, actor, event=event)


def test_two_programs_and_a_second_process_never_show_each_other_old_pages(racing_app: Flask) -> None:
    config = racing_app.extensions["luyan_config"]
    with racing_app.app_context(), database.transaction() as session:
        event = make_event(session, slug=SLUG)
        make_session(session, event, state=SessionState.SCHEDULED)
    other = create_app(config)
    apps = (racing_app, other)

    def titles(title: str) -> list[bool]:
        return [title in unfolded(app.test_client().get(path).data) for app in apps for path in (PAGE, *FILES)]

    for number, releasing in enumerate((racing_app, other, racing_app)):
        release_as(releasing, f"第{number}次发布")
        assert all(titles(f"第{number}次发布"))
    program = [sys.executable, "-c", RELEASE, str(config.data_dir), config.sqlalchemy_url, "另一进程发布"]
    subprocess.run(program, cwd=ROOT, check=True, timeout=100)
    assert all(titles("另一进程发布"))
    with other.app_context():
        database.engine.dispose()
