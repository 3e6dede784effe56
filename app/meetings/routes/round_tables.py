"""Expert tables and round-robin tables of an event, their minutes, and sheets to print."""

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.investors.queries import list_participations
from app.matching.logic.wishes import NeedSide
from app.matching.queries.need_cards import list_open_needs
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.forms import RoundTablesForm, TableMinutesForm
from app.meetings.logic.round_tables import LEAST_EXPERTS
from app.meetings.logic.sizes import times_for_needs, times_to_go_around
from app.meetings.logic.states import SeatRole
from app.meetings.queries.ground import list_slots, list_tables
from app.meetings.queries.round_tables import (
    get_round_table,
    list_event_experts,
    list_round_tables,
    read_need_voices,
)
from app.meetings.routes.blueprint import bp, managed_event, slot_words
from app.meetings.service import round_tables as service
from app.pitches.queries.pitches import list_event_pitches

MOST_FACES = 24


@bp.route("/events/<slug>/manage/meetings/tables-for-more", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def list_tables_for_more(slug: str) -> ResponseReturnValue:
    """Show tables for more than two, and seat experts or guests."""
    event = managed_event(slug)
    form = RoundTablesForm()
    if form.validate_on_submit():
        size = form.size.data or 2
        try:
            with database.transaction() as session:
                if form.kind.data == "experts":
                    made = service.seat_experts(session, current_actor(), event=event, least=size, most=size + 2)
                else:
                    made = service.let_guests_go_around(session, current_actor(), event=event, seats=size)
        except RuleBroken as error:
            form.reject(error)
        else:
            words = ngettext("One table is set.", "%(num)d tables are set.", len(made))
            flash(words, "success")
            return redirect(url_for(".list_tables_for_more", slug=slug))
    event, session = managed_event(slug), database.session()
    experts, voices = list_event_experts(session, event.id), read_need_voices(session, event.id)
    page = render_template(
        "meetings/list_tables_for_more.html", event=event, form=form, tables=list_round_tables(session, event.id),
        needs=list_open_needs(session, event.id), experts=experts, SeatRole=SeatRole,
        helpers=Counter(need for expert in experts for need in expert.needs), least=LEAST_EXPERTS,
        sizes=_sizes(event, form.size.data or LEAST_EXPERTS), slot_words=slot_words,
        wished=Counter(need for need, _person in voices.loud),
        refused=Counter(need for need, _person in voices.refused), said=voices.said, NeedSide=NeedSide,
        faces=[each for each in experts if each.person_id][:MOST_FACES] if voices.said else [],
    )  # fmt: skip
    return page, form.status


def _sizes(event: Event, size: int) -> dict[str, int | None]:
    """Return what both kinds of tables would need, with so many people at each."""
    session = database.session()
    hosts = sum(each.representative is not None for each in list_participations(session, event.id))
    guests = sum(each.presenter is not None for each in list_event_pitches(session, event.id, OPEN_PITCHES))
    needs, experts = list_open_needs(session, event.id), list_event_experts(session, event.id)
    tables = len(list_tables(session, event.id, is_open=True))
    return {
        "size": size, "hosts": hosts, "guests": guests, "tables": tables, "slots": len(list_slots(session, event.id)),
        "around": times_to_go_around(hosts, guests, size),
        "facing": times_for_needs(len(needs), len(experts), tables, least=max(size, LEAST_EXPERTS)),
    }  # fmt: skip


@bp.post("/events/<slug>/manage/meetings/tables-for-more/clear")
@requires(Permission.MEETING_PLAN)
def clear_tables_for_more(slug: str) -> ResponseReturnValue:
    """Take expert tables or round-robin tables away."""
    event = managed_event(slug)
    with database.transaction() as session:
        count = service.clear_tables(
            session, current_actor(), event=event, of_needs=request.form.get("kind") == "experts"
        )
    flash(ngettext("One table is taken away.", "%(num)d tables are taken away.", count), "success")
    return redirect(url_for(".list_tables_for_more", slug=slug))


@bp.route("/events/<slug>/manage/meetings/tables-for-more/<int:round_table_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def edit_table_minutes(slug: str, round_table_id: int) -> ResponseReturnValue:
    """Write down what a table said."""
    event = managed_event(slug)
    table = get_round_table(database.session(), event.id, round_table_id)
    form = TableMinutesForm(obj=table)
    if form.validate_on_submit():
        with database.transaction() as session:
            service.write_minutes(
                session, current_actor(), event=event, round_table_id=round_table_id, text=form.minutes_text.data or ""
            )
        flash(_("Saved."), "success")
        return redirect(url_for(".list_tables_for_more", slug=slug))
    page = render_template(
        "meetings/edit_table_minutes.html", event=event, table=table, form=form, slot_words=slot_words
    )
    return page, form.status


@bp.get("/events/<slug>/manage/meetings/tables-for-more/print")
@requires(Permission.MEETING_PLAN)
def print_minutes_sheets(slug: str) -> ResponseReturnValue:
    """Show a minutes sheet for every table, for paper."""
    event = managed_event(slug)
    tables = list_round_tables(database.session(), event.id)
    return render_template("meetings/print_minutes_sheets.html", event=event, tables=tables, slot_words=slot_words)
