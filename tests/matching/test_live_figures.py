from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.library.logic import NeedState
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.evaluation import Trial, fields_right
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.figures import Figure, auc_figure, figure
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import NO_SYNONYMS
from app.matching.logic.engine.tagger import Known
from app.matching.logic.steps import StepKind, Subject, both_decided, told
from app.matching.logic.wishes import NeedSide, Wish, WishSide
from app.matching.models import Interest, NeedWish
from app.matching.queries.live import live_figures
from app.matching.service.learning import keep_version, prepare_lesson, work_out_lesson
from tests.factories import (
    make_event,
    make_investor,
    make_member,
    make_need,
    make_organisation,
    make_participation,
    make_person,
    make_pitch,
)


def a_trial() -> Trial:
    items = [
        Entry(id="wax", title="碳酸钙的蜡包覆"), Entry(id="silane", title="碳酸钙的硅烷包覆"),
        Entry(id="chip", title="存算芯片"),
        *(Entry(id=f"z{at}", title="水稻育种") for at in range(4)),
    ]  # fmt: skip
    queries = {"q": Entry(id="q", title="碳酸钙包覆")}
    asked = [Judgement("q", "wax", 4.0), Judgement("q", "silane", 4.0), Judgement("q", "chip", 1.0)]
    reading = Reading(items, list(queries.values()), None, NO_SYNONYMS)
    return Trial(reading, queries, {item.id: at for at, item in enumerate(items)}, asked)


def test_guesses_are_made_among_all_items_and_their_figures_are_right() -> None:
    trial = a_trial()
    texts = trial.guesses()
    assert {texts[("q", "wax")].place, texts[("q", "silane")].place} == {1, 2}
    assert {guess.level for guess in texts.values()} == {None}
    found = trial.measure(texts, {("q", "wax"): True, ("q", "chip"): False})
    assert found["gain"] == Figure(1.0, 1.0, 1.0, 1)
    assert found["found"].mean == 1.0
    assert found["found"].cases == 2
    assert found["mutual"] == Figure(1.0, 1.0, 1.0, 2)
    assert "level" not in found
    learned = trial.guesses([Judgement("q", "wax", 4.0), Judgement("q", "silane", 4.0), Judgement("q", "chip", 1.0)])
    assert trial.measure(learned, {})["level"].cases == 3


def test_the_worst_order_has_less_gain_and_no_difference_no_figure() -> None:
    trial = a_trial()
    turned = {pair: type(guess)(-guess.score, 300, None) for pair, guess in trial.guesses().items()}
    found = trial.measure(turned, {})
    assert 0.3 < found["gain"].mean < 0.8
    assert found["found"].mean == 0.0
    assert "mutual" not in found
    assert figure([]) is None
    assert auc_figure([1.0, 2.0], [True, True]) is None


def test_fields_are_asked_of_texts_that_were_not_learned_from() -> None:
    known = [Known(f"水稻育种 {n}", "农业", "水稻") for n in range(5)] + [
        Known(f"存算芯片 {n}", "集成电路", "芯片") for n in range(5)
    ]
    right = fields_right(known, {}, None, NO_SYNONYMS)
    assert right is not None
    assert (right.mean, right.cases) == (1.0, 10)
    swapped = [Known(each.text, str(at), each.title) for at, each in enumerate(known)]
    wrong = fields_right(swapped, {}, None, NO_SYNONYMS)
    assert wrong is not None
    assert wrong.mean == 0.0


def test_both_decided_takes_only_pairs_on_which_each_side_spoke() -> None:
    steps = [
        told(1, 1, StepKind.WISHED, "investor"), told(1, 1, StepKind.WISHED, "pitch"),
        told(1, 2, StepKind.WISHED, "investor"), told(1, 2, StepKind.WISHED_NOT, "pitch"),
        told(1, 3, StepKind.WISHED, "investor"), told(1, 4, StepKind.FOLLOW_UP),
    ]  # fmt: skip
    assert both_decided(steps) == {("1", "1"): True, ("1", "2"): False}


def test_experts_a_company_liked_less_but_ranked_higher_are_a_loss(session: Session) -> None:
    event = make_event(session)
    need = make_need(
        session, event_id=event.id, organisation=make_organisation(session), title="骨钉降解太慢",
        problem="骨钉降解太慢", field="生物医药", state=NeedState.PUBLISHED,
    )  # fmt: skip
    good, bad = (make_person(session, research_fields=[word]) for word in ("生物医药", "集成电路"))
    for person, wish in ((good, Wish.MUST_MEET), (bad, Wish.NO_THANKS)):
        session.add(NeedWish(event_id=event.id, need_id=need.id, person_id=person.id, side=NeedSide.COMPANY, wish=wish))
    session.flush()
    assert live_figures(session, Subject.ACHIEVEMENTS)["untrained"]["experts"] == Figure(0.0, 0.0, 0.0, 1)
    for row in session.query(NeedWish):
        row.wish = Wish.NO_THANKS if row.person_id == good.id else Wish.MUST_MEET
    session.flush()
    assert live_figures(session, Subject.ACHIEVEMENTS)["untrained"]["experts"].mean == 1.0


def test_the_quality_page_shows_the_figures_of_pitches(
    session: Session, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    event = make_event(session)
    investors = [make_investor(session, mandate={"fields": ["集成电路"]}) for _ in range(2)]
    pitches = [make_pitch(session, event, title=f"芯片{n}", field="集成电路") for n in range(4)]
    for investor in investors:
        make_participation(session, event, investor)
        for at, pitch in enumerate(pitches):
            for side in WishSide:
                wish = Wish.MUST_MEET if at < 2 else Wish.NO_THANKS
                session.add(
                    Interest(event_id=event.id, investor_id=investor.id, pitch_id=pitch.id, side=side, wish=wish)
                )
    session.flush()
    learnt = work_out_lesson(prepare_lesson(session, Subject.PITCHES) or pytest.fail("nothing to learn"))
    live = learnt.figures["live"]
    assert {"gain", "found", "level", "mutual", "unasked"} <= live["new"].keys()
    assert live["new"]["mutual"]["cases"] == 8
    assert live["new"]["unasked"]["cases"] == 4
    keep_version(session, learnt)
    sign_in(client, make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, 1))
    page = client.get("/matching/quality").get_data(as_text=True)
    assert "nDCG@10" in page
    assert "无人约谈的项目" in page
    assert f"{live['new']['gain']['mean']:.2f}" in page


def test_numbers_are_asked_in_their_order_also_where_they_gain_a_digit() -> None:
    def trial(first: int) -> float:
        titles = ["碳酸钙包覆", "红细胞", "碳酸钙分散", "红细胞平台", "碳酸钙粉体", "水稻", "碳酸钙改性"]
        items = [Entry(id=str(first + at), title=title) for at, title in enumerate(titles)]
        asked = [Judgement("1", item.id, 1.0 if "碳酸钙" in item.title else 3.5) for item in items]
        queries = {"1": Entry(id="1", title="粉体")}
        reading = Reading(items, list(queries.values()), None, NO_SYNONYMS)
        return Trial(reading, queries, {item.id: at for at, item in enumerate(items)}, asked).share_right(asked)[0]

    assert {trial(first) for first in range(90, 110)} == {trial(10)}
