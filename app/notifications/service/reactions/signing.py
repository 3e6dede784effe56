"""What people are told about agreements, certificates and what has to be followed."""

from datetime import date

from sqlalchemy.orm import Session

from app.agreements import facts
from app.agreements.logic.states import AgreementState
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import FollowUp
from app.agreements.models.services import ServiceEnquiry
from app.agreements.queries.agreements import get_agreement_by_id
from app.agreements.queries.services import get_enquiry
from app.notifications.logic import Template, Trusted
from app.notifications.queries.recipients import list_members, list_operators
from app.notifications.service.telling import Notice, tell

TOLD_OTHERWISE = ("interest:", "renewal:", "silence:")


def _notice(
    agreement: Agreement, template: Template, *, quote: str | None = None, **more: object
) -> Notice:  # fmt: skip
    values = {"agreement": agreement.title, "number": Trusted(agreement.number), **more}
    path = {"number": agreement.number, "certificate": more.get("certificate", "")}
    return Notice(template=template, values=values, path=path, quote=quote, event=agreement.event)


def _parties(session: Session, agreement: Agreement) -> set[int]:
    return list_members(session, [party.organisation_id for party in agreement.parties])


def _tell_parties(session: Session, template: Template, agreement_id: int, **more: object) -> None:
    agreement = get_agreement_by_id(session, agreement_id)
    quote = more.pop("quote", None)
    notice = _notice(agreement, template, quote=quote if isinstance(quote, str) else None, **more)
    tell(session, notice, _parties(session, agreement))


def tell_names_asked(session: Session, fact: facts.NamesAsked) -> None:
    """Ask the people of every party to check the printed name."""
    _tell_parties(session, Template.NAMES_ASKED, fact.agreement_id)


def tell_names_reset(session: Session, fact: facts.NamesReset) -> None:
    """Ask them to look again."""
    _tell_parties(session, Template.NAMES_RESET, fact.agreement_id, quote=fact.reason)


def tell_names_confirmed(session: Session, fact: facts.NamesConfirmed) -> None:
    """Tell whoever looks after an agreement that it can be printed."""
    agreement = get_agreement_by_id(session, fact.agreement_id)
    tell(session, _notice(agreement, Template.NAMES_CONFIRMED), [agreement.owner_id])


def tell_withdrawn(session: Session, fact: facts.AgreementWithdrawn) -> None:
    """Tell the parties and the owner that an agreement will not be signed."""
    agreement = get_agreement_by_id(session, fact.agreement_id)
    notice = _notice(agreement, Template.AGREEMENT_WITHDRAWN, quote=fact.reason)
    tell(session, notice, [*_parties(session, agreement), agreement.owner_id])


def tell_ended(session: Session, fact: facts.AgreementEnded) -> None:
    """Tell the parties that a signed agreement has ended."""
    state = AgreementState(fact.state)
    _tell_parties(session, Template.AGREEMENT_ENDED, fact.agreement_id, quote=fact.reason, state=state)


def remind_of_renewal(session: Session, fact: facts.RenewalDue) -> None:
    """Remind the owner that an agreement is about to end."""
    agreement = get_agreement_by_id(session, fact.agreement_id)
    notice = _notice(agreement, Template.RENEWAL_DUE, ends=date.fromisoformat(fact.term_to))
    tell(session, notice, [agreement.owner_id])


def alert_of_silence(session: Session, fact: facts.AgreementSilent) -> None:
    """Alert the owner and the centre that an agreement has gone quiet."""
    agreement = get_agreement_by_id(session, fact.agreement_id)
    notice = _notice(agreement, Template.AGREEMENT_SILENT, since=date.fromisoformat(fact.since))
    tell(session, notice, [agreement.owner_id, *list_operators(session, agreement.centre_id)])


def tell_certificate_issued(session: Session, fact: facts.CertificateIssued) -> None:
    """Tell the parties where their certificate can be checked."""
    _tell_parties(session, Template.CERTIFICATE_ISSUED, fact.agreement_id, certificate=Trusted(fact.number))


def tell_certificate_revoked(session: Session, fact: facts.CertificateRevoked) -> None:
    """Tell the parties that a certificate is no longer valid."""
    _tell_parties(
        session, Template.CERTIFICATE_REVOKED, fact.agreement_id, certificate=Trusted(fact.number), quote=fact.reason
    )


def tell_form_offered(session: Session, fact: facts.ContractRegistrationOffered) -> None:
    """Tell the seller that a draft of the registration form waits."""
    agreement = get_agreement_by_id(session, fact.agreement_id)
    notice = _notice(agreement, Template.REGISTRATION_FORM_OFFERED)
    tell(session, notice, list_members(session, [fact.seller_id]))


def tell_follow_up(session: Session, fact: facts.FollowUpAssigned) -> None:
    """Tell somebody what to follow, unless it was their own idea, or another message says the same.

    The rounds after an investor's mark of interest would be dozens of mails at once; they stand in the list.
    """
    row = session.get(FollowUp, fact.follow_up_id)
    if row is None or fact.owner_id in {None, session.info.get("fact_by")}:
        return
    if (row.source_key or "").startswith(TOLD_OTHERWISE):
        return
    tell(session, Notice(
        template=Template.FOLLOW_UP_ASSIGNED, values={"due": date.fromisoformat(fact.due_on)}, quote=row.content,
        path={"follow_up_id": row.id},
    ), [fact.owner_id])  # fmt: skip


def tell_enquiry(session: Session, fact: facts.EnquirySent) -> None:
    """Bring an enquiry to the people of both parties; where nobody speaks for one, to whoever looks after it."""
    enquiry = get_enquiry(session, fact.enquiry_id)
    agreement = enquiry.listing.agreement
    people: set[int | None] = {*_parties(session, agreement)}
    if any(not list_members(session, [party.organisation_id]) for party in agreement.parties):
        people.add(agreement.owner_id)
    tell(session, _enquiry_notice(Template.ENQUIRY_SENT, enquiry, enquiry.content), people)


def tell_enquiry_answered(session: Session, fact: facts.EnquiryAnswered) -> None:
    """Bring the answer to whoever asked."""
    enquiry = get_enquiry(session, fact.enquiry_id)
    tell(session, _enquiry_notice(Template.ENQUIRY_ANSWERED, enquiry, enquiry.answer), [enquiry.person_id])


def _enquiry_notice(template: Template, enquiry: ServiceEnquiry, quote: str | None) -> Notice:
    values = {"service": enquiry.listing.title, "organisation": enquiry.organisation.name}
    return Notice(
        template=template, values=values, path={"number": enquiry.listing.agreement.number}, quote=quote,
        key=f"{template}:{enquiry.id}",
    )  # fmt: skip
