"""Collecting the texts of an agreement, version by version, and the scans of what was signed."""

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.agreements.facts import NamesReset
from app.agreements.logic.states import AgreementFileKind, AgreementState
from app.agreements.logic.texts import LARGEST, TAKEN, is_taken, media_type_of
from app.agreements.models.agreement import Agreement
from app.agreements.models.papers import AgreementFile
from app.agreements.queries.agreements import get_agreement_by_id
from app.agreements.queries.papers import count_texts
from app.agreements.service.drafting import clear_confirmations
from app.agreements.service.steps import step
from app.core import outbox
from app.core.errors import NotAllowed, RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, may
from app.documents.service import store_file


def may_add(actor: Actor, agreement: Agreement, kind: AgreementFileKind) -> bool:
    """Tell whether somebody may add a file: the organiser any, a party drafts of its text."""
    if may(actor, Permission.AGREEMENT_EDIT, agreement):
        return True
    is_party = any(may(actor, Permission.AGREEMENT_CONFIRM, party) for party in agreement.parties)
    return is_party and kind is AgreementFileKind.DRAFT


def add_text(
    session: Session, actor: Actor, *, agreement_id: int, kind: AgreementFileKind, upload: tuple[str, bytes], note: str
) -> AgreementFile:
    """Add a version; a text that changes after names were confirmed has to be confirmed again."""
    agreement = get_agreement_by_id(session, agreement_id)
    if not may_add(actor, agreement, kind):
        raise NotAllowed("You are not allowed to do this.")
    if not is_taken(kind, agreement.state):
        raise RuleBroken("Texts are taken before the agreement is ready to print, scans after it was signed.",
                         field="kind")  # fmt: skip
    name, data = upload
    media_type = media_type_of(data)
    if len(data) > LARGEST:
        raise RuleBroken("This file is too large; at most %(num)d MB.", field="file", num=LARGEST // 1024 // 1024)
    if media_type is None or media_type not in TAKEN[kind]:
        raise RuleBroken("Please upload a PDF or Word file, or a picture of a signed page.", field="file")
    stored = store_file(session, name=name, data=data, media_type=media_type)
    text = AgreementFile(
        agreement_id=agreement.id, kind=kind, number=count_texts(session, agreement.id, kind) + 1, file_id=stored.id,
        note=tidy(note) or None, person_id=actor.person_id,
    )  # fmt: skip
    session.add(text)
    if kind is not AgreementFileKind.SCAN:
        _take_confirmations_back(session, actor, agreement, f"{kind} {text.number}")
    session.flush()
    more = {"kind": str(kind), "number": text.number, "sha256": stored.sha256}
    write_audit(session, "agreement.text_added", kind="agreement", row_id=agreement.id, event_id=agreement.event_id,
                detail=more)  # fmt: skip
    return text


def _take_confirmations_back(session: Session, actor: Actor, agreement: Agreement, reason: str) -> None:
    had_any = any(party.confirmed_at or party.proofread_at for party in agreement.parties)
    if agreement.state is AgreementState.NAMES_CONFIRMED:
        step(session, actor, agreement, AgreementState.DRAFTING, reason=reason)
    if had_any:
        clear_confirmations(agreement.parties)
        outbox.record(session, NamesReset(agreement.id, agreement.event_id, reason))
