"""Registering an organisation, and changing what it says about itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.service.audit import write_audit
from app.accounts.service.memberships import grant_membership
from app.core import outbox
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, Role, ScopeKind, authorise, may
from app.organisations.facts import OrganisationApplied
from app.organisations.logic import (
    LONGEST_NAME,
    SHORTEST_NAME,
    OrganisationState,
    OrganisationType,
    Side,
    SmeTag,
    is_uscc,
    region_name,
    tidy_uscc,
)
from app.organisations.models import Organisation
from app.organisations.queries.organisations import find_by_name, find_by_uscc, get_organisation, list_alike

OWN_ROLES = (Role.PROJECT_TEAM, Role.NEED_COMPANY)
TYPED = "typed"


@dataclass(frozen=True)
class OrganisationEntry:
    """What is known of an organisation; `source` says from where, and a published source may use a short name."""

    name: str
    org_type: OrganisationType
    uscc: str | None = None
    short_name: str | None = None
    name_en: str | None = None
    sides: Sequence[Side] = ()
    region: str | None = None
    legal_person: str | None = None
    address: str | None = None
    website: str | None = None
    sme_tags: Sequence[SmeTag] = ()
    aliases: Sequence[str] = ()
    description: str | None = None
    centre_id: int | None = None
    source: str = TYPED


def register_organisation(
    session: Session, actor: Actor, entry: OrganisationEntry, *, role: Role | None = None, is_another: bool = False
) -> Organisation:
    """Enter an organisation, to be verified by a centre; with a role the actor becomes its first member."""
    authorise(actor, Permission.ORGANISATION_CREATE)
    if role is not None and role not in OWN_ROLES:
        raise RuleBroken("Please choose what you do there.", field="role")
    if not is_another and list_alike(session, entry.name):
        raise RuleBroken("There are entries with nearly this name. Please look at them first.", field="is_another")
    organisation = enter_organisation(session, entry)
    organisation.created_by = organisation.created_by or actor.person_id
    if role is not None and actor.person_id is not None:
        person = session.get_one(Person, actor.person_id)
        if person.organisation_id is None:
            person.organisation_id = organisation.id
        grant_membership(session, None, role=role, scope=(ScopeKind.ORGANISATION, organisation.id), person=person)
    session.flush()
    return organisation


def enter_organisation(session: Session, entry: OrganisationEntry) -> Organisation:
    """Write an unknown organisation down; for other domains and imports, which decide themselves who may."""
    organisation = Organisation(state=OrganisationState.APPLIED, source=entry.source, facts=[], assumed={})
    _write(session, organisation, entry)
    session.add(organisation)
    session.flush()
    _apply(session, organisation)
    return organisation


def edit_organisation(
    session: Session, actor: Actor, entry: OrganisationEntry, *, organisation_id: int, version: int | None = None
) -> Organisation:
    """Change an organisation; another name or credit code asks its centre to look again, as does a rejected entry."""
    organisation = get_organisation(session, organisation_id)
    authorise(actor, Permission.ORGANISATION_EDIT, organisation)
    check_version(organisation, version)
    if organisation.state is OrganisationState.MERGED:
        raise RuleBroken("This entry was merged into another one. Please edit that one.")
    before = (organisation.name, organisation.uscc)
    _write(session, organisation, entry)
    is_new_identity = before != (organisation.name, organisation.uscc)
    if is_new_identity and organisation.verified_at is not None and before[0] != organisation.name:
        organisation.aliases = list(dict.fromkeys([*organisation.aliases, before[0]]))
    session.flush()
    if organisation.state is OrganisationState.REJECTED or (
        is_new_identity
        and organisation.state is OrganisationState.VERIFIED
        and not may(actor, Permission.ORGANISATION_VERIFY, organisation)
    ):
        organisation.state, organisation.state_reason = OrganisationState.APPLIED, None
        session.flush()
        _apply(session, organisation)
    write_audit(session, "organisation.edited", kind="organisation", row_id=organisation.id)
    return organisation


def _apply(session: Session, organisation: Organisation) -> None:
    outbox.record(session, OrganisationApplied(organisation.id, organisation.centre_id, organisation.name))
    write_audit(session, "organisation.applied", kind="organisation", row_id=organisation.id)


def _write(session: Session, organisation: Organisation, entry: OrganisationEntry) -> None:
    organisation.name = _checked_name(session, entry, organisation.id)
    organisation.uscc = _checked_uscc(session, entry, organisation.id)
    if entry.region and region_name(entry.region) is None:
        raise RuleBroken("There is no region with this code; it has six digits, for example 330182.", field="region")
    for name in ("short_name", "name_en", "legal_person", "address", "description"):
        text = getattr(entry, name)
        setattr(organisation, name, (text or "").strip() or None)
    organisation.org_type = entry.org_type
    organisation.region = entry.region or None
    organisation.website = _checked_website(entry.website)
    organisation.sides = [side.value for side in Side if side in entry.sides]
    organisation.sme_tags = [tag.value for tag in SmeTag if tag in entry.sme_tags]
    organisation.aliases = list(dict.fromkeys(tidy(alias) for alias in entry.aliases if tidy(alias)))
    organisation.centre_id = entry.centre_id


def _checked_name(session: Session, entry: OrganisationEntry, own_id: int | None) -> str:
    name = tidy(entry.name)
    shortest = SHORTEST_NAME if entry.source == TYPED else 1
    if not shortest <= len(name) <= LONGEST_NAME:
        raise RuleBroken("The official name has 4 to 60 characters, as on the seal.", field="name")
    known = find_by_name(session, name)
    if known is not None and known.id != own_id:
        raise RuleBroken("An organisation with this name is known here already.", field="name")
    return name


def _checked_uscc(session: Session, entry: OrganisationEntry, own_id: int | None) -> str | None:
    uscc = tidy_uscc(entry.uscc or "")
    if not uscc:
        return None
    if not is_uscc(uscc):
        raise RuleBroken(
            "This is no unified social credit code: 18 digits and capitals without I, O, S, V, Z, and the last one "
            "checks the others.",
            field="uscc",
        )
    known = find_by_uscc(session, uscc)
    if known is not None and known.id != own_id:
        raise RuleBroken("“%(name)s” has this credit code already.", field="uscc", name=known.name)
    return uscc


def _checked_website(text: str | None) -> str | None:
    address = (text or "").strip()
    if not address:
        return None
    if "://" not in address:
        address = f"https://{address}"
    if not address.startswith(("https://", "http://")) or any(mark.isspace() for mark in address):
        raise RuleBroken("Please write a web address, for example https://www.example.org.", field="website")
    return address
