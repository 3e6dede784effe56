"""What happened to agreements, certificates, registrations and follow-ups."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class AgreementFact(Fact):
    """Something that happened to one agreement."""

    agreement_id: int
    event_id: int | None


@dataclass(frozen=True)
class NamesAsked(AgreementFact):
    """The parties are asked to confirm how their names are printed."""


@dataclass(frozen=True)
class NamesReset(AgreementFact):
    """Names were changed after confirmation; everybody has to look again."""

    reason: str


@dataclass(frozen=True)
class NamesConfirmed(AgreementFact):
    """All parties confirmed their names and a second person proofread them."""


@dataclass(frozen=True)
class AgreementSigned(AgreementFact):
    """An agreement was signed."""

    agreement_type: str


@dataclass(frozen=True)
class AgreementWithdrawn(AgreementFact):
    """A party stepped back before signing; the other agreements of the batch go on."""

    batch: int
    reason: str


@dataclass(frozen=True)
class AgreementEnded(AgreementFact):
    """A signed agreement was terminated or declared void."""

    state: str
    reason: str


@dataclass(frozen=True)
class RenewalDue(AgreementFact):
    """An agreement ends within ninety days and nothing follows it yet."""

    term_to: str


@dataclass(frozen=True)
class AgreementSilent(AgreementFact):
    """Nothing was heard of a framework agreement for thirty days."""

    since: str


@dataclass(frozen=True)
class CertificateIssued(AgreementFact):
    """A certificate is valid from now on."""

    certificate_id: int
    number: str


@dataclass(frozen=True)
class CertificateRevoked(AgreementFact):
    """A certificate is no longer valid."""

    certificate_id: int
    number: str
    reason: str


@dataclass(frozen=True)
class ContractRegistrationOffered(AgreementFact):
    """A draft of the registration form is waiting for the seller."""

    registration_id: int
    seller_id: int


@dataclass(frozen=True)
class FollowUpAssigned(Fact):
    """Somebody has something to follow until a day (an ISO date)."""

    follow_up_id: int
    event_id: int | None
    owner_id: int | None
    due_on: str


@dataclass(frozen=True)
class EnquirySent(AgreementFact):
    """A company asks about the services under an agreement."""

    enquiry_id: int


@dataclass(frozen=True)
class EnquiryAnswered(AgreementFact):
    """A party answered an enquiry."""

    enquiry_id: int
