"""P23 Online roadshow.

Given a pitch at level after_nda, when a registered user without NDA opens the replay, then only the public summary
shows, and the attempt is logged.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.events.logic.states import Visibility
from app.pitches.models import Pitch, PitchAccess, PitchView
from app.roadshow.logic.online import RecordingKind
from app.roadshow.models import Recording, RecordingView, RunningOrderItem
from app.roadshow.queries.order import find_order
from app.roadshow.service.online import add_recording
from tests.acceptance.stage import Desk, actor, fetch, read, send, session_of

SLUG = "wenzhou-2023"
ADDRESS = "https://video.example.org/replay/1"


@pytest.fixture
def pitch(session: Session) -> Pitch:
    """The first pitch on stage, confidential from now on, with something to hide."""
    order = find_order(session, session_of(session, SLUG, "roadshow").id)
    assert order is not None
    item: RunningOrderItem = order.items[0]
    item.pitch.visibility, item.pitch.summary = Visibility.AFTER_NDA, "公开摘要：面向脑疾病的候选药物。"
    item.pitch.innovation = "保密要点：靶点结合口袋的结构。"
    session.flush()
    return item.pitch


@pytest.fixture
def recording(session: Session, pitch: Pitch) -> Recording:
    stage = session_of(session, SLUG, "roadshow")
    return add_recording(
        session, actor(session, "organiser"), session_id=stage.id, kind=RecordingKind.REPLAY, title="路演回放",
        address=ADDRESS, level=Visibility.REGISTERED, pitch_id=pitch.id,
    )  # fmt: skip


def test_without_an_undertaking_only_the_summary_shows_and_the_attempt_is_logged(
    session: Session, desk: Desk, pitch: Pitch, recording: Recording
) -> None:
    browser = desk("attendee")
    address = f"/events/{SLUG}/stage/{recording.session_id}/watch/{recording.id}"
    page = read(browser, address)
    assert "公开摘要" in page
    assert "靶点结合口袋" not in page
    assert ADDRESS not in fetch(browser, address).text
    assert send(browser, address).location == address
    person = session.scalars(select(Account.person_id).where(Account.email == "attendee@example.org")).one()
    log = session.scalars(select(RecordingView).where(RecordingView.recording_id == recording.id)).all()
    assert [(view.person_id, view.allowed) for view in log] == [(person, False)]
    seen = session.scalars(select(PitchView).where(PitchView.pitch_id == pitch.id)).all()
    assert [(view.part, view.allowed) for view in seen] == [("replay", False)]

    session.add(PitchAccess(pitch_id=pitch.id, person_id=person, level=Visibility.AFTER_NDA))
    session.flush()
    assert send(browser, address).location == ADDRESS
    allowed = select(RecordingView.allowed).where(RecordingView.recording_id == recording.id)
    assert session.scalars(allowed.order_by(RecordingView.id)).all() == [False, True]


def test_a_removed_replay_is_gone_for_its_audience(session: Session, desk: Desk, recording: Recording) -> None:
    base = f"/events/{SLUG}/manage/stage/{recording.session_id}/recordings"
    send(desk("organiser"), f"{base}/{recording.id}/remove")
    assert recording.removed_at is not None
    address = f"/events/{SLUG}/stage/{recording.session_id}/watch/{recording.id}"
    session.commit()
    assert fetch(desk("attendee"), address).status_code == 404
