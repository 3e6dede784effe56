"""Organisations, centres, their relations and the figures they publish."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Recorded
from app.core.names import pinyin_key
from app.core.permissions import Reach, reach
from app.organisations.logic import OrganisationState, OrganisationType, RelationKind, known_as


class Centre(Recorded, Base):
    """A technology-transfer centre or sub-centre: the tenant of the records it looks after."""

    __tablename__ = "centre"
    name: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", use_alter=True))
    region: Mapped[str | None]
    contact: Mapped[str | None]
    opened_on: Mapped[date | None]
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    organisation: Mapped["Organisation | None"] = relationship(lazy="raise", foreign_keys=[organisation_id])

    def reach(self) -> Reach:
        """Return to whom this centre belongs."""
        return reach(centre=self.id)


class Organisation(Recorded, Base):
    """An institution, company or authority under its official seal name.

    `sort_key` and `known_as` follow from the names and are written with them; `known_as` holds every spelling by which
    the organisation can be found.
    """

    __tablename__ = "organisation"
    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str | None]
    name_en: Mapped[str | None]
    sort_key: Mapped[str] = mapped_column(default="", index=True)
    known_as: Mapped[str] = mapped_column(default="")
    uscc: Mapped[str | None] = mapped_column(unique=True)
    org_type: Mapped[OrganisationType]
    sides: Mapped[list[str]] = mapped_column(default=list)
    region: Mapped[str | None]
    legal_person: Mapped[str | None]
    address: Mapped[str | None]
    website: Mapped[str | None]
    sme_tags: Mapped[list[str]] = mapped_column(default=list)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    description: Mapped[str | None]
    state: Mapped[OrganisationState] = mapped_column(default=OrganisationState.APPLIED)
    state_reason: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    facts: Mapped[list[str]] = mapped_column(default=list)
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    centre: Mapped[Centre | None] = relationship(lazy="raise", foreign_keys=[centre_id])

    def reach(self) -> Reach:
        """Return to whom this record belongs; until its first verification also to whoever entered it."""
        entered_by = None if self.verified_at else self.created_by
        return reach(centre=self.centre_id, organisations=[self.id], people=[entered_by])


def _write_keys(_mapper: object, _connection: object, row: Organisation) -> None:
    row.sort_key = pinyin_key(row.name)
    row.known_as = known_as([row.name, row.short_name, row.name_en, *(row.aliases or [])])


event.listen(Organisation, "before_insert", _write_keys)
event.listen(Organisation, "before_update", _write_keys)


class OrganisationRelation(Recorded, Base):
    """How two organisations belonged together, and when; `organisation` is the founded, owned or newer one."""

    __tablename__ = "organisation_relation"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[RelationKind]
    since: Mapped[date | None]
    until: Mapped[date | None]
    source: Mapped[str | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    other: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[other_id])


class Figure(Recorded, Base):
    """A published number with its source: `at_least` marks “9000+”, `at_most` marks “nearly 5000”."""

    __tablename__ = "figure"
    __table_args__ = (UniqueConstraint("code", "organisation_id"),)
    code: Mapped[str] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    label: Mapped[str]
    value: Mapped[Decimal]
    unit: Mapped[str]
    at_least: Mapped[bool] = mapped_column(default=False)
    at_most: Mapped[bool] = mapped_column(default=False)
    quote: Mapped[str | None]
    source: Mapped[str]
    as_of: Mapped[date | None]
    is_on_front: Mapped[bool] = mapped_column(default=False)
