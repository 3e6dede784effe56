"""Keeping files by their content, and making each document only once."""

import contextlib
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict
from app.documents import queries
from app.documents.logic.pictures import page_png, spelled_characters
from app.documents.logic.signatures import Authority, SigningKey, is_granted, make_key
from app.documents.models import Document, StoredFile

PDF = "application/pdf"
ZIP = "application/zip"
SUFFIXES = {PDF: "pdf", ZIP: "zip"}
OWN_KEY = "signing.p12"
PATIENCE = 10  # seconds in which a time-stamp authority has to answer
LARGEST_STAMP = 64 * 1024
_folders: dict[str, Path] = {}
_signing: dict[str, Any] = {}


@dataclass(frozen=True)
class DocumentKey:
    """What a document is and what it is about."""

    kind: str
    subject_kind: str
    subject_id: int
    language: str


def use_folder(data_dir: Path) -> None:
    """Set where this process keeps its files; called once at the start."""
    _folders["files"] = data_dir / "files"
    _folders["cache"] = data_dir / "cache"


def use_signing_key(
    path: Path | None, password: str | None, *, own_password: str, authority: Authority | None = None
) -> None:
    """Set by which key this process signs: that of the operator, or one it makes itself at the first signature.

    With an authority, every signature carries its time stamp.
    """
    _signing.clear()
    _signing.update(path=path, password=password, own_password=own_password, authority=authority)


def authority_at(url: str, roots: Path | None) -> Authority:
    """Return the time-stamp authority at an address that the operator chose."""

    def ask(question: bytes) -> bytes:
        request = Request(url, question, {"Content-Type": "application/timestamp-query"})  # noqa: S310 -- as below
        try:
            with urlopen(request, timeout=PATIENCE) as said:  # noqa: S310 -- the settings allow http(s) alone
                answer = bytes(said.read(LARGEST_STAMP))
        except OSError as error:
            raise Conflict("The time-stamp authority does not answer. Please try again in a few minutes.") from error
        if not is_granted(answer):
            raise Conflict("The time-stamp authority gave no time stamp. Please try again in a few minutes.")
        return answer

    return Authority(ask, roots.read_bytes() if roots else b"")


def signing_key() -> SigningKey:
    """Return the key by which documents are signed and checked."""
    if "key" not in _signing:
        if _signing["path"] is not None:
            secret = _signing["password"].encode() if _signing["password"] else None
            _signing["key"] = SigningKey(_signing["path"].read_bytes(), secret, _signing["authority"])
        else:
            secret = _signing["own_password"].encode()
            own = _own_key(_folders["files"] / OWN_KEY, secret)
            _signing["key"] = SigningKey(own, secret, _signing["authority"])
    key: SigningKey = _signing["key"]
    return key


def _own_key(place: Path, password: bytes) -> bytes:
    """Return the key this installation made for itself; of several processes that want to make it, one does."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f"{OWN_KEY}.{os.getpid()}.{threading.get_ident()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(make_key("Luyan", now(), password))
        with contextlib.suppress(FileExistsError):
            os.link(draft, place)
        draft.unlink()
    return place.read_bytes()


def store_file(session: Session, *, name: str, data: bytes, media_type: str) -> StoredFile:
    """Keep the bytes under their hash and return the row that names them."""
    digest = hashlib.sha256(data).hexdigest()
    _write(_place("files", digest), data)
    stored = StoredFile(sha256=digest, name=name[:200], media_type=media_type, size=len(data))
    session.add(stored)
    session.flush()
    return stored


def file_path(stored: StoredFile) -> Path:
    """Return where the bytes of a stored file lie."""
    return _place("files", stored.sha256)


@dataclass(frozen=True)
class Made:
    """The bytes of a document that was made just now."""

    content: bytes
    pages: int | None = None
    media_type: str = PDF


def find_made(session: Session, key: DocumentKey, content_key: str) -> Document | None:
    """Return the newest document if it was made from this very content."""
    last = queries.find_document(session, key.kind, key.subject_kind, key.subject_id, language=key.language)
    return last if last is not None and last.content_key == content_key else None


def keep_document(
    session: Session, key: DocumentKey, *, title: str, content_key: str, make: Callable[[], Made]
) -> Document:
    """Return the document for this content, made now unless it was made before."""
    last = queries.find_document(session, key.kind, key.subject_kind, key.subject_id, language=key.language)
    if last is not None and last.content_key == content_key:
        return last
    made = make()
    name = f"{title}.{SUFFIXES[made.media_type]}"
    stored = store_file(session, name=name, data=made.content, media_type=made.media_type)
    moment = now()
    if last is not None:
        session.execute(update(Document).where(Document.id == last.id).values(superseded_at=moment))
    document = Document(
        kind=key.kind, subject_kind=key.subject_kind, subject_id=key.subject_id, language=key.language, title=title,
        number=last.number + 1 if last else 1, content_key=content_key, file=stored, made_at=moment, pages=made.pages,
    )  # fmt: skip
    session.add(document)
    session.flush()
    return document


def content_key(*parts: object) -> str:
    """Return the hash of what a document is made from."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def cached_bytes(kind: str, key: str, make: Callable[[], bytes]) -> bytes:
    """Return bytes made before for this key, or make and keep them; writes no row, so a page view may call it."""
    place = _place("cache", f"{kind}-{key}")
    if not place.exists():
        _write(place, make())
    return place.read_bytes()


def page_picture(stored: StoredFile, number: int) -> bytes:
    """Return a page of a kept PDF as PNG, drawn once."""
    return cached_bytes("page", f"{number}-{stored.sha256}", lambda: page_png(file_path(stored).read_bytes(), number))


def missing_characters(stored: StoredFile) -> list[str]:
    """Return the characters of a kept PDF that no font at hand has; looked for once."""
    if stored.media_type != PDF:
        return []
    found = cached_bytes(
        "missing", stored.sha256, lambda: "".join(spelled_characters(file_path(stored).read_bytes())).encode()
    )
    return list(found.decode())


def _place(folder: str, name: str) -> Path:
    return _folders[folder] / name[-2:] / name


def _write(place: Path, data: bytes) -> None:
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(draft).replace(place)
