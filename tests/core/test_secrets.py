"""Personal data at rest: unreadable in the database, found by a keyed hash, lost without the key."""

import base64
import secrets as stdlib

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import secrets
from tests.factories import make_person


def test_an_encrypted_column_reads_back_and_lies_unreadable(session: Session) -> None:
    column = next(each for each in Person.__table__.columns if isinstance(each.type, secrets.EncryptedText))
    person = make_person(session, **{column.key: "13800138000"})
    session.expire_all()
    assert getattr(session.get_one(Person, person.id), column.key) == "13800138000"
    stored = session.scalar(text(f"SELECT {column.name} FROM person WHERE id = {person.id}"))
    assert stored
    assert "13800138000" not in stored


def test_nothing_is_encrypted_as_nothing() -> None:
    kind = secrets.EncryptedText()
    assert kind.process_bind_param(None, None) is kind.process_result_value(None, None) is None  # type: ignore[arg-type]


def test_the_same_text_is_never_encrypted_the_same(app: Flask) -> None:
    kind = secrets.EncryptedText()
    assert kind.process_bind_param("李校堃", None) != kind.process_bind_param("李校堃", None)  # type: ignore[arg-type]


def test_a_blind_index_finds_the_same_text_and_needs_the_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = secrets.blind_index("13800138000")
    assert before == secrets.blind_index("13800138000")
    assert before != secrets.blind_index("13800138001")
    monkeypatch.setattr(secrets, "_keys", {})
    secrets.use_key(base64.urlsafe_b64encode(stdlib.token_bytes(32)).decode())
    assert before != secrets.blind_index("13800138000")


def test_a_wrong_key_says_so_instead_of_showing_rubbish(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = secrets.EncryptedText()
    stored = kind.process_bind_param("李校堃", None)  # type: ignore[arg-type]
    monkeypatch.setattr(secrets, "_keys", {})
    secrets.use_key(base64.urlsafe_b64encode(b"q" * 32).decode())
    with pytest.raises(RuntimeError, match="DATA_KEY is not the key"):
        kind.process_result_value(stored, None)  # type: ignore[arg-type]


def test_a_token_is_stored_only_as_its_hash() -> None:
    token = secrets.random_token()
    assert len(token) >= 43
    assert token != secrets.random_token()
    assert secrets.token_hash(token) == secrets.token_hash(token) != token
    assert len(secrets.token_hash(token)) == 64
