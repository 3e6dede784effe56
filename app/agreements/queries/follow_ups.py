"""Reading follow-ups, and agreements that need a look."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.agreements.logic.follow_up import RENEWAL_NOTICE, is_silent
from app.agreements.logic.states import AgreementState, FollowUpState
from app.agreements.logic.steps import OPEN_FOLLOW_UPS
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import FollowUp
from app.agreements.queries.agreements import loaded
from app.agreements.queries.landing import KINDS as LANDING_KINDS
from app.agreements.queries.landing import RUNNING, last_words, signed_day
from app.core.clock import today
from app.core.errors import NotFound
from app.core.permissions import POLICY, Actor, Permission, Scope, ScopeKind
from app.events.models.event import Event
from app.events.queries.pages import Page, page_of

OVERDUE = "overdue"
OPEN = "open_all"
SORTS: dict[str, ColumnElement[object]] = {
    "due": FollowUp.due_on,  # type: ignore[dict-item]  # columns are invariant in their type
    "state": FollowUp.state,  # type: ignore[dict-item]
}


@dataclass(frozen=True)
class FollowUpFilter:
    """What somebody looks for among follow-ups."""

    mine: bool = False
    event_id: int | None = None
    state: str = ""
    words: str = ""
    sort: str = ""


def _whole() -> Select[FollowUp]:
    return select(FollowUp).options(joinedload(FollowUp.event), joinedload(FollowUp.owner))


def get_follow_up(session: Session, follow_up_id: int) -> FollowUp:
    """Return a follow-up with its event and owner."""
    found = session.scalar(_whole().where(FollowUp.id == follow_up_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such follow-up.")
    return found


def find_by_source(session: Session, source_key: str) -> FollowUp | None:
    """Return the follow-up that one source already caused."""
    return session.scalar(select(FollowUp).where(FollowUp.source_key == source_key))


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for follow-ups the actor may see: own ones, of own organisations, events and centres."""
    parts: list[ColumnElement[bool]] = [FollowUp.owner_id == (actor.person_id or 0)]
    for grant in actor.grants:
        if POLICY[grant.role].get(Permission.FOLLOW_UP_EDIT) is not Scope.OWN:
            continue
        match grant.kind:
            case ScopeKind.EVENT:
                parts.append(FollowUp.event_id == grant.scope_id)
            case ScopeKind.CENTRE:
                within = select(Event.id).where(Event.centre_id == grant.scope_id)
                parts.append(FollowUp.event_id.in_(within))
            case ScopeKind.ORGANISATION:
                parts.append(FollowUp.organisation_id == grant.scope_id)
            case _:
                pass
    return or_(*parts)


def _in_state(state: str) -> list[ColumnElement[bool]]:
    if state == OVERDUE:
        return [FollowUp.state.in_(OPEN_FOLLOW_UPS), FollowUp.due_on < today()]
    if state == OPEN:
        return [FollowUp.state.in_(OPEN_FOLLOW_UPS)]
    return [FollowUp.state == FollowUpState(state)] if state in set(FollowUpState) else []


def list_follow_ups(
    session: Session, actor: Actor, wanted: FollowUpFilter, *, number: int = 1, per_page: int = 20
) -> Page[FollowUp]:
    """Return one page of the follow-ups within somebody's reach, first due first."""
    rows = _whole().where(within_reach(actor), *_in_state(wanted.state))
    if wanted.mine:
        rows = rows.where(FollowUp.owner_id == (actor.person_id or 0))
    if wanted.event_id is not None:
        rows = rows.where(FollowUp.event_id == wanted.event_id)
    if wanted.words.strip():
        rows = rows.where(FollowUp.content.contains(wanted.words.strip()))
    column = SORTS.get(wanted.sort.lstrip("-"), FollowUp.due_on)
    ordered = column.desc() if wanted.sort.startswith("-") else column.asc()
    return page_of(session, rows.order_by(ordered, FollowUp.id), number=number, per_page=per_page)


def count_overdue(session: Session, actor: Actor) -> int:
    """Count what should have been done by now, within somebody's reach."""
    rows = select(func.count()).select_from(FollowUp).where(within_reach(actor), *_in_state(OVERDUE))
    return session.scalar(rows) or 0


def list_event_follow_ups(session: Session, event_id: int) -> list[FollowUp]:
    """Return all follow-ups of an event, first due first."""
    rows = _whole().where(FollowUp.event_id == event_id)
    return list(session.scalars(rows.order_by(FollowUp.due_on, FollowUp.id)))


def list_agreement_follow_ups(session: Session, agreement_id: int) -> list[FollowUp]:
    """Return the follow-ups of an agreement, first due first."""
    rows = _whole().where(FollowUp.subject_kind == "agreement", FollowUp.subject_id == agreement_id)
    return list(session.scalars(rows.order_by(FollowUp.due_on, FollowUp.id)))


def list_renewals_due(session: Session, day: date) -> list[Agreement]:
    """Return running agreements that end within ninety days from a day, not before it, and that nothing follows."""
    later = aliased(Agreement)
    followed = select(later.id).where(later.supersedes_id == Agreement.id, later.state != AgreementState.VOID)
    ends = Agreement.term_to.between(day, day + RENEWAL_NOTICE)
    rows = loaded().where(Agreement.state.in_(RUNNING), ends, ~followed.exists())
    return list(session.scalars(rows.order_by(Agreement.term_to, Agreement.id)))


def list_silent(session: Session, day: date, *, event_id: int | None = None) -> list[tuple[Agreement, date]]:
    """Return running framework and strategic agreements of which nothing was heard for thirty days, with the day."""
    rows = loaded().where(
        Agreement.agreement_type.in_(LANDING_KINDS), Agreement.state.in_(RUNNING), Agreement.source == "typed"
    )
    if event_id is not None:
        rows = rows.where(Agreement.event_id == event_id)
    agreements = list(session.scalars(rows.order_by(Agreement.id)))
    heard = last_words(session, [each.id for each in agreements])
    found = [(each, max(signed_day(each), heard.get(each.id, date.min))) for each in agreements]
    return [(each, since) for each, since in found if is_silent(since, day)]
