"""What both sides say about each other, and what matching remembers: words, vectors and versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, Recorded, is_sqlite
from app.matching.logic.steps import StepKind, Subject
from app.matching.logic.verdicts import Choice, DeclineReason, ModelState, VerdictSide
from app.matching.logic.wishes import USUAL_MUST_MEETS, NeedSide, Wish, WishSide


class Interest(Recorded, Base):
    """One side's wish to meet the other; private to that side and counted for the organiser."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("investor_id", "pitch_id", "side"),)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    investor_id: Mapped[int] = mapped_column(ForeignKey("investor.id"), index=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    side: Mapped[WishSide]
    wish: Mapped[Wish]
    note: Mapped[str | None]


class WishRules(Recorded, Base):
    """How wishes are said at an event."""

    __tablename__ = "wish_rules"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    most_must_meets: Mapped[int] = mapped_column(default=USUAL_MUST_MEETS)


class NeedWish(Recorded, Base):
    """What a company says about an expert for its need, or the expert about the need; private to that side."""

    __tablename__ = "need_wish"
    __table_args__ = (UniqueConstraint("need_id", "person_id", "side"),)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    side: Mapped[NeedSide]
    wish: Mapped[Wish]


class Verdict(Recorded, Base):
    """What the company, or its technology manager, decided about an achievement proposed for a need."""

    __tablename__ = "match_verdict"
    __table_args__ = (UniqueConstraint("need_id", "achievement_id", "side"),)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id"), index=True)
    side: Mapped[VerdictSide]
    choice: Mapped[Choice]
    reason: Mapped[DeclineReason | None]
    note: Mapped[str | None]


class MatchStep(Recorded, Base):
    """A step of two sides, as the domain in which it happened reports it; `source` names it, once.

    `side` is whose step it was; none: both took it.
    """

    __tablename__ = "match_step"
    __table_args__ = (
        CheckConstraint(
            "(investor_id IS NOT NULL AND pitch_id IS NOT NULL AND need_id IS NULL AND achievement_id IS NULL)"
            " OR (investor_id IS NULL AND pitch_id IS NULL AND need_id IS NOT NULL AND achievement_id IS NOT NULL)",
            name="one_pair",
        ),
    )
    source: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[StepKind]
    side: Mapped[WishSide | None]
    reason: Mapped[DeclineReason | None]
    happened_at: Mapped[datetime]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    investor_id: Mapped[int | None] = mapped_column(ForeignKey("investor.id"), index=True)
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"), index=True)


class SynonymGroup(Recorded, Base):
    """Words that mean the same here; the first one stands for all."""

    __tablename__ = "synonym_group"
    words: Mapped[list[str]] = mapped_column(default=list)


class TextVector(Base):
    """What a model read in a text, remembered by the hash of model, side and text."""

    __tablename__ = "text_vector"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes]
    read_at: Mapped[datetime] = mapped_column(default=now)


class MatchModel(Recorded, Base):
    """A version of what was learned from verdicts, with the figures it was measured by."""

    __tablename__ = "match_model"
    number: Mapped[int] = mapped_column(unique=True)
    subject: Mapped[Subject] = mapped_column(default=Subject.ACHIEVEMENTS, server_default=Subject.ACHIEVEMENTS.value)
    state: Mapped[ModelState] = mapped_column(index=True)
    judgements: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)


class SearchEntry(Base):
    """The tokens of an open achievement, for the search of the database itself."""

    __tablename__ = "match_entry"
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    tokens: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime] = mapped_column(default=now)


class TokenCount(Base):
    """How many achievements use a token; the empty token counts them all."""

    __tablename__ = "match_token"
    token: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]


# The search of the database stands beside the table: FTS5 follows it by triggers, PostgreSQL by an index.
_FTS = (
    """CREATE VIRTUAL TABLE match_entry_fts USING fts5(
        tokens, content='match_entry', content_rowid='achievement_id', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 tokenchars '_'")""",
    """CREATE TRIGGER match_entry_fts_added AFTER INSERT ON match_entry BEGIN
        INSERT INTO match_entry_fts(rowid, tokens) VALUES (new.achievement_id, new.tokens); END""",
    """CREATE TRIGGER match_entry_fts_gone AFTER DELETE ON match_entry BEGIN
        INSERT INTO match_entry_fts(match_entry_fts, rowid, tokens)
        VALUES ('delete', old.achievement_id, old.tokens); END""",
    """CREATE TRIGGER match_entry_fts_changed AFTER UPDATE ON match_entry BEGIN
        INSERT INTO match_entry_fts(match_entry_fts, rowid, tokens)
        VALUES ('delete', old.achievement_id, old.tokens);
        INSERT INTO match_entry_fts(rowid, tokens) VALUES (new.achievement_id, new.tokens); END""",
)
_GIN = "CREATE INDEX match_entry_fts ON match_entry USING gin (array_to_tsvector(string_to_array(tokens, ' ')))"


def _search(_table: object, connection: Connection, **_rest: object) -> None:
    """Put the search beside a table that was just created."""
    for statement in _FTS if is_sqlite(connection) else (_GIN,):
        connection.execute(text(statement))


def _no_search(_table: object, connection: Connection, **_rest: object) -> None:
    """Take the search away with its table; on PostgreSQL an index goes by itself."""
    if is_sqlite(connection):
        connection.execute(text("DROP TABLE IF EXISTS match_entry_fts"))


event.listen(SearchEntry.__table__, "after_create", _search)
event.listen(SearchEntry.__table__, "before_drop", _no_search)
