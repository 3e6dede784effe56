"""The yearly table of roadshows that a registered platform has to file, as page, spreadsheet and PDF."""

from datetime import date, datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now, today
from app.core.db import database
from app.core.display import date_range, day, label, language, money, zone
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.documents.logic import spreadsheet
from app.documents.logic.sheet import Paper
from app.documents.logic.table_report import Chapter, TableReport, print_table_report
from app.events.logic.states import HostRole
from app.events.models.event import Event
from app.reports.queries.roadshows import Roadshow, list_roadshows, list_years_of_events
from app.reports.routes.blueprint import bp
from app.reports.routes.files import as_pdf, as_xlsx


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
    return render_template(
        "reports/show_roadshows.html", year=year, years=list_years_of_events(database.session()), rows=_rows(year),
        hosts_of=hosts_of, definitions=definitions(),
    )  # fmt: skip


@bp.get("/reports/roadshows.xlsx")
@requires(Permission.STATISTICS_READ)
def download_roadshows() -> ResponseReturnValue:
    """Give the table as a spreadsheet, with what each column counts."""
    year = _year()
    rows = [
        (
            row.event.number, row.event.title, label(row.event.event_type), _day_of(row.event.start_at),
            _day_of(row.event.end_at), place_of(row.event), hosts_of(row.event), row.pitches,
            row.investors, row.registered, row.came, row.meetings, row.signed.count, row.signed.shown,
            row.signed.undisclosed, row.contracts,
        )
        for row in _rows(year)
    ]  # fmt: skip
    head = (
        _("Event number"), _("Event"), _("Type"), _("From"), _("Until (day)"), _("Place"), _("Hosts"), _("Pitches"),
        _("Investors"), _("With a place"), _("Came"), _("Meetings held"), _("Agreements signed"),
        _("Disclosed sum (yuan)"), _("Of these undisclosed"), _("Contracts registered"),
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
    narrow = (34.0, 40.0, 34.0, 40.0, 40.0, 62.0)
    table = Chapter(
        title=_("Events"),
        head=(_("Event"), _("Pitches"), _("Investors"), _("Came"), _("Meetings held"), _("Agreements signed"),
              _("Disclosed sum")),
        widths=(442.0 - sum(narrow), *narrow),
        rows=tuple(
            (
                "\n".join((row.event.title, f"{date_range(row.event.start_at, row.event.end_at)} {place_of(row.event)}",
                           hosts_of(row.event))),
                str(row.pitches), str(row.investors), str(row.came), str(row.meetings), str(row.signed.count),
                money(row.signed.shown) if row.signed.count else "—",
            )
            for row in rows
        ),
        note=_("%(num)d agreements are undisclosed and not part of the sums.", num=_undisclosed(rows))
        if _undisclosed(rows) else "",
    )  # fmt: skip
    summary = Chapter(
        title=_("Overview"),
        text=(
            _("%(events)d events took place, with %(pitches)d pitches and %(came)d people who came.",
              events=len(rows), pitches=sum(row.pitches for row in rows), came=sum(row.came for row in rows)),
            _("%(meetings)d meetings were held and %(agreements)d agreements signed.",
              meetings=sum(row.meetings for row in rows), agreements=sum(row.signed.count for row in rows)),
        ),
    )  # fmt: skip
    return TableReport(
        paper=paper, title=title, date=day(today()), chapters=(summary, table), sources=tuple(definitions())
    )


def _day_of(moment: datetime) -> date:
    return moment.astimezone(zone()).date()


def _undisclosed(rows: list[Roadshow]) -> int:
    return sum(row.signed.undisclosed for row in rows)


def place_of(event: Event) -> str:
    """Return city and venue of an event."""
    return " · ".join(part for part in (event.city, event.venue.name if event.venue else None) if part)


def hosts_of(event: Event) -> str:
    """Return the hosts of an event, and who does the work."""
    roles = (HostRole.HOST, HostRole.UNDERTAKER)
    return "、".join(link.organisation.name for link in event.organisers if link.role in roles)


def definitions() -> list[str]:
    """Say what each column counts, and where it comes from."""
    return [
        _("Events: those that took place in the year, by their first day; without those cancelled or postponed."),
        _("Pitches: those certain to be on stage or presented, from the pitches of the event."),
        _("Investors: institutions that take part in the event, from their participation."),
        _("Registered and came: different people with a place, and of these those checked in at the door."),
        _("Meetings held: one-to-one talks that took place."),
        _("Agreements: signed, being performed or completed; the sum has disclosed amounts only."),
        _("Contracts registered: technology contracts of the event with a registration number, as noted by hand."),
    ]
