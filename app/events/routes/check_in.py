"""Check-in at the door."""

import csv
import io
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.events.forms.registration import CheckInForm, ImportScansForm
from app.events.logic.cells import read_moment
from app.events.logic.registration import spoken_code
from app.events.models.event import Event
from app.events.queries.registration import count_attendance, find_at_door, get_registration
from app.events.routes.blueprint import bp
from app.events.routes.decisions import csv_answer
from app.events.routes.guide import event_for
from app.events.service import check_in
from app.events.service.check_in import OfflineScan
from app.events.service.tasks import first_day

TICKET_COLUMN, TIME_COLUMN, MARK_COLUMN = 4, 5, 6
MOST_BYTES = 5_000_000


@bp.route("/events/<slug>/manage/check-in", methods=["GET", "POST"])
@requires(Permission.CHECK_IN)
def show_check_in(slug: str) -> ResponseReturnValue:
    """Let people in: by ticket code, by name, or by the last digits of their phone."""
    event = event_for(slug, Permission.CHECK_IN)
    form = CheckInForm()
    reading = None
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                reading = check_in.check_in(session, current_actor(), event_id=event.id, code=form.code.data or "")
        except RuleBroken as error:
            form.reject(error)
        else:
            form.code.data = ""
            form.code.raw_data = None
    words = request.args.get("q", "")
    page = render_template(
        "events/show_check_in.html",
        event=event,
        form=form,
        reading=reading,
        outcomes=check_in.ScanOutcome,
        words=words,
        found=find_at_door(database.session(), event.id, words),
        attendance=count_attendance(database.session(), event.id),
    )
    return page, form.status


@bp.get("/events/<slug>/manage/check-in/counts")
@requires(Permission.CHECK_IN)
def show_counts(slug: str) -> ResponseReturnValue:
    """Show how many have come, by group; the door page asks every few seconds."""
    event = event_for(slug, Permission.CHECK_IN)
    return render_template(
        "events/_counts.html", event=event, attendance=count_attendance(database.session(), event.id)
    )


@bp.post("/events/<slug>/manage/check-in/<int:registration_id>/undo")
@requires(Permission.CHECK_IN)
def undo_check_in(slug: str, registration_id: int) -> ResponseReturnValue:
    """Take a check-in back."""
    event_for(slug, Permission.CHECK_IN)
    authorise(current_actor(), Permission.CHECK_IN, get_registration(database.session(), registration_id))
    with database.transaction() as session:
        registration = check_in.undo_check_in(session, current_actor(), registration_id=registration_id)
    flash(_("The check-in of %(name)s was taken back.", name=registration.person.name), "success")
    return redirect(url_for(".show_check_in", slug=slug))


@bp.get("/events/<slug>/manage/check-in/list.csv")
@requires(Permission.CHECK_IN)
def download_check_in_list(slug: str) -> ResponseReturnValue:
    """Give the signed list for a door without network; its last columns take the times."""
    event = event_for(slug, Permission.CHECK_IN)
    heads = [
        _("Number"),
        _("Name"),
        _("Organisation"),
        _("Group"),
        _("Ticket code"),
        _("Checked in at"),
        _("Signature"),
    ]
    rows: list[list[object]] = [
        [row.number, row.person.name, row.organisation_name, row.group.name, spoken_code(row.ticket_code), "", mark]
        for row, mark in check_in.offline_list(database.session(), current_actor(), event_id=event.id)
    ]
    return csv_answer([list(heads), *rows], f"{event.slug}-check-in.csv")


@bp.route("/events/<slug>/manage/check-in/import", methods=["GET", "POST"])
@requires(Permission.CHECK_IN)
def import_scans(slug: str) -> ResponseReturnValue:
    """Take in the list that came back with times."""
    event = event_for(slug, Permission.CHECK_IN)
    form = ImportScansForm()
    result = None
    unread: list[int] = []
    if form.validate_on_submit():
        try:
            scans, unread = _read(form.file.data.read(MOST_BYTES), event)
            with database.transaction() as session:
                result = check_in.import_scans(session, current_actor(), event_id=event.id, scans=scans)
        except RuleBroken as error:
            form.reject(error)
    page = render_template("events/import_scans.html", event=event, form=form, result=result, unread=unread)
    return page, form.status


def _read(content: bytes, event: Event) -> tuple[list[OfflineScan], list[int]]:
    """Return the readings of a filled-in list, and the lines whose time nobody can read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    zone, day = ZoneInfo(event.zone), first_day(event)
    scans: list[OfflineScan] = []
    unread: list[int] = []
    for line, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if line == 1 or len(row) <= TIME_COLUMN or not row[TIME_COLUMN].strip():
            continue
        at = read_moment(row[TIME_COLUMN], day=day, zone=zone)
        if at is None:
            unread.append(line)
            continue
        mark = row[MARK_COLUMN].strip() if len(row) > MARK_COLUMN else ""
        scans.append(OfflineScan(line, row[TICKET_COLUMN], at, mark))
    if not scans and not unread:
        raise RuleBroken("This list has no times of check-in in its sixth column.", field="file")
    return scans, unread
