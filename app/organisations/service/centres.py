"""Opening centres and sub-centres, and changing what they say about themselves."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, authorise
from app.organisations.logic import region_name
from app.organisations.models import Centre
from app.organisations.queries.centres import get_centre
from app.organisations.queries.organisations import find_by_name


@dataclass(frozen=True)
class CentreEntry:
    """What a centre says about itself; `organisation` is the full name of the body that runs it."""

    name: str
    region: str | None = None
    contact: str | None = None
    opened_on: date | None = None
    organisation: str | None = None


def open_centre(session: Session, actor: Actor, entry: CentreEntry, *, parent_id: int | None = None) -> Centre:
    """Enter a centre, or a sub-centre of one that the actor runs."""
    parent = get_centre(session, parent_id) if parent_id is not None else None
    authorise(actor, Permission.CENTRE_EDIT if parent else Permission.PLATFORM_ADMINISTER, parent)
    centre = Centre(parent_id=parent_id, profile={}, assumed={})
    _write(session, centre, entry)
    session.add(centre)
    session.flush()
    write_audit(session, "centre.opened", kind="centre", row_id=centre.id, detail={"name": centre.name})
    return centre


def edit_centre(
    session: Session, actor: Actor, entry: CentreEntry, *, centre_id: int, version: int | None = None
) -> Centre:
    """Change what a centre says about itself."""
    centre = get_centre(session, centre_id)
    authorise(actor, Permission.CENTRE_EDIT, centre)
    check_version(centre, version)
    _write(session, centre, entry)
    session.flush()
    write_audit(session, "centre.edited", kind="centre", row_id=centre.id)
    return centre


def _write(session: Session, centre: Centre, entry: CentreEntry) -> None:
    name = tidy(entry.name)
    taken = select(Centre.id).where(Centre.name == name, Centre.id.is_distinct_from(centre.id))
    if session.scalar(taken) is not None:
        raise RuleBroken("There is a centre with this name already.", field="name")
    if entry.region and region_name(entry.region) is None:
        raise RuleBroken("There is no region with this code; it has six digits, for example 330182.", field="region")
    centre.name, centre.region = name, entry.region or None
    centre.contact = (entry.contact or "").strip() or None
    centre.opened_on = entry.opened_on
    centre.organisation_id = None
    if entry.organisation:
        organisation = find_by_name(session, tidy(entry.organisation))
        if organisation is None:
            raise RuleBroken("No organisation has this name. Please register it first.", field="organisation")
        centre.organisation_id = organisation.id
