"""What companies and experts wish about each other, and companies about achievements, for the tables of an event."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.library.models import Need, NeedExpert
from app.library.queries import get_need
from app.matching.logic.verdicts import Choice, DeclineReason, Said, VerdictSide
from app.matching.logic.wishes import NeedSide, Wish
from app.matching.models import NeedWish
from app.matching.queries.need_cards import list_experts_at, list_open_needs
from app.matching.service.verdicts import decide, take_back
from app.matching.service.wishes import refuse_one_too_many

AS_CHOICE = {Wish.MEET: Choice.INTERESTED, Wish.NO_THANKS: Choice.DECLINED}


def wish_for_expert(session: Session, actor: Actor, *, number: str, person_id: int, wish: Wish | None) -> None:
    """Say, change or take back (None) how much a company wants an expert at the table of its need."""
    need = get_need(session, number)
    authorise(actor, Permission.INTEREST_EXPRESS, need)
    if need.event_id is None or person_id not in {each.id for each in list_experts_at(session, need.event_id)}:
        raise RuleBroken("This expert does not take part in the event.")
    _say(session, need, person_id, NeedSide.COMPANY, wish)


def wish_for_need(session: Session, actor: Actor, *, event: Event, number: str, wish: Wish | None) -> None:
    """Say, change or take back (None) how much an expert wants to help with a need of an event."""
    need = next((each for each in list_open_needs(session, event.id) if each.number == number), None)
    person_id = actor.person_id or 0
    helps = select(NeedExpert).join(Need, Need.id == NeedExpert.need_id).where(Need.event_id == event.id)
    own = session.scalars(helps.where(NeedExpert.person_id == person_id).limit(1)).first()
    if need is None or own is None or person_id not in {each.id for each in list_experts_at(session, event.id)}:
        raise NotAllowed("You take part in no meetings of this event.")
    authorise(actor, Permission.EXPERT_ANSWER, own)
    _say(session, need, person_id, NeedSide.EXPERT, wish)


def wish_for_achievement(
    session: Session, actor: Actor, *, number: str, achievement_id: int, wish: Wish | None
) -> None:
    """Say in the words of a card what a company decides about an achievement for its need."""
    need = get_need(session, number)
    if wish is None:
        take_back(session, actor, need=need, achievement_id=achievement_id, side=VerdictSide.COMPANY)
        return
    if wish not in AS_CHOICE:
        raise RuleBroken("Please choose one of the offered wishes.")
    reason = DeclineReason.OTHER if wish is Wish.NO_THANKS else None
    said = Said(need.id, achievement_id, VerdictSide.COMPANY, AS_CHOICE[wish], reason)
    decide(session, actor, need=need, verdict=said)


def _say(session: Session, need: Need, person_id: int, side: NeedSide, wish: Wish | None) -> None:
    pair = (NeedWish.need_id == need.id, NeedWish.person_id == person_id, NeedWish.side == side)
    row = session.scalar(select(NeedWish).where(*pair))
    if wish is Wish.MUST_MEET and (row is None or row.wish is not wish):
        _check_musts(session, need, person_id, side)
    if wish is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(NeedWish(event_id=need.event_id, need_id=need.id, person_id=person_id, side=side, wish=wish))
    else:
        row.wish = wish
    session.flush()
    write_audit(
        session, "interest.expressed", kind="need", row_id=need.id, event_id=need.event_id,
        detail={"person": person_id, "side": side.value, "wish": wish.value if wish else "taken_back"},
    )  # fmt: skip


def _check_musts(session: Session, need: Need, person_id: int, side: NeedSide) -> None:
    """Refuse one must-meet too many; colleagues who say one at the same moment wait for each other."""
    mine = NeedWish.need_id == need.id if side is NeedSide.COMPANY else NeedWish.person_id == person_id
    guarded = Need.id == need.id if side is NeedSide.COMPANY else Need.event_id == need.event_id
    session.execute(select(Need.id).where(guarded).order_by(Need.id).with_for_update())
    wanted = select(func.count()).where(
        mine, NeedWish.event_id == need.event_id, NeedWish.side == side, NeedWish.wish == Wish.MUST_MEET
    )
    refuse_one_too_many(session, need.event_id or 0, session.scalar(wanted) or 0)
