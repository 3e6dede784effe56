"""Deciding about a proposal: the company for itself, its technology manager for the list."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.library.models import Achievement, Need
from app.matching.logic.verdicts import CHOICES_OF, Choice, Said, VerdictSide
from app.matching.models import Verdict
from app.matching.queries.proposals import OPEN_ACHIEVEMENTS

PERMISSIONS = {VerdictSide.COMPANY: Permission.INTEREST_EXPRESS, VerdictSide.MANAGER: Permission.MATCH_STEER}
LONGEST_NOTE = 500


def decide(session: Session, actor: Actor, *, need: Need, verdict: Said) -> Verdict | None:
    """Write or change what one side decided about an achievement for a need; None when nothing is left of it."""
    authorise(actor, PERMISSIONS[verdict.side], need)
    achievement = session.get(Achievement, verdict.achievement)
    if achievement is None:
        raise NotFound("There is no such achievement.")
    row = find_verdict(session, need_id=need.id, achievement_id=achievement.id, side=verdict.side)
    if row is not None and verdict.choice is Choice.NOTED and not verdict.note.strip():
        _forget(session, need, row)  # an emptied note is a note taken away
        return None
    _check(achievement, verdict)
    if row is None:
        row = Verdict(need_id=need.id, achievement_id=achievement.id, side=verdict.side, choice=verdict.choice)
        session.add(row)
    row.choice, row.reason, row.note = verdict.choice, verdict.reason, verdict.note.strip() or None
    session.flush()
    _write_down(session, need, achievement.id, verdict.side, verdict.choice.value)
    return row


def take_back(session: Session, actor: Actor, *, need: Need, achievement_id: int, side: VerdictSide) -> None:
    """Forget what one side decided; a note that was written stays."""
    authorise(actor, PERMISSIONS[side], need)
    row = find_verdict(session, need_id=need.id, achievement_id=achievement_id, side=side)
    if row is None:
        return
    if row.note and row.choice is not Choice.NOTED:
        row.choice, row.reason = Choice.NOTED, None
        session.flush()
        _write_down(session, need, achievement_id, side, "taken_back")
    else:
        _forget(session, need, row)


def _forget(session: Session, need: Need, row: Verdict) -> None:
    achievement_id, side = row.achievement_id, row.side
    session.delete(row)
    session.flush()
    _write_down(session, need, achievement_id, side, "taken_back")


def _check(achievement: Achievement, verdict: Said) -> None:
    if verdict.choice not in CHOICES_OF[verdict.side]:
        raise RuleBroken("Please choose one of the offered answers.")
    if achievement.state not in OPEN_ACHIEVEMENTS:
        raise RuleBroken("This achievement is not open any more.")
    if verdict.choice is Choice.DECLINED and verdict.reason is None:
        raise RuleBroken("Please say why it does not help.", field="reason")
    if verdict.choice is Choice.NOTED and not verdict.note.strip():
        raise RuleBroken("Please write the note.", field="note")
    if len(verdict.note) > LONGEST_NOTE:
        raise RuleBroken("The note is longer than 500 characters.", field="note")


def _write_down(session: Session, need: Need, achievement_id: int, side: VerdictSide, what: str) -> None:
    write_audit(
        session, "match.decided", kind="need", row_id=need.id,
        detail={"achievement": achievement_id, "side": side.value, "choice": what},
    )  # fmt: skip


def find_verdict(session: Session, *, need_id: int, achievement_id: int, side: VerdictSide) -> Verdict | None:
    """Return what one side decided."""
    return session.scalar(
        select(Verdict).where(
            Verdict.need_id == need_id, Verdict.achievement_id == achievement_id, Verdict.side == side
        )
    )
