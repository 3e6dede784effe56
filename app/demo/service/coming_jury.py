"""Juries of the invented event, each at another station, and what of it is online."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from app.core.clock import now
from app.demo.service.cast import Part
from app.demo.service.coming import EVENT
from app.demo.service.loading import Loading
from app.evaluation.logic.methods import Method
from app.evaluation.logic.ranking import TieRule
from app.evaluation.models import Panel, PanelSeat
from app.evaluation.queries.panels import list_judgeable
from app.evaluation.service.judging import answer_invitation, choose_between, declare, save_sheet, submit_sheet
from app.evaluation.service.panels import PanelPlan, close_panel, open_panel, reveal_panel, seat_judge, set_up_panel
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.roadshow.logic.online import RecordingKind
from app.roadshow.service.online import add_recording, prepare_release

JUDGES: Final = (Part.OPERATOR, Part.ATTENDEE, Part.INVESTOR)
POINTS: Final = {"innovation": 24, "transfer": 20, "market": 19, "value": 15}
STREAM: Final = "https://live.example.org/demo-roadshow"


def hold_juries(load: Loading) -> None:
    """Seat the judges, and take each panel as far as its station."""
    decided = _panel(load, "演示初评组", Method.MEAN, JUDGES)
    for number, (part, seat) in enumerate(zip(JUDGES, decided.seats, strict=True)):
        with load.cast.acting(part) as actor:
            for place, target in enumerate(decided.targets):
                points = POINTS | {"innovation": 26 - place, "value": 15 + number}
                submit_sheet(load.session, actor, seat_id=seat.id, target_id=target.id, points=points, key="demo")
    with load.cast.acting(Part.ORGANISER) as actor:
        close_panel(load.session, actor, panel_id=decided.id)
        reveal_panel(load.session, actor, panel_id=decided.id)
    comparing = _panel(load, "演示两两比较组", Method.PAIRWISE, JUDGES)
    scoring = _panel(load, "演示现场评审组", Method.TRIMMED, (*JUDGES, Part.EXPERT), asleep=1)
    with load.cast.acting(JUDGES[0]) as actor:
        first, second = comparing.targets[0], comparing.targets[1]
        seat_id = comparing.seats[0].id
        choose_between(load.session, actor, seat_id=seat_id, winner_id=first.id, loser_id=second.id)
        target_id = scoring.targets[0].id
        save_sheet(load.session, actor, seat_id=scoring.seats[0].id, target_id=target_id, points={"innovation": 25})


def go_online(load: Loading) -> None:
    """Announce a stream of the roadshow, and publish a first result."""
    event, stage = load.get(EVENT, Event), load.get("roadshow", EventSession)
    with load.cast.acting(Part.ORGANISER) as actor:
        add_recording(
            load.session, actor, session_id=stage.id, kind=RecordingKind.LIVE, title="演示直播（虚构地址）",
            address=STREAM, level=Visibility.REGISTERED,
        )  # fmt: skip
        prepare_release(
            load.session, actor, event=event, title="演示发布：成果预告（虚构）",
            content="本条为演示内容，并非真实发布。", opens_at=now() - timedelta(days=1),
        )  # fmt: skip


def _panel(load: Loading, title: str, method: Method, judges: Sequence[Part], asleep: int = 0) -> Panel:
    """Set a panel up, let its judges accept and declare, and open it; some have accepted and not declared yet."""
    event = load.get(EVENT, Event)
    employers = {load.cast.accounts[part].person.organisation_id for part in judges[: len(judges) - asleep]}
    free = [each for each in list_judgeable(load.session, event.id) if each.organisation_id not in employers]
    pitches = [pitch.id for pitch in free]
    plan = PanelPlan(title=title, set_code="RS4", method=method, tie_rule=TieRule.CRITERIA, quorum=3, pitch_ids=pitches)
    with load.cast.acting(Part.ORGANISER) as actor:
        panel = set_up_panel(load.session, actor, event=event, plan=plan)
        for part in judges:
            seat_judge(load.session, actor, panel_id=panel.id, login=load.cast.accounts[part].email or "")
    awake = len(judges) - asleep
    for number, (part, seat) in enumerate(zip(judges, _seats(panel), strict=True)):
        with load.cast.acting(part) as actor:
            answer_invitation(load.session, actor, seat_id=seat.id, accepts=True)
            if number < awake:
                declare(load.session, actor, seat_id=seat.id, declared={})
    with load.cast.acting(Part.ORGANISER) as actor:
        return open_panel(load.session, actor, panel_id=panel.id)


def _seats(panel: Panel) -> list[PanelSeat]:
    return sorted(panel.seats, key=lambda seat: seat.id)
