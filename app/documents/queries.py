"""Reading the register of documents."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.documents.models import Document, StoredFile


def find_document(session: Session, kind: str, subject_kind: str, subject_id: int, *, language: str) -> Document | None:
    """Return the newest document of a kind about a subject."""
    return session.scalar(
        select(Document)
        .where(
            Document.kind == kind,
            Document.subject_kind == subject_kind,
            Document.subject_id == subject_id,
            Document.language == language,
        )
        .options(joinedload(Document.file))
        .order_by(Document.number.desc())
        .limit(1)
    )


def list_documents_about(session: Session, subject_kind: str, subject_id: int) -> list[Document]:
    """Return all documents about a subject, newest first."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.subject_kind == subject_kind, Document.subject_id == subject_id)
            .options(joinedload(Document.file))
            .order_by(Document.made_at.desc(), Document.id.desc())
        )
    )


def get_document(session: Session, document_id: int, *, subject_kind: str, subject_id: int) -> Document:
    """Return a document about a subject; that of another subject is not there."""
    found = session.scalar(
        select(Document)
        .where(
            Document.id == document_id, Document.subject_kind == subject_kind, Document.subject_id == subject_id
        )
        .options(joinedload(Document.file))
    )  # fmt: skip
    if found is None:
        raise NotFound("There is no such document.")
    return found


def find_by_hash(session: Session, sha256: str) -> Document | None:
    """Return the document whose file has exactly these bytes, the newest if there are several."""
    return session.scalar(
        select(Document)
        .join(StoredFile, StoredFile.id == Document.file_id)
        .where(StoredFile.sha256 == sha256)
        .options(joinedload(Document.file))
        .order_by(Document.id.desc())
        .limit(1)
    )


def get_file(session: Session, file_id: int) -> StoredFile:
    """Return a stored file."""
    found = session.get(StoredFile, file_id)
    if found is None:
        raise NotFound("There is no such file.")
    return found
