"""Handing slides in, and fetching them."""

from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.documents.service import file_path
from app.pitches.forms.steps import UploadSlidesForm
from app.pitches.logic.call import slides_due
from app.pitches.logic.visibility import PitchField, sees
from app.pitches.routes.blueprint import bp, most_megabytes, own_pitch, show_known
from app.pitches.routes.reading import reading_level
from app.pitches.service import slides as service


@bp.route("/pitches/<number>/slides/new", methods=["GET", "POST"])
@requires(Permission.PITCH_EDIT)
def upload_slides(number: str) -> ResponseReturnValue:
    """Hand in slides as PDF or PPTX."""
    pitch, form = own_pitch(number), UploadSlidesForm()
    if form.validate_on_submit():
        file = request.files.get("slides")
        try:
            with database.transaction() as session:
                saved = service.upload_slides(
                    session, current_actor(), pitch_id=pitch.id, data=file.read() if file else b"",
                    most_mb=most_megabytes(), reason=form.reason.data or "",
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Slides received: %(num)d pages.", num=saved.slides_pages), "success")
            return redirect(url_for(".show_pitch", number=number))
    page = render_template(
        "pitches/upload_slides.html",
        form=form,
        pitch=pitch,
        most_mb=most_megabytes(),
        due=slides_due(pitch.event.start_at, ZoneInfo(pitch.event.zone)),
        can_upload=service.takes_slides(current_actor(), pitch),
        can_fetch=sees(pitch, PitchField.SLIDES, reading_level(pitch)),
    )
    return page, form.status


@bp.get("/pitches/<number>/slides")
@requires(Permission.PITCH_READ)
def download_slides(number: str) -> ResponseReturnValue:
    """Fetch the slides, if they are open to the reader."""
    pitch = show_known(number)
    if not sees(pitch, PitchField.SLIDES, reading_level(pitch)):
        raise NotAllowed("These slides are confidential. Open the confidential parts on the page of the pitch first.")
    if pitch.slides is None:
        raise NotFound("There are no slides yet.")
    place = file_path(pitch.slides)
    if not place.is_file():
        current_app.logger.error("slides of %s are not in the data folder", pitch.number)
        raise NotFound("There are no slides yet.")
    return send_file(
        place, mimetype=pitch.slides.media_type, as_attachment=True, download_name=pitch.slides.name, max_age=0
    )
