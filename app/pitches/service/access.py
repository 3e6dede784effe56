"""Confidential parts: the undertaking, named readers, and the log of who looked."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.states import Visibility
from app.pitches.facts import AccessGranted, AccessWithdrawn, NdaAccepted
from app.pitches.logic.nda import NDA_VERSION, nda_hash
from app.pitches.logic.visibility import RANK
from app.pitches.models import Pitch, PitchAccess, PitchView
from app.pitches.queries.access import find_access, is_team, viewer_level
from app.pitches.queries.pitches import get_pitch


def accept_nda(session: Session, actor: Actor, *, pitch_id: int) -> PitchAccess:
    """Accept the undertaking for one pitch and read on, as somebody who looks for partners."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_READ, pitch)
    authorise(actor, Permission.INTEREST_EXPRESS)
    if actor.person_id is None:
        raise RuleBroken("Please sign in first.")
    access = find_access(session, pitch.id, actor.person_id, Visibility.AFTER_NDA)
    if access is not None and access.withdrawn_at is not None:
        raise RuleBroken("The team has ended your access to this pitch. Please write to the team.")
    if access is None:
        access = PitchAccess(pitch_id=pitch.id, person_id=actor.person_id, level=Visibility.AFTER_NDA)
        access.nda_version, access.nda_hash = NDA_VERSION, nda_hash(NDA_VERSION, pitch.number)
        session.add(access)
        session.flush()
        accepted = NdaAccepted(pitch_id=pitch.id, event_id=pitch.event_id, person_id=actor.person_id)
        outbox.record(session, accepted)
    return access


def name_reader(session: Session, actor: Actor, *, pitch_id: int, login: str) -> PitchAccess:
    """Let one person, named by the address of the account, see everything."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    account = session.scalar(select(Account).where(Account.email == login.strip().lower(), Account.closed_at.is_(None)))
    if account is None:
        raise RuleBroken("Nobody is registered with this address. Ask the person to sign up first.", field="login")
    access = find_access(session, pitch.id, account.person_id, Visibility.NAMED)
    if access is None:
        access = PitchAccess(pitch_id=pitch.id, person_id=account.person_id, level=Visibility.NAMED)
        session.add(access)
    access.withdrawn_at = None
    session.flush()
    outbox.record(session, AccessGranted(pitch_id=pitch.id, event_id=pitch.event_id, person_id=account.person_id))
    return access


def withdraw_access(session: Session, actor: Actor, *, pitch_id: int, access_id: int) -> None:
    """End a reader's access at once; what was accepted stays on record."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    access = session.get(PitchAccess, access_id)
    if access is None or access.pitch_id != pitch.id:
        raise NotFound("There is no such access.")
    access.withdrawn_at = now()
    session.flush()
    withdrawn = AccessWithdrawn(pitch_id=pitch.id, event_id=pitch.event_id, person_id=access.person_id)
    outbox.record(session, withdrawn)


def open_confidential(session: Session, actor: Actor, *, pitch: Pitch, part: str = "text") -> bool:
    """Write down that somebody wants to read the confidential parts, and say whether they may."""
    allowed = RANK[viewer_level(session, actor, pitch)] >= RANK[Visibility.AFTER_NDA]
    if not is_team(actor, pitch):
        session.add(PitchView(pitch_id=pitch.id, person_id=actor.person_id, part=part, allowed=allowed, at=now()))
        session.flush()
    return allowed
