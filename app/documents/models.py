"""Stored files, and the register of documents made from data."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Base, Recorded


class StoredFile(Recorded, Base):
    """A file kept under its content hash in the data folder."""

    __tablename__ = "stored_file"
    sha256: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]


class Document(Recorded, Base):
    """A document made from data; the same content is not made twice."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_subject", "kind", "subject_kind", "subject_id"),)
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    language: Mapped[str]
    title: Mapped[str]
    number: Mapped[int]
    content_key: Mapped[str] = mapped_column(index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    pages: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]
    file: Mapped[StoredFile] = relationship(lazy="raise", foreign_keys=[file_id])
