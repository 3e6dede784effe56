"""Which files of an agreement are taken when: drafts and final texts before signing, scans after it."""

from typing import Final

from app.agreements.logic.states import AgreementFileKind, AgreementState
from app.agreements.logic.steps import BEFORE_SIGNING, SIGNED_STATES

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKS: Final = (
    (b"%PDF-", PDF),
    (b"PK\x03\x04", DOCX),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
TAKEN: Final[dict[AgreementFileKind, frozenset[str]]] = {
    AgreementFileKind.DRAFT: frozenset({PDF, DOCX}),
    AgreementFileKind.FINAL: frozenset({PDF, DOCX}),
    AgreementFileKind.SCAN: frozenset({PDF, "image/png", "image/jpeg"}),
}
LARGEST: Final = 20 * 1024 * 1024


def media_type_of(data: bytes) -> str | None:
    """Return what a file is by its first bytes, whatever its name says; nothing for what is not taken."""
    return next((media_type for mark, media_type in MARKS if data.startswith(mark)), None)


def is_taken(kind: AgreementFileKind, state: AgreementState) -> bool:
    """Tell whether a file of a kind may be added in a state: a text closed for printing takes no new version."""
    if kind is AgreementFileKind.SCAN:
        return state in SIGNED_STATES
    return state in BEFORE_SIGNING - {AgreementState.PRINT_READY}
