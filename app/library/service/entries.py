"""Entering achievements and needs, and moving them through sorting into the library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now, today
from app.core.db import check_version
from app.core.errors import NotFound, RuleBroken
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, Role, ScopeKind, authorise, may
from app.library.facts import EntryReturned, EntryStepped, EntrySubmitted, ExpertAnswered, ExpertAsked, ExpertReleased
from app.library.logic import (
    ACHIEVEMENT_EDITS,
    ACHIEVEMENT_NEEDS_REASON,
    NEED_EDITS,
    NEED_NEEDS_REASON,
    NEED_SHOWN,
    AchievementState,
    ExpertState,
    NeedState,
    achievement_may_become,
    need_may_become,
)
from app.library.models import Achievement, Need, NeedExpert
from app.library.queries import find_expert, list_known_experts
from app.organisations.models import Centre, Organisation

ACHIEVEMENT_FIELDS: Final = frozenset({
    "title", "owner_group", "field", "trl", "summary", "problem_solved", "effect", "applies_to", "claims",
    "transfer_modes", "price", "visibility",
})  # fmt: skip
NEED_FIELDS: Final = frozenset({
    "title", "owner_group", "field", "problem", "budget_min", "budget_max", "deadline_on", "least_trl", "regions",
    "visibility", "event_id",
})  # fmt: skip
OWNER_STEPS: Final = frozenset({AchievementState.SUBMITTED, NeedState.SUBMITTED, NeedState.WITHDRAWN})
SHORTEST_PROBLEM: Final = 50
CHINA: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Helper:
    """An expert as a report or a list gives one: a code and a role, and the person where it names one."""

    code: str
    role_name: str
    person_id: int | None = None
    is_assumed: bool = False


def add_achievement(
    session: Session, actor: Actor, *, values: Mapping[str, Any], organisation_id: int | None = None
) -> Achievement:
    """Enter an achievement as a draft of one's organisation or centre."""
    entry = Achievement(number=next_number(session, "CG"), title="", created_by=actor.person_id)
    _place(session, actor, entry, organisation_id)
    _write(entry, values, ACHIEVEMENT_FIELDS)
    session.add(entry)
    session.flush()
    return entry


def add_need(session: Session, actor: Actor, *, values: Mapping[str, Any], organisation_id: int | None = None) -> Need:
    """Enter a technology need as a draft of one's company or centre."""
    _check_need(values)
    entry = Need(number=next_number(session, "XQ"), title="", created_by=actor.person_id)
    _place(session, actor, entry, organisation_id)
    _write(entry, values, NEED_FIELDS)
    session.add(entry)
    session.flush()
    return entry


def record_entry(
    session: Session,
    actor: Actor,
    *,
    entry: Achievement | Need,
    values: Mapping[str, Any],
    organisation_id: int | None = None,
    assumed: Mapping[str, Any] | None = None,
) -> None:
    """Enter, as the centre, what a published report says of an entry whose state is known; assumptions are marked."""
    is_need = isinstance(entry, Need)
    entry.number, entry.source = next_number(session, "XQ" if is_need else "CG"), "imported"
    entry.assumed = dict(assumed or {})
    _place(session, actor, entry, organisation_id)
    authorise(actor, Permission.LIBRARY_TRIAGE, entry)
    _write(entry, values, NEED_FIELDS if is_need else ACHIEVEMENT_FIELDS)
    session.add(entry)
    session.flush()


def record_expert(session: Session, actor: Actor, *, need: Need, helper: Helper) -> NeedExpert:
    """Enter, as the centre, an expert who is known to help with a need, and whom nobody has to ask."""
    authorise(actor, Permission.LIBRARY_TRIAGE, need)
    expert = NeedExpert(
        need_id=need.id, event_id=need.event_id, code=helper.code, role_name=helper.role_name,
        person_id=helper.person_id, is_assumed=helper.is_assumed,
    )  # fmt: skip
    session.add(expert)
    session.flush()
    return expert


def ask_expert(session: Session, actor: Actor, *, need: Need, person_id: int, note: str) -> NeedExpert:
    """Ask an expert to help with a need; each is asked once."""
    authorise(actor, Permission.EXPERT_ASK, need)
    session.execute(select(Need.id).where(Need.id == need.id).with_for_update())
    if need.state not in NEED_SHOWN:
        raise RuleBroken("Experts can be asked once the need is verified and until it is closed.")
    person = next(iter(list_known_experts(session, person_id)), None)
    if person is None:
        raise NotFound("There is no such expert.")
    if not note.strip():
        raise RuleBroken("Please write what the expert should help with.", field="note")
    if find_expert(session, need.id, person_id) is not None:
        raise RuleBroken("%(name)s was asked before.", name=person.name)
    if need.organisation_id is not None and person.organisation_id == need.organisation_id:
        raise RuleBroken("%(name)s belongs to the company that has the need.", name=person.name)
    expert = NeedExpert(
        need_id=need.id, event_id=need.event_id, person_id=person.id, code=f"p{person.id}",
        role_name=person.professional_title or person.title or "", state=ExpertState.ASKED, note=note.strip(),
        asked_by=actor.person_id, asked_at=now(),
    )  # fmt: skip
    session.add(expert)
    session.flush()
    outbox.record(
        session, ExpertAsked(**_about(need), person_id=person.id, asked_by=actor.person_id, note=note.strip())
    )
    return expert


def release_expert(session: Session, actor: Actor, *, need: Need, person_id: int) -> None:
    """Take a request to an expert back before it is answered."""
    authorise(actor, Permission.EXPERT_ASK, need)
    expert = find_expert(session, need.id, person_id)
    if expert is None or expert.state is not ExpertState.ASKED:
        raise RuleBroken("Only a request that waits for an answer can be taken back.")
    session.delete(expert)
    session.flush()
    outbox.record(session, ExpertReleased(**_about(need), person_id=person_id, asked_by=expert.asked_by))


def answer_as_expert(session: Session, actor: Actor, *, need: Need, accepts: bool, answer: str = "") -> NeedExpert:
    """Say whether one helps with a need one was asked about; a yes can become a no, with a reason."""
    expert = find_expert(session, need.id, actor.person_id)
    if expert is None:
        raise NotFound("There is no such entry.")
    authorise(actor, Permission.EXPERT_ANSWER, expert)
    after = ExpertState.ACCEPTED if accepts else ExpertState.DECLINED
    if expert.state is ExpertState.DECLINED or expert.state is after:
        raise RuleBroken("You have answered already.")
    if not accepts and not answer.strip():
        raise RuleBroken("Please give a reason.", field="answer")
    expert.state, expert.answer, expert.answered_at = after, answer.strip() or None, now()
    session.flush()
    fact = ExpertAnswered(
        **_about(need), person_id=expert.person_id or 0, asked_by=expert.asked_by, accepted=accepts,
        answer=answer.strip(),
    )  # fmt: skip
    outbox.record(session, fact)
    return expert


def _about(entry: Achievement | Need) -> dict[str, Any]:
    kind = "need" if isinstance(entry, Need) else "achievement"
    return {"kind": kind, "entry_id": entry.id, "number": entry.number}


def edit_entry(
    session: Session, actor: Actor, *, entry: Achievement | Need, values: Mapping[str, Any], version: int | None = None
) -> None:
    """Change an entry: its owner while it is a draft or returned, the centre that looks after it at any time."""
    authorise(actor, Permission.LIBRARY_EDIT, entry)
    check_version(entry, version)
    if not may_edit(actor, entry):
        raise RuleBroken("This entry is “%(state)s”; only the centre can change it now.", state=entry.state)
    if isinstance(entry, Need):
        _check_need(values)
    _write(entry, values, NEED_FIELDS if isinstance(entry, Need) else ACHIEVEMENT_FIELDS)
    session.flush()


def may_edit(actor: Actor, entry: Achievement | Need) -> bool:
    """Tell whether the actor may change the entry as it stands now."""
    open_ = entry.state in (NEED_EDITS if isinstance(entry, Need) else ACHIEVEMENT_EDITS)
    return may(actor, Permission.LIBRARY_EDIT, entry) and (open_ or may(actor, Permission.LIBRARY_TRIAGE, entry))


def move_achievement(
    session: Session,
    actor: Actor,
    *,
    entry: Achievement,
    after: AchievementState,
    reason: str | None = None,
    version: int | None = None,
) -> None:
    """Take an achievement one step further; a frozen one thaws to where it was."""
    authorise(actor, Permission.LIBRARY_EDIT if after in OWNER_STEPS else Permission.LIBRARY_TRIAGE, entry)
    check_version(entry, version)
    before = entry.state
    thaws = before is AchievementState.FROZEN and after is entry.state_before_freeze
    if not thaws and not achievement_may_become(before, after):
        raise RuleBroken("An entry that is “%(before)s” cannot become “%(after)s”.", before=before, after=after)
    if after is AchievementState.SUBMITTED and not (entry.summary and entry.field):
        raise RuleBroken("Please write a summary and choose a field before submitting.", field="summary")
    entry.state_before_freeze = before if after is AchievementState.FROZEN else None
    _step(session, entry, after, reason, needs_reason=after in ACHIEVEMENT_NEEDS_REASON)


def move_need(
    session: Session,
    actor: Actor,
    *,
    entry: Need,
    after: NeedState,
    reason: str | None = None,
    version: int | None = None,
) -> None:
    """Take a need one step further."""
    authorise(actor, Permission.LIBRARY_EDIT if after in OWNER_STEPS else Permission.LIBRARY_TRIAGE, entry)
    check_version(entry, version)
    if not need_may_become(entry.state, after):
        raise RuleBroken("An entry that is “%(before)s” cannot become “%(after)s”.", before=entry.state, after=after)
    if after is NeedState.SUBMITTED and len((entry.problem or "").strip()) < SHORTEST_PROBLEM:
        raise RuleBroken("Please describe the problem in at least 50 characters before submitting.", field="problem")
    _step(session, entry, after, reason, needs_reason=after in NEED_NEEDS_REASON)


def _step(session: Session, entry: Any, after: Any, reason: str | None, *, needs_reason: bool) -> None:  # noqa: ANN401
    reason = (reason or "").strip() or None
    if needs_reason and reason is None:
        raise RuleBroken("Please give a reason.", field="reason")
    before, entry.state, entry.state_reason = entry.state, after, reason
    session.flush()
    about = _about(entry)
    if after in (AchievementState.SUBMITTED, NeedState.SUBMITTED):
        outbox.record(session, EntrySubmitted(**about))
    elif after in (AchievementState.RETURNED, NeedState.RETURNED):
        outbox.record(session, EntryReturned(**about, reason=reason or ""))
    else:
        outbox.record(session, EntryStepped(**about, before=before.value, after=after.value))


def _place(session: Session, actor: Actor, entry: Achievement | Need, organisation_id: int | None) -> None:
    """Give a new entry its owner and the centre that will sort it."""
    authorise(actor, Permission.LIBRARY_EDIT)
    centres = sorted(actor.scope_ids(ScopeKind.CENTRE, Role.CENTRE_OPERATOR))
    organisation = session.get(Organisation, organisation_id) if organisation_id else None
    if organisation is not None and not centres:
        authorise(actor, Permission.LIBRARY_EDIT, organisation)
    entry.organisation = organisation
    entry.centre_id = centres[0] if centres else organisation.centre_id if organisation else None
    if entry.centre_id is None:
        entry.centre_id = session.scalar(
            select(Centre.id).where(Centre.parent_id.is_(None)).order_by(Centre.id).limit(1)
        )


def _check_need(values: Mapping[str, Any]) -> None:
    least, most, deadline = values.get("budget_min"), values.get("budget_max"), values.get("deadline_on")
    if least is not None and most is not None and least > most:
        raise RuleBroken("The lower budget is above the upper one.", field="budget_max")
    if deadline is not None and deadline <= today(CHINA):
        raise RuleBroken("The deadline has to be after today.", field="deadline_on")


def _write(entry: Any, values: Mapping[str, Any], names: frozenset[str]) -> None:  # noqa: ANN401 -- either kind
    for name in names & values.keys():
        if getattr(entry, name) != values[name]:
            setattr(entry, name, values[name])
