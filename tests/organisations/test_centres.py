"""Centres and sub-centres: who opens them, who changes them, and what everybody reads."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import Role, ScopeKind
from app.organisations.logic import OrganisationState, RelationKind
from app.organisations.models import Centre, OrganisationRelation
from app.organisations.queries.centres import CentreCount, as_tree, count_by_centre, get_centre, list_centres
from app.organisations.service.centres import CentreEntry, edit_centre, open_centre
from tests.factories import make_centre, make_member, make_organisation
from tests.organisations.conftest import Browse, Ground, words


def test_the_platform_opens_centres_and_an_operator_opens_sub_centres(ground: Ground) -> None:
    centre = open_centre(ground.session, ground.actor(ground.admin), CentreEntry(" 建德  中心 ", region="330182"))
    assert (centre.name, centre.parent_id) == ("建德 中心", None)
    below = open_centre(ground.session, ground.operator_actor, CentreEntry("余杭分中心"), parent_id=ground.centre.id)
    assert below.parent_id == ground.centre.id
    assert ground.audit().count("centre.opened") == 2
    with pytest.raises(NotAllowed):
        open_centre(ground.session, ground.operator_actor, CentreEntry("另一个中心"))
    with pytest.raises(NotAllowed):
        open_centre(ground.session, ground.operator_actor, CentreEntry("另一个分中心"), parent_id=centre.id)


def test_an_operator_of_a_centre_edits_its_sub_centres_and_no_others(ground: Ground) -> None:
    below = make_centre(ground.session, parent_id=ground.centre.id)
    elsewhere = make_centre(ground.session)
    operator = ground.operator_actor
    entry = CentreEntry("余杭分中心", contact="文一西路1号", opened_on=date(2023, 6, 5), organisation=None)
    assert edit_centre(ground.session, operator, entry, centre_id=below.id).contact == "文一西路1号"
    with pytest.raises(NotAllowed):
        edit_centre(ground.session, operator, entry, centre_id=elsewhere.id)
    sub_operator = make_member(ground.session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, below.id)
    with pytest.raises(NotAllowed):
        edit_centre(ground.session, ground.actor(sub_operator), entry, centre_id=ground.centre.id)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (CentreEntry("杭州样例中心"), "name"),
        (CentreEntry("新中心", region="000000"), "region"),
        (CentreEntry("新中心", organisation="没有这个机构"), "organisation"),
    ],
)
def test_what_a_centre_cannot_say_is_refused(ground: Ground, entry: CentreEntry, field: str) -> None:
    with pytest.raises(RuleBroken) as error:
        open_centre(ground.session, ground.actor(ground.admin), entry)
    assert error.value.field == field


def test_a_centre_keeps_its_own_name(ground: Ground) -> None:
    entry = CentreEntry(ground.centre.name, organisation=ground.organisation.name)
    edited = edit_centre(ground.session, ground.operator_actor, entry, centre_id=ground.centre.id)
    assert edited.organisation_id == ground.organisation.id


def test_organisations_are_counted_by_centre_and_state(ground: Ground) -> None:
    for state in (OrganisationState.VERIFIED, OrganisationState.VERIFIED, OrganisationState.REJECTED):
        make_organisation(ground.session, centre_id=ground.centre.id, state=state)
    make_organisation(ground.session)
    assert count_by_centre(ground.session) == {ground.centre.id: CentreCount(verified=2, waiting=1)}


def test_centres_form_a_tree(ground: Ground) -> None:
    below = make_centre(ground.session, parent_id=ground.centre.id)
    lowest = make_centre(ground.session, parent_id=below.id)
    (branch,) = as_tree(list_centres(ground.session))
    assert branch.centre == ground.centre
    assert [(each.centre, [low.centre for low in each.below]) for each in branch.below] == [(below, [lowest])]
    with pytest.raises(NotFound):
        get_centre(ground.session, 0)


def test_everybody_reads_the_list_and_the_page_of_a_centre(ground: Ground, browse: Browse) -> None:
    below = make_centre(ground.session, name="建德分中心", parent_id=ground.centre.id, region="330182")
    founder = make_organisation(ground.session, name="西湖大学")
    ground.organisation.state = OrganisationState.VERIFIED
    ground.session.add(OrganisationRelation(
        organisation_id=ground.organisation.id, other_id=founder.id, kind=RelationKind.CO_FOUNDER
    ))  # fmt: skip
    ground.centre.organisation_id, ground.centre.contact = ground.organisation.id, "0571-12345678"
    ground.centre.profile = {
        "structure": "一核三侧", "services": ["发布", "验证"], "positions": ["概念验证之都"],
        "connectors": [{"relation": "依托", "name": "网上技术市场"}],
    }  # fmt: skip
    text = browse(None).text("/centres")
    for said in (ground.centre.name, below.name, "浙江省杭州市建德市", "One verified organisation"):
        assert said in text
    text = browse(None).text(f"/centres/{ground.centre.id}")
    for said in ("0571-12345678", "一核三侧", "发布", "验证", "概念验证之都", "网上技术市场", below.name, "西湖大学"):
        assert said in text
    assert "Sub-centre of 杭州样例中心" in browse(None).text(f"/centres/{below.id}")
    assert browse(None).get("/centres/0").status_code == 404


def test_without_a_centre_the_administrator_is_told_to_open_one(ground: Ground, browse: Browse) -> None:
    ground.organisation.centre_id = None
    ground.session.flush()
    ground.session.delete(ground.centre)
    assert "No centre yet" in browse(ground.admin).text("/centres")


def test_an_operator_is_told_how_many_wait(ground: Ground, browse: Browse) -> None:
    assert "One waits" in browse(ground.operator).text("/centres")
    assert "Verify one organisation" in browse(ground.operator).text(f"/centres/{ground.centre.id}")
    assert "One waits" not in browse(ground.member).text("/centres")


def test_centres_are_opened_and_edited_on_pages(ground: Ground, browse: Browse) -> None:
    admin, operator = browse(ground.admin), browse(ground.operator)
    assert "Open a centre" in admin.text("/centres/new")
    answer = admin.post("/centres/new", data={"name": "温州中心", "region": "330300", "opened_on": "2023-06-05"})
    made = ground.session.scalars(select(Centre).where(Centre.name == "温州中心")).one()
    assert (answer.status_code, answer.location) == (302, f"/centres/{made.id}")
    address = f"/centres/new?parent={ground.centre.id}"
    assert "Open a sub-centre" in operator.text(address)
    assert operator.post(address, data={"name": "临平分中心"}).status_code == 302
    answer = operator.post(address, data={"name": "临平分中心"})
    assert (answer.status_code, "There is a centre with this name already." in words(answer)) == (422, True)
    assert operator.get("/centres/new").status_code == 403
    address = f"/centres/{ground.centre.id}/edit"
    assert ground.centre.name in operator.get(address).get_data(as_text=True)
    answer = operator.post(address, data={"name": ground.centre.name, "region": "111111"})
    assert (answer.status_code, "There is no region with this code" in words(answer)) == (422, True)
    answer = operator.post(address, data={"name": "杭州技术转移中心", "organisation": ground.organisation.name})
    assert answer.location == f"/centres/{ground.centre.id}"
    assert operator.get(f"/centres/{made.id}/edit").status_code == 403
