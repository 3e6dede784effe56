"""What matching hears when an agreement is signed."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.facts import AgreementSigned
from app.agreements.logic.states import AgreementType
from app.agreements.service.lessons import learn_signed
from app.matching.logic.steps import StepKind
from app.matching.models import MatchStep
from app.reactions import REACTIONS
from tests.agreements.ground import Ceremony, make_ceremony, sign
from tests.factories import make_achievement, make_investor, make_need, make_pitch


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


def steps(session: Session) -> list[MatchStep]:
    return list(session.scalars(select(MatchStep).order_by(MatchStep.id)))


@pytest.mark.parametrize(
    ("kind", "step"), [(AgreementType.FRAMEWORK, StepKind.SIGNED), (AgreementType.NDA, StepKind.CONFIDENTIAL)]
)
def test_a_signature_is_a_step_of_need_and_achievement_and_of_every_investor(
    session: Session, ground: Ceremony, kind: AgreementType, step: StepKind
) -> None:
    investor = make_investor(session, organisation=ground.buyer)
    make_investor(session)
    need, achievement, pitch = make_need(session), make_achievement(session), make_pitch(session, ground.event)
    agreement = sign(session, ground)
    agreement.agreement_type = kind
    agreement.need_id, agreement.achievement_id, agreement.pitch_id = need.id, achievement.id, pitch.id
    session.flush()
    for _ in range(2):
        learn_signed(session, AgreementSigned(agreement.id, agreement.event_id, kind.value))
    found = [(row.kind, row.need_id, row.achievement_id, row.investor_id, row.pitch_id) for row in steps(session)]
    assert found == [(step, need.id, achievement.id, None, None), (step, None, None, investor.id, pitch.id)]
    assert {row.happened_at for row in steps(session)} == {agreement.signed_at}
    assert learn_signed in REACTIONS[AgreementSigned]


def test_an_agreement_about_neither_teaches_nothing(session: Session, ground: Ceremony) -> None:
    agreement = sign(session, ground)
    learn_signed(session, AgreementSigned(agreement.id, agreement.event_id, "framework"))
    assert steps(session) == []
