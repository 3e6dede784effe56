"""The register of proof-of-concept centres: what was announced, what is known by name, and who writes it down."""

from datetime import date

import pytest

from app.accounts.models import Account
from app.core.errors import NotAllowed, RuleBroken
from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.queries.proof_of_concept import get_poc_register
from app.organisations.service.proof_of_concept import PocBatch, announce_batch
from tests.factories import make_organisation
from tests.organisations.conftest import Browse, Ground

REGISTER = "/organisations/proof-of-concept"
FIRST = PocBatch(" 首批 ", 15, "2023年6月报道", as_of=date(2023, 6, 17))


def test_a_number_announced_is_never_taken_for_names_that_are_known(ground: Ground, browse: Browse) -> None:
    operator = ground.operator_actor
    assert "0 centres" in browse(None).text(REGISTER)
    announce_batch(ground.session, operator, FIRST)
    poc = {"org_type": OrganisationType.POC_CENTER}
    known = make_organisation(ground.session, name="杭州样例创新药物概念验证中心", **poc)
    make_organisation(ground.session, state=OrganisationState.APPLIED, **poc)
    register = get_poc_register(ground.session)
    assert (register.announced, register.entered, register.is_complete) == (15, 1, False)
    page = browse(None).text(REGISTER)
    assert "15 centres (1 entered)" in page
    assert known.name in page
    assert "2023年6月报道" in page


def test_batches_are_written_down_by_a_centre_and_add_up(ground: Ground, browse: Browse, anybody: Account) -> None:
    operator = browse(ground.operator)
    assert f"{REGISTER}/batches/new" in operator.get(REGISTER).text
    said = {"name": "第二批", "announced": "15", "source": "科技日报", "quote": "共30家", "as_of": "2024-01-19"}
    assert operator.get(f"{REGISTER}/batches/new").status_code == 200
    assert operator.post(f"{REGISTER}/batches/new", data=said | {"source": ""}).status_code == 422
    assert operator.post(f"{REGISTER}/batches/new", data=said | {"announced": "0"}).status_code == 422
    for name in ("首批", "第二批"):
        assert operator.post(f"{REGISTER}/batches/new", data=said | {"name": name}).location == REGISTER
    register = get_poc_register(ground.session)
    assert [(batch.label, batch.value, batch.quote) for batch in register.batches] == [
        ("首批", 15, "共30家"),
        ("第二批", 15, "共30家"),
    ]
    assert register.announced == 30
    assert ground.audit().count("centre.edited") == 2
    assert browse(anybody).get(f"{REGISTER}/batches/new").status_code == 403


def test_only_centres_and_the_platform_announce(ground: Ground) -> None:
    with pytest.raises(NotAllowed):
        announce_batch(ground.session, ground.member_actor, FIRST)
    with pytest.raises(RuleBroken):
        announce_batch(ground.session, ground.operator_actor, PocBatch("首批", 0, "报道"))
    assert announce_batch(ground.session, ground.actor(ground.admin), FIRST).label == "首批"
