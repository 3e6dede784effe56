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
from app.core.display import date_range, day, label, language, listed, money, say, zone
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
from app.reports.queries.funnel import Figure, Round, read_funnel, read_rounds
from app.reports.routes.blueprint import bp
from app.reports.routes.files import meaning


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
        definitions=definitions(),
    )  # fmt: skip


@bp.get("/events/<slug>/manage/report.pdf")
@requires(Permission.REPORT_READ)
def download_event_report(slug: str) -> ResponseReturnValue:
    """Give the report as PDF."""
    event = reported_event(slug)
    session = database.session()
    report = report_of(
        event_figures(session, event), read_funnel(session, event.id), read_rounds(session, event.id)
    )  # fmt: skip
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


def report_of(figures: EventFigures, funnel: list[Figure], rounds: list[Round]) -> paper.EventReport:
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
            _("%(came)d people came, of %(expected)d with a place.", came=figures.came, expected=figures.expected)
            if figures.counts_people else _("Nobody registered here, so who came is not known."),
            *headline(figures),
        ),
        attendance=tuple(paper.Attendance(group=g.group, registered=g.expected, attended=g.came)
                         for g in figures.attendance if figures.counts_people),
        pitches=tuple(paper.Tally(name=label(state), count=count) for state, count in figures.pitches.items() if count),
        questions=tuple(paper.Tally(name=label(theme), count=count) for theme, count in figures.questions.items()),
        agreements=tuple(_signed(row) for row in figures.agreements), sum_text=money(figures.total.shown),
        meetings=tuple(paper.Tally(name=label(state), count=count) for state, count in figures.meetings.items()),
        funnel=tuple(paper.Tally(name=say(each.name), count=each.count) for each in funnel),
        follow_ups=tuple(paper.Task(what=row.content, owner=row.owner.name if row.owner else "", due=day(row.due_on))
                         for row in figures.follow_ups if row.state in OPEN_FOLLOW_UPS),
        rounds=tuple(_round(each) for each in rounds),
        sources=(*definitions(), *dict.fromkeys(meaning(each.name, each.definition) for each in funnel)),
    )  # fmt: skip


def _signed(row: Agreement) -> paper.SignedAgreement:
    parties = tuple(party.printed_name for party in row.parties) or (row.supply_group or "—",)
    return paper.SignedAgreement(
        title=row.title, parties=parties, kind=label(row.agreement_type), amount=money(row.open_amount),
        disclosed=row.open_amount is not None,
    )  # fmt: skip


def _round(found: Round) -> paper.Round:
    return paper.Round(name=f"T+{found.days}", pairs=found.pairs, done=found.done, stages=stages_of(found))


def stages_of(found: Round) -> str:
    """Return how many pairs of a round stand at which stage, in words."""
    return listed(f"{label(stage)} {count}" for stage, count in found.stages.items())


def definitions() -> list[str]:
    """Say what each figure counts, and where it comes from."""
    return [
        _("With a place: different people with a confirmed place, by group. Source: the registrations."),
        _("Came: of these, different people checked in. Source: the check-in at the door."),
        _("Pitches: all pitches handed in for this event, by their present state. Source: the pitches of the event."),
        _("Questions: all questions about the pitches, by theme, answered or not. Source: the questions of the stage."),
        _("Meetings: one-to-one talks by their present state. Source: the meetings of the event."),
        _("Agreements: signed, being performed or completed. Source: the agreements of the event."),
        _("Sum: disclosed amounts only; undisclosed and secret ones are counted but not summed. "
          "Source: the same agreements."),
        _("Follow-up rounds: pairs of one investor and one pitch by their stage at that time; closed ones are done. "
          "Source: the follow-ups of the event."),
    ]  # fmt: skip
