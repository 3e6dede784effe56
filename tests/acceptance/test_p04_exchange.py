"""P04 Expert exchange.

Given `s_wz_panel`, when two action items are recorded, then both appear in follow-ups with owner and date.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.agreements.models.follow_up import FollowUp
from tests.acceptance.stage import Desk, read, send, session_of, work

SLUG = "wenzhou-2023"
ITEMS = [
    ("整理临床转化经验清单", "邓子新", date(2031, 3, 1)),
    ("联系三所医科院校交流", "李校堃", date(2031, 4, 15)),
]


def test_action_items_become_follow_ups_with_owner_and_day(session: Session, desk: Desk) -> None:
    panel = session_of(session, SLUG, "panel")
    names = select(Person.name, Person.id).where(Person.name.in_([name for _, name, _ in ITEMS]))
    people = dict(session.execute(names).all())
    address = f"/events/{SLUG}/manage/programme/sessions/{panel.id}/action-items"
    browser = desk("organiser")
    for content, name, due_on in ITEMS:
        item = {"content": content, "owner_id": str(people[name]), "due_on": due_on.isoformat()}
        assert send(browser, address, item).status_code == 302
    work()
    work()
    rows = select(FollowUp).where(FollowUp.subject_kind == "action_item").order_by(FollowUp.due_on)
    kept = [(row.content, row.owner_id, row.due_on) for row in session.scalars(rows)]
    assert kept == [(content, people[name], due_on) for content, name, due_on in ITEMS]
    page = read(browser, "/follow-ups")
    for content, name, _due_on in ITEMS:
        assert content in page
        assert name in page
    assert "2031年3月1日" in page
    assert "2031年4月15日" in page
