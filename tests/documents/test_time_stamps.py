"""Time stamps after RFC 3161, given by a responder on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pydantic import ValidationError
from pyhanko.sign.timestamps import DummyTimeStamper

from app.core.errors import Conflict
from app.documents import service
from app.documents.logic.certificate import print_certificate
from app.documents.logic.signatures import SigningKey, Verdict, examine, make_key, sign
from tests.conftest import make_config
from tests.documents.samples import make_certificate

NOW = datetime.now(UTC)
STAMPED_AT = NOW.replace(microsecond=0) - timedelta(hours=3)
OWN = make_key("Luyan", NOW - timedelta(days=1), b"first")
PLAIN = print_certificate(make_certificate()).content


class Responder:
    """A time-stamp authority with a key of its own, on a port of this machine."""

    def __init__(self) -> None:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "样例时间戳服务")])
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name).issuer_name(name).public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=2)).not_valid_after(NOW + timedelta(days=2))
            .add_extension(stamping, critical=True)
            .sign(private, hashes.SHA256())
        )  # fmt: skip
        self.roots = certificate.public_bytes(Encoding.PEM)
        self.asked: list[bytes] = []
        self.answer: bytes | None = None
        plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
            asn1_keys.PrivateKeyInfo.load(plain), fixed_dt=STAMPED_AT,
        )  # fmt: skip
        self.url = ""

    def respond(self, question: bytes) -> bytes:
        """Stamp what is asked, or answer what the test wants."""
        self.asked.append(question)
        if self.answer is not None:
            return self.answer
        return bytes(self.stamper.request_tsa_response(tsp.TimeStampReq.load(question)).dump())


@contextmanager
def running() -> Iterator[Responder]:
    """A responder that listens while the block runs."""
    responder = Responder()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            answer = responder.respond(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    responder.url = f"http://127.0.0.1:{server.server_port}/tsa"
    try:
        yield responder
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def responder() -> Iterator[Responder]:
    with running() as found:
        yield found


def key_with(responder: Responder, folder: Path, *, trusting: bool = True) -> SigningKey:
    roots = folder / "authority.pem"
    roots.write_bytes(responder.roots)
    return SigningKey(OWN, b"first", service.authority_at(responder.url, roots if trusting else None))


def test_a_signature_carries_the_time_of_the_authority(responder: Responder, tmp_path: Path) -> None:
    key = key_with(responder, tmp_path)
    found = examine(sign(PLAIN, key, reason="签约证书"), key)
    assert found.verdict is Verdict.GENUINE
    assert found.stamp is not None
    assert (found.stamp.at, found.stamp.authority) == (STAMPED_AT, "样例时间戳服务")
    assert (found.stamp.is_valid, found.stamp.is_trusted) == (True, True)
    assert len(responder.asked) == 1  # one digest, nothing else
    assert len(responder.asked[0]) < 100


def test_without_its_certificate_an_authority_is_not_trusted(responder: Responder, tmp_path: Path) -> None:
    signed = sign(PLAIN, key_with(responder, tmp_path), reason="签约证书")
    found = examine(signed, key_with(responder, tmp_path, trusting=False))
    assert found.stamp is not None
    assert (found.verdict, found.stamp.is_valid, found.stamp.is_trusted) == (Verdict.GENUINE, True, False)


def test_without_an_authority_nothing_is_asked_and_no_stamp_is_claimed(responder: Responder) -> None:
    key = SigningKey(OWN, b"first")
    assert examine(sign(PLAIN, key, reason="签约证书"), key).stamp is None
    assert responder.asked == []


def test_the_stamp_of_another_signature_is_found_out(responder: Responder, tmp_path: Path) -> None:
    key = key_with(responder, tmp_path)
    genuine = responder.stamper.request_tsa_response

    def stamp_something_else(question: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(question)
        asked["message_imprint"]["hashed_message"] = bytes(32)
        return bytes(genuine(asked).dump())

    responder.respond = stamp_something_else  # type: ignore[method-assign]
    found = examine(sign(PLAIN, key, reason="签约证书"), key)
    assert found.stamp is not None
    assert (found.stamp.is_valid, found.stamp.is_trusted) == (False, False)


@pytest.mark.parametrize("answer", [b"", b"no stamp today", b"<html>"])
def test_an_answer_without_a_stamp_signs_nothing(responder: Responder, tmp_path: Path, answer: bytes) -> None:
    responder.answer = answer
    with pytest.raises(Conflict, match="gave no time stamp"):
        sign(PLAIN, key_with(responder, tmp_path), reason="签约证书")


def test_a_silent_authority_signs_nothing(responder: Responder, tmp_path: Path) -> None:
    key = key_with(responder, tmp_path)
    silent = SigningKey(key.data, key.password, service.authority_at("http://127.0.0.1:9/tsa", None))
    with pytest.raises(Conflict, match="does not answer"):
        sign(PLAIN, silent, reason="签约证书")


def test_an_address_that_is_none_stops_the_start(tmp_path: Path) -> None:
    assert make_config(tmp_path, "sqlite://").timestamp_url is None
    with pytest.raises(ValidationError, match="timestamp_url"):
        make_config(tmp_path, "sqlite://", timestamp_url="file:///etc/passwd")
