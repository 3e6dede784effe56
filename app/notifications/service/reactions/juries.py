"""What people are told about juries."""

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.evaluation import facts
from app.evaluation.logic.states import SeatState
from app.evaluation.models import Panel, PanelSeat
from app.evaluation.queries.panels import get_panel, get_sheet
from app.notifications.logic import Template, Trusted
from app.notifications.queries.recipients import list_organisers
from app.notifications.service.reactions.events import get_event
from app.notifications.service.telling import Notice, tell


def _notice(
    session: Session, template: Template, panel_id: int, *, seat_id: int | None = None, **more: object
) -> Notice:
    panel = session.get_one(Panel, panel_id)
    event = get_event(session, panel.event_id)
    quote = more.pop("quote", None)
    if seat_id is not None:
        more["person"] = session.get_one(Person, session.get_one(PanelSeat, seat_id).person_id).name
    return Notice(
        template=template, values={"panel": panel.title, "event": event.title, **more}, event=event,
        path={"slug": event.slug, "panel": panel.id, "seat": seat_id}, quote=quote if isinstance(quote, str) else None,
    )  # fmt: skip


def _judge(session: Session, seat_id: int) -> list[int | None]:
    return [session.get_one(PanelSeat, seat_id).person_id]


def invite_judge(session: Session, fact: facts.JudgeInvited) -> None:
    """Ask a judge."""
    notice = _notice(session, Template.JUDGE_INVITED, fact.panel_id, seat_id=fact.seat_id)
    tell(session, notice, _judge(session, fact.seat_id))


def tell_declined(session: Session, fact: facts.JudgeDeclined) -> None:
    """Tell the organisers who will not judge."""
    notice = _notice(session, Template.JUDGE_DECLINED, fact.panel_id, seat_id=fact.seat_id, quote=fact.reason)
    tell(session, notice, list_organisers(session, get_event(session, fact.event_id)))


def tell_double_booked(session: Session, fact: facts.JudgeDoubleBooked) -> None:
    """Tell the organisers that a judge is somewhere else while the panel sits."""
    more = {"other": fact.other, "when": Trusted(fact.when)}
    notice = _notice(session, Template.JUDGE_DOUBLE_BOOKED, fact.panel_id, seat_id=fact.seat_id, **more)
    tell(session, notice, list_organisers(session, get_event(session, fact.event_id)))


def tell_recused(session: Session, fact: facts.JudgeRecused) -> None:
    """Tell the organisers who is kept from judging what."""
    panel = get_panel(session, fact.panel_id)
    title = next((target.title for target in panel.targets if target.id == fact.target_id), "—")
    notice = _notice(session, Template.JUDGE_RECUSED, fact.panel_id, seat_id=fact.seat_id, target=title)
    tell(session, notice, list_organisers(session, get_event(session, fact.event_id)))


def tell_returned(session: Session, fact: facts.SheetReturned) -> None:
    """Tell a judge that a sheet came back, and why."""
    title = get_sheet(session, fact.sheet_id).target.title
    notice = _notice(
        session, Template.SHEET_RETURNED, fact.panel_id, seat_id=fact.seat_id, target=title, quote=fact.reason
    )
    tell(session, notice, _judge(session, fact.seat_id))


def tell_opened(session: Session, fact: facts.PanelOpened) -> None:
    """Tell every judge that scoring has begun."""
    for seat in get_panel(session, fact.panel_id).seats:
        if seat.state is SeatState.ACCEPTED:
            tell(session, _notice(session, Template.SCORING_OPENED, fact.panel_id, seat_id=seat.id), [seat.person_id])


def tell_outcome_changed(session: Session, fact: facts.OutcomeChanged) -> None:
    """Tell the organisers that places may have changed."""
    notice = _notice(session, Template.OUTCOME_CHANGED, fact.panel_id, quote=fact.reason)
    tell(session, notice, list_organisers(session, get_event(session, fact.event_id)))
