"""Writing down agreements that were signed before this program knew them, from a published source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.agreements.facts import AgreementSigned
from app.agreements.logic.states import AgreementState
from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.service.drafting import SIDES, AgreementInput
from app.agreements.service.steps import note_step
from app.core import outbox
from app.core.errors import RuleBroken
from app.core.names import tidy
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.organisations.models import Organisation

ARTICLE = "article"


@dataclass(frozen=True)
class HistoricParty:
    """A party as the source names it."""

    organisation: Organisation
    signatory: str | None = None
    capacity: str | None = None
    is_assumed: bool = False


def enter_historic_agreement(
    session: Session,
    actor: Actor,
    *,
    event: Event,
    content: AgreementInput,
    parties: Sequence[HistoricParty] = (),
    provenance: Mapping[str, Any] | None = None,
) -> Agreement:
    """Write down a signed agreement with what is known of it; `provenance` may say source, assumed, supply_group, year.

    Fewer than two parties are accepted only here, and only with a note of what is assumed.
    """
    authorise(actor, Permission.AGREEMENT_EDIT, event)
    told = dict(provenance or {})
    source, assumed = str(told.get("source") or ARTICLE), dict(told.get("assumed") or {})
    if source == "typed":
        raise RuleBroken("An agreement without a published source is entered and signed step by step.")
    if len(parties) < len(SIDES[:2]) and not assumed:
        raise RuleBroken("An agreement whose parties are not named needs a note of what is assumed.")
    year = told.get("year") or event.start_at.year
    agreement = Agreement(
        number=next_number(session, "HT", year=year), event=event, centre_id=event.centre_id, owner_id=actor.person_id,
        title=tidy(content.title), agreement_type=content.agreement_type, contract_type=content.contract_type,
        session_id=content.session_id, batch=content.batch, position=int(told.get("position") or 0),
        amount=content.amount, amount_is_secret=content.amount_is_secret, sign_on=content.sign_on,
        place=content.place or None, witness=content.witness or None, term_from=content.term_from,
        term_to=content.term_to, copies=content.copies, summary=content.summary or None, pitch_id=content.pitch_id,
        need_id=content.need_id, achievement_id=content.achievement_id, supply_group=told.get("supply_group"),
        edition=int(told.get("edition") or 1), state=AgreementState.SIGNED, source=source, assumed=assumed,
        parties=[_party(index, each) for index, each in enumerate(parties)], certificates=[],
    )  # fmt: skip
    session.add(agreement)
    session.flush()
    note_step(session, actor, agreement, None)
    outbox.record(session, AgreementSigned(agreement.id, event.id, str(agreement.agreement_type)))
    return agreement


def _party(index: int, party: HistoricParty) -> AgreementParty:
    return AgreementParty(
        organisation=party.organisation, organisation_id=party.organisation.id, side=SIDES[min(index, len(SIDES) - 1)],
        position=index, printed_name=party.organisation.name, signatory=party.signatory, capacity=party.capacity,
        is_assumed=party.is_assumed,
    )  # fmt: skip
