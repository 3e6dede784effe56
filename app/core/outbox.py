"""What happened, written down in the transaction in which it happened."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import queue
from app.core.clock import now
from app.core.db import Base

REACT = "react"
_known: dict[str, type["Fact"]] = {}


@dataclasses.dataclass(frozen=True)
class Fact:
    """Something that happened; subclasses are frozen dataclasses of plain values."""

    subject: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Remember the class so that a stored fact can be read back."""
        _known[cls.__name__] = cls


class StoredFact(Base):
    """A fact as a row of the outbox."""

    __tablename__ = "fact"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    person_id: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(default=now)


@contextmanager
def as_history(session: Session) -> Iterator[None]:
    """Inside this block facts are written down, but nobody acts on them: they are long past, and known to all."""
    session.info["history"] = True
    try:
        yield
    finally:
        del session.info["history"]


def record(session: Session, fact: Fact) -> None:
    """Write a fact and the job that will react to it, in the caller's transaction."""
    row = StoredFact(
        name=type(fact).__name__, payload=dataclasses.asdict(fact), person_id=session.info.get("person_id")
    )
    session.add(row)
    session.flush()
    if "history" not in session.info:
        queue.enqueue(session, REACT, {"fact_id": row.id}, dedupe_key=f"react:{row.id}")


@contextmanager
def following(session: Session, fact_id: int) -> Iterator[None]:
    """Inside this block `session.info` says which fact is being acted on (`fact_id`), and who caused it (`fact_by`)."""
    session.info.update(fact_id=fact_id, fact_by=session.get_one(StoredFact, fact_id).person_id)
    try:
        yield
    finally:
        del session.info["fact_id"], session.info["fact_by"]


def read(session: Session, fact_id: int) -> Fact:
    """Read a stored fact back as its dataclass."""
    row = session.get_one(StoredFact, fact_id)
    return _known[row.name](**row.payload)
