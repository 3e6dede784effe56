"""What a jury found: the page everybody sees once it is revealed, papers, and the indicator sets."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.db import database
from app.core.display import day, label, language
from app.core.errors import NotFound
from app.core.permissions import Permission, may, public, requires
from app.core.web import attempt, current_actor
from app.documents.logic.sheet import Lang, Paper
from app.evaluation.logic.papers import TablePaper, print_table_paper
from app.evaluation.logic.states import PanelState, SheetState
from app.evaluation.models import Panel, PanelSeat
from app.evaluation.queries.panels import get_panel, get_set, list_corrections, list_outcomes, list_sets
from app.evaluation.routes.blueprint import bp, named, own_event, own_panel
from app.evaluation.routes.judging import own_seat
from app.evaluation.service.sets import weigh_anew
from app.evaluation.service.signed_papers import changes_after_lock, signed_paper
from app.events.logic.states import Visibility
from app.events.queries.programme_public import check_visible
from app.pitches.queries.pitches import get_event_by_slug

LOCKED = (PanelState.CLOSED, PanelState.REVEALED)


@bp.get("/events/<slug>/jury/<int:panel_id>")
@public
def show_results(slug: str, panel_id: int) -> ResponseReturnValue:
    """Show the places once they are revealed."""
    session = database.session()
    event = get_event_by_slug(session, slug)
    check_visible(session, current_actor(), event)
    g.zone = ZoneInfo(event.zone)
    panel = get_panel(session, panel_id)
    is_open = panel.state is PanelState.REVEALED or may(current_actor(), Permission.EVALUATION_RUN, event)
    outcomes = list_outcomes(session, panel.id)
    if panel.event_id != event.id or not is_open or not outcomes:
        raise NotFound("There is no such panel.")
    return render_template(
        "evaluation/show_results.html", event=event, panel=panel, outcome=outcomes[0], named=named,
        is_revealed=panel.state is PanelState.REVEALED, closed=closed_targets(panel),
    )  # fmt: skip


def closed_targets(panel: Panel) -> set[int]:
    """Return the targets whose names are for invited readers only."""
    return {each.id for each in panel.targets if each.pitch and each.pitch.visibility is Visibility.NAMED}


def _paper(panel: Panel, title: str, number: str, *, made_at: datetime, version: int) -> Paper:
    lang: Lang = "en" if language() == "en" else "zh"
    return Paper(
        title=title, made_at=made_at.astimezone(ZoneInfo(panel.event.zone)), number=number, lang=lang,
        subject=f"{title} · {panel.event.title}", version=f"v{version}" if version else "",
    )  # fmt: skip


def _pdf(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename={name}.pdf"
    return answer


@bp.get("/events/<slug>/manage/jury/<int:panel_id>/result.pdf")
@requires(Permission.EVALUATION_RUN)
def download_result(slug: str, panel_id: int) -> ResponseReturnValue:
    """Give the result as a paper that carries the signature of the platform, and places for those of the judges."""
    event, panel = own_panel(slug, panel_id)
    outcomes = list_outcomes(database.session(), panel.id)
    if not outcomes:
        raise NotFound("There is no result yet.")
    last = outcomes[0]
    said = TablePaper(
        paper=_paper(panel, _("Result of the jury"), panel.number, made_at=last.made_at, version=last.number),
        facts=(
            (_("Event"), event.title), (_("Panel"), panel.title), (_("Indicator set"), _set_name(panel)),
            (_("Method"), label(panel.method)), (_("Judges"), str(last.panel_size)), (_("Version"), str(last.number)),
        ),
        head=(_("Pitch"), _("Number"), _("Result"), _("Judges"), _("Place")),
        rows=tuple(
            (row["title"], row["number"], row["value"], str(row["judges"]), str(row["place"])) for row in last.rows
        ),
        notes=(_("For reference; not a basis for prices in a transaction."), last.reason or ""),
        signatures=tuple(_signature(seat) for seat in panel.seats if seat.sheets),
    )  # fmt: skip
    return _pdf(signed_paper(said), f"{panel.number}-result")


@bp.get("/my/jury/<int:panel_seat_id>/sheet.pdf")
@requires(Permission.REVIEW_WRITE)
def download_my_sheet(panel_seat_id: int) -> ResponseReturnValue:
    """Give a judge the own score sheet, as it was handed in; it is signed once the scores are locked."""
    seat = own_seat(panel_seat_id)
    return _sheet_of(seat.panel, seat)


@bp.get("/events/<slug>/manage/jury/<int:panel_id>/seats/<int:panel_seat_id>/sheet.pdf")
@requires(Permission.EVALUATION_RUN)
def download_sheet(slug: str, panel_id: int, panel_seat_id: int) -> ResponseReturnValue:
    """Give the score sheet of a judge, once the scores are locked."""
    _event, panel = own_panel(slug, panel_id)
    seat = next((each for each in panel.seats if each.id == panel_seat_id), None)
    if seat is None or panel.state not in LOCKED:
        raise NotFound("There is no such score sheet.")
    return _sheet_of(panel, seat)


def _sheet_of(panel: Panel, seat: PanelSeat) -> Response:
    is_locked = panel.state in LOCKED
    changed = changes_after_lock(panel, seat, list_corrections(database.session(), panel.id)) if is_locked else []
    made_at = (changed[-1] if changed else panel.closed_at) if is_locked else None
    criteria = panel.indicator_set.criteria
    titles = {target.id: f"{target.number} {target.title}" for target in panel.targets}
    sheets = [sheet for sheet in seat.sheets if sheet.state is SheetState.SUBMITTED]
    said = TablePaper(
        paper=_paper(panel, _("Score sheet"), f"{panel.number}-{seat.id}", made_at=made_at or now(),
                     version=1 + len(changed) if is_locked else 0),
        facts=(
            (_("Event"), panel.event.title), (_("Panel"), panel.title), (_("Indicator set"), _set_name(panel)),
            (_("Judge"), seat.person.name), (_("Date"), day(panel.closed_at or now())),
        ),
        head=(_("Pitch"), *(f"{named(each)} ({each.points})" for each in criteria), _("Total")),
        rows=tuple(
            (titles[sheet.target_id], *(f"{float(sheet.points[each.code]):g}" for each in criteria), f"{sheet.total:g}")
            for sheet in sheets
        ),
        notes=tuple(f"{titles[sheet.target_id]}: {sheet.comment}" for sheet in sheets if sheet.comment),
        signatures=(_signature(seat),),
    )  # fmt: skip
    content = signed_paper(said) if is_locked else print_table_paper(said).content
    return _pdf(content, f"{panel.number}-{seat.id}")


def _signature(seat: PanelSeat) -> str:
    return str(_("Judge: %(name)s    Signature: ________________    Date: ____________", name=seat.person.name))


def _set_name(panel: Panel) -> str:
    return f"{named(panel.indicator_set)} v{panel.indicator_set.edition}"


@bp.get("/events/<slug>/manage/jury/sets")
@requires(Permission.EVALUATION_RUN)
def list_indicator_sets(slug: str) -> ResponseReturnValue:
    """List the indicator sets of an event, with every edition."""
    event = own_event(slug)
    sets = list_sets(database.session(), event.id)
    return render_template("evaluation/list_indicator_sets.html", event=event, sets=sets, named=named)


@bp.post("/events/<slug>/manage/jury/sets/<int:indicator_set_id>")
@requires(Permission.EVALUATION_RUN)
def weigh_indicators(slug: str, indicator_set_id: int) -> ResponseReturnValue:
    """Give the criteria other weights, in a new edition when the present one is in use."""
    event = own_event(slug)
    found = get_set(database.session(), indicator_set_id)
    if found.event_id != event.id:
        raise NotFound("There is no such indicator set.")
    points = {each.code: request.form.get(each.code, 0, int) for each in found.criteria}
    attempt(
        lambda session: weigh_anew(session, current_actor(), set_id=found.id, points=points),
        _("Saved. Panels that already score keep their edition."),
    )
    return redirect(url_for(".list_indicator_sets", slug=event.slug))
