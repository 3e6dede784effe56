"""The blueprint of organisations and centres, and what its views share."""

from flask import Blueprint

from app.core.db import database
from app.core.errors import NotFound, RuleBroken
from app.core.names import tidy
from app.core.permissions import Permission, authorise
from app.core.web import current_actor
from app.organisations.logic import SmeTag, region_name
from app.organisations.models import Organisation
from app.organisations.queries.organisations import find_by_name, get_organisation, may_see

bp = Blueprint("organisations", __name__)


@bp.app_context_processor
def words_of_organisations() -> dict[str, object]:
    """Let every template name a region of GB/T 2260, or several."""
    return {
        "region_name": region_name, "SmeTag": SmeTag,
        "region_names": lambda codes: [region_name(code) or code for code in codes],
    }  # fmt: skip


def show_known(organisation_id: int) -> Organisation:
    """Return the organisation of the address to whoever may know of it."""
    organisation = get_organisation(database.session(), organisation_id)
    if not may_see(current_actor(), organisation):
        raise NotFound("There is no such organisation.")
    return organisation


def own_organisation(organisation_id: int, permission: Permission) -> Organisation:
    """Return the organisation of the address to whoever holds a permission for it."""
    organisation = show_known(organisation_id)
    authorise(current_actor(), permission, organisation)
    return organisation


def named_organisation(name: str | None, *, field: str) -> Organisation:
    """Return the organisation somebody means by its full name, or refuse it beside the field."""
    found = find_by_name(database.session(), tidy(name or ""))
    if found is None:
        raise RuleBroken("No organisation has this name. Please register it first.", field=field)
    return found
