"""Certificates as signed files: made in the background, found by their bytes, and checked by anybody."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from flask_babel import refresh
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.facts import CertificateIssued
from app.agreements.jobs import JOBS
from app.agreements.models.agreement import Certificate
from app.agreements.service import certificates
from app.agreements.service.certificate_paper import ask_to_sign
from app.core.runner import run_all
from app.documents import service
from app.documents.logic.signatures import Authority, Verdict, examine
from app.documents.models import Document, StoredFile
from app.documents.service import file_path, signing_key
from tests.agreements.ground import Ceremony, account_of, issue, make_ceremony, sign
from tests.agreements.visiting import altered, fetch, forget, uploaded
from tests.documents.reading import flat, squeezed
from tests.documents.test_time_stamps import running

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


@pytest.fixture
def certificate(session: Session, ground: Ceremony) -> Certificate:
    return issue(session, ground, sign(session, ground))


def run_signature(session: Session, certificate: Certificate) -> None:
    ask_to_sign(session, CertificateIssued(certificate.agreement_id, None, certificate.id, certificate.number))
    session.commit()
    assert run_all({kind: job for kind, job in JOBS.items() if kind == "sign_certificate"}) == 1


def download(client: FlaskClient, certificate: Certificate) -> bytes:
    answer = fetch(client, f"/certificates/{certificate.number}.pdf")
    assert answer.status_code == 200
    return answer.data


def test_an_issued_certificate_is_signed_kept_in_both_languages_and_given_out_as_kept(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony, certificate: Certificate
) -> None:
    run_signature(session, certificate)
    rows = session.scalars(select(Document).order_by(Document.language)).all()
    assert [(row.kind, row.subject_id, row.language, row.pages) for row in rows] == [
        ("certificate", certificate.id, "en", 1), ("certificate", certificate.id, "zh", 1),
    ]  # fmt: skip
    sign_in(client, account_of(session, ground.buyer_actor))
    content = download(client, certificate)
    assert content == file_path(session.get_one(StoredFile, rows[1].file_id)).read_bytes()
    assert examine(content, signing_key()).verdict is Verdict.GENUINE


def test_a_draft_is_not_signed(client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony) -> None:
    draft = certificates.make_certificate(session, ground.organiser, agreement_id=sign(session, ground).id)
    sign_in(client, account_of(session, ground.organiser))
    assert examine(download(client, draft), signing_key()).verdict is Verdict.UNSIGNED


def test_anybody_can_check_a_file(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony, certificate: Certificate
) -> None:
    sign_in(client, account_of(session, ground.buyer_actor))
    content = download(client, certificate)
    genuine = uploaded(client, content)
    assert "notice-success" in genuine
    assert "notice-danger" not in genuine
    assert f"/verify/{certificate.number}" in genuine
    tampered = uploaded(client, altered(content))
    assert "notice-danger" in tampered
    assert f"/verify/{certificate.number}" not in tampered
    assert "notice-warning" in uploaded(client, b"%PDF-1.4 nothing")
    forget()
    assert client.post("/verify/file").status_code == 302


def test_a_revoked_certificate_stays_genuine_but_is_void_and_names_the_one_in_its_place(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony, certificate: Certificate
) -> None:
    sign_in(client, account_of(session, ground.buyer_actor))
    before = download(client, certificate)
    certificates.revoke_certificate(session, ground.organiser, certificate_id=certificate.id, reason="单位名称错误")
    after = download(client, certificate)
    assert "已作废" in squeezed(flat(after))
    assert examine(after, signing_key()).verdict is Verdict.GENUINE
    new = certificates.reissue_certificate(session, ground.organiser, certificate_id=certificate.id)
    certificates.proofread_certificate(session, ground.second, certificate_id=new.id)
    certificates.issue_certificate(session, ground.organiser, certificate_id=new.id)
    page = uploaded(client, before)
    assert "已作废" in page
    assert f"/verify/{new.number}" in page


def test_the_check_page_shows_the_hash_of_the_signed_file(
    client: FlaskClient, session: Session, certificate: Certificate
) -> None:
    run_signature(session, certificate)
    kept = session.scalars(select(Document).where(Document.language == "zh")).one()
    digest = session.get_one(StoredFile, kept.file_id).sha256
    page = fetch(client, f"/verify/{certificate.number}").get_data(as_text=True)
    assert digest in page


def test_the_check_page_says_whether_a_time_stamp_is_there_and_valid(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, stamped = (issue(session, ground, sign(session, ground)) for _ in range(2))
    sign_in(client, account_of(session, ground.organiser))
    assert "No time stamp" in english(client, download(client, plain))
    with running() as responder:
        key = replace(signing_key(), authority=Authority(responder.respond, responder.roots))
        monkeypatch.setitem(service._signing, "key", key)
        content = download(client, stamped)
        said = english(client, content)
    assert "by 样例时间戳服务. It is valid, and this platform trusts the authority." in said
    monkeypatch.setitem(service._signing, "key", replace(key, authority=None))
    assert "It is intact, but this platform was not told to trust the authority." in english(client, content)


def english(client: FlaskClient, content: bytes) -> str:
    with client.session_transaction() as kept:
        kept["language"] = "en"
    refresh()  # all requests of a test share one context, which remembers the language
    return uploaded(client, content)
