"""People, their accounts, sign-ins, memberships, consents and the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.logic import ConsentPurpose, LinkPurpose
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, Role, ScopeKind, reach
from app.core.secrets import EncryptedText


class Person(Recorded, Base):
    """A human being, with or without an account."""

    __tablename__ = "person"
    name: Mapped[str] = mapped_column(index=True)
    name_en: Mapped[str | None]
    sort_key: Mapped[str] = mapped_column(default="", index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", use_alter=True), index=True)
    department: Mapped[str | None]
    title: Mapped[str | None]
    professional_title: Mapped[str | None]
    honorific: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(index=True)
    mobile: Mapped[str | None] = mapped_column(EncryptedText)
    mobile_index: Mapped[str | None] = mapped_column(index=True)
    research_fields: Mapped[list[str]] = mapped_column(default=list)
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)

    def reach(self) -> Reach:
        """Return to whom this person's record belongs."""
        return reach(organisations=[self.organisation_id], people=[self.id])


class Account(Recorded, Base):
    """The way a person signs in: e-mail address or mobile number, and a password."""

    __tablename__ = "account"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    mobile_index: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str]
    email_verified_at: Mapped[datetime | None]
    mobile_verified_at: Mapped[datetime | None]
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    must_change: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    language: Mapped[str | None]
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])

    def reach(self) -> Reach:
        """Return to whom this account belongs."""
        return reach(people=[self.person_id])


class OldPassword(Base):
    """A password hash that may not be used again."""

    __tablename__ = "old_password"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    password_hash: Mapped[str]
    set_at: Mapped[datetime] = mapped_column(default=now)


class SignIn(Base):
    """One signed-in browser; it can be ended from another."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    address: Mapped[str | None]
    browser: Mapped[str | None]
    account: Mapped[Account] = relationship(lazy="raise")


class Membership(Recorded, Base):
    """A role of a person in a scope; before the account exists it waits for an e-mail address or number."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "scope_kind", "scope_id", name="uq_membership_person"),
        UniqueConstraint("invited_index", "role", "scope_kind", "scope_id", name="uq_membership_invited"),
        Index("ix_membership_scope", "scope_kind", "scope_id"),
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    invited_login: Mapped[str | None] = mapped_column(EncryptedText)
    invited_index: Mapped[str | None] = mapped_column(index=True)
    role: Mapped[Role]
    scope_kind: Mapped[ScopeKind]
    scope_id: Mapped[int | None]
    revoked_at: Mapped[datetime | None]
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])

    def reach(self) -> Reach:
        """Return who may grant and revoke this membership."""
        centre = self.scope_id if self.scope_kind is ScopeKind.CENTRE else None
        event = self.scope_id if self.scope_kind is ScopeKind.EVENT else None
        organisation = self.scope_id if self.scope_kind is ScopeKind.ORGANISATION else None
        return reach(centre=centre, event=event, organisations=[organisation])


class AccountLink(Base):
    """A one-time link sent to a person; the secret comes from the seed and the key of this installation."""

    __tablename__ = "account_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose]
    seed: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    stop_hash: Mapped[str | None] = mapped_column(unique=True)
    new_email: Mapped[str | None]
    password_hash: Mapped[str | None]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(lazy="raise")


class Consent(Base):
    """That a person agreed to one purpose, in one version of the text."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[ConsentPurpose]
    text_version: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", use_alter=True))
    given_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One line of the audit trail; each carries the hash of the line before it."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(index=True)
    object_kind: Mapped[str]
    object_id: Mapped[int | None]
    event_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    address: Mapped[str | None]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
