"""The figures of one event as a spreadsheet."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import label, listed, say
from app.core.permissions import Permission, requires
from app.documents.logic.spreadsheet import Table
from app.reports.queries.event import EventFigures, event_figures
from app.reports.queries.funnel import read_funnel, read_rounds
from app.reports.routes.blueprint import bp
from app.reports.routes.event import definitions, reported_event, stages_of
from app.reports.routes.files import as_xlsx


@bp.get("/events/<slug>/manage/report.xlsx")
@requires(Permission.REPORT_READ)
def download_event_table(slug: str) -> ResponseReturnValue:
    """Give the figures of an event as tables, each with what it counts."""
    event = reported_event(slug)
    session = database.session()
    figures = event_figures(session, event)
    funnel = [(say(each.name), each.count, say(each.definition)) for each in read_funnel(session, event.id)]
    rounds = [
        (f"T+{each.days}", each.pairs, each.done, stages_of(each))
        for each in read_rounds(session, event.id)
    ]  # fmt: skip
    tables = [
        *_counts(figures),
        Table(_("From stage to contract"), (_("Got as far as"), _("How many"), _("What is counted")), funnel),
        Table(_("Follow-up rounds"), (_("Follow-up round"), _("Pairs"), _("Pairs that are closed"), _("Stages")),
              rounds),
        _signed(figures),
        _promised(figures),
        Table(_("Definitions"), (_("What is counted"),), [(line,) for line in definitions()]),
    ]  # fmt: skip
    return as_xlsx(tables, f"{event.slug}-report")


def _counts(figures: EventFigures) -> list[Table]:
    attendance = [(each.group, each.expected, each.came) for each in figures.attendance if figures.counts_people]
    pitches = [(label(state), count) for state, count in figures.pitches.items() if count]
    questions = [(label(theme), count) for theme, count in figures.questions.items()]
    meetings = [(label(state), count) for state, count in figures.meetings.items()]
    return [
        Table(_("Attendance"), (_("Group"), _("With a place"), _("Came")), attendance),
        Table(_("Pitches"), (_("State"), _("How many")), pitches),
        Table(_("Questions"), (_("Theme"), _("How many")), questions),
        Table(_("Meetings"), (_("State"), _("How many")), meetings),
    ]


def _signed(figures: EventFigures) -> Table:
    rows = [
        (
            row.number, row.title, label(row.agreement_type),
            listed(party.printed_name for party in row.parties) or (row.supply_group or ""), row.sign_on,
            row.open_amount, "" if row.open_amount is not None else _("undisclosed"),
        )
        for row in figures.agreements
    ]  # fmt: skip
    head = (_("Number"), _("Agreement"), _("Type of agreement"), _("Parties"), _("Signed on"), _("Amount (yuan)"),
            _("Note"))  # fmt: skip
    return Table(_("Agreements"), head, rows)


def _promised(figures: EventFigures) -> Table:
    rows = [
        (row.content, row.owner.name if row.owner else "", row.due_on, label(row.state), row.result or "")
        for row in figures.follow_ups
    ]
    head = (_("What is to be done"), _("Who"), _("Until"), _("State"), _("What came of it"))
    return Table(_("Follow-ups"), head, rows)
