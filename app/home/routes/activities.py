"""What an organisation does on this platform, over all domains."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.agreements.logic.states import CertificateState
from app.core.db import database
from app.core.errors import NotFound
from app.core.permissions import public
from app.core.web import current_actor
from app.home.queries.activities import list_activities as find_activities
from app.home.routes.blueprint import bp
from app.organisations.queries.organisations import get_organisation, may_see


@bp.get("/organisations/<int:organisation_id>/activities")
@public
def list_activities(organisation_id: int) -> ResponseReturnValue:
    """Show the events, projects, catalogue and agreements of an organisation that everybody may know of."""
    session = database.session()
    organisation = get_organisation(session, organisation_id)
    if not may_see(current_actor(), organisation):
        raise NotFound("There is no such organisation.")
    return render_template(
        "home/list_activities.html", organisation=organisation, found=find_activities(session, organisation_id),
        issued=CertificateState.ISSUED,
    )  # fmt: skip
