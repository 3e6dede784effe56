"""Changing wishes."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.investors.models import InvestorParticipation
from app.investors.queries import find_participation, get_investor
from app.matching.facts import InterestBecameMutual, InterestExpressed
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest, WishRules
from app.matching.queries.interests import WANTS, find_interest, most_must_meets
from app.matching.queries.ranking import OPEN_PITCHES
from app.pitches.models import Pitch
from app.pitches.queries.pitches import get_pitch_by_number


@dataclass(frozen=True)
class Pair:
    """A pitch, an investor, and the side that speaks."""

    number: str
    investor_id: int
    side: WishSide


def say_wish(session: Session, actor: Actor, *, pair: Pair, wish: Wish | None) -> Interest | None:
    """Say, change or take back a wish about a pitch known by its number."""
    pitch = get_pitch_by_number(session, pair.number)
    return express_interest(session, actor, pitch=pitch, investor_id=pair.investor_id, side=pair.side, wish=wish)


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
    if wish is Wish.MUST_MEET and (row is None or row.wish is not wish):
        _check_musts(session, pitch, investor_id, side)
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


def _check_musts(session: Session, pitch: Pitch, investor_id: int, side: WishSide) -> None:
    """Refuse one must-meet too many; colleagues who say one at the same moment wait for each other."""
    mine = Interest.investor_id == investor_id if side is WishSide.INVESTOR else Interest.pitch_id == pitch.id
    guarded = select(Pitch.id).where(Pitch.id == pitch.id) if side is WishSide.PITCH else (
        select(InvestorParticipation.id).where(
            InvestorParticipation.event_id == pitch.event_id, InvestorParticipation.investor_id == investor_id
        )
    )  # fmt: skip
    session.execute(guarded.with_for_update())
    wanted = select(func.count()).where(
        mine, Interest.event_id == pitch.event_id, Interest.side == side, Interest.wish == Wish.MUST_MEET
    )
    refuse_one_too_many(session, pitch.event_id, session.scalar(wanted) or 0)


def refuse_one_too_many(session: Session, event_id: int, named: int) -> None:
    """Refuse another must-meet of a side that has named as many as the event allows."""
    most = most_must_meets(session, event_id)
    if named >= most:
        raise RuleBroken(
            "At most %(most)d can be must-meets, and you have named as many. Make one of them a “meet” first.",
            most=most,
        )


def limit_must_meets(session: Session, *, event_id: int, most: int) -> WishRules:
    """Say how many must-meets one side can name at an event; those already named stay."""
    rules = session.scalar(select(WishRules).where(WishRules.event_id == event_id))
    if rules is None:
        rules = WishRules(event_id=event_id)
        session.add(rules)
    rules.most_must_meets = most
    session.flush()
    return rules


def _note_mutual(session: Session, row: Interest) -> None:
    other = WishSide.PITCH if row.side is WishSide.INVESTOR else WishSide.INVESTOR
    answer = find_interest(session, investor_id=row.investor_id, pitch_id=row.pitch_id, side=other)
    if row.wish in WANTS and answer is not None and answer.wish in WANTS:
        outbox.record(session, InterestBecameMutual(row.event_id, row.investor_id, row.pitch_id))
