"""What was signed, the certificates where parties are named, and what remains to be followed."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.agreements.facts import AgreementSigned
from app.agreements.logic.states import AgreementType, ContractType
from app.agreements.models.agreement import Agreement
from app.agreements.service.certificates import issue_certificate, make_certificate, proofread_certificate
from app.agreements.service.drafting import AgreementInput
from app.agreements.service.follow_ups import Promise, add_follow_up
from app.agreements.service.historic import HistoricParty, enter_historic_agreement
from app.agreements.service.registrations import offer_registration
from app.core.clock import CHINA
from app.demo.logic.season import Entry
from app.demo.service.cast import Part
from app.demo.service.loading import Loading
from app.demo.service.reasons import CERTIFICATE_INVENTED, NOT_NAMED, explain
from app.events.models.event import Event
from app.organisations.models import Organisation

CONTRACT_TYPES: Final = {"技术开发": ContractType.DEVELOPMENT}


def enter_agreements(load: Loading) -> None:
    """Write down every signed agreement with the parties and the amount as far as the article names them."""
    places = {
        name: (each, position)
        for each in load.season.list("sessions")
        for position, name in enumerate(each.get("agreement_refs") or ())
    }
    for told in load.season.list("agreements"):
        place = places.get(told.id)
        _enter(load, told, load.rows[place[0].id].id if place else None, place[1] if place else 0)


def _enter(load: Loading, told: Entry, session_id: int | None, position: int) -> None:
    event = load.get(told["event_ref"], Event)
    amount, kind = told["amount_yuan"], told.get("contract_type")
    content = AgreementInput(
        title=told["title"], agreement_type=AgreementType(told["agreement_type"]), session_id=session_id,
        contract_type=CONTRACT_TYPES[kind] if kind else None,
        amount=None if amount is None else Decimal(str(amount)), sign_on=_signed_on(load, told, event),
        need_id=load.id_of(told.get("need_ref")), achievement_id=load.id_of(told.get("achievement_ref")),
    )  # fmt: skip
    provenance = {
        "source": "article", "supply_group": told.get("supply_group"), "position": position,
        "year": event.start_at.year, "assumed": _assumptions(load, told),
    }  # fmt: skip
    with load.cast.acting(Part.ORGANISER) as actor:
        agreement = enter_historic_agreement(
            load.session, actor, event=event, content=content, parties=_parties(load, told), provenance=provenance
        )
    load.keep(told.id, agreement)
    offer_registration(load.session, AgreementSigned(agreement.id, event.id, str(agreement.agreement_type)))


def _signed_on(load: Loading, told: Entry, event: Event) -> date | None:
    """Return the day of the event, unless that is only a placeholder."""
    source = next(each for each in load.season.list("events") if each.id == told["event_ref"])
    mark = source.marks(day="start_date").get("day")
    return None if mark and mark.kind == "placeholder" else event.start_at.astimezone(CHINA).date()


def _parties(load: Loading, told: Entry) -> list[HistoricParty]:
    """Return the parties in the order of the article; in a contract the buyer comes first."""
    names = told["party_refs"] or ()
    if told.get("buyer_ref"):
        names = (told["buyer_ref"], told["seller_ref"])
    is_assumed = bool(told.marks(parties="party_refs"))
    return [HistoricParty(load.get(name, Organisation), is_assumed=is_assumed) for name in names]


def _assumptions(load: Loading, told: Entry) -> dict[str, Any]:
    source = next(each for each in load.season.list("events") if each.id == told["event_ref"])
    marks = told.marks(
        title="title", agreement_type="agreement_type", contract_type="contract_type", amount="amount_yuan",
        parties="party_refs", buyer="buyer_ref", seller="seller_ref", edition="is_renewal", state="status",
    )  # fmt: skip
    if _signed_on(load, told, load.get(told["event_ref"], Event)):
        marks |= source.marks(sign_on="start_date")
    found: dict[str, Any] = dict(explain(marks))
    return found if told["party_refs"] else {**found, "parties": NOT_NAMED}


def issue_certificates(load: Loading) -> None:
    """Issue certificates, compared by a second person, for agreements whose parties the article names."""
    for told in load.season.list("agreements"):
        if told["party_refs"] and not told.marks(parties="party_refs"):
            agreement = load.get(told.id, Agreement)
            with load.cast.acting(Part.ORGANISER) as actor:
                certificate = make_certificate(load.session, actor, agreement_id=agreement.id)
            with load.cast.acting(Part.OPERATOR) as actor:
                proofread_certificate(load.session, actor, certificate_id=certificate.id)
                issue_certificate(load.session, actor, certificate_id=certificate.id)
            agreement.assumed = {**agreement.assumed, "certificate": CERTIFICATE_INVENTED}


def note_follow_ups(load: Loading) -> None:
    """Write down what the article says will come later, each with an assumed day."""
    for told in load.season.list("follow_ups"):
        event = load.get(told["event_ref"], Event)
        agreement = load.find(told.get("agreement_ref"), Agreement)
        promise = Promise(
            content=told["basis"], due_on=date.fromisoformat(told["due_date"]), source_key=f"season:{told.id}",
            organisation_id=load.id_of(told.get("owner_org_ref")),
            subject_kind="agreement" if agreement else "event", subject_id=agreement.id if agreement else event.id,
            assumed=explain(told.marks(due_on="due_date")),
        )  # fmt: skip
        with load.cast.acting(Part.ORGANISER) as actor:
            load.keep(told.id, add_follow_up(load.session, actor, promise=promise, event=event, agreement=agreement))
