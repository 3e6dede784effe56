"""What the company and its technology manager do on the pages of proposals, and what others see of it."""

import html
import re
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.permissions import Role, ScopeKind
from app.library.models import Achievement, Need
from app.matching.logic.verdicts import Choice
from app.matching.models import Verdict
from app.matching.service.verdicts import decide
from tests.factories import make_member, make_organisation
from tests.matching.proposal_world import SignIn, achievements, another, company, manager, need, say

__all__ = ["achievements", "need"]


def test_a_note_outlives_the_pin_and_goes_when_it_is_emptied(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id))
    answer = f"/library/needs/{need.number}/matches/{achievements[1].id}/manager"

    def left() -> list[tuple[str, str | None]]:
        session.expire_all()
        return [(row.choice.value, row.note) for row in session.scalars(select(Verdict))]

    client.post(answer, data={"choice": "pinned", "note": "请先看第二页"})
    client.post(answer, data={"choice": "", "note": "请先看第三页"})
    assert left() == [("noted", "请先看第三页")]
    client.post(answer, data={"choice": "hidden", "note": "请先看第三页"})
    client.post(answer, data={"choice": ""})
    assert left() == [("noted", "请先看第三页")]
    client.post(answer, data={"choice": "noted", "note": " "})
    assert left() == []
    client.post(answer, data={"choice": "noted", "note": " "})
    assert left() == []


def test_enter_in_the_note_keeps_the_note_and_pins_nothing(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    decide(session, manager(need), need=need, verdict=say(need, achievements[0], Choice.PINNED, note="请看第二页"))
    sign_in(client, make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id))
    for address in (f"/library/needs/{need.number}/matches", "/matching/queue"):
        page = client.get(address).get_data(as_text=True)
        forms = [form for form in page.split("<form ")[1:] if "/manager" in form.partition(">")[0]]
        first = [re.findall(r'<button[^>]* value="([^"]*)"', form.partition("</form>")[0])[0] for form in forms]
        assert sorted(first) == ["noted"] * (len(first) - 1) + ["pinned"], address


def test_an_answer_leads_back_to_the_list_as_it_was_narrowed(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    achievements[0].field, achievements[1].field = "新材料", "化工材料"
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id))
    page = client.get(f"/library/needs/{need.number}/matches?field=化工材料&order=varied").get_data(as_text=True)
    (answer, *_) = re.findall(r'action="([^"]*/company[^"]*)"', page)
    back = client.post(html.unescape(answer), data={"choice": "interested"}).headers["Location"]
    path, _, anchor = back.partition("#")
    assert anchor == f"achievement-{achievements[1].id}"
    assert dict(parse_qsl(urlsplit(path).query)) == {"field": "化工材料", "order": "varied"}


def test_only_both_sides_of_a_need_read_what_was_decided_about_its_proposals(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    decide(session, manager(need), need=need, verdict=say(need, achievements[0], Choice.PINNED, note="价格可以谈"))
    decide(session, company(need), need=need, verdict=say(need, achievements[1], Choice.INTERESTED))
    mine = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id)
    stranger = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, make_organisation(session).id)
    address = f"/library/needs/{need.number}/matches"
    own = sign_in(client, mine).get(address).get_data(as_text=True)
    assert ("价格可以谈" in own, "有意向" in own, "置顶" in own) == (True, True, True)
    away = another(client, sign_in, stranger)
    page = away.get(address).get_data(as_text=True)
    assert f'id="achievement-{achievements[1].id}"' in page
    assert ("价格可以谈" in page, "有意向" in page, "置顶" in page) == (False, False, False)
    narrowed = away.get(f"{address}?answer=interested").get_data(as_text=True)
    assert narrowed.count("<article") == page.count("<article") == 3


def test_a_company_reads_whose_an_achievement_is_how_mature_and_for_what_price(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    house = make_organisation(session, name="某材料研究院")
    achievements[0].organisation_id, achievements[0].trl, achievements[0].price = house.id, 6, Decimal(300_000)
    session.flush()
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id))
    page = client.get(f"/library/needs/{need.number}/matches").get_data(as_text=True)
    shown = page.partition(f'id="achievement-{achievements[0].id}"')[2].partition("</article>")[0]
    assert ("某材料研究院" in shown, "TRL 6" in shown, "30万元" in shown) == (True, True, True)
