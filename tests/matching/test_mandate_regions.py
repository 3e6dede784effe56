"""The regions an investor names are read as places, not as letters."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.investors.logic import InvestmentRound
from app.investors.queries import get_investor
from app.matching.logic.parts import Part
from app.matching.queries.ranking import rank_pitches
from app.pitches.logic.states import PitchState
from tests.factories import make_event, make_investor, make_member, make_pitch

SignIn = Callable[[FlaskClient, Account], FlaskClient]


def test_an_investor_types_names_of_places_and_reads_them_again(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    investor = make_investor(session)
    sign_in(client, make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id))
    address = f"/investors/{investor.id}/mandate"
    boxes = {"fields": "新材料", "regions": "浙江、上海市，330000"}
    refused = client.post(address, data=boxes | {"regions": "浙江、火星"})
    assert (refused.status_code, "“火星”" in refused.text, 'value="浙江、火星"' in refused.text) == (422, True, True)
    assert client.post(address, data=boxes).status_code == 302
    session.expire_all()
    mandate = get_investor(session, investor.id).mandate
    assert mandate is not None
    assert mandate.regions == ["330000", "310000"]
    assert 'value="浙江省、上海市"' in client.get(address).text
    assert "浙江省、上海市" in client.get(f"/investors/{investor.id}").text


def test_names_that_were_kept_as_typed_find_their_region(session: Session) -> None:
    event = make_event(session)
    make_pitch(
        session, event, state=PitchState.CONFIRMED, field="新材料", region="330182",
        investment_round=InvestmentRound.ANGEL,
    )  # fmt: skip
    for regions, code in ((["浙江"], "region_wanted"), (["上海市", "华东"], "region_not_wanted")):
        made = make_investor(session, mandate={"fields": ["新材料"], "regions": regions})
        (row,) = rank_pitches(session, event.id, get_investor(session, made.id))
        assert {part.part: part.evidence.code for part in row.match.parts}[Part.REGION] == code
