"""The report of an evaluation: one for each thing a jury judged, from the result that holds."""

from statistics import fmean
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.display import day, label, say
from app.core.errors import NotFound, RuleBroken
from app.core.words import N_
from app.documents.logic.evaluation_report import Criterion, EvaluationReport, print_evaluation_report
from app.documents.logic.words import word
from app.documents.service import Made
from app.evaluation.logic.catalogue import Grade
from app.evaluation.logic.methods import Method
from app.evaluation.logic.states import PanelState
from app.evaluation.models import Panel, PanelOutcome, PanelTarget, ScoreSheet
from app.evaluation.queries.panels import list_outcomes, list_panels
from app.evaluation.service.outcomes import valid_sheets
from app.events.models.event import Event
from app.events.service.hosts import in_print_order
from app.reports.queries.gaps import Gap
from app.reports.service.people_papers import pdf
from app.reports.service.wanted import Wanted, paper_of

LOCKED = (PanelState.CLOSED, PanelState.REVEALED)
VALID_YEARS = 1


def list_judged(session: Session, event: Event) -> list[PanelTarget]:
    """Return what the locked juries of an event judged."""
    panels = [panel for panel in list_panels(session, event.id) if panel.state in LOCKED]
    return [target for panel in panels for target in panel.targets]


def evaluation_report(session: Session, event: Event, wanted: Wanted) -> EvaluationReport:
    """Return what the report says; judges are counted, and never named."""
    panel, target = _found(session, event, wanted.target_id)
    outcome = list_outcomes(session, panel.id)[0]
    row = next(each for each in outcome.rows if each["target"] == target.id)
    sheets = [sheet for _seat, sheet in valid_sheets(panel) if sheet.target_id == target.id]
    chain = in_print_order(event.organisers)
    name = panel.indicator_set.name_en if wanted.lang == "en" else panel.indicator_set.name
    closed = panel.closed_at.astimezone(ZoneInfo(event.zone)) if panel.closed_at else None
    return EvaluationReport(
        paper=paper_of(event, word(wanted.lang, "evaluation"), wanted, version=f"v{outcome.number}"),
        target=target.title, kind=name, organiser=chain[0].organisation.name if chain else event.title,
        date=day(outcome.made_at.astimezone(ZoneInfo(event.zone))),
        indicator_set=f"{name} v{panel.indicator_set.edition} · {panel.indicator_set.source}",
        method=label(panel.method), panel_note=_panel_note(panel, row["judges"]),
        criteria=_criteria(panel, sheets, wanted), score=row["value"],
        grade=label(Grade(row["grade"])) if row["grade"] else "", comments=_comments(sheets),
        valid_until=day(closed.replace(year=closed.year + VALID_YEARS, day=min(closed.day, 28))) if closed else "",
        limits=_limits(panel, outcome),
    )  # fmt: skip


def report_gaps(session: Session, event: Event) -> dict[str, list[Gap]]:
    """Return what each report on something a jury judged would leave open, by the key of the paper."""
    here = {"slug": event.slug}
    host = (
        [] if event.organisers else [Gap(N_("Host of the event, who issues the report"), "events.edit_hosts", "", here)]
    )
    found = {}
    for panel in (each for each in list_panels(session, event.id) if each.state in LOCKED):
        silent = Gap(N_("Comments of the judges"), "evaluation.show_panel", "", here | {"panel_id": panel.id})
        for target in panel.targets:
            said = _comments([sheet for _seat, sheet in valid_sheets(panel) if sheet.target_id == target.id])
            found[f"evaluation_report:{target.id}"] = [*host, *([] if said else [silent])]
    return found


def make_report(report: EvaluationReport) -> Made:
    """Draw the report."""
    return pdf(print_evaluation_report(report))


def _found(session: Session, event: Event, target_id: int | None) -> tuple[Panel, PanelTarget]:
    """Return what a report is about: a target of a locked jury of this event, and of no other."""
    if target_id is None:
        raise RuleBroken("Please choose what the report is about.")
    for panel in list_panels(session, event.id):
        target = next((each for each in panel.targets if each.id == target_id), None)
        if target is not None and panel.state in LOCKED:
            return panel, target
    raise NotFound("There is no result to report on.")


def _panel_note(panel: Panel, judges: int) -> str:
    recused = sum(bool(seat.conflicts) for seat in panel.seats)
    said = say(N_("%(num)d judges gave valid scores; their names are not published."), num=judges)
    if recused:
        aside = say(N_("Judges who stood aside because of a conflict of interest: %(num)d."), num=recused)
        return f"{said}\n{aside}"
    return said


def _criteria(panel: Panel, sheets: list[ScoreSheet], wanted: Wanted) -> tuple[Criterion, ...]:
    """Return what each criterion got on average; pairs of a comparison give no points."""
    criteria = panel.indicator_set.criteria
    total = sum(each.points for each in criteria) or 1
    if not sheets or panel.method is Method.PAIRWISE:
        return ()
    return tuple(
        Criterion(
            name=each.name_en if wanted.lang == "en" else each.name, weight=f"{100 * each.points / total:g}%",
            full=str(each.points), score=f"{fmean(float(sheet.points[each.code]) for sheet in sheets):.2f}",
        )
        for each in criteria
    )  # fmt: skip


def _comments(sheets: list[ScoreSheet]) -> tuple[str, ...]:
    """Return what the judges wrote, sorted by the words, so that nobody reads who wrote what."""
    return tuple(sorted({sheet.comment.strip() for sheet in sheets if sheet.comment and sheet.comment.strip()}))


def _limits(panel: Panel, outcome: PanelOutcome) -> tuple[str, ...]:
    if panel.method in (Method.PAIRWISE, Method.STANDARDISED):
        compared = say(N_("The method compares what one panel judged; the value says nothing outside this panel."))
    else:
        compared = ""
    reason = say(N_("Result version %(num)d: %(reason)s"), num=outcome.number, reason=outcome.reason or "")
    return tuple(text for text in (compared, reason if outcome.reason else "") if text)
