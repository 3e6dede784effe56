"""Changing wishes."""

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.investors.queries import find_participation, get_investor
from app.matching.facts import InterestBecameMutual, InterestExpressed
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.matching.queries.interests import WANTS, find_interest
from app.matching.queries.ranking import OPEN_PITCHES
from app.pitches.models import Pitch


def express_interest(
    session: Session, actor: Actor, *, pitch: Pitch, investor_id: int, side: WishSide, wish: Wish | None
) -> Interest | None:
    """Say, change or take back (None) how much one side wants to meet the other."""
    investor = get_investor(session, investor_id)
    authorise(actor, Permission.INTEREST_EXPRESS, investor if side is WishSide.INVESTOR else pitch)
    if find_participation(session, pitch.event_id, investor_id) is None:
        raise NotAllowed("This investor does not take part in the event.")
    if pitch.state not in OPEN_PITCHES:
        raise RuleBroken("This pitch is not open for meetings.")
    row = find_interest(session, investor_id=investor_id, pitch_id=pitch.id, side=side)
    if wish is None:
        if row is not None:
            session.delete(row)
            session.flush()
        return None
    if row is None:
        row = Interest(event_id=pitch.event_id, investor_id=investor_id, pitch_id=pitch.id, side=side, wish=wish)
        session.add(row)
    row.wish = wish
    session.flush()
    outbox.record(session, InterestExpressed(pitch.event_id, investor_id, pitch.id, side.value, wish.value))
    write_audit(
        session, "interest.expressed", kind="pitch", row_id=pitch.id, event_id=pitch.event_id,
        detail={"investor": investor_id, "side": side.value, "wish": wish.value},
    )  # fmt: skip
    _note_mutual(session, row)
    return row


def _note_mutual(session: Session, row: Interest) -> None:
    other = WishSide.PITCH if row.side is WishSide.INVESTOR else WishSide.INVESTOR
    answer = find_interest(session, investor_id=row.investor_id, pitch_id=row.pitch_id, side=other)
    if row.wish in WANTS and answer is not None and answer.wish in WANTS:
        outbox.record(session, InterestBecameMutual(row.event_id, row.investor_id, row.pitch_id))
