"""Loading the demonstration, and recounting the season."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.agreements.logic.states import AgreementState, AgreementType
from app.agreements.models.agreement import Agreement
from app.core.db import Base, database
from app.core.outbox import StoredFact
from app.core.queue import Job, JobState
from app.demo.cli import read_season
from app.demo.logic.season import Entry, Season, unwrap
from app.demo.queries.contents import is_empty
from app.demo.queries.counts import COUNTS
from app.demo.service.load import load_season
from app.demo.service.reasons import explain
from app.events.logic.states import EventState
from app.events.models.event import Event
from app.events.models.venue import Floor
from app.factory import create_app
from app.investors.models import Honour, InvestorParticipation
from app.library.models import NeedExpert
from app.organisations.models import Centre, Figure
from app.pitches.models import Pitch
from tests.conftest import make_config


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_every_number_is_as_the_article_says(runner: FlaskCliRunner) -> None:
    answer = runner.invoke(args=["demo", "verify"])
    assert answer.exit_code == 0, answer.output
    lines = [line.split() for line in answer.output.splitlines() if line.startswith("ok ")]
    assert [line[1] for line in lines] == [each.id for each in read_season().expectations()]
    assert {line[1]: line[3] for line in lines}["attendees_min"] == "≥200"
    assert {line[1]: line[3] for line in lines}["area_m2_max"] == "≤5000"


def test_every_number_has_a_way_to_count_it_and_no_other_has() -> None:
    assert list(COUNTS) == [each.id for each in read_season().expectations()]


def drop_first(model: Any, *conditions: Any) -> Any:  # noqa: ANN401 -- any table
    def do(session: Session) -> None:
        row_id = session.scalar(select(model.id).where(*conditions).order_by(model.id).limit(1))
        session.execute(delete(model).where(model.id == row_id))

    return do


def change(model: Any, *conditions: Any, **values: Any) -> Any:  # noqa: ANN401 -- any table
    def do(session: Session) -> None:
        row_id = session.scalar(select(model.id).where(*conditions).order_by(model.id).limit(1))
        session.execute(update(model).where(model.id == row_id).values(**values))

    return do


def shorten_positions(session: Session) -> None:
    centre = session.scalars(select(Centre).where(Centre.parent_id.is_(None))).one()
    centre.profile = {**centre.profile, "positions": centre.profile["positions"][:3]}
    session.flush()


BREAKING = {
    "attendees_min": change(Figure, Figure.code == "attendees", at_least=False),
    "pitches": change(Pitch, Pitch.source == "article", state="withdrawn"),
    "transformation_signings": change(
        Agreement, Agreement.agreement_type == AgreementType.TRANSFORMATION_COOPERATION, state=AgreementState.VOID
    ),
    "jiande_experts": drop_first(NeedExpert),
    "jiande_contract_wan_yuan": change(
        Agreement, Agreement.agreement_type == AgreementType.TECHNOLOGY_CONTRACT, amount=Decimal(1_800_001)
    ),
    "longgang_framework_agreements": change(
        Agreement, Agreement.agreement_type == AgreementType.FRAMEWORK, Agreement.source == "article",
        agreement_type=AgreementType.INTENT,
    ),
    "fund_yi_yuan": change(Figure, Figure.code == "transfer_fund", value=Decimal(49)),
    "area_m2_max": change(Figure, Figure.code == "area", at_most=False),
    "floors": drop_first(Floor),
    "hustvc_top50_times": change(Honour, Honour.times.is_not(None), times=8),
    "positions": shorten_positions,
    "pitch_presenter_orgs": change(Pitch, Pitch.source == "article", organisation_id=None),
    "investor_side_orgs": drop_first(InvestorParticipation),
    "keynote_academicians": change(Person, Person.name == "卓敏", honorific=None),
}  # fmt: skip


@pytest.mark.parametrize("number", BREAKING)
def test_one_wrong_row_is_found(session: Session, runner: FlaskCliRunner, number: str) -> None:
    BREAKING[number](session)
    session.flush()
    answer = runner.invoke(args=["demo", "verify"])
    assert answer.exit_code == 1
    assert answer.output.splitlines()[-1].startswith(f"Error: {number}: the article says")


def test_a_missing_figure_is_a_difference_and_no_crash(session: Session, runner: FlaskCliRunner) -> None:
    session.execute(delete(Figure).where(Figure.code == "listed_companies"))
    answer = runner.invoke(args=["demo", "verify"])
    assert answer.exit_code == 1
    assert "listed_companies: the article says =87 (“87家上市公司”), the database -" in answer.output


def test_a_second_load_is_refused_and_changes_nothing(session: Session, runner: FlaskCliRunner) -> None:
    before = session.scalars(select(Event.slug)).all()
    answer = runner.invoke(args=["demo", "load"])
    assert answer.exit_code == 1
    assert "There are records in this database already" in answer.output
    assert session.scalars(select(Event.slug)).all() == before


def test_a_second_load_on_start_does_nothing_and_says_so(runner: FlaskCliRunner) -> None:
    answer = runner.invoke(args=["demo", "load", "--if-empty"])
    assert answer.exit_code == 0
    assert "not loaded" in answer.output


@pytest.mark.parametrize(("more", "code"), [((), 1), (("--if-empty",), 0)])
def test_accounts_with_a_published_password_exist_in_demo_mode_only(
    app: Flask, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], code: int
) -> None:
    monkeypatch.setitem(app.config, "DEMO_MODE", False)
    answer = runner.invoke(args=["demo", "load", *more])
    assert answer.exit_code == code
    assert "DEMO_MODE is off" in answer.output


def test_a_load_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    app = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}", demo_mode=True))
    season = read_season()
    broken = Season({**season.raw, "people": [{"id": "p_nobody"}]})
    with app.app_context():
        Base.metadata.create_all(database.engine)
        with pytest.raises(KeyError), database.transaction() as session:
            load_season(session, broken)
        assert is_empty(database.session())
        database.session.remove()
        database.engine.dispose()


def test_the_events_stand_at_their_addresses_and_are_over(session: Session) -> None:
    slugs = ["wenzhou-2023", "jiande-shanghai-2023", "longgang-2023", "hangzhou-centre-2023"]
    events = session.scalars(select(Event).where(Event.slug.in_(slugs)).order_by(Event.number)).all()
    assert [event.slug for event in events] == slugs
    assert {event.state for event in events} == {EventState.ENDED}
    assert [event.number for event in events] == ["HD2023000001", "HD2023000002", "HD2023000005", "HD2023000006"]


def test_nobody_is_told_today_what_happened_then(session: Session) -> None:
    told = set(session.scalars(select(Job.dedupe_key).where(Job.dedupe_key.startswith("react:"))))
    past = session.scalars(select(StoredFact.id).where(StoredFact.name == "CertificateIssued")).all()
    assert len(past) == 8
    assert told.isdisjoint({f"react:{fact_id}" for fact_id in past})


def test_what_follows_from_the_load_can_be_done(session: Session) -> None:
    assert session.scalars(select(Job.error).where(Job.state == JobState.FAILED)).all() == []


def test_the_accounts_are_the_eight_and_no_more(session: Session) -> None:
    names = ("admin", "attendee", "company", "expert", "investor", "operator", "organiser", "team")
    assert sorted(session.scalars(select(Account.email))) == [f"{name}@example.org" for name in names]


def test_a_value_of_the_article_has_no_mark_and_an_assumed_one_says_why() -> None:
    entry = Entry({"id": "x", "title": "原文", "day": {"value": "2023-06-17", "invented": True, "kind": "derived",
                                                     "why": "no other day is mentioned"}})  # fmt: skip
    assert (entry["title"], entry["day"]) == ("原文", "2023-06-17")
    assert explain(entry.marks(title="title", start_at="day", city="missing")) == {
        "start_at": {"kind": "derived", "why": "The article mentions no other day."}
    }


def test_every_reason_in_the_file_has_a_sentence() -> None:
    def walk(value: Any) -> None:  # noqa: ANN401 -- anything JSON can say
        for key, each in value.items() if isinstance(value, dict) else ():
            explain(Entry({key: each}).marks(found=key))
            walk(each)
        for each in value if isinstance(value, list) else ():
            walk(each)

    walk(read_season().raw)


def test_unwrapping_goes_to_the_bottom() -> None:
    wrapped = {"value": [{"value": 1, "invented": True, "kind": "derived"}], "invented": True, "kind": "assumption"}
    assert unwrap({"a": [wrapped]}) == {"a": [[1]]}
