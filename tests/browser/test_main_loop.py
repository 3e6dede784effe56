"""The main loop in a real browser, in Chinese, on a desktop and on a phone: from the idea to the check page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.stations import investing, meeting, pitching, planning, signing
from tests.browser.story import Story
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

STATIONS: tuple[Callable[[Story], None], ...] = (
    planning.add_venue,
    planning.plan_event,
    planning.approve_event,
    planning.release_programme,
    pitching.answer_call,
    pitching.write_pitch,
    pitching.decide,
    pitching.put_on_stage,
    investing.register_fund,
    investing.take_part,
    investing.see_investors,
    meeting.set_ground,
    meeting.agree_to_meet,
    meeting.plan_the_rest,
    meeting.see_agendas,
    meeting.call_one_off,
    planning.take_agenda_book,
    signing.enter_agreement,
    signing.confirm_names,
    signing.sign_on_stage,
    signing.check_certificate,
)


def test_an_event_goes_from_the_idea_to_the_certificate(open_visitor: Callable[..., Visitor], width: int) -> None:
    story = Story(open_visitor, width)
    for station in STATIONS:
        station(story)
