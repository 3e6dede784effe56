"""Taking a proof of concept through its gates: apply, plan, verify, report."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now, today
from app.core.db import check_version
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, ScopeKind, authorise
from app.library.facts import PocDecided, PocDeciderNamed, PocDue, PocHandedIn, PocWithdrawn
from app.library.logic import (
    ACHIEVEMENT_SHOWN,
    POC_MOST_MONTHS,
    POC_NEEDS,
    POC_RUNNING,
    POC_TEAM_ACTS,
    PocDeed,
    PocStage,
    PocState,
    PocVerdict,
    decide_by,
    due_of,
    gate_after,
    nearness,
)
from app.library.models import MEASURE, Achievement, PocGate, PocMeasure, PocProject, PocRecord
from app.library.queries import (
    list_poc_centres_to_ask,
    list_poc_deciders,
    list_poc_due,
    list_poc_of_achievement,
    next_attempt,
)

FIELDS: Final[dict[PocStage, frozenset[str]]] = {
    PocStage.APPLY: frozenset({"question", "expected_use", "trl_before"}),
    PocStage.PLAN: frozenset({"work", "budget", "months", "starts_on"}),
    PocStage.VERIFY: frozenset({"findings", "verified_on"}),
    PocStage.REPORT: frozenset({"summary", "trl_after", "advice"}),
}
DAYS_LOOKED_AHEAD: Final = 7


def apply_for_proof(
    session: Session, actor: Actor, *, achievement: Achievement, organisation_id: int, values: Mapping[str, Any]
) -> PocProject:
    """Begin an application, as a draft, at a proof-of-concept centre; one at a time for an achievement and a centre."""
    authorise(actor, Permission.POC_EDIT, achievement)
    if achievement.state not in ACHIEVEMENT_SHOWN:
        raise RuleBroken("An achievement can be put to the proof once it is in the library.")
    asked = next((each for each in list_poc_centres_to_ask(session) if each.id == organisation_id), None)
    if asked is None or asked.id == achievement.organisation_id:
        raise RuleBroken("Please choose a proof-of-concept centre.", field="organisation_id")
    before = list_poc_of_achievement(session, achievement.id)
    if any(each.is_running and each.organisation_id == asked.id for each in before):
        raise RuleBroken("This achievement is being put to the proof there already.", field="organisation_id")
    project = PocProject(
        number=next_number(session, "GN"), achievement_id=achievement.id, organisation_id=asked.id,
        applicant_id=achievement.organisation_id, centre_id=asked.centre_id, created_by=actor.person_id,
        attempt=next_attempt(session, achievement.id, asked.id), gates=[], measures=[],
    )  # fmt: skip
    session.add(project)
    session.flush()
    _open_gate(session, project, PocStage.APPLY)
    _write(project, values)
    session.flush()
    return project


def write_gate(
    session: Session, actor: Actor, *, project: PocProject, values: Mapping[str, Any], version: int | None = None
) -> None:
    """Write what the gate that was reached asks for, as a draft; `measures` and `results` are lists of pairs."""
    authorise(actor, Permission.POC_EDIT, project.team())
    check_version(project, version)
    _check_turn(project)
    months = values.get("months")
    if months is not None and not 1 <= months <= POC_MOST_MONTHS:
        raise RuleBroken("Between 1 and %(most)d months, please.", field="months", most=POC_MOST_MONTHS)
    if project.stage is PocStage.VERIFY and (values.get("verified_on") or today()) > today():
        raise RuleBroken("This day has not come yet.", field="verified_on")
    _write(project, values)
    if project.stage is PocStage.PLAN and "measures" in values:
        _write_measures(session, project, values["measures"])
    for measure, (result, is_met) in zip(project.measures, values.get("results", ()), strict=False):
        measure.result, measure.is_met = result, is_met
    project.updated_at = now()
    session.flush()


def missing_of(project: PocProject) -> list[str]:
    """Return what the gate that was reached still lacks, by the names of the fields."""
    return [name for name in POC_NEEDS[project.stage] if not _has(project, name)]


def hand_in(session: Session, actor: Actor, *, project: PocProject, version: int | None = None) -> None:
    """Hand the papers of a gate in for a decision."""
    authorise(actor, Permission.POC_EDIT, project.team())
    check_version(project, version)
    _check_turn(project)
    if missing := missing_of(project):
        raise RuleBroken("Something is missing before this can be handed in.", field=missing[0])
    gate = project.gate
    gate.handed_in_at, gate.handed_in_by, gate.decide_by = now(), actor.person_id, decide_by(today())
    gate.verdict = gate.reason = gate.decided_at = gate.decided_by = None
    project.state = PocState.SUBMITTED
    _note(session, actor, project, PocDeed.HANDED_IN)
    outbox.record(session, PocHandedIn(project.id, project.stage.value))
    _audit(session, project, PocDeed.HANDED_IN)


def decide_gate(
    session: Session, actor: Actor, *, project: PocProject, verdict: PocVerdict, reason: str,
    version: int | None = None,
) -> None:  # fmt: skip
    """Decide at a gate, with a reason: it is passed, comes back to be completed, or ends the proof."""
    authorise(actor, Permission.POC_DECIDE, project.judges())
    check_version(project, version)
    if project.state is not PocState.SUBMITTED:
        raise RuleBroken("Nothing waits for a decision here.")
    _check_judge(actor, project)
    if not reason.strip():
        raise RuleBroken("Please give a reason.", field="reason")
    gate, stage = project.gate, project.stage
    gate.verdict, gate.reason, gate.decided_at, gate.decided_by = verdict, reason.strip(), now(), actor.person_id
    deed = PocDeed(verdict.value)
    _note(session, actor, project, deed, reason)
    _go_on(session, project, verdict)
    outbox.record(session, PocDecided(project.id, stage.value, verdict.value, reason.strip()))
    _audit(session, project, deed)


def name_decider(session: Session, actor: Actor, *, project: PocProject, person_id: int) -> None:
    """Name who decides at the gate that was reached: somebody of the deciding side, and nobody of the team."""
    authorise(actor, Permission.POC_DECIDE, project.desk())
    _check_running(project)
    chosen = next((each for each in list_poc_deciders(session, project) if each.id == person_id), None)
    if chosen is None or chosen.id in {project.created_by, project.gate.handed_in_by}:
        raise RuleBroken("Please choose somebody of the deciding side.", field="person_id")
    if project.gate.decider_id == chosen.id:
        return
    project.gate.decider_id = chosen.id
    _note(session, actor, project, PocDeed.DECIDER_NAMED, chosen.name)
    outbox.record(session, PocDeciderNamed(project.id, project.stage.value, chosen.id))
    _audit(session, project, PocDeed.DECIDER_NAMED)


def move_due(session: Session, actor: Actor, *, project: PocProject, due_on: date, reason: str) -> None:
    """Give the team more or less time for the gate that was reached, with a reason."""
    authorise(actor, Permission.POC_DECIDE, project.desk())
    _check_running(project)
    if project.state is PocState.SUBMITTED:
        raise RuleBroken("The papers are in; now a decision is due.")
    if due_on < today():
        raise RuleBroken("Please choose a day that has not passed.", field="due_on")
    if not reason.strip():
        raise RuleBroken("Please give a reason.", field="reason")
    before, project.gate.due_on = project.gate.due_on, due_on
    note = f"{before.isoformat()} → {due_on.isoformat()} {reason.strip()}"
    _note(session, actor, project, PocDeed.DUE_MOVED, note)
    _audit(session, project, PocDeed.DUE_MOVED)


def withdraw_proof(session: Session, actor: Actor, *, project: PocProject, reason: str) -> None:
    """Give a proof of concept up, as its team, with a reason."""
    authorise(actor, Permission.POC_EDIT, project.team())
    _check_running(project)
    if not reason.strip():
        raise RuleBroken("Please give a reason.", field="reason")
    project.state, project.ended_on = PocState.WITHDRAWN, today()
    _note(session, actor, project, PocDeed.WITHDRAWN, reason)
    outbox.record(session, PocWithdrawn(project.id, project.stage.value, reason.strip()))
    _audit(session, project, PocDeed.WITHDRAWN)


def remind_of_gates(session: Session, day: date) -> int:
    """Remind whoever has to act, once when a date comes near and once when it has passed; count the reminders."""
    told = 0
    for project in list_poc_due(session, day + timedelta(days=DAYS_LOOKED_AHEAD)):
        gate, is_desk = project.gate, project.state is PocState.SUBMITTED
        until = gate.decide_by if is_desk and gate.decide_by else gate.due_on
        side, near = "desk" if is_desk else "team", nearness(until, day)
        key = f"{side}:{until.isoformat()}:{near}"
        if near is None or gate.reminded_of == key:
            continue
        gate.reminded_of = key
        outbox.record(session, PocDue(project.id, gate.stage.value, side, until.isoformat(), near == "late"))
        told += 1
    return told


def _go_on(session: Session, project: PocProject, verdict: PocVerdict) -> None:
    onward = gate_after(project.stage)
    if verdict is PocVerdict.RETURNED:
        project.state = PocState.RETURNED
        project.gate.due_on = max(project.gate.due_on, decide_by(today()))
    elif verdict is PocVerdict.STOPPED or onward is None:
        project.state = PocState.STOPPED if verdict is PocVerdict.STOPPED else PocState.COMPLETED
        project.ended_on = today()
    else:
        project.stage, project.state = onward, PocState.OPEN
        _open_gate(session, project, onward)
    session.flush()


def _open_gate(session: Session, project: PocProject, stage: PocStage) -> None:
    due = due_of(stage, today(), project.starts_on, project.months)
    project.gates.append(PocGate(project_id=project.id, stage=stage, due_on=due))
    session.flush()


def _write(project: PocProject, values: Mapping[str, Any]) -> None:
    for name in FIELDS[project.stage] & values.keys():
        setattr(project, name, values[name])


def _write_measures(session: Session, project: PocProject, measures: list[tuple[str, str]]) -> None:
    if [(each.name, each.target) for each in project.measures] == measures:
        return
    project.measures.clear()
    session.flush()
    project.measures += [PocMeasure(position=n, name=name, target=goal) for n, (name, goal) in enumerate(measures)]


def _has(project: PocProject, name: str) -> bool:
    if name == "results":
        return all(each.result and each.is_met is not None for each in project.measures)
    return bool(getattr(project, name))


def _check_turn(project: PocProject) -> None:
    if project.state not in POC_TEAM_ACTS:
        raise RuleBroken("This is not in the hands of the team now.")


def _check_running(project: PocProject) -> None:
    if project.state not in POC_RUNNING:
        raise RuleBroken("This proof of concept has ended.")


def _check_judge(actor: Actor, project: PocProject) -> None:
    gate = project.gate
    is_applicant = project.applicant_id in actor.scope_ids(ScopeKind.ORGANISATION)
    if is_applicant or actor.person_id in {project.created_by, gate.handed_in_by}:
        raise NotAllowed("Nobody decides on what the own side handed in.")
    if gate.decider_id not in {None, actor.person_id}:
        raise Conflict("Somebody else was named to decide at this gate.")


def _note(session: Session, actor: Actor, project: PocProject, deed: PocDeed, reason: str | None = None) -> None:
    """Add a line to the history; what was handed in or decided on is kept with it as it was."""
    content: dict[str, Any] = {}
    if deed is PocDeed.HANDED_IN:
        content = {name: _plain(getattr(project, name)) for name in sorted(FIELDS[project.stage])}
        if project.stage in {PocStage.PLAN, PocStage.VERIFY}:
            content["measures"] = [[getattr(each, name) for name in MEASURE] for each in project.measures]
    session.add(PocRecord(
        project_id=project.id, stage=project.stage, deed=deed, person_id=actor.person_id,
        reason=(reason or "").strip() or None, content=content,
    ))  # fmt: skip
    session.flush()


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | bool) else str(value)


def _audit(session: Session, project: PocProject, deed: PocDeed) -> None:
    detail = {"stage": project.stage.value, "number": project.number}
    write_audit(session, f"proof.{deed.value}", kind="achievement", row_id=project.achievement_id, detail=detail)
