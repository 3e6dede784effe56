"""Every message has words in both languages, leads somewhere, and cannot be turned into bait."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.display import speaking
from app.events.logic.states import RegistrationState
from app.notifications.logic import SECRET_LINKS, Template, Trusted, Words
from app.notifications.service.letters import blocks
from app.notifications.service.telling import Notice, tell
from app.notifications.service.wording.book import BOOK, read_out, spoken
from app.notifications.service.wording.wording import Wording
from tests.factories import make_account, make_event, make_person
from tests.notifications.conftest import messages

PLACES = re.compile(r"%\((\w+)\)s")
SAMPLES = {
    "slug": "wenzhou-2023", "number": "LY2023000001", "ticket": "t" * 32, "investor_id": 3, "meeting_id": 4,
    "plan_id": 5, "follow_up_id": 6, "certificate": "ZS2023000001", "kind": "need", "token": "s" * 40, "duty_id": 7,
    "code": "c" * 32, "organisation_id": 8, "seat": 9, "panel": 10,
}  # fmt: skip


def test_every_template_has_words() -> None:
    assert sorted(set(Template) - set(BOOK)) == []


@pytest.mark.parametrize("template", list(Template))
def test_the_link_of_a_message_leads_to_a_page(app: Flask, template: Template) -> None:
    path = BOOK[template].link.format_map(SAMPLES)
    if path:
        endpoint, _arguments = app.url_map.bind("localhost").match(path.partition("?")[0])
        assert endpoint in app.view_functions


def test_only_known_messages_carry_a_secret() -> None:
    assert {each for each in Template if "{token}" in BOOK[each].link or "{code}" in BOOK[each].link} == SECRET_LINKS


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_words_take_their_values_in_both_languages(app: Flask, template: Template, language: str) -> None:
    wording = BOOK[template]
    names = set(PLACES.findall(wording.subject + wording.text))
    with speaking(language):
        subject, text = read_out(wording, dict.fromkeys(names, "温州"))
    assert "%(" not in subject + text
    assert "\n" not in subject
    assert subject.strip()


def test_values_are_said_in_the_language_and_zone_of_the_reader(app: Flask) -> None:
    moment = datetime(2030, 6, 17, 1, 0, tzinfo=UTC)
    with speaking("zh_CN"):
        assert spoken(moment) == "2030年6月17日 09:00"
        assert spoken(date(2030, 6, 17)) == "2030年6月17日"
    with speaking("en", "Europe/Paris"):
        assert spoken(moment) == "June 17, 2030 03:00"
        assert spoken(RegistrationState.CHECKED_IN) == "Checked in"
        assert (spoken(7), spoken(None), spoken("")) == ("7", "—", "—")
        assert spoken(Words("Reason:")) == "Reason:"


def test_only_what_the_program_made_may_hold_an_address(app: Flask) -> None:
    wording = Wording(subject="%(who)s", text="%(who)s / %(where)s")
    with speaking("en"):
        subject, text = read_out(
            wording,
            {"who": "Click https://evil.example", "where": Trusted("https://luyan.example")},
            "or www.evil.example",
        )
    assert subject == "Click https[:]//evil[.]example"
    assert text.startswith("Click https[:]//evil[.]example / https://luyan.example")
    assert text.endswith("Reason:\n> or www[.]evil[.]example")


def test_a_text_is_cut_into_paragraphs_and_quotations() -> None:
    cut = list(blocks("One\ntwo\n\nReason:\n> first\n> second\nafter"))
    assert cut == [("text", ["One", "two"]), ("text", ["Reason:"]), ("quote", ["first", "second"]), ("text", ["after"])]


def test_each_reader_gets_the_own_language(session: Session) -> None:
    event = make_event(session, title="温州医学转化大会")
    readers = [make_account(session, language="en"), make_account(session, language="zh_CN")]
    notice = Notice(
        template=Template.PROGRAMME_PUBLISHED, event=event, path={"slug": event.slug}, key="one",
        values={"event": event.title, "when": event.start_at, "where": "温州"},
    )  # fmt: skip
    tell(session, notice, [each.person_id for each in readers])
    first, second = messages(session)
    assert first.subject == "The programme is out: 温州医学转化大会"
    assert "June 17, 2030 09:00" in first.body
    assert second.language == "zh_CN"
    assert "2030年6月17日 09:00" in second.body


def test_people_without_any_way_to_reach_them_are_named(session: Session) -> None:
    nobody = make_person(session, email=None)
    tell(session, Notice(template=Template.SIGN_UP_REPEATED, key="x"), [nobody.id])
    (message,) = messages(session)
    assert (message.state, message.note) == ("failed", "This person has neither an e-mail address nor an account.")
