"""P27 Publish.

Given a release at 10:00, when press opens it at 09:59, then it is not visible; at 10:00 it is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.roadshow.queries import online as queries
from app.roadshow.service.online import prepare_release, withdraw_release
from tests.acceptance.stage import Desk, actor, event_of, fetch

SLUG = "wenzhou-2023"
TEN = datetime(2030, 6, 17, 2, 0, tzinfo=UTC)  # 10:00 in Wenzhou


def test_a_release_opens_to_the_second(session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    organiser, event = actor(session, "organiser"), event_of(session)
    release = prepare_release(session, organiser, event=event, title="重大成果发布", content="成果内容……", opens_at=TEN)
    session.commit()
    address = f"/events/{SLUG}/releases/{release.id}"

    def at(moment: datetime) -> tuple[int, bool]:
        monkeypatch.setattr(queries, "now", lambda: moment)
        press = desk("attendee")
        return fetch(press, address).status_code, "重大成果发布" in fetch(press, f"/events/{SLUG}/releases").text

    assert at(TEN - timedelta(minutes=1)) == (404, False)
    assert at(TEN - timedelta(milliseconds=1)) == (404, False)
    assert at(TEN) == (200, True)
    withdraw_release(session, organiser, event=event, release_id=release.id)
    session.commit()
    assert at(datetime(2040, 1, 1, tzinfo=UTC)) == (404, False)


def test_only_the_host_prepares(session: Session, desk: Desk) -> None:
    assert fetch(desk("attendee"), f"/events/{SLUG}/manage/releases").status_code == 403
