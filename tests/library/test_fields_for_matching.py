"""What an entry says beside its title, so that matching has something to compare."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.library.logic import AchievementState as A
from app.library.models import Achievement, Need
from app.library.queries import LibraryFilter, find_page
from app.organisations.logic import region_code, region_word
from app.organisations.models import Organisation
from tests.factories import make_actor, make_member, make_need, make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]
PROBLEM = "碳酸钙粉体在高分子材料中分散性差，需要新的表面改性方案以提高相容性，并降低吸潮，同时满足食品接触要求。"


@pytest.fixture
def company(session: Session) -> Organisation:
    return make_organisation(session)


@pytest.mark.parametrize(
    ("word", "code", "shown"),
    [
        ("浙江", "330000", "浙江省"), ("杭州市", "330100", "浙江省杭州市"), ("浙江省杭州市", "330100", "浙江省杭州市"),
        ("吉林", "220000", "吉林省"), ("吉林市", "220200", "吉林省吉林市"), ("北京", "110000", "北京市"),
        ("330182", "330182", "330182"), ("110100", "110100", "110100"),
    ],
)  # fmt: skip
def test_a_region_is_read_by_name_and_shown_so_that_it_is_read_again(word: str, code: str, shown: str) -> None:
    assert (region_code(word), region_word(code), region_code(shown)) == (code, shown, code)


@pytest.mark.parametrize("word", ["火星", "江", "", "999999", "杭州市西湖"])
def test_no_other_word_is_a_region(word: str) -> None:
    assert region_code(word) is None


def test_a_company_says_which_readiness_and_which_regions_help(
    session: Session, client: FlaskClient, sign_in: SignIn, company: Organisation
) -> None:
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, company.id))
    boxes = {"title": "碳酸钙改性", "organisation_id": str(company.id), "problem": PROBLEM, "visibility": "public"}
    asked = boxes | {"least_trl": "6", "regions": "浙江、杭州市，330182、浙江省"}
    for bad, word in (({"regions": "浙江、火星"}, "火星"), ({"least_trl": "10"}, "")):
        refused = client.post("/library/needs/new", data=asked | bad)
        assert (refused.status_code, f"“{word}”" in refused.text) == (422, bool(word))
    where = client.post("/library/needs/new", data=asked).location
    need = session.scalars(select(Need)).one()
    assert (need.least_trl, need.regions) == (6, ["330000", "330100", "330182"])
    page = client.get(where).text
    assert "TRL 6" in page
    assert "浙江省、浙江省杭州市、浙江省杭州市建德市" in page
    edit = client.get(f"{where}/edit").text
    assert 'value="浙江省、浙江省杭州市、330182"' in edit
    assert '<option selected value="6">' in edit
    client.post(f"{where}/edit", data=boxes | {"regions": "浙江省、浙江省杭州市、330182"})
    session.refresh(need)
    assert (need.least_trl, need.regions) == (None, ["330000", "330100", "330182"])


def test_a_level_that_does_not_exist_is_not_kept(session: Session) -> None:
    with pytest.raises(IntegrityError):
        make_need(session, least_trl=10)


def test_a_team_says_what_its_result_does_and_where_it_can_be_used(
    session: Session, client: FlaskClient, sign_in: SignIn, company: Organisation
) -> None:
    sign_in(client, make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, company.id))
    boxes = {
        "title": "改性蜡包覆", "organisation_id": str(company.id), "visibility": "public",
        "effect": "吸水率下降六成", "applies_to": "塑料和涂料用碳酸钙",
    }  # fmt: skip
    assert client.post("/library/achievements/new", data=boxes | {"effect": "字" * 2001}).status_code == 422
    where = client.post("/library/achievements/new", data=boxes).location
    entry = session.scalars(select(Achievement)).one()
    assert (entry.effect, entry.applies_to) == ("吸水率下降六成", "塑料和涂料用碳酸钙")
    for page in (client.get(where).text, client.get(f"{where}/edit").text):
        assert "吸水率下降六成" in page
        assert "塑料和涂料用碳酸钙" in page
    entry.state = A.PUBLISHED
    session.flush()
    for words in ("吸水率", "涂料"):
        found = find_page(session, make_actor(None), Achievement, LibraryFilter(words=words))
        assert [each.id for each in found.items] == [entry.id]
