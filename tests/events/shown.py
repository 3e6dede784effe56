"""A released event as visitors see it: hosts, an academician, a roadshow with a pitch."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.models import Person
from app.events.logic.states import HostRole, SessionType
from app.events.models.programme import EventSession
from app.organisations.models import Organisation
from app.pitches.models import Pitch
from app.roadshow.models import RunningOrder, RunningOrderItem
from tests.events.ground import SLUG, Ground
from tests.factories import make_host, make_organisation, make_person, make_pitch, make_session_person

PAGE = f"/events/{SLUG}"
FILES = tuple(f"{PAGE}/schedule.{kind}" for kind in ("json", "xml", "ics"))
EIGHT, SEVEN = 8, 7


class Shown:
    """The rows behind what the page shows."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        session, event = ground.session, ground.event
        self.host = make_organisation(session, name="医学人才培养联盟")
        self.undertaker = make_organisation(session, name="瓯江实验室")
        self.chain = [
            make_host(session, event, role=HostRole.UNDERTAKER, organisation_id=self.undertaker.id),
            make_host(session, event, role=HostRole.HOST, organisation_id=self.host.id),
        ]
        self.house: Organisation = make_organisation(session, name="温州医科大学")
        self.speaker: Person = make_person(session, name="李校堃", honorific="院士", organisation_id=self.house.id)
        self.keynote: EventSession = ground.add("专题报告", description="突破技术瓶颈")
        make_session_person(session, self.keynote, self.speaker, topic="生态构建")
        self.roadshow: EventSession = ground.add("项目路演", after=120, room=1, session_type=SessionType.ROADSHOW)
        self.team: Organisation = make_organisation(session, name="上海永绽生物")
        self.pitch: Pitch = make_pitch(session, event, title="脑科学一类新药", organisation=self.team)
        self.turn = self._on_stage(self.pitch)
        ground.release(name="v1")
        session.flush()

    def _on_stage(self, pitch: Pitch) -> RunningOrderItem:
        order = RunningOrder(session_id=self.roadshow.id, items=[])
        self.ground.session.add(order)
        self.ground.session.flush()
        start = self.roadshow.start_at
        turn = RunningOrderItem(
            order_id=order.id, pitch_id=pitch.id, position=1, present_minutes=EIGHT, qa_minutes=SEVEN,
            start_at=start, end_at=start + timedelta(minutes=EIGHT + SEVEN),
        )  # fmt: skip
        self.ground.session.add(turn)
        return turn
