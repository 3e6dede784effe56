"""Transfer statistics by year."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.logic.amounts import Total
from app.core.clock import now, today
from app.core.db import database
from app.core.display import day, label, language, money, zone
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.documents.logic.sheet import Paper
from app.documents.logic.spreadsheet import Table
from app.documents.logic.table_report import Chapter, TableReport, print_table_report
from app.reports.queries.yearly import YearlyFigures, YearlyFilter, list_years, yearly_figures
from app.reports.routes.blueprint import bp
from app.reports.routes.files import as_pdf, as_xlsx

REGION = "3301"


def _wanted() -> YearlyFilter:
    region = "".join(char for char in request.args.get("region", REGION) if char.isdigit())[:6]
    return YearlyFilter(year=request.args.get("year", type=int), region=region or REGION)


def _figures(wanted: YearlyFilter) -> YearlyFigures:
    return yearly_figures(database.session(), current_actor(), wanted)


def flow_words() -> dict[str, str]:
    """Return the names of the directions in which technology flows."""
    return {
        "local": _("Local: buyer and seller here"), "taken_in": _("Taken in: seller elsewhere"),
        "given_out": _("Given out: buyer elsewhere"), "elsewhere": _("Elsewhere"),
        "unknown": _("Region of a party not known"),
    }  # fmt: skip


@bp.get("/reports/yearly")
@requires(Permission.STATISTICS_READ)
def show_yearly() -> ResponseReturnValue:
    """Show what was signed by year, organisation and type."""
    wanted = _wanted()
    figures = _figures(wanted)
    years = sorted({*list_years(database.session()), *figures.by_year}, reverse=True)
    return render_template(
        "reports/show_yearly.html", figures=figures, wanted=wanted, years=years, flow_words=flow_words()
    )


@bp.get("/reports/yearly.csv")
@requires(Permission.STATISTICS_READ)
def download_yearly() -> ResponseReturnValue:
    """Give the sums by year and organisation as a table."""
    buffer = io.StringIO()
    table = csv.writer(buffer)
    heads = (
        _("Year"),
        _("Organisation"),
        _("Agreements"),
        _("Disclosed sum (yuan)"),
        _("Undisclosed"),
        _("Above 100 million yuan"),
    )
    table.writerow(heads)
    figures = _figures(_wanted())
    for (year, name), summed in figures.by_seller.items():
        shown = f"{summed.amount:.2f}" if summed.disclosed else ""
        flag = _("yes") if summed.breaks_hundred_million else ""
        table.writerow([year, _safe(name), summed.count, shown, summed.undisclosed, flag])
    table.writerow([])
    for kind, summed in figures.by_type.items():
        shown = f"{summed.amount:.2f}" if summed.disclosed else ""
        table.writerow(["", label(kind), summed.count, shown, summed.undisclosed, ""])
    answer = Response("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="yearly.csv"'
    return answer


def _safe(text: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    return f"'{text}" if text[:1] in "=+-@" and text else text


@bp.get("/reports/yearly.xlsx")
@requires(Permission.STATISTICS_READ)
def download_yearly_table() -> ResponseReturnValue:
    """Give the sums by year, organisation, type and direction as a spreadsheet."""
    figures = _figures(_wanted())
    sums = (_("Agreements"), _("Disclosed sum (yuan)"), _("Undisclosed"))
    tables = [
        Table(_("By year"), (_("Year"), *sums), [(year, *_cells(each)) for year, each in figures.by_year.items()]),
        Table(_("By organisation"), (_("Year"), _("Organisation"), *sums),
              [(*key, *_cells(each)) for key, each in figures.by_seller.items()]),
        Table(_("By type"), (_("Type of agreement"), *sums),
              [(label(kind), *_cells(each)) for kind, each in figures.by_type.items()]),
        Table(_("Local and outside"), (_("Direction"), *sums),
              [(flow_words()[flow], *_cells(each)) for flow, each in figures.by_flow.items()]),
        Table(_("Definitions"), (_("What is counted"),), [(line,) for line in yearly_definitions()]),
    ]  # fmt: skip
    return as_xlsx(tables, "yearly")


@bp.get("/reports/yearly.pdf")
@requires(Permission.STATISTICS_READ)
def print_yearly() -> ResponseReturnValue:
    """Give the statistics as a report in the layout of public documents."""
    wanted = _wanted()
    return as_pdf(print_table_report(yearly_report(_figures(wanted), wanted)).content, f"yearly-{wanted.year or 'all'}")


def yearly_report(figures: YearlyFigures, wanted: YearlyFilter) -> TableReport:
    """Turn the figures of a year into what the printed report says."""
    title = (
        _("Technology transfer in %(year)d", year=wanted.year) if wanted.year else _("Technology transfer, all years")
    )
    paper = Paper(title=title, made_at=now().astimezone(zone()), author=_("Luyan"),
                  lang="en" if language() == "en" else "zh")  # fmt: skip
    sums = (_("Agreements"), _("Disclosed sum"), _("Undisclosed"))

    def chapter(name: str, head: str, rows: Iterable[tuple[str, Total]]) -> Chapter:
        listed = [(text, each) for text, each in rows]
        return Chapter(title=name, head=(head, *sums), rows=tuple((text, *_words(each)) for text, each in listed),
                       widths=(262.0, 50.0, 80.0, 50.0))  # fmt: skip

    organisations = ((_("%(name)s (%(year)d)", name=name or _("Not named in the source"), year=year), each)
                     for (year, name), each in figures.by_seller.items())  # fmt: skip
    return TableReport(
        paper=paper, title=title, date=day(today()), sources=tuple(yearly_definitions()),
        chapters=(
            chapter(_("By year"), _("Year"), ((str(year), each) for year, each in figures.by_year.items())),
            chapter(_("By organisation"), _("Organisation"), organisations),
            chapter(_("By type"), _("Type of agreement"),
                    ((label(kind), each) for kind, each in figures.by_type.items())),
            chapter(_("Local and outside"), _("Direction"),
                    ((flow_words()[flow], each) for flow, each in figures.by_flow.items())),
        ),
    )  # fmt: skip


def _cells(each: Total) -> tuple[int, Decimal | None, int]:
    return each.count, each.shown, each.undisclosed


def _words(each: Total) -> tuple[str, str, str]:
    return str(each.count), money(each.shown) if each.count else "—", str(each.undisclosed)


def yearly_definitions() -> list[str]:
    """Say what the sums count, and where they come from."""
    return [
        _("Agreements: those in the states signed, being performed or completed, in the year of signing."),
        _("Sum: disclosed amounts only; undisclosed and secret ones are counted but not summed."),
        _("Organisation: party B, which gives the technology."),
        _("Direction: from the regions of buyer and seller in the register of organisations."),
    ]
