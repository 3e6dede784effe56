"""A jury on a real database: conflicts, access, quorum, one sheet each, the lock and what may still change."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import AuditEntry
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.permissions import Actor
from app.evaluation.logic.conflicts import Relation
from app.evaluation.logic.methods import Method
from app.evaluation.logic.states import CorrectionState, PanelState, SeatState, SheetState
from app.evaluation.models import Panel, ScoreCorrection, ScoreSheet
from app.evaluation.queries.panels import get_seat, list_outcomes
from app.evaluation.service import corrections, judging, panels, recusal, sets
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.pitches.models import Pitch
from app.pitches.queries.access import viewer_level
from app.pitches.queries.pitches import get_pitch
from tests.evaluation.ground import FULL, accept, actor_of, fresh, hand_in, invite, scoring, set_up
from tests.factories import make_event, make_organisation, make_person, make_pitch, organiser_of


@pytest.fixture
def second(session: Session, event: Event) -> Actor:
    return organiser_of(event, make_person(session))


@pytest.fixture
def pitches(session: Session, event: Event) -> list[Pitch]:
    return [make_pitch(session, event, presenter=make_person(session)) for _ in range(2)]


@pytest.fixture
def panel(session: Session, host: Actor, event: Event, pitches: list[Pitch]) -> Panel:
    return set_up(session, host, event, [pitch.id for pitch in pitches])


def level(session: Session, seat_id: int, pitch: Pitch) -> Visibility:
    return viewer_level(session, actor_of(session, get_seat(session, seat_id)), get_pitch(session, pitch.id))


def test_no_file_opens_before_the_declaration(
    session: Session, host: Actor, panel: Panel, pitches: list[Pitch]
) -> None:
    seat = invite(session, host, panel)
    judge = actor_of(session, seat)
    judging.answer_invitation(session, judge, seat_id=seat.id, accepts=True)
    assert level(session, seat.id, pitches[0]) is Visibility.REGISTERED
    with pytest.raises(RuleBroken):
        judging.save_sheet(session, judge, seat_id=seat.id, target_id=panel.targets[0].id, points={})
    judging.declare(session, judge, seat_id=seat.id, declared={panel.targets[1].id: (Relation.KIN, "堂弟任总经理")})
    assert level(session, seat.id, pitches[0]) is Visibility.NAMED
    assert level(session, seat.id, pitches[1]) is Visibility.REGISTERED
    with pytest.raises(RuleBroken):  # declared once
        judging.declare(session, judge, seat_id=seat.id, declared={})


def test_the_records_recuse_who_forgot_to_declare_and_a_substitute_is_asked(
    session: Session, host: Actor, panel: Panel, pitches: list[Pitch]
) -> None:
    employer = pitches[0].organisation_id
    colleague = invite(session, host, panel, organisation_id=employer)
    other_colleague = invite(session, host, panel, reserve=True, organisation_id=employer)
    substitute = invite(session, host, panel, reserve=True)
    accept(session, colleague)
    found = [(each.target_id, each.relation, each.is_automatic) for each in get_seat(session, colleague.id).conflicts]
    assert found == [(panel.targets[0].id, Relation.EMPLOYER, True)]
    assert get_seat(session, other_colleague.id).state is SeatState.RESERVE  # the same employer again
    assert get_seat(session, substitute.id).state is SeatState.INVITED


def test_a_presenter_never_judges_the_own_pitch(
    session: Session, host: Actor, panel: Panel, pitches: list[Pitch]
) -> None:
    presenter = pitches[1].members[0].person
    assert presenter is not None
    from tests.factories import make_account

    seat = panels.seat_judge(session, host, panel_id=panel.id, login=make_account(session, presenter).email or "")
    accept(session, seat)
    assert [each.relation for each in get_seat(session, seat.id).conflicts] == [Relation.TEAM]


def test_a_declined_invitation_goes_to_the_reserve(session: Session, host: Actor, panel: Panel) -> None:
    seat, reserve = invite(session, host, panel), invite(session, host, panel, reserve=True)
    judging.answer_invitation(session, actor_of(session, seat), seat_id=seat.id, accepts=False, reason="出差")
    assert get_seat(session, reserve.id).state is SeatState.INVITED
    with pytest.raises(RuleBroken):
        judging.answer_invitation(session, actor_of(session, seat), seat_id=seat.id, accepts=True)


def test_a_sheet_sent_twice_arrives_once_and_another_one_is_too_late(
    session: Session, host: Actor, panel: Panel
) -> None:
    seat, *_others = scoring(session, host, panel)
    target = panel.targets[0].id
    hand_in(session, seat, target, 80, key="phone-1")
    hand_in(session, seat, target, 20, key="phone-1")  # the same sending, whatever it carries now
    assert [sheet.total for sheet in get_seat(session, seat.id).sheets] == [80]
    with pytest.raises(Conflict):
        hand_in(session, seat, target, 70, key="tablet-2")
    with pytest.raises(IntegrityError):  # nor does the database hold a second one
        session.execute(insert(ScoreSheet).values(seat_id=seat.id, target_id=target))


def test_points_are_checked_and_extremes_explained(session: Session, host: Actor, panel: Panel) -> None:
    seat, *_others = scoring(session, host, panel)
    judge, target = actor_of(session, seat), panel.targets[0].id

    def submit(**points: float) -> None:
        judging.submit_sheet(session, judge, seat_id=seat.id, target_id=target, points=FULL | points, key="k")

    for wrong in (30.1, -1):
        with pytest.raises(RuleBroken) as refused:
            submit(innovation=wrong)
        assert refused.value.field == "innovation"
    with pytest.raises(RuleBroken) as refused:
        submit()  # 100 points without a word
    assert refused.value.field == "comment"
    submit(innovation=20)
    with pytest.raises(Conflict):
        judging.save_sheet(session, judge, seat_id=seat.id, target_id=target, points={})


def test_there_is_no_result_below_the_quorum(session: Session, host: Actor, panel: Panel) -> None:
    one, two, three = scoring(session, host, panel)
    for seat in (one, two):
        for target in panel.targets:
            hand_in(session, seat, target.id, 80)
    with pytest.raises(RuleBroken) as refused:
        panels.close_panel(session, host, panel_id=panel.id)
    assert refused.value.values["num"] == 2
    for target in panel.targets:
        hand_in(session, three, target.id, 80)
    assert panels.close_panel(session, host, panel_id=panel.id).state is PanelState.CLOSED
    with pytest.raises(Conflict):  # locked
        judging.save_sheet(session, actor_of(session, one), seat_id=one.id, target_id=panel.targets[0].id, points={})


def closed(session: Session, host: Actor, panel: Panel, totals: dict[int, list[float]]) -> Panel:
    seats = scoring(session, host, panel, judges=len(next(iter(totals.values()))))
    for number, target in enumerate(panel.targets):
        for seat, total in zip(seats, totals[number], strict=True):
            hand_in(session, seat, target.id, total)
    return panels.close_panel(session, host, panel_id=panel.id)


def results(session: Session, panel: Panel) -> list[tuple[int, str]]:
    return [(row["place"], row["value"]) for row in list_outcomes(session, panel.id)[0].rows]


def test_five_judges_without_highest_and_lowest(session: Session, host: Actor, panel: Panel) -> None:
    closed(session, host, panel, {0: [88, 80, 72, 84, 20], 1: [80, 80, 80, 80, 80]})
    assert results(session, panel) == [(1, "80.00"), (2, "78.67")]


def test_a_late_conflict_leaves_the_score_out_and_keeps_both_results(
    session: Session, host: Actor, panel: Panel
) -> None:
    panel = closed(session, host, panel, {0: [88, 60, 60, 60], 1: [64, 64, 64, 64]})
    assert results(session, panel) == [(1, "64.00"), (2, "60.00")]
    biased = panel.seats[3]
    recusal.recuse_late(
        session, host, panel_id=panel.id, seat_id=biased.id, target_id=panel.targets[0].id,
        relation=Relation.SHAREHOLDING, note="持股情况经核实",
    )  # fmt: skip
    last, first = list_outcomes(session, panel.id)
    assert (last.number, last.reason, first.number) == (2, "持股情况经核实", 1)
    assert [row["judges"] for row in sorted(last.rows, key=lambda row: row["target"])] == [3, 4]
    sheet = next(sheet for sheet in get_seat(session, biased.id).sheets if sheet.target_id == panel.targets[0].id)
    assert sheet.state is SheetState.EXCLUDED


def test_a_late_conflict_that_costs_the_quorum_opens_the_panel_again(
    session: Session, host: Actor, panel: Panel
) -> None:
    panel = closed(session, host, panel, {0: [80, 80, 80], 1: [70, 70, 70]})
    recusal.recuse_late(
        session, host, panel_id=panel.id, seat_id=panel.seats[0].id, target_id=panel.targets[0].id,
        relation=Relation.COMPETITOR, note="竞争对手顾问",
    )  # fmt: skip
    assert fresh(session, panel).state is PanelState.SCORING


def test_after_the_lock_only_two_people_change_a_score(
    session: Session, host: Actor, second: Actor, panel: Panel
) -> None:
    panel = closed(session, host, panel, {0: [80, 80, 80], 1: [82, 82, 82]})
    sheet = panel.seats[0].sheets[0]
    points = FULL | {"innovation": 29.0, "transfer": 20.0, "market": 20.0, "value": 18.0}
    correction = corrections.propose_correction(
        session, host, sheet_id=sheet.id, points=points, reason="录入时漏记一项"
    )
    assert sheet.total == 80
    with pytest.raises(NotAllowed):
        corrections.decide_correction(session, host, correction_id=correction.id, approves=True)
    corrections.decide_correction(session, second, correction_id=correction.id, approves=True)
    assert (sheet.total, correction.state, correction.decided_by) == (87, CorrectionState.APPROVED, second.person_id)
    assert [outcome.number for outcome in list_outcomes(session, panel.id)] == [2, 1]
    logged = select(AuditEntry.action).where(AuditEntry.action.like("evaluation.%")).order_by(AuditEntry.id)
    actions = session.scalars(logged).all()
    assert actions[-2:] == ["evaluation.correction_proposed", "evaluation.corrected"]
    own = update(ScoreCorrection).where(ScoreCorrection.id == correction.id).values(decided_by=host.person_id)
    with pytest.raises(IntegrityError):  # not even past the service
        session.execute(own)


def test_a_sheet_goes_back_before_the_lock_only(session: Session, host: Actor, panel: Panel) -> None:
    seat, *_others = scoring(session, host, panel)
    hand_in(session, seat, panel.targets[0].id, 80, key="a")
    sheet = get_seat(session, seat.id).sheets[0]
    corrections.return_sheet(session, host, sheet_id=sheet.id, reason="第二项分数疑似误填")
    hand_in(session, seat, panel.targets[0].id, 70, key="b")
    assert (sheet.total, sheet.state) == (70, SheetState.SUBMITTED)


def test_criteria_are_frozen_once_used_and_change_in_a_new_edition(
    session: Session, host: Actor, event: Event, panel: Panel
) -> None:
    points = {"innovation": 40, "transfer": 20, "market": 20, "value": 20}
    mine = sets.weigh_anew(session, host, set_id=panel.set_id, points=points)
    assert (mine.id, mine.edition) == (panel.set_id, 1)
    scoring(session, host, panel)
    newer = sets.weigh_anew(session, host, set_id=panel.set_id, points=points | {"innovation": 30, "value": 30})
    assert (newer.edition, [each.points for each in newer.criteria]) == (2, [30, 20, 20, 30])
    assert [each.points for each in fresh(session, panel).indicator_set.criteria] == [40, 20, 20, 20]
    with pytest.raises(RuleBroken):
        sets.weigh_anew(session, host, set_id=newer.id, points=points | {"value": 21})
    assert set_up(session, host, event, [target.pitch_id or 0 for target in panel.targets]).set_id == newer.id


def test_pairs_give_a_ranking_with_its_uncertainty(
    session: Session, host: Actor, event: Event, pitches: list[Pitch]
) -> None:
    third = make_pitch(session, event)
    panel = set_up(session, host, event, [*(pitch.id for pitch in pitches), third.id], method=Method.PAIRWISE)
    seats = scoring(session, host, panel)
    a, b, c = (target.id for target in panel.targets)
    for seat in seats:
        for winner, loser in ((b, a), (b, c), (a, c)):
            judging.choose_between(session, actor_of(session, seat), seat_id=seat.id, winner_id=winner, loser_id=loser)
    with pytest.raises(Conflict):
        judging.choose_between(session, actor_of(session, seats[0]), seat_id=seats[0].id, winner_id=a, loser_id=b)
    panels.close_panel(session, host, panel_id=panel.id)
    rows = list_outcomes(session, panel.id)[0].rows
    assert [row["target"] for row in rows] == [b, a, c]
    assert all(Decimal(row["error"]) > 0 for row in rows)
    assert {row["judges"] for row in rows} == {3}


def test_judges_see_only_their_own_seat(session: Session, host: Actor, panel: Panel) -> None:
    one, two, _three = scoring(session, host, panel)
    with pytest.raises(NotAllowed):
        judging.save_sheet(session, actor_of(session, two), seat_id=one.id, target_id=panel.targets[0].id, points=FULL)
    with pytest.raises(NotAllowed):  # nor does an organiser score
        judging.save_sheet(session, host, seat_id=one.id, target_id=panel.targets[0].id, points=FULL)
    with pytest.raises(NotAllowed):
        panels.close_panel(session, organiser_of(make_event(session)), panel_id=panel.id)


def test_a_panel_needs_judges_before_it_scores(session: Session, host: Actor, panel: Panel) -> None:
    with pytest.raises(RuleBroken):
        panels.open_panel(session, host, panel_id=panel.id)
    with pytest.raises(RuleBroken):
        panels.reveal_panel(session, host, panel_id=panel.id)


def test_a_portfolio_speaks_against_its_investor(
    session: Session, host: Actor, panel: Panel, pitches: list[Pitch]
) -> None:
    from app.investors.models import PortfolioCompany
    from tests.factories import make_investor

    firm = make_organisation(session)
    investor = make_investor(session, organisation=firm)
    assert pitches[0].organisation is not None
    investor.portfolio.append(PortfolioCompany(company=f" {pitches[0].organisation.name}"))
    session.flush()
    seat = invite(session, host, panel, organisation_id=firm.id)
    accept(session, seat)
    assert [each.relation for each in get_seat(session, seat.id).conflicts] == [Relation.PORTFOLIO]
