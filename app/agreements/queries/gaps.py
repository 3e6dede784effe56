"""What the papers of an agreement still lack: each field by its name, as a msgid."""

from app.agreements.models.agreement import Agreement
from app.core.words import N_


def certificate_gaps(agreement: Agreement) -> list[str]:
    """Return what its certificate would leave open."""
    place = agreement.place or (agreement.event.city if agreement.event else None)
    return _open((N_("Day of signing"), agreement.sign_on), (N_("Place of signing"), place))


def cover_gaps(agreement: Agreement) -> list[str]:
    """Return what its cover and signing page would leave open."""
    signatories = all(party.signatory for party in agreement.parties)
    return _open(
        (N_("Day of signing"), agreement.sign_on), (N_("Place of signing"), agreement.place),
        (N_("Term"), agreement.term_from or agreement.term_to), (N_("Copies"), agreement.copies),
        (N_("Signatory of each party"), signatories),
    )  # fmt: skip


def stage_gaps(agreement: Agreement) -> list[str]:
    """Return what the flow of its ceremony would leave open."""
    if not agreement.parties:
        return [N_("Parties")]
    return _open((N_("Signatory of each party"), all(party.signatory for party in agreement.parties)))


def _open(*fields: tuple[str, object]) -> list[str]:
    return [name for name, value in fields if not value]
