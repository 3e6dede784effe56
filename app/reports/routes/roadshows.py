"""The yearly table of roadshows that a registered platform has to file, as page, spreadsheet and PDF."""

from datetime import date, datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now, today
from app.core.db import database
from app.core.display import date_range, day, label, language, listed, money, say, zone
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.documents.logic import spreadsheet
from app.documents.logic.layout import text_width
from app.documents.logic.official import ACROSS
from app.documents.logic.sheet import Paper
from app.documents.logic.table_report import Chapter, TableReport, print_table_report
from app.events.logic.states import HostRole
from app.events.models.event import Event
from app.reports.queries.roadshows import (
    COLUMNS,
    Column,
    Figures,
    Roadshow,
    add_up,
    list_roadshows,
    list_years_of_events,
)
from app.reports.routes.blueprint import bp
from app.reports.routes.files import as_pdf, as_xlsx, meaning

FIGURE_WIDTH = 50.0
SUM_WIDTH = 70.0


def _year() -> int:
    years = list_years_of_events(database.session())
    return request.args.get("year", type=int) or (years[0] if years else today().year)


def _rows(year: int) -> list[Roadshow]:
    return list_roadshows(database.session(), current_actor(), year)


@bp.get("/reports/roadshows")
@requires(Permission.STATISTICS_READ)
def show_roadshows() -> ResponseReturnValue:
    """Show the events of a year with what has to be filed about each."""
    year = _year()
    rows = _rows(year)
    return render_template(
        "reports/show_roadshows.html", year=year, years=list_years_of_events(database.session()), rows=rows,
        hosts_of=hosts_of, place_of=place_of, definitions=definitions(), columns=COLUMNS, all=add_up(rows), shown=shown,
    )  # fmt: skip


@bp.get("/reports/roadshows.xlsx")
@requires(Permission.STATISTICS_READ)
def download_roadshows() -> ResponseReturnValue:
    """Give the table as a spreadsheet, with what each column counts."""
    year = _year()
    found = _rows(year)
    rows: list[tuple[spreadsheet.Cell, ...]] = [
        (
            row.event.number, row.event.title, label(row.event.event_type), _day_of(row.event.start_at),
            _day_of(row.event.end_at), place_of(row.event), hosts_of(row.event),
            *(row.value(column) for column in COLUMNS),
        )
        for row in found
    ]  # fmt: skip
    rows.append(("", _("Total"), "", None, None, "", "", *(add_up(found).value(column) for column in COLUMNS)))
    head = (
        _("Event number"), _("Event"), _("Type"), _("From"), _("Until (day)"), _("Place"), _("Hosts"),
        *(_("%(figure)s (yuan)", figure=say(column.title)) if column.is_money else say(column.title)
          for column in COLUMNS),
    )  # fmt: skip
    tables = [
        spreadsheet.Table(_("Roadshows of %(year)d", year=year), head, rows),
        spreadsheet.Table(_("Definitions"), (_("What is counted"),), [(line,) for line in definitions()]),
    ]
    return as_xlsx(tables, f"roadshows-{year}")


@bp.get("/reports/roadshows.pdf")
@requires(Permission.STATISTICS_READ)
def print_roadshows() -> ResponseReturnValue:
    """Give the table as a PDF in the layout of public documents."""
    year = _year()
    return as_pdf(print_table_report(report_of(year, _rows(year))).content, f"roadshows-{year}")


def report_of(year: int, rows: list[Roadshow]) -> TableReport:
    """Turn the figures of a year into what the printed table says."""
    title = _("Roadshows and matchmaking events of %(year)d", year=year)
    paper = Paper(title=title, made_at=now().astimezone(zone()), author=_("Luyan"),
                  lang="en" if language() == "en" else "zh")  # fmt: skip
    widths = tuple(SUM_WIDTH if column.is_money else FIGURE_WIDTH for column in COLUMNS)
    all_words = (_("Total"), *(shown(add_up(rows), column) for column in COLUMNS))
    table = Chapter(
        title=_("Events"),
        head=(_("Event"), *(say(column.title) for column in COLUMNS)),
        widths=(text_width(ACROSS) - sum(widths), *widths),
        rows=(*((_said_of(row.event), *(shown(row, column) for column in COLUMNS)) for row in rows), all_words),
    )  # fmt: skip
    return TableReport(
        paper=paper, title=title, date=day(today()), chapters=(_summary(rows), table), sources=tuple(definitions()),
        wide=True,
    )  # fmt: skip


def _summary(rows: list[Roadshow]) -> Chapter:
    """Say the sums of the year in sentences."""
    added = add_up(rows)
    return Chapter(
        title=_("Overview"),
        text=(
            _("%(events)d events took place, with %(pitches)d pitches and %(came)d people who came.",
              events=len(rows), pitches=added.pitches, came=added.came),
            _("%(meetings)d meetings were held and %(agreements)d agreements signed.",
              meetings=added.meetings, agreements=added.agreements),
        ),
    )  # fmt: skip


def _said_of(event: Event) -> str:
    """Return number, title, day, place and hosts of an event as one cell."""
    when = f"{event.number}　{date_range(event.start_at, event.end_at)}　{place_of(event)}"
    return "\n".join(part for part in (event.title, when, hosts_of(event)) if part)


def shown(figures: Figures, column: Column) -> str:
    """Return a figure as it is read; a sum without any agreement is nothing."""
    value = figures.value(column)
    if not column.is_money:
        return str(value)
    return money(figures.disclosed_sum) if figures.agreements else "—"


def _day_of(moment: datetime) -> date:
    return moment.astimezone(zone()).date()


def place_of(event: Event) -> str:
    """Return city and venue of an event."""
    return " · ".join(part for part in (event.city, event.venue.name if event.venue else None) if part)


def hosts_of(event: Event) -> str:
    """Return the hosts of an event, and who does the work."""
    roles = (HostRole.HOST, HostRole.UNDERTAKER)
    return listed(link.organisation.name for link in event.organisers if link.role in roles)


def definitions() -> list[str]:
    """Say which events are in the table, what each column counts, and where it comes from."""
    return [
        _("Events: those that took place in the year, by their first day; without those cancelled or postponed."),
        *(meaning(column.title, column.definition) for column in COLUMNS),
    ]
