"""The certificate on paper: printed from its frozen names, signed when it is issued, and kept by its bytes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.agreements.facts import CertificateIssued, CertificateRevoked
from app.agreements.logic.states import AgreementType, CertificateState, PartySide
from app.agreements.models.agreement import Certificate
from app.agreements.queries.certificates import get_certificate_by_id
from app.core import queue
from app.core.clock import CHINA
from app.core.display import day, label, language, say, speaking
from app.core.money import capitals, money_text, yuan_text
from app.core.words import N_
from app.documents.logic.certificate import Certificate as Sheet
from app.documents.logic.certificate import Party, print_certificate
from app.documents.logic.pictures import count_pages
from app.documents.logic.sheet import Lang, Paper
from app.documents.logic.signatures import sign
from app.documents.service import DocumentKey, Made, cached_bytes, content_key, keep_document, signing_key

GONE = (CertificateState.REVOKED, CertificateState.REISSUED)
SUBJECT = "certificate"
SIGN = "sign_certificate"
LOCALES: dict[Lang, str] = {"zh": "zh_CN", "en": "en"}


@dataclass(frozen=True)
class ToSign:
    """A certificate in one language that waits to be drawn and signed."""

    certificate_id: int
    lang: Lang
    sheet: Sheet
    signed: bool
    key: str


def ask_to_sign(session: Session, fact: CertificateIssued | CertificateRevoked) -> None:
    """React to a certificate that was issued or revoked: its file is made and signed in the background."""
    queue.enqueue(session, SIGN, {"certificate_id": fact.certificate_id})


def read_certificate(session: Session, certificate_id: int, *, base_url: str) -> list[ToSign]:
    """Return what a certificate says in both languages."""
    certificate = get_certificate_by_id(session, certificate_id)
    return [to_sign(certificate, lang, base_url=base_url) for lang in LOCALES]


def draw_certificate(wanted: ToSign) -> bytes:
    """Draw and sign a certificate, once for its content."""

    def make() -> bytes:
        content = print_certificate(wanted.sheet).content
        return sign(content, signing_key(), reason=wanted.sheet.paper.subject) if wanted.signed else content

    return cached_bytes("certificate", wanted.key, make)


def keep_certificate(session: Session, wanted: ToSign, content: bytes) -> None:
    """Put the signed file into the register, where its bytes can be found."""
    key = DocumentKey(SUBJECT, SUBJECT, wanted.certificate_id, wanted.lang)
    made = Made(content, count_pages(content))
    keep_document(session, key, title=wanted.sheet.number, content_key=wanted.key, make=lambda: made)


def printed_certificate(certificate: Certificate, lang: Lang, *, base_url: str) -> bytes:
    """Return the certificate as PDF: the very bytes that are, or will be, in the register."""
    return draw_certificate(to_sign(certificate, lang, base_url=base_url))


def to_sign(certificate: Certificate, lang: Lang, *, base_url: str) -> ToSign:
    """Return what a certificate says in a language; only one that was issued is signed."""
    with speaking(LOCALES[lang]):
        sheet = _sheet(certificate, lang, f"{base_url.rstrip('/')}/verify/{certificate.number}")
    signed = certificate.issued_at is not None
    by = signing_key().fingerprint if signed else ""
    return ToSign(certificate.id, lang, sheet, signed, content_key(certificate.template_version, sheet, by))


def _sheet(certificate: Certificate, lang: Lang, verify_url: str) -> Sheet:
    printed = certificate.printed
    made_at = certificate.revoked_at or certificate.issued_at or certificate.created_at
    paper = Paper(
        title=printed["title"], made_at=made_at.astimezone(CHINA), author=say(N_("Luyan")),
        subject=say(N_("Certificate of signing")), number=certificate.number, lang=lang,
        version=say(N_("Check code %(code)s"), code=certificate.verify_code),
    )  # fmt: skip
    return Sheet(
        paper=paper, number=certificate.number, agreement=printed["title"], kind=label(AgreementType(printed["type"])),
        parties=tuple(Party(name=party["name"], role=label(PartySide(party["side"]))) for party in printed["parties"]),
        date=day(date.fromisoformat(printed["sign_on"])) if printed["sign_on"] else "",
        place=printed["place"] or "", amount=amount_line(printed["amount"]), event=printed["event"] or "",
        witness=printed["witness"] or "", verify_url=verify_url, revoked=certificate.state in GONE,
    )  # fmt: skip


def amount_line(text: str | None) -> str:
    """Return a frozen amount as it is printed: short, exact and in capitals, or 未披露."""
    lang = language()
    if text is None:
        return money_text(None, lang)
    amount = Decimal(text)
    if lang == "en":
        return f"{money_text(amount, lang)} ({yuan_text(amount, lang)})"
    return f"{money_text(amount, lang)}（{yuan_text(amount, lang)}）\n{capitals(amount)}"
