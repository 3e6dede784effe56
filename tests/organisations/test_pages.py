"""Pages about organisations: who gets in, what they see, where they land."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account, Membership
from app.core.permissions import Role, ScopeKind
from app.organisations.logic import OrganisationState, OrganisationType, RelationKind
from app.organisations.models import Figure, Organisation, OrganisationRelation
from tests.factories import make_centre, make_member, make_organisation
from tests.organisations.conftest import USCC, Browse, Ground, words
from tests.pitches.samples import count_statements

S = OrganisationState
FORM = {
    "name": "宁波海川智能装备有限公司", "org_type": "company", "role": "project_team", "uscc": "", "centre_id": "",
    "region": "", "short_name": "", "name_en": "", "aliases": "海川、海川装备", "legal_person": "", "address": "",
    "website": "", "description": "",
}  # fmt: skip


def found(ground: Ground, name: str) -> Organisation:
    row = ground.session.scalar(select(Organisation).where(Organisation.name == name))
    assert row is not None
    return row


# The list -------------------------------------------------------------------------------------------------------------
def test_visitors_see_verified_organisations_by_pinyin(ground: Ground, browse: Browse) -> None:
    for name in ("西湖大学", "温州医科大学", "北京大学"):
        make_organisation(ground.session, name=name, org_type=OrganisationType.UNIVERSITY)
    text = browse(None).text("/organisations")
    assert text.index("北京大学") < text.index("温州医科大学") < text.index("西湖大学")
    assert ground.organisation.name not in text
    text = browse(None).text("/organisations?sort=-name")
    assert text.index("西湖大学") < text.index("温州医科大学") < text.index("北京大学")


def test_filters_narrow_the_list(ground: Ground, browse: Browse) -> None:
    school = make_organisation(
        ground.session, name="上海第二工业大学", org_type=OrganisationType.UNIVERSITY, aliases=["二工大"],
        sides=["supply"], region="310115", uscc=USCC,
    )  # fmt: skip
    firm = make_organisation(ground.session, name="浙江东科新材", sides=["demand"], region="330182")
    visitor = browse(None)
    for query in (
        "q=二工大",
        "q=第二工业",
        "q=shang4 hai3",
        f"q={USCC.lower()}",
        "type=university",
        "side=supply",
        "region=31",
    ):
        text = visitor.text(f"/organisations?{query}")
        assert (school.name in text, firm.name in text) == (True, False), query
    for query in ("type=nonsense", "state=nonsense", "side=nonsense", "q=。", "per_page=7", "page=99"):
        assert firm.name in visitor.text(f"/organisations?{query}"), query
    assert "No organisation fits" in visitor.text("/organisations?q=没有这样的名称")


def test_the_list_is_paged(ground: Ground, browse: Browse) -> None:
    for number in range(21):
        make_organisation(ground.session, name=f"样本{number:02d}研究院")
    assert "样本20研究院" not in browse(None).text("/organisations")
    assert "样本20研究院" in browse(None).text("/organisations?page=2")
    assert "样本20研究院" in browse(None).text("/organisations?per_page=50")


def test_an_operator_finds_what_waits_for_the_own_centre(ground: Ground, browse: Browse) -> None:
    elsewhere = make_organisation(
        ground.session, name="别处的研究院", state=S.APPLIED, centre_id=make_centre(ground.session).id
    )
    address = "/organisations?desk=verify&state=applied"
    text = browse(ground.operator).text(address)
    assert (ground.organisation.name in text, elsewhere.name in text) == (True, False)
    text = browse(ground.admin).text(address)
    assert (ground.organisation.name in text, elsewhere.name in text) == (True, True)
    text = browse(None).text(address)
    assert (ground.organisation.name in text, elsewhere.name in text) == (False, False)


def test_members_find_their_own_above_the_list(ground: Ground, browse: Browse) -> None:
    text = browse(ground.member).text("/organisations")
    assert text.index("My organisations") < text.index(ground.organisation.name)


def test_the_list_costs_the_same_for_one_and_three(ground: Ground, browse: Browse, app: Flask) -> None:
    def cost() -> list[int]:
        return [count_statements(browse(who), "/organisations") for who in (None, ground.member, ground.operator)]

    make_organisation(ground.session, centre_id=ground.centre.id)
    few = cost()
    for _ in range(2):
        make_organisation(ground.session, centre_id=ground.centre.id)
    assert cost() == few


def test_an_empty_list_says_what_to_do(browse: Browse, anybody: Account) -> None:
    text = browse(anybody).text("/organisations")
    assert "No organisations yet" in text
    assert "Register the first one" in text


# One organisation -----------------------------------------------------------------------------------------------------
def test_the_public_profile_shows_everything_but_the_people(ground: Ground, browse: Browse) -> None:
    own, founder = ground.organisation, make_organisation(ground.session, name="浙江火炬生产力促进中心")
    own.state, own.region, own.uscc, own.facts = S.VERIFIED, "330182", USCC, ["连续两年破亿"]
    own.sme_tags, own.sides = ["high_tech_enterprise"], ["supply", "service"]
    ground.session.add(OrganisationRelation(
        organisation_id=own.id, other_id=founder.id, kind=RelationKind.LEAD_FOUNDER, source="article"
    ))  # fmt: skip
    ground.session.add(Figure(
        code="reach", organisation_id=own.id, label="支持企业", value=9000, unit="家次", at_least=True,
        source="杭州日报", as_of=date(2023, 6, 5),
    ))  # fmt: skip
    text = browse(None).text(f"/organisations/{own.id}")
    for words_ in ("浙江省杭州市建德市", USCC, "连续两年破亿", "High tech enterprise", "Supply side", "Service side",
                   founder.name, "Lead founder", "9,000+", "杭州日报 · June 5, 2023", "published article"):  # fmt: skip
        assert words_ in text
    assert ground.member_name not in text
    assert "People with a role" not in text
    text = browse(ground.member).text(f"/organisations/{own.id}")
    assert ground.member_name in text
    assert "Lead founder of" in browse(None).text(f"/organisations/{founder.id}")


def test_an_unverified_entry_does_not_exist_for_strangers(ground: Ground, browse: Browse, anybody: Account) -> None:
    address = f"/organisations/{ground.organisation.id}"
    assert [browse(who).get(address).status_code for who in (None, anybody)] == [404, 404]
    assert [browse(who).get(address).status_code for who in (ground.member, ground.operator, ground.admin)] == [200] * 3


def test_a_merged_entry_leads_to_the_one_that_stays(ground: Ground, browse: Browse) -> None:
    kept = make_organisation(ground.session)
    ground.organisation.state, ground.organisation.merged_into_id = S.MERGED, kept.id
    answer = browse(None).get(f"/organisations/{ground.organisation.id}")
    assert (answer.status_code, answer.location) == (302, f"/organisations/{kept.id}")


def test_each_state_tells_the_members_what_to_do(ground: Ground, browse: Browse) -> None:
    address = f"/organisations/{ground.organisation.id}"
    assert "Waits for its centre" in browse(ground.member).text(address)
    ground.organisation.state, ground.organisation.state_reason = S.REJECTED, "执照不清晰"
    text = browse(ground.member).text(address)
    assert "Correct and send again" in text
    assert "执照不清晰" in text
    ground.organisation.state = S.SUSPENDED
    assert "The verification is suspended: 执照不清晰" in browse(ground.member).text(address)


# Registering and editing ----------------------------------------------------------------------------------------------
def test_somebody_without_a_role_registers_an_organisation_and_lands_on_it(
    ground: Ground, browse: Browse, anybody: Account
) -> None:
    browser = browse(anybody)
    assert "Register an organisation" in browser.text("/organisations/new")
    answer = browser.post("/organisations/new", data=FORM | {"centre_id": str(ground.centre.id), "sides": ["supply"]})
    made = found(ground, FORM["name"])
    assert (answer.status_code, answer.location) == (302, f"/organisations/{made.id}")
    assert (made.aliases, made.sides, made.centre_id) == (["海川", "海川装备"], ["supply"], ground.centre.id)
    text = browser.text(f"/organisations/{made.id}")
    assert "Its centre checks name and credit code" in text
    assert "Waits for its centre" in text


def test_entering_for_somebody_else_gives_no_role(ground: Ground, browse: Browse, anybody: Account) -> None:
    browse(anybody).post("/organisations/new", data=FORM | {"role": "none"})
    made = found(ground, FORM["name"])
    given = select(Membership.id).where(Membership.scope_kind == ScopeKind.ORGANISATION, Membership.scope_id == made.id)
    assert ground.session.scalar(given) is None


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(browse: Browse, anybody: Account) -> None:
    data = FORM | {"uscc": "91330100MA2B1234X1", "address": "甬江大道1号", "org_type": "", "role": ""}
    answer = browse(anybody).post("/organisations/new", data=data)
    assert answer.status_code == 422
    assert "甬江大道1号" in answer.get_data(as_text=True)
    answer = browse(anybody).post("/organisations/new", data=FORM | {"uscc": "91330100MA2B1234X1"})
    assert answer.status_code == 422
    assert "This is no unified social credit code" in words(answer)


def test_nearly_the_same_name_asks_before_it_enters_a_second_one(
    ground: Ground, browse: Browse, anybody: Account
) -> None:
    ground.organisation.state = S.VERIFIED
    data = FORM | {"name": "杭州启明材料科技"}
    answer = browse(anybody).post("/organisations/new", data=data)
    assert answer.status_code == 422
    assert "Is it one of these?" in words(answer)
    assert f'href="/organisations/{ground.organisation.id}"' in answer.get_data(as_text=True)
    assert browse(anybody).post("/organisations/new", data=data | {"is_another": "y"}).status_code == 302


def test_a_member_edits_and_a_new_name_goes_to_the_centre(ground: Ground, browse: Browse) -> None:
    ground.organisation.state = S.VERIFIED
    address = f"/organisations/{ground.organisation.id}/edit"
    browser = browse(ground.member)
    assert "asks the centre to verify the organisation again" in browser.text(address)
    version = ground.organisation.version
    data = FORM | {"name": "杭州启明新材料有限公司", "centre_id": str(ground.centre.id), "row_version": str(version)}
    answer = browser.post(address, data=data)
    assert (answer.status_code, answer.location) == (302, f"/organisations/{ground.organisation.id}")
    assert found(ground, "杭州启明新材料有限公司").state is S.APPLIED
    assert browser.post(address, data=data).status_code == 409
    answer = browser.post(address, data=data | {"row_version": "", "region": "123456"})
    assert answer.status_code == 422
    assert "There is no region with this code" in words(answer)


def test_a_rejected_entry_shows_why_while_it_is_edited(ground: Ground, browse: Browse) -> None:
    ground.organisation.state, ground.organisation.state_reason = S.REJECTED, "执照不清晰"
    text = browse(ground.member).text(f"/organisations/{ground.organisation.id}/edit")
    assert "执照不清晰" in text


def test_strangers_edit_nothing(ground: Ground, browse: Browse, anybody: Account) -> None:
    for path in ("edit", "verify", "merge", "relations/new"):
        ground.organisation.state = S.VERIFIED
        assert browse(anybody).get(f"/organisations/{ground.organisation.id}/{path}").status_code == 403, path
        ground.organisation.state = S.APPLIED
        assert browse(anybody).get(f"/organisations/{ground.organisation.id}/{path}").status_code in (403, 404), path


# Verifying, merging, relating -----------------------------------------------------------------------------------------
def test_the_operator_reads_the_consequences_and_verifies(ground: Ground, browse: Browse) -> None:
    own = ground.organisation
    own.uscc, own.region = USCC, "310115"
    address = f"/organisations/{own.id}/verify"
    text = browse(ground.operator).text(address)
    for sentence in ("One person is told.", "The check character is right", "浙江省杭州市", "another province",
                     "None; this is the only entry.", ground.member_name):  # fmt: skip
        assert sentence in text
    data = {"state": "verified", "seal_name": "杭州启明材料股份有限公司", "row_version": str(own.version)}
    answer = browse(ground.operator).post(address, data=data)
    assert (answer.status_code, answer.location) == (302, f"/organisations/{own.id}")
    assert found(ground, "杭州启明材料股份有限公司").state is S.VERIFIED


def test_a_decision_without_a_reason_is_refused_beside_the_field(ground: Ground, browse: Browse) -> None:
    address = f"/organisations/{ground.organisation.id}/verify"
    assert "No credit code is given" in browse(ground.operator).text(address)
    answer = browse(ground.operator).post(address, data={"state": "rejected", "reason": ""})
    assert answer.status_code == 422
    assert "Please give a reason; the organisation will read it." in words(answer)
    assert browse(ground.operator).post(address, data={"state": "merged"}).status_code == 422


def test_the_operator_merges_two_entries(ground: Ground, browse: Browse) -> None:
    kept = make_organisation(ground.session, name="杭州启明材料科技股份有限公司", centre_id=ground.centre.id)
    address = f"/organisations/{ground.organisation.id}/merge"
    assert kept.name in browse(ground.operator).text(f"/organisations/{ground.organisation.id}/verify")
    page = browse(ground.operator).get(address)
    assert f'<option value="{kept.name}">' in page.get_data(as_text=True)
    assert "This cannot be undone" in words(page)
    answer = browse(ground.operator).post(address, data={"into": "没有这个机构"})
    assert (answer.status_code, "No organisation has this name" in words(answer)) == (422, True)
    answer = browse(ground.operator).post(address, data={"into": kept.name})
    assert (answer.status_code, answer.location) == (302, f"/organisations/{kept.id}")
    assert ground.organisation.name in browse(None).text(f"/organisations/{kept.id}")


def test_a_relation_is_added_ended_and_taken_back(ground: Ground, browse: Browse) -> None:
    other, own = make_organisation(ground.session), f"/organisations/{ground.organisation.id}"
    browser = browse(ground.member)
    assert "What another organisation is to" in browser.text(f"{own}/relations/new")
    data = {"kind": "parent", "other": other.name, "since": "2022-11-01", "until": "", "source": "公司网站"}
    assert browser.post(f"{own}/relations/new", data=data | {"other": "没有"}).status_code == 422
    assert browser.post(f"{own}/relations/new", data=data).location == own
    text = browser.text(own)
    assert "Parent organisation" in text
    assert "since November 1, 2022" in text
    relation = ground.session.scalars(select(OrganisationRelation)).one()
    answer = browser.post(f"{own}/relations/{relation.id}/end")
    assert answer.location == own
    page = browser.get(own).get_data(as_text=True)
    assert f'action="{own}/relations/{relation.id}/resume"' in page
    browser.post(f"{own}/relations/{relation.id}/resume")
    assert ground.session.get_one(OrganisationRelation, relation.id).until is None


def test_a_relation_is_reached_only_through_its_own_organisation(ground: Ground, browse: Browse) -> None:
    other = make_organisation(ground.session)
    relation = OrganisationRelation(organisation_id=other.id, other_id=ground.organisation.id, kind=RelationKind.PARENT)
    ground.session.add(relation)
    ground.session.flush()
    for step in ("end", "resume"):
        address = f"/organisations/{ground.organisation.id}/relations/{relation.id}/{step}"
        assert browse(ground.member).post(address).status_code == 404


def test_a_member_gives_and_takes_roles_on_the_pages_of_accounts(ground: Ground, browse: Browse) -> None:
    page = browse(ground.member).get(f"/organisations/{ground.organisation.id}").get_data(as_text=True)
    scope = f"scope=organisation:{ground.organisation.id}"
    assert scope in page or scope.replace(":", "%3A") in page
    colleague = make_member(ground.session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, ground.organisation.id)
    assert colleague.person.name in browse(ground.operator).text(f"/organisations/{ground.organisation.id}")
