"""Digital signatures of documents: a key of our own where there is no other, signing, and what a signature proves."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

FIELD: Final = "Luyan"
SELF_MADE: Final = "自制密钥，未经认证 (self-made, not accredited)"
LASTS: Final = timedelta(days=3650)
ROOM_FOR_STAMP: Final = 32_768  # half as many bytes hold a signature with its time stamp, so one request is enough
GRANTED: Final = ("granted", "granted_with_mods")
Ask = Callable[[bytes], bytes]


class Verdict(StrEnum):
    """What looking at the signature of a file says."""

    GENUINE = "genuine"
    TAMPERED = "tampered"
    FOREIGN = "foreign"
    UNSIGNED = "unsigned"
    NOT_A_PDF = "not_a_pdf"


@dataclass(frozen=True)
class Authority:
    """A time-stamp authority after RFC 3161: how it is asked, and the certificates by which it is trusted, as PEM.

    The question is the DER of a TimeStampReq, the answer that of a TimeStampResp.
    """

    ask: Ask
    roots: bytes = b""


@dataclass(frozen=True)
class SigningKey:
    """A PKCS#12 with its password, how the certificate in it names the signer, and who stamps the time, if anybody."""

    data: bytes
    password: bytes | None
    authority: Authority | None = None

    @property
    def certificate(self) -> x509.Certificate:
        """Return the certificate by which signatures are checked."""
        found = pkcs12.load_pkcs12(self.data, self.password).cert
        if found is None:
            raise ValueError("the PKCS#12 holds no certificate")
        return found.certificate

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the certificate."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def signer(self) -> str:
        """Return whom the certificate names."""
        return name_of(self.certificate)

    @property
    def is_self_made(self) -> bool:
        """Tell whether this key was made here, and vouched for by nobody else."""
        return self.certificate.issuer == self.certificate.subject


@dataclass(frozen=True)
class Stamp:
    """When an authority saw a signature: whether the stamp belongs to it, and whether we trust the authority."""

    at: datetime
    authority: str
    is_valid: bool
    is_trusted: bool


@dataclass(frozen=True)
class Examined:
    """The verdict about a file; subject is what the signed document says it is about, stamp proves its time."""

    verdict: Verdict
    signer: str = ""
    signed_at: datetime | None = None
    subject: str = ""
    stamp: Stamp | None = None


def name_of(certificate: x509.Certificate) -> str:
    """Return the common name and the unit that a certificate names."""
    parts = [
        str(attribute.value)
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
        for attribute in certificate.subject.get_attributes_for_oid(oid)
    ]
    return " · ".join(dict.fromkeys(parts))


def make_key(name: str, moment: datetime, password: bytes) -> bytes:
    """Make a key and a certificate for it that says that nobody else vouches for it; returns a PKCS#12."""
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, SELF_MADE),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(minutes=5))
        .not_valid_after(moment + LASTS)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        name.encode(), private, certificate, None, BestAvailableEncryption(password)
    )


def sign(content: bytes, key: SigningKey, *, reason: str) -> bytes:
    """Return the PDF with a signature over all of it, after which no change is allowed."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 -- slow import
    from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf  # noqa: PLC0415 -- slow import
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter  # noqa: PLC0415 -- slow import

    signer = SimpleSigner.load_pkcs12_data(key.data, other_certs=[], passphrase=key.password)
    meta = PdfSignatureMetadata(
        field_name=FIELD, reason=reason, name=key.signer, md_algorithm="sha256", certify=True,
        subfilter=SigSeedSubFilter.PADES, docmdp_permissions=MDPPerm.NO_CHANGES,
    )  # fmt: skip
    target = io.BytesIO()
    sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)), meta, signer=signer, output=target,
        timestamper=_stamper(key.authority.ask) if key.authority else None,
        bytes_reserved=ROOM_FOR_STAMP if key.authority else None,
    )  # fmt: skip
    return target.getvalue()


def is_granted(answer: bytes) -> bool:
    """Tell whether an authority answered with a time stamp."""
    from asn1crypto import tsp  # noqa: PLC0415 -- slow import

    try:
        return tsp.TimeStampResp.load(answer, strict=True)["status"]["status"].native in GRANTED
    except ValueError:
        return False


def _stamper(ask: Ask) -> Any:  # noqa: ANN401 -- pyHanko's object
    """What pyHanko asks for time stamps."""
    from asn1crypto import tsp  # noqa: PLC0415 -- slow import
    from pyhanko.sign.timestamps import TimeStamper  # noqa: PLC0415 -- slow import

    class Asked(TimeStamper):
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            return tsp.TimeStampResp.load(ask(req.dump()))

    return Asked()  # type: ignore[no-untyped-call]  # pyHanko's constructor says no types


def examine(content: bytes, key: SigningKey) -> Examined:
    """Look at the signature of a file: is it ours, and is the file as it was signed?"""
    if not content.startswith(b"%PDF-"):
        return Examined(Verdict.NOT_A_PDF)
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 -- slow import
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 -- slow import
    from pyhanko.sign.general import SigningError  # noqa: PLC0415 -- slow import

    try:
        document = PdfFileReader(io.BytesIO(content), strict=False)
        signatures = document.embedded_signatures
        if not signatures:
            return Examined(Verdict.UNSIGNED, subject=_subject_of(document))
        return _judge(document, signatures[0], key)
    except (PdfError, SigningError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return Examined(Verdict.TAMPERED if b"/ByteRange" in content else Verdict.NOT_A_PDF)


def _judge(document: Any, signature: Any, key: SigningKey) -> Examined:  # noqa: ANN401 -- pyHanko's objects
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 -- slow import
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 -- slow import

    signed_by = x509.load_der_x509_certificate(signature.signer_cert.dump())
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    stamps = ValidationContext(trust_roots=_roots(key.authority), allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context, ts_validation_context=stamps)
    whole = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    as_signed = bool(status.intact and status.valid and whole)
    is_ours = signed_by.fingerprint(hashes.SHA256()).hex() == key.fingerprint
    verdict = Verdict.TAMPERED if not as_signed else Verdict.GENUINE if is_ours else Verdict.FOREIGN
    subject = _subject_of(document) if verdict is Verdict.GENUINE else ""
    stamp = _stamp_of(status.timestamp_validity)
    return Examined(verdict, name_of(signed_by), signature.self_reported_timestamp, subject, stamp)


def _stamp_of(found: Any) -> Stamp | None:  # noqa: ANN401 -- pyHanko's status
    """What is known about the time stamp of a signature."""
    if found is None:
        return None
    certificate = x509.load_der_x509_certificate(found.signing_cert.dump())
    is_valid = bool(found.intact and found.valid)
    return Stamp(found.timestamp, name_of(certificate), is_valid, is_valid and bool(found.trusted))


def _roots(authority: Authority | None) -> list[Any]:
    """The certificates by which an authority is trusted; none if it was not said whom to trust."""
    from asn1crypto import x509 as asn1_x509  # noqa: PLC0415 -- slow import

    if authority is None or not authority.roots:
        return []
    found = x509.load_pem_x509_certificates(authority.roots)
    return [asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in found]


def _subject_of(document: Any) -> str:  # noqa: ANN401 -- pyHanko's reader
    trailer = document.trailer
    return str(trailer["/Info"].get("/Subject", "")) if "/Info" in trailer else ""
