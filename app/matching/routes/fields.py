"""A field suggested from the text, for whoever may change the entry to confirm."""

from collections.abc import Callable
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.db import database
from app.core.errors import NotFound
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.library.queries import get_achievement, get_need
from app.matching.queries.fields import Tagged, suggest_fields
from app.matching.routes.blueprint import bp
from app.matching.service.fields import confirm_field
from app.pitches.queries.pitches import get_pitch_by_number

KINDS: Final[dict[str, tuple[Callable[[Session, str], Tagged], Permission, str, str]]] = {
    "achievement": (get_achievement, Permission.LIBRARY_EDIT, "library.show_achievement", "library.edit_achievement"),
    "need": (get_need, Permission.LIBRARY_EDIT, "library.show_need", "library.edit_need"),
    "pitch": (get_pitch_by_number, Permission.PITCH_EDIT, "pitches.show_pitch", "pitches.edit_pitch"),
}


@bp.route("/matching/fields/<kind>/<number>", methods=["GET", "POST"])
@requires(Permission.PITCH_EDIT)
def suggest_field(kind: str, number: str) -> ResponseReturnValue:
    """Show the likeliest fields of a text with their reasons; a click writes one, nothing else does."""
    if kind not in KINDS:
        raise NotFound("There is no such entry.")
    find, permission, shown_at, edited_at = KINDS[kind]
    entry = find(database.session(), number)
    authorise(current_actor(), permission, entry)
    if request.method == "POST":
        with database.transaction() as session:
            entry = find(session, number)
            confirm_field(session, current_actor(), entry=entry, field=request.form.get("field", ""))
        flash(_("The field is written."), "success")
        return redirect(url_for(shown_at, number=number))
    return render_template(
        "matching/suggest_field.html", entry=entry, tags=suggest_fields(database.session(), entry), kind=kind,
        back=url_for(shown_at, number=number), edit=url_for(edited_at, number=number),
    )  # fmt: skip
