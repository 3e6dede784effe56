"""The organiser sets up meetings: rules, blocks of time, tables."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import now
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.matching.queries.interests import most_must_meets
from app.meetings.forms import BlockForm, EditSettingsForm, TablesForm
from app.meetings.logic.states import BookingMode
from app.meetings.queries import ground as queries
from app.meetings.queries.meetings import list_booked, people_of
from app.meetings.routes.blueprint import bp, managed_event, slot_words
from app.meetings.service import ground
from app.meetings.service.ground import Cut, Rules


@bp.route("/events/<slug>/manage/meetings/settings", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def edit_settings(slug: str) -> ResponseReturnValue:
    """Say who books, how many meetings a person may have, and how long a request stays open."""
    event = managed_event(slug)
    settings = queries.find_settings(database.session(), event.id)
    most = most_must_meets(database.session(), event.id)
    form = EditSettingsForm(obj=settings, most_must_meets=most) if settings else EditSettingsForm(
        mode=BookingMode.MIXED.value, expiry_hours=queries.EXPIRY_HOURS, most_must_meets=most
    )  # fmt: skip
    if form.validate_on_submit():
        rules = Rules(
            BookingMode(form.mode.data), form.cap_per_day.data, form.cap_total.data, form.expiry_hours.data or 48,
            form.booking_opens_at.data, form.booking_closes_at.data, form.most_must_meets.data or most,
        )  # fmt: skip
        try:
            with database.transaction() as session:
                ground.set_rules(session, current_actor(), event=event, rules=rules)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_planner", slug=slug))
    return render_template("meetings/edit_settings.html", form=form, event=event), form.status


def _cut(form: BlockForm) -> Cut:
    return Cut(
        form.name.data or "", form.start_at.data or now(), form.end_at.data or now(), form.slot_minutes.data or 0,
        form.gap_minutes.data or 0,
    )  # fmt: skip


@bp.route("/events/<slug>/manage/meetings/blocks", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def edit_blocks(slug: str) -> ResponseReturnValue:
    """List blocks and tables, and add a block."""
    event = managed_event(slug)
    form = BlockForm(slot_minutes=20, gap_minutes=5, start_at=event.start_at, end_at=event.end_at)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                block = ground.add_block(session, current_actor(), event=event, cut=_cut(form))
                count = len(_cut(form).spans())
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(
                ngettext("“%(name)s” has one slot.", "“%(name)s” has %(num)d slots.", count, name=block.name), "success"
            )
            return redirect(url_for(".edit_blocks", slug=slug))
    return _blocks_page(event, form, _tables_form(event)), form.status


def _tables_form(event: Event) -> TablesForm:
    form = TablesForm(prefix="", count=4, name=_("Table"))
    rooms = queries.list_venue_rooms(database.session(), event)
    form.room_id.choices = [("", _("No particular room")), *((room.id, room.name) for room in rooms)]
    return form


def _blocks_page(event: Event, form: BlockForm, tables_form: TablesForm) -> str:
    session = database.session()
    blocks, slots = queries.list_blocks(session, event.id), queries.list_slots(session, event.id)
    counts = {block.id: sum(slot.block_id == block.id for slot in slots) for block in blocks}
    tables = queries.list_tables(session, event.id)
    rooms = {table.room_id for table in tables if table.closed_at is None}
    tight = len(rooms) > 1 and any(block.gap_minutes < event.walking_minutes for block in blocks)
    booked = list_booked(session, event.id)
    hit = {table.id: [m for m in booked if m.table_id == table.id] for table in tables}
    return render_template(
        "meetings/edit_blocks.html", event=event, form=form, tables_form=tables_form, blocks=blocks, counts=counts,
        tables=tables, is_tight=tight, hit=hit, people_of=people_of, during=_during(event),
    )  # fmt: skip


def _during(event: Event) -> dict[int, list[str]]:
    session = database.session()
    walk = timedelta(0)
    return {
        block.id: [each.title for each in queries.list_sessions_within(session, block, walk=walk)]
        for block in queries.list_blocks(session, event.id)
    }


@bp.route("/events/<slug>/manage/meetings/blocks/<int:meeting_block_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def edit_block(slug: str, meeting_block_id: int) -> ResponseReturnValue:
    """Cut a block otherwise; booked meetings in the way are named first."""
    event = managed_event(slug)
    block = queries.get_block(database.session(), event.id, meeting_block_id)
    form, hit = BlockForm(obj=block), None
    if form.validate_on_submit():
        cut = _cut(form)
        hit = ground.meetings_lost(database.session(), block, cut)
        expected = request.form.get("confirmed", -1, type=int)
        if not hit or expected == len(hit):
            try:
                with database.transaction() as session:
                    done = ground.change_block(
                        session, current_actor(), event=event, block_id=block.id, cut=cut, expected=len(hit)
                    )
            except RuleBroken as error:
                form.reject(error)
                hit = None
            else:
                flash(_saved(len(done)), "success")
                return redirect(url_for(".edit_blocks", slug=slug))
    page = render_template("meetings/edit_block.html", form=form, event=event, block=block, hit=hit,
                           people_of=people_of, slot_words=slot_words,
                           booked=ground.meetings_lost(database.session(), block, None))  # fmt: skip
    return page, 422 if hit else form.status


def _saved(cancelled: int) -> str:
    if not cancelled:
        return str(_("Saved."))
    return str(ngettext("Saved; one meeting was called off.", "Saved; %(num)d meetings were called off.", cancelled))


@bp.post("/events/<slug>/manage/meetings/blocks/<int:meeting_block_id>/drop")
@requires(Permission.MEETING_PLAN)
def drop_block(slug: str, meeting_block_id: int) -> ResponseReturnValue:
    """Remove a block; meetings booked in it are called off, as the confirmation said."""
    event = managed_event(slug)
    with database.transaction() as session:
        done = ground.change_block(
            session, current_actor(), event=event, block_id=meeting_block_id, cut=None,
            expected=request.form.get("expected", 0, type=int),
        )  # fmt: skip
    flash(_saved(len(done)), "success")
    return redirect(url_for(".edit_blocks", slug=slug))


@bp.post("/events/<slug>/manage/meetings/tables")
@requires(Permission.MEETING_PLAN)
def add_tables(slug: str) -> ResponseReturnValue:
    """Set up tables."""
    event = managed_event(slug)
    form = _tables_form(event)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                rows = ground.add_tables(
                    session, current_actor(), event=event, count=form.count.data or 0, name=form.name.data or "",
                    room_id=form.room_id.data,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(ngettext("One table added.", "%(num)d tables added.", len(rows)), "success")
            return redirect(url_for(".edit_blocks", slug=slug))
    blocks_form = BlockForm(formdata=None, slot_minutes=20, gap_minutes=5, start_at=event.start_at, end_at=event.end_at)
    return _blocks_page(event, blocks_form, form), form.status


@bp.post("/events/<slug>/manage/meetings/tables/<int:meeting_table_id>/close")
@requires(Permission.MEETING_PLAN)
def close_table(slug: str, meeting_table_id: int) -> ResponseReturnValue:
    """Close a table; its meetings get another, or are called off."""
    event = managed_event(slug)
    with database.transaction() as session:
        moved, cancelled = ground.close_table(session, current_actor(), event=event, table_id=meeting_table_id)
    words = _("Closed: %(moved)d meetings moved to other tables, %(cancelled)d called off.",
              moved=len(moved), cancelled=len(cancelled))  # fmt: skip
    flash(words if moved or cancelled else _("Closed."), "success")
    return redirect(url_for(".edit_blocks", slug=slug))


@bp.post("/events/<slug>/manage/meetings/tables/<int:meeting_table_id>/open")
@requires(Permission.MEETING_PLAN)
def reopen_table(slug: str, meeting_table_id: int) -> ResponseReturnValue:
    """Open a table again."""
    event = managed_event(slug)
    with database.transaction() as session:
        ground.reopen_table(session, current_actor(), event=event, table_id=meeting_table_id)
    flash(_("The table is open again."), "success")
    return redirect(url_for(".edit_blocks", slug=slug))
