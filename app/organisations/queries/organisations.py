"""Reading organisations: one, a list, and those with nearly the same name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, String, cast, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.queries.paging import Page, page_of
from app.core.errors import NotFound
from app.core.permissions import POLICY, Actor, Permission, Scope, ScopeKind, may
from app.organisations.logic import (
    OrganisationState,
    OrganisationType,
    RelationKind,
    Side,
    core_of,
    is_alike,
    plain,
    tidy_uscc,
)
from app.organisations.models import Figure, Organisation, OrganisationRelation

Word = TypeVar("Word", bound=StrEnum)
PER_PAGE = 20
SHARED_BEGINNING = 4
SORTS = {
    "name": (Organisation.sort_key, Organisation.id), "-name": (Organisation.sort_key.desc(), Organisation.id.desc()),
    "created": (Organisation.created_at, Organisation.id),
    "-created": (Organisation.created_at.desc(), Organisation.id.desc()),
}  # fmt: skip


@dataclass(frozen=True)
class OrganisationFilter:
    """What a list of organisations is narrowed to; `province` is the first digits of the region.

    `desk` is `verify` for those the visitor may decide about, else empty.
    """

    search: str = ""
    org_type: OrganisationType | None = None
    state: OrganisationState | None = None
    side: Side | None = None
    province: str = ""
    desk: str = ""
    sort: str = "name"

    @classmethod
    def from_words(cls, **words: str) -> "OrganisationFilter":
        """Return the filter that the words of an address mean; what they do not know they leave out."""
        return cls(
            search=words.get("q", "").strip()[:80],
            org_type=_member(OrganisationType, words.get("type")),
            state=_member(OrganisationState, words.get("state")),
            side=_member(Side, words.get("side")),
            province=words.get("region", "")[:6],
            desk=words.get("desk", ""),
            sort=words.get("sort", "name"),
        )


def _member(kind: type[Word], text: str | None) -> Word | None:
    return kind(text) if text in {member.value for member in kind} else None


def may_see(actor: Actor, organisation: Organisation) -> bool:
    """Tell whether somebody may see an organisation: verified ones are public, others are for their own people."""
    if organisation.state is OrganisationState.VERIFIED:
        return True
    rights = (Permission.ORGANISATION_READ, Permission.ORGANISATION_EDIT, Permission.ORGANISATION_VERIFY)
    return any(may(actor, right, organisation) for right in rights)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that `may_see` states for one row."""
    if may(actor, Permission.ORGANISATION_READ):
        return Organisation.state != OrganisationState.MERGED
    parts = [Organisation.state == OrganisationState.VERIFIED]
    if actor.person_id is not None:
        parts.append(Organisation.verified_at.is_(None) & (Organisation.created_by == actor.person_id))
    own = {
        grant.scope_id
        for grant in actor.grants
        if grant.kind is ScopeKind.ORGANISATION and Permission.ORGANISATION_EDIT in POLICY[grant.role]
    }
    parts.append(Organisation.id.in_(own))
    return or_(*parts) & (Organisation.state != OrganisationState.MERGED)


def get_organisation(session: Session, organisation_id: int) -> Organisation:
    """Return an organisation with its centre."""
    found = session.scalar(
        select(Organisation).where(Organisation.id == organisation_id).options(joinedload(Organisation.centre))
    )
    if found is None:
        raise NotFound("There is no such organisation.")
    return found


def find_by_name(session: Session, name: str) -> Organisation | None:
    """Return the organisation with exactly this name; a merged entry leads to the one that stays."""
    found = session.scalar(select(Organisation).where(Organisation.name == name))
    while found is not None and found.merged_into_id is not None:
        found = session.get(Organisation, found.merged_into_id)
    return found


def find_by_uscc(session: Session, uscc: str) -> Organisation | None:
    """Return the organisation with this credit code."""
    return session.scalar(select(Organisation).where(Organisation.uscc == uscc))


def list_alike(session: Session, name: str, *, except_id: int | None = None) -> list[Organisation]:
    """Return organisations that probably are the one with this name, by pinyin."""
    beginning = core_of(name)[:SHARED_BEGINNING]
    rows = (
        select(Organisation)
        .where(Organisation.known_as.contains(f"\n{beginning}", autoescape=True), Organisation.merged_into_id.is_(None))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [row for row in session.scalars(rows) if row.id != except_id and is_alike(name, row.known_as)]


def list_organisations(
    session: Session, actor: Actor, narrowed: OrganisationFilter, *, number: int = 1, per_page: int = PER_PAGE
) -> Page[Organisation]:
    """Return one page of the organisations somebody may see, sorted by pinyin unless asked otherwise."""
    rows = _narrowed(select(Organisation).where(visible_to(actor)), narrowed)
    if narrowed.desk == "verify":
        rows = rows.where(_to_verify_by(actor))
    rows = rows.options(joinedload(Organisation.centre)).order_by(*SORTS.get(narrowed.sort, SORTS["name"]))
    return page_of(session, rows, number=number, per_page=per_page)


def _to_verify_by(actor: Actor) -> ColumnElement[bool]:
    scopes = [(POLICY[grant.role].get(Permission.ORGANISATION_VERIFY), grant) for grant in actor.grants]
    if any(scope is Scope.ANY for scope, _grant in scopes):
        return Organisation.id.is_not(None)
    own = [grant.scope_id for scope, grant in scopes if scope is Scope.OWN and grant.kind is ScopeKind.CENTRE]
    return Organisation.centre_id.in_(own)


def _narrowed(rows: Select[Organisation], narrowed: OrganisationFilter) -> Select[Organisation]:
    if plain(narrowed.search):
        rows = rows.where(
            or_(
                Organisation.known_as.contains(plain(narrowed.search), autoescape=True),
                Organisation.sort_key.startswith(narrowed.search.strip().lower(), autoescape=True),
                Organisation.uscc == tidy_uscc(narrowed.search),
            )
        )
    tests = (
        Organisation.org_type == narrowed.org_type if narrowed.org_type else None,
        Organisation.state == narrowed.state if narrowed.state else None,
        cast(Organisation.sides, String).contains(f'"{narrowed.side}"') if narrowed.side else None,
        Organisation.region.startswith(narrowed.province, autoescape=True) if narrowed.province else None,
    )
    return rows.where(*(test for test in tests if test is not None))


def list_own_organisations(session: Session, actor: Actor) -> list[Organisation]:
    """Return the organisations somebody is a member of, and those somebody entered that still wait."""
    is_member = Organisation.id.in_(actor.scope_ids(ScopeKind.ORGANISATION))
    waits = Organisation.verified_at.is_(None) & (Organisation.created_by == (actor.person_id or 0))
    rows = select(Organisation).where(is_member | waits, Organisation.merged_into_id.is_(None))
    return list(session.scalars(rows.order_by(Organisation.sort_key, Organisation.id)))


def list_relations(session: Session, organisation_id: int) -> list[OrganisationRelation]:
    """Return how an organisation belongs together with others, those in force first."""
    either = (OrganisationRelation.organisation_id == organisation_id) | (
        OrganisationRelation.other_id == organisation_id
    )
    rows = (
        select(OrganisationRelation)
        .where(either)
        .options(joinedload(OrganisationRelation.organisation), joinedload(OrganisationRelation.other))
    )
    kinds = list(RelationKind)
    return sorted(session.scalars(rows), key=lambda row: (row.until is not None, kinds.index(row.kind), row.id))


def get_relation(session: Session, relation_id: int) -> OrganisationRelation:
    """Return one relation with both its organisations."""
    found = session.scalar(
        select(OrganisationRelation)
        .where(OrganisationRelation.id == relation_id)
        .options(joinedload(OrganisationRelation.organisation), joinedload(OrganisationRelation.other))
    )
    if found is None:
        raise NotFound("There is no such relation.")
    return found


def list_figures(session: Session, organisation_id: int) -> list[Figure]:
    """Return the published figures of an organisation, in the order in which they were entered."""
    return list(session.scalars(select(Figure).where(Figure.organisation_id == organisation_id).order_by(Figure.id)))
