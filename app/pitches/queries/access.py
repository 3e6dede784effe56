"""Who may see how much of a pitch, and who looked."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.permissions import Actor, Permission, Role, ScopeKind, may
from app.events.logic.states import Visibility
from app.pitches.logic.states import SHOWN_TO_ALL
from app.pitches.logic.visibility import higher
from app.pitches.models import Pitch, PitchAccess, PitchView


def is_team(actor: Actor, pitch: Pitch) -> bool:
    """Tell whether the actor belongs to the team: by name, or in the project team of its organisation."""
    if actor.person_id is not None and actor.person_id in pitch.reach().people:
        return True
    return pitch.organisation_id in actor.scope_ids(ScopeKind.ORGANISATION, Role.PROJECT_TEAM)


def may_be_shown(actor: Actor, pitch: Pitch, level: Visibility) -> bool:
    """Tell whether the actor, who sees up to a level, may know that the pitch exists."""
    if pitch.state in SHOWN_TO_ALL and (pitch.visibility is not Visibility.NAMED or level is Visibility.NAMED):
        return True
    return is_team(actor, pitch) or may(actor, Permission.PITCH_CONFIDENTIAL, pitch)


def list_access(session: Session, pitch_id: int) -> list[PitchAccess]:
    """Return who was given access to a pitch, also those whose access ended."""
    return list(
        session.scalars(
            select(PitchAccess)
            .where(PitchAccess.pitch_id == pitch_id)
            .options(joinedload(PitchAccess.person))
            .order_by(PitchAccess.id)
        )
    )


def find_access(session: Session, pitch_id: int, person_id: int, level: Visibility) -> PitchAccess | None:
    """Return one access, also an ended one."""
    return session.scalar(
        select(PitchAccess).where(
            PitchAccess.pitch_id == pitch_id, PitchAccess.person_id == person_id, PitchAccess.level == level
        )
    )


def viewer_level(session: Session, actor: Actor, pitch: Pitch) -> Visibility:
    """Return up to which level the actor sees this pitch."""
    if is_team(actor, pitch) or may(actor, Permission.PITCH_CONFIDENTIAL, pitch):
        return Visibility.NAMED
    if actor.person_id is None:
        return Visibility.PUBLIC
    level = Visibility.REGISTERED
    granted = select(PitchAccess.level).where(
        PitchAccess.pitch_id == pitch.id, PitchAccess.person_id == actor.person_id, PitchAccess.withdrawn_at.is_(None)
    )
    for given in session.scalars(granted):
        level = higher(level, given)
    return level


def list_views(session: Session, pitch_id: int, *, limit: int = 100) -> list[PitchView]:
    """Return who opened confidential parts of a pitch, or tried to, newest first."""
    return list(
        session.scalars(
            select(PitchView)
            .where(PitchView.pitch_id == pitch_id)
            .options(joinedload(PitchView.person))
            .order_by(PitchView.id.desc())
            .limit(limit)
        )
    )
