"""Reading the wishes of both sides."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching.logic.wishes import USUAL_MUST_MEETS, Wish, WishSide
from app.matching.models import Interest, WishRules

WANTS = frozenset({Wish.MUST_MEET, Wish.MEET})


def most_must_meets(session: Session, event_id: int) -> int:
    """Return how many must-meets one side can name at an event."""
    return session.scalar(select(WishRules.most_must_meets).where(WishRules.event_id == event_id)) or USUAL_MUST_MEETS


def find_interest(session: Session, *, investor_id: int, pitch_id: int, side: WishSide) -> Interest | None:
    """Return what one side wished."""
    return session.scalar(
        select(Interest).where(
            Interest.investor_id == investor_id, Interest.pitch_id == pitch_id, Interest.side == side
        )
    )


def list_event_interests(session: Session, event_id: int) -> list[Interest]:
    """Return all wishes at an event; for the organiser and the planner."""
    return list(session.scalars(select(Interest).where(Interest.event_id == event_id).order_by(Interest.id)))


def wishes_of_investor(session: Session, event_id: int, investor_id: int) -> dict[int, Wish]:
    """Return an investor's own wishes by pitch."""
    rows = select(Interest.pitch_id, Interest.wish).where(
        Interest.event_id == event_id, Interest.investor_id == investor_id, Interest.side == WishSide.INVESTOR
    )
    return {row.pitch_id: row.wish for row in session.execute(rows)}


def wishes_of_pitch(session: Session, pitch_id: int) -> dict[int, Wish]:
    """Return a team's own wishes by investor."""
    rows = select(Interest.investor_id, Interest.wish).where(
        Interest.pitch_id == pitch_id, Interest.side == WishSide.PITCH
    )
    return {row.investor_id: row.wish for row in session.execute(rows)}


def mutual_pairs(session: Session, event_id: int) -> set[tuple[int, int]]:
    """Return the pairs (investor, pitch) in which both sides want to meet."""
    wanted: dict[tuple[int, int], set[WishSide]] = {}
    for row in list_event_interests(session, event_id):
        if row.wish in WANTS:
            wanted.setdefault((row.investor_id, row.pitch_id), set()).add(row.side)
    return {pair for pair, sides in wanted.items() if len(sides) == len(WishSide)}
