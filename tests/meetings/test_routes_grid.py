"""The grid: everything at once for the script, page by page without it; the server judges every move."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import event as sql_event
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.meetings.models import Unavailability
from app.meetings.queries.grid import read_sheet
from app.meetings.queries.meetings import get_meeting
from tests.meetings.conftest import Stage, build_stage
from tests.meetings.test_routes_manage import base

Browse = Callable[[Account], FlaskClient]
JSON = {"Accept": "application/json"}


def test_the_grid_holds_everybody_and_every_meeting(stage: Stage, browse: Browse) -> None:
    meeting = stage.agree(slot=1)
    other = stage.add_team()
    stage.session.add(Unavailability(person_id=other.account.person_id, slot_id=stage.slots[0].id))
    stage.session.flush()
    client = browse(stage.organiser)
    said = client.get(base(stage) + "/grid.json").get_json()
    names = {each["id"]: each["name"] for each in said["people"]}
    people = [stage.team.account, stage.house.account, other.account]
    assert names == {each.person_id: each.person.name for each in people}
    assert [(m["id"], m["slot"], m["table"]) for m in said["meetings"]] == [
        (meeting.id, stage.slots[1].id, stage.tables[0].name)
    ]
    assert said["away"] == [[other.account.person_id, stage.slots[0].id]]
    assert [each["id"] for each in said["slots"]] == [slot.id for slot in stage.slots]
    page = client.get(base(stage) + "/grid?q=" + stage.team.pitch.title)
    assert stage.team.account.person.name in page.text
    assert other.account.person.name not in page.text
    assert browse(stage.team.account).get(base(stage) + "/grid.json").status_code == 403


def test_reading_the_grid_costs_the_same_for_one_and_for_many(session: Session) -> None:
    def count(stage: Stage) -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        session.expunge_all()
        bind = session.get_bind()
        sql_event.listen(bind, "before_cursor_execute", note)
        read_sheet(session, stage.event.id)
        sql_event.remove(bind, "before_cursor_execute", note)
        return len(seen)

    one, many = build_stage(session), build_stage(session, teams=3, houses=2)
    one.agree()
    for team in range(3):
        many.agree(team=team, house=team % 2, slot=team)
    assert count(one) == count(many) <= 4


def test_a_dragged_meeting_hears_at_once_where_it_can_go(stage: Stage, browse: Browse) -> None:
    meeting = stage.agree(slot=0)
    stage.add_house()
    stage.agree(house=1, slot=2)
    stage.session.add(Unavailability(person_id=stage.house.account.person_id, slot_id=stage.slots[3].id))
    stage.session.flush()
    client = browse(stage.organiser)
    places = client.get(f"{base(stage)}/{meeting.id}/places").get_json()["places"]
    assert places[str(stage.slots[1].id)] == []
    assert [stage.team.account.person.name in each for each in places[str(stage.slots[2].id)]] == [True]
    assert [stage.house.account.person.name in each for each in places[str(stage.slots[3].id)]] == [True]


def test_a_drop_moves_and_locks_or_is_refused_and_can_be_taken_back(stage: Stage, browse: Browse) -> None:
    meeting = stage.agree(slot=0)
    stage.add_house()
    stage.agree(house=1, slot=2)
    client = browse(stage.organiser)
    address = f"{base(stage)}/{meeting.id}"
    done = client.post(address + "/drag", data={"slot_id": str(stage.slots[1].id)}, headers=JSON)
    assert (done.status_code, done.get_json()["slot"]) == (200, stage.slots[1].id)
    moved = get_meeting(stage.session, meeting.id)
    assert (moved.slot_id, moved.is_locked) == (stage.slots[1].id, True)
    refused = client.post(address + "/drag", data={"slot_id": str(stage.slots[2].id)}, headers=JSON)
    assert refused.status_code == 409
    assert refused.get_json()["alternatives"]
    assert get_meeting(stage.session, meeting.id).slot_id == stage.slots[1].id
    back = client.post(done.get_json()["undo"], headers=JSON)
    assert (back.status_code, back.get_json()) == (200, {"clashes": 0})
    assert get_meeting(stage.session, meeting.id).slot_id == stage.slots[0].id
    assert client.post(address + "/lock", data={"locked": "1"}, headers=JSON).get_json() == {"locked": True}
    assert browse(stage.team.account).post(address + "/drag", data={"slot_id": "1"}).status_code == 403
