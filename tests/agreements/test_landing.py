"""From a framework to a project on the ground: steps, lights, alerts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.logic.landing import Light, Step, light_of, next_of, overdue, stage_of
from app.agreements.logic.states import LandingStage
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import FollowUp
from app.agreements.models.papers import LandingMilestone
from app.agreements.queries.follow_ups import list_silent
from app.agreements.queries.landing import list_landings
from app.agreements.service import reactions
from app.agreements.service.landing import MilestoneInput, plan_milestone, report_overdue_milestones
from app.core.clock import today
from app.core.errors import NotAllowed, RuleBroken
from tests.agreements.ground import Ceremony, account_of, enter, make_ceremony, sign
from tests.agreements.visiting import fetch, forget, send, text_of

SignIn = Callable[[FlaskClient, Account], FlaskClient]
L = LandingStage
DAY = date(2026, 6, 17)


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


def plan(session: Session, ground: Ceremony, row: Agreement, **fields: object) -> LandingMilestone:
    said = {"stage": L.SITE, "due_on": today() + timedelta(days=60), "unit": "龙港市自然资源局"}
    content = MilestoneInput(**(said | fields))  # type: ignore[arg-type]
    return plan_milestone(session, ground.organiser, agreement_id=row.id, content=content)


def test_the_furthest_step_counts_and_the_next_is_the_first_open_one() -> None:
    steps = [Step(L.COMPANY, DAY), Step(L.SITE, DAY, DAY), Step(L.PRODUCTION, DAY)]
    assert stage_of(steps) is L.SITE
    assert next_of(steps) == Step(L.COMPANY, DAY)
    assert (stage_of([]), next_of([])) == (L.FRAMEWORK, None)


@given(st.integers(0, 60), st.integers(-30, 30), st.booleans())
def test_red_is_silence_or_an_overdue_step_and_nothing_else(quiet: int, due: int, done: bool) -> None:
    steps = [Step(L.SITE, DAY + timedelta(days=due), DAY if done else None)]
    light = light_of(DAY - timedelta(days=quiet), steps, DAY)
    assert (light is Light.RED) == (quiet >= 30 or (due < 0 and not done))
    assert bool(overdue(steps, DAY)) == (due < 0 and not done)


def test_a_step_stands_once_and_is_changed_by_saving_it_again(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    plan(session, ground, row)
    again = plan(session, ground, row, unit="龙港市经发局", done_on=today())
    assert session.scalars(select(LandingMilestone)).all() == [again]
    assert (again.unit, again.done_on) == ("龙港市经发局", today())


def test_a_landing_is_planned_by_who_follows_it_and_after_the_signature(session: Session, ground: Ceremony) -> None:
    with pytest.raises(RuleBroken, match="after the agreement was signed"):
        plan(session, ground, enter(session, ground))
    row = sign(session, ground, title="已签样例框架协议")
    with pytest.raises(RuleBroken, match="unit"):
        plan(session, ground, row, unit=" ")
    stranger = make_ceremony(session).organiser
    content = MilestoneInput(stage=L.SITE, due_on=DAY, unit="甲")
    with pytest.raises(NotAllowed):
        plan_milestone(session, stranger, agreement_id=row.id, content=content)


def test_an_overdue_step_is_followed_once(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    plan(session, ground, row, due_on=today() + timedelta(days=3))
    assert report_overdue_milestones(session, today() + timedelta(days=3)) == 0
    assert report_overdue_milestones(session, today() + timedelta(days=4)) == 1
    assert report_overdue_milestones(session, today() + timedelta(days=5)) == 0
    (told,) = session.scalars(select(FollowUp).where(FollowUp.source_key.startswith("landing:"))).all()
    assert (told.owner_id, "选址用地" in told.content) == (row.owner_id, True)


def test_a_planned_step_breaks_the_silence(session: Session, ground: Ceremony) -> None:
    quiet, busy = sign(session, ground), sign(session, ground, title="有进展的样例框架协议")
    later = (quiet.sign_on or today()) + timedelta(days=40)
    step = plan(session, ground, busy, due_on=later + timedelta(days=90))
    session.execute(
        LandingMilestone.__table__.update().where(LandingMilestone.id == step.id)  # type: ignore[attr-defined]
        .values(updated_at=step.updated_at + timedelta(days=20))
    )  # fmt: skip
    assert [row.id for row, _ in list_silent(session, later)] == [quiet.id]


def test_the_board_shows_who_has_to_be_looked_after(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    rows = [sign(session, ground, title=f"样例框架协议第{n}号") for n in range(5)]
    plan(session, ground, rows[4], due_on=today() - timedelta(days=1))
    shown = list_landings(session, ground.event.id, today())
    assert [row.light for row in shown] == [Light.GREEN] * 4 + [Light.RED]
    sign_in(client, account_of(session, ground.organiser))
    page = text_of(client, f"/events/{ground.event.slug}/manage/landing")
    assert all(row.title in page for row in rows)
    address = f"/agreements/{rows[0].number}/landing"
    data = {"stage": "site", "due_on": "2030-01-01", "unit": "龙港新城", "done_on": "2029-12-01", "note": "已摘牌"}
    assert send(client, address, data).status_code == 302
    assert "已摘牌" in text_of(client, address)
    assert list_landings(session, ground.event.id, today())[0].stage is L.SITE
    assert send(client, address, {"stage": "site"}).status_code == 422


def test_a_party_plans_its_landing_and_is_not_led_to_the_board_of_the_organiser(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    board, own = f"/events/{ground.event.slug}/manage/landing", f"/agreements/{sign(session, ground).number}/landing"
    for actor, is_shown in ((ground.organiser, True), (ground.buyer_actor, False)):
        sign_in(client, account_of(session, actor))
        assert (f'href="{board}"' in fetch(client, own).text) is is_shown
        assert fetch(client, board).status_code == (200 if is_shown else 403)
        forget()


def test_the_board_costs_the_same_for_one_and_for_many(session: Session, ground: Ceremony) -> None:
    sign(session, ground)
    first = _statements(session, ground)
    for number in range(3):
        sign(session, ground, title=f"更多样例协议{number}")
    assert _statements(session, ground) == first


def _statements(session: Session, ground: Ceremony) -> int:
    from sqlalchemy import event as events

    found: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        found.append(statement)

    session.expire_all()
    engine = session.get_bind()
    events.listen(engine, "before_cursor_execute", note)
    list_landings(session, ground.event.id, today())
    events.remove(engine, "before_cursor_execute", note)
    return len(found)


def test_silence_is_told_to_the_owner_once(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    later = (row.sign_on or today()) + timedelta(days=30)
    assert (reactions.report_silence(session, later), reactions.report_silence(session, later)) == (1, 0)
