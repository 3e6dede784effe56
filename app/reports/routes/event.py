"""The report of one event, as page and PDF."""

from dataclasses import replace

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.logic.amounts import Total
from app.agreements.logic.steps import OPEN_FOLLOW_UPS
from app.agreements.models.agreement import Agreement
from app.core.clock import now, today
from app.core.db import database
from app.core.display import date_range, day, label, language, money, say, zone
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import current_actor
from app.documents.logic import event_report as paper
from app.documents.logic.sheet import Lang, Paper
from app.documents.service import cached_bytes, content_key
from app.events.logic.states import HostRole
from app.events.models.event import Event
from app.events.queries.events import get_event
from app.pitches.queries.pitches import list_public_pitches
from app.reports.queries.event import EventFigures, event_figures, sum_of
from app.reports.queries.funnel import Figure, read_funnel, read_rounds
from app.reports.routes.blueprint import bp


def reported_event(slug: str) -> Event:
    """Return an event whose report the visitor may read."""
    event = get_event(database.session(), slug)
    authorise(current_actor(), Permission.REPORT_READ, event)
    return event


@bp.get("/events/<slug>/manage/report")
@requires(Permission.REPORT_READ)
def show_event_report(slug: str) -> ResponseReturnValue:
    """Show what came of an event, every figure with what it counts."""
    event = reported_event(slug)
    figures = event_figures(database.session(), event)
    return render_template(
        "reports/show_event_report.html", event=event, figures=figures, sum_of=sum_of, today=today(),
        open_states=OPEN_FOLLOW_UPS, headline=headline(figures), sum_note=sum_note(figures.total),
        funnel=read_funnel(database.session(), event.id), rounds=read_rounds(database.session(), event.id),
        projects=list_public_pitches(database.session(), event.id) if may_follow(event) else [],
    )  # fmt: skip


@bp.get("/events/<slug>/manage/report.pdf")
@requires(Permission.REPORT_READ)
def download_event_report(slug: str) -> ResponseReturnValue:
    """Give the report as PDF."""
    event = reported_event(slug)
    report = report_of(event_figures(database.session(), event), read_funnel(database.session(), event.id))
    key = content_key("event_report", today(), replace(report, paper=replace(report.paper, made_at=event.start_at)))
    content = cached_bytes("event-report", key, lambda: paper.print_event_report(report).content)
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{event.slug}-report.pdf"'
    return answer


def headline(figures: EventFigures) -> list[str]:
    """Say in sentences what was signed: projects, platforms apart, the rest."""
    lines = []
    if figures.projects:
        lines.append(_("%(num)d major transformation projects were signed.", num=len(figures.projects)))
    lines += [_("Apart from them: %(title)s.", title=row.title) for row in figures.platforms]
    if figures.others:
        lines.append(_("Further agreements: %(num)d.", num=len(figures.others)))
    return lines


def sum_note(summed: Total) -> str:
    """Say what a sum is made of, and how many amounts are not in it."""
    if not summed.count:
        words = _("Nothing was signed.")
    elif not summed.disclosed:
        words = _("No amount is disclosed (%(num)d agreements), so there is no sum.", num=summed.undisclosed)
    elif summed.undisclosed:
        words = _("%(num)d undisclosed, not part of the sum.", num=summed.undisclosed)
    else:
        words = _("All amounts are disclosed.")
    return str(words)


def may_follow(event: Event) -> bool:
    """Tell whether the visitor may see what became of single projects."""
    return may(current_actor(), Permission.FOLLOW_UP_EDIT, event)


def report_of(figures: EventFigures, funnel: list[Figure]) -> paper.EventReport:
    """Turn the figures into what the printed report says."""
    event = figures.event
    lang: Lang = "en" if language() == "en" else "zh"
    hosts = [link.organisation.name for link in event.organisers if link.role in (HostRole.HOST, HostRole.UNDERTAKER)]
    title = _("Report on %(event)s", event=event.title)
    return paper.EventReport(
        paper=Paper(title=title, made_at=now().astimezone(zone()), author=hosts[0] if hosts else "", lang=lang),
        event=event.title, organiser="　".join(hosts), date=day(today()),
        basics=((_("Event number"), event.number), (_("Date"), date_range(event.start_at, event.end_at)),
                (_("Place"), event.venue.name if event.venue else event.city or "—"),
                (_("Type"), label(event.event_type))),
        summary=(
            _("%(came)d people came, of %(expected)d with a place.", came=figures.came, expected=figures.expected),
            *headline(figures),
        ),
        attendance=tuple(paper.Attendance(group=g.group, registered=g.expected, attended=g.came)
                         for g in figures.attendance),
        questions=tuple(paper.Tally(name=label(theme), count=count) for theme, count in figures.questions.items()),
        agreements=tuple(_signed(row) for row in figures.agreements), sum_text=money(figures.total.shown),
        meetings=tuple(paper.Tally(name=label(state), count=count) for state, count in figures.meetings.items()),
        funnel=tuple(paper.Tally(name=say(each.name), count=each.count) for each in funnel),
        follow_ups=tuple(paper.Task(what=row.content, owner=row.owner.name if row.owner else "", due=day(row.due_on))
                         for row in figures.follow_ups if row.state in OPEN_FOLLOW_UPS),
        sources=(*definitions(), *dict.fromkeys(f"{say(each.name)}：{say(each.definition)}" for each in funnel)),
    )  # fmt: skip


def _signed(row: Agreement) -> paper.SignedAgreement:
    parties = tuple(party.printed_name for party in row.parties) or (row.supply_group or "—",)
    return paper.SignedAgreement(
        title=row.title, parties=parties, kind=label(row.agreement_type), amount=money(row.open_amount),
        disclosed=row.open_amount is not None,
    )  # fmt: skip


def definitions() -> list[str]:
    """Say what each figure counts."""
    return [
        _("People who came: different people with a check-in at the door, each counted once, in one group."),
        _("Questions: all questions asked about the pitches of the event, by theme, answered or not."),
        _("Meetings: one-to-one talks by their present state."),
        _("Agreements: those in the states signed, being performed or completed."),
        _("Sum: disclosed amounts only; undisclosed and secret ones are counted but not summed."),
    ]
