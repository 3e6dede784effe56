"""What people are told about proofs of concept."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.library import facts
from app.library.logic import PocStage, PocVerdict
from app.library.models import PocGate, PocProject
from app.library.queries import find_poc_project
from app.notifications.logic import Template, Trusted
from app.notifications.queries.recipients import list_members, list_operators
from app.notifications.service.telling import Notice, tell


def tell_handed_in(session: Session, fact: facts.PocHandedIn) -> None:
    """Tell whoever decides that papers wait."""
    project, gate = _read(session, fact)
    _tell(session, Template.PROOF_HANDED_IN, fact, _desk(session, project, gate), {"day": gate.decide_by})


def tell_decided(session: Session, fact: facts.PocDecided) -> None:
    """Tell the team what was decided, and why."""
    project, _gate = _read(session, fact)
    values = {"verdict": PocVerdict(fact.verdict)}
    _tell(session, Template.PROOF_DECIDED, fact, _team(session, project), values, fact.reason)


def tell_decider(session: Session, fact: facts.PocDeciderNamed) -> None:
    """Tell somebody who was named by somebody else."""
    if fact.person_id != session.info.get("fact_by"):
        _tell(session, Template.PROOF_DECIDER, fact, {fact.person_id})


def tell_due(session: Session, fact: facts.PocDue) -> None:
    """Remind the side whose turn it is; the centre learns of papers that are late, too."""
    project, gate = _read(session, fact)
    people = _desk(session, project, gate) if fact.side == "desk" or fact.is_late else set()
    people |= _team(session, project) if fact.side == "team" else set()
    template = Template.PROOF_LATE if fact.is_late else Template.PROOF_DUE
    _tell(session, template, fact, people, {"day": date.fromisoformat(fact.due_on)})


def tell_withdrawn(session: Session, fact: facts.PocWithdrawn) -> None:
    """Tell the deciding side that the team gave up, and why."""
    project, gate = _read(session, fact)
    _tell(session, Template.PROOF_WITHDRAWN, fact, _desk(session, project, gate), None, fact.reason)


def _read(session: Session, fact: facts.PocFact) -> tuple[PocProject, PocGate]:
    project = find_poc_project(session, fact.project_id)
    return project, next(each for each in project.gates if each.stage == fact.stage)


def _team(session: Session, project: PocProject) -> set[int | None]:
    return {project.created_by, *list_members(session, [project.applicant_id])}


def _desk(session: Session, project: PocProject, gate: PocGate) -> set[int | None]:
    """Return who decides: the person named, or else the people of the proof-of-concept centre, or the centre above."""
    if gate.decider_id is not None:
        return {gate.decider_id}
    members = list_members(session, [project.organisation_id])
    return {*(members or list_operators(session, project.centre_id))}


def _tell(
    session: Session, template: Template, fact: facts.PocFact, people: set[int | None],
    more: Mapping[str, object] | None = None, quote: str | None = None,
) -> None:  # fmt: skip
    project, _gate = _read(session, fact)
    values = {"title": project.achievement.title, "number": Trusted(project.number), "stage": PocStage(fact.stage)}
    notice = Notice(template=template, values={**values, **(more or {})}, path={"number": project.number}, quote=quote)
    tell(session, notice, people)
