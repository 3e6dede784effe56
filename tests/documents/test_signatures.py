import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import service
from app.documents.logic.certificate import print_certificate
from app.documents.logic.signatures import SELF_MADE, SigningKey, Verdict, examine, make_key, sign
from tests.documents.reading import flat
from tests.documents.samples import make_certificate

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
KEY = SigningKey(make_key("Luyan", NOW, b"first"), b"first")
PLAIN = print_certificate(make_certificate()).content
SIGNED = sign(PLAIN, KEY, reason="签约证书")


def test_a_signed_certificate_is_genuine_and_says_who_signed_it() -> None:
    found = examine(SIGNED, KEY)
    assert (found.verdict, found.signer) == (Verdict.GENUINE, f"Luyan · {SELF_MADE}")
    assert "ZS2023000001" in found.subject
    assert flat(SIGNED) == flat(PLAIN)


def test_without_a_signature_or_a_pdf_nothing_is_claimed() -> None:
    assert examine(PLAIN, KEY).verdict is Verdict.UNSIGNED
    assert examine(b"hello", KEY).verdict is Verdict.NOT_A_PDF
    assert examine(b"%PDF-1.4 and then nothing", KEY).verdict is Verdict.NOT_A_PDF


def test_what_somebody_else_signed_is_foreign() -> None:
    other = SigningKey(make_key("Luyan", NOW, b"other"), b"other")  # the same name proves nothing
    assert examine(sign(PLAIN, other, reason="签约证书"), KEY).verdict is Verdict.FOREIGN


def test_nothing_may_be_added_after_the_signature() -> None:
    assert examine(SIGNED + b"\n% a remark", KEY).verdict is Verdict.TAMPERED
    assert examine(SIGNED[:-20], KEY).verdict is not Verdict.GENUINE


@settings(max_examples=60)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_one_changed_byte_shows(place: float, flip: int) -> None:
    start, end = _signed_range(SIGNED)
    changed = bytearray(SIGNED)
    changed[int(place * start) if flip % 2 else end + int(place * (len(SIGNED) - end))] ^= flip
    assert examine(bytes(changed), KEY).verdict is not Verdict.GENUINE


def _signed_range(content: bytes) -> tuple[int, int]:
    """Where the hole of the signature itself begins and ends; everything around it is signed."""
    numbers = content.partition(b"/ByteRange")[2].partition(b"[")[2].partition(b"]")[0].split()
    return int(numbers[1]), int(numbers[2])


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs pdfsig of poppler")
def test_another_program_finds_the_signature_valid(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(SIGNED)
    said = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_an_installation_makes_one_key_and_keeps_it_to_itself(tmp_path: Path, restored_service: None) -> None:
    service.use_folder(tmp_path)
    service.use_signing_key(None, None, own_password="secret")
    first = service.signing_key()
    assert first.is_self_made
    assert (tmp_path / "files" / "signing.p12").stat().st_mode & 0o077 == 0
    service.use_signing_key(None, None, own_password="secret")
    assert service.signing_key().fingerprint == first.fingerprint
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["signing.p12"]


def test_the_key_of_the_operator_comes_first(tmp_path: Path, restored_service: None) -> None:
    path = tmp_path / "operator.p12"
    path.write_bytes(make_key("某市技术转移中心", NOW, b"pw"))
    service.use_folder(tmp_path)
    service.use_signing_key(path, "pw", own_password="secret")
    assert service.signing_key().signer.startswith("某市技术转移中心")
    assert not (tmp_path / "files").exists()


@pytest.fixture
def restored_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_folders", {})
    monkeypatch.setattr(service, "_signing", {})
