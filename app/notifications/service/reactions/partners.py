"""What people are told about investors, the library and mutual interest."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Person
from app.investors import facts as investor_facts
from app.investors.logic import InvestorState
from app.investors.models import Investor
from app.investors.queries import find_participation
from app.library import facts as library_facts
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.matching.facts import InterestBecameMutual
from app.notifications.logic import Template, Trusted
from app.notifications.queries.recipients import list_members, list_operators, list_representatives, list_team
from app.notifications.service.reactions.events import get_event
from app.notifications.service.telling import Notice, tell
from app.pitches.models import Pitch


def get_house(session: Session, investor_id: int) -> Investor:
    """Return an investor with its institution."""
    return session.scalars(
        select(Investor).where(Investor.id == investor_id).options(joinedload(Investor.organisation))
    ).one()


def short_name(investor: Investor) -> str:
    """Return how an investor is called."""
    return investor.organisation.short_name or investor.organisation.name


def tell_investor_applied(session: Session, fact: investor_facts.InvestorApplied) -> None:
    """Tell the centre that an institution waits to be verified."""
    tell(session, Notice(
        template=Template.INVESTOR_APPLIED, values={"investor": fact.name}, path={"investor_id": fact.investor_id},
    ), list_operators(session, fact.centre_id))  # fmt: skip


def tell_investor_decided(session: Session, fact: investor_facts.InvestorVerified) -> None:
    """Tell the people of an investor what the centre decided."""
    investor = get_house(session, fact.investor_id)
    people = list_representatives(session, investor.id) | list_members(session, [investor.organisation_id])
    tell(session, Notice(
        template=Template.INVESTOR_DECIDED, values={"investor": fact.name, "state": InvestorState(fact.state)},
        path={"investor_id": investor.id}, quote=fact.reason,
    ), people)  # fmt: skip


def tell_investor_named(session: Session, fact: investor_facts.InvestorJoined) -> None:
    """Tell a representative who was named by somebody else."""
    if fact.representative_id == session.info.get("fact_by"):
        return
    event = get_event(session, fact.event_id)
    values = {"investor": short_name(get_house(session, fact.investor_id)), "event": event.title}
    notice = Notice(template=Template.INVESTOR_NAMED, values=values, path={"slug": event.slug}, event=event)
    tell(session, notice, [fact.representative_id])


def _entry(session: Session, fact: library_facts.LibraryFact) -> Achievement | Need | None:
    if fact.kind == "achievement":
        return session.get(Achievement, fact.entry_id)
    return session.get(Need, fact.entry_id)


def _owners(session: Session, entry: Achievement | Need) -> set[int | None]:
    return {entry.created_by, *list_members(session, [entry.organisation_id])}


def tell_entry_submitted(session: Session, fact: library_facts.EntrySubmitted) -> None:
    """Tell the centre that an entry waits to be sorted."""
    entry = _entry(session, fact)
    if entry is not None:
        _tell_entry(session, Template.ENTRY_SUBMITTED, fact, entry, list_operators(session, entry.centre_id))


def tell_entry_returned(session: Session, fact: library_facts.EntryReturned) -> None:
    """Tell the owner what to correct."""
    entry = _entry(session, fact)
    if entry is not None:
        _tell_entry(session, Template.ENTRY_RETURNED, fact, entry, _owners(session, entry), fact.reason)


def tell_entry_published(session: Session, fact: library_facts.EntryStepped) -> None:
    """Tell the owner once everybody can find the entry; the steps before are the affair of the centre."""
    entry = _entry(session, fact)
    if entry is not None and fact.after in {AchievementState.PUBLISHED.value, NeedState.PUBLISHED.value}:
        _tell_entry(session, Template.ENTRY_PUBLISHED, fact, entry, _owners(session, entry))


def tell_expert_asked(session: Session, fact: library_facts.ExpertAsked) -> None:
    """Ask an expert to answer."""
    _tell_expert(session, Template.EXPERT_ASKED, fact, fact.person_id, quote=fact.note)


def tell_expert_answered(session: Session, fact: library_facts.ExpertAnswered) -> None:
    """Tell whoever asked what the expert said."""
    template = Template.EXPERT_ACCEPTED if fact.accepted else Template.EXPERT_DECLINED
    _tell_expert(session, template, fact, fact.asked_by, quote=fact.answer or None)


def tell_expert_released(session: Session, fact: library_facts.ExpertReleased) -> None:
    """Tell an expert that no answer is needed any more."""
    _tell_expert(session, Template.EXPERT_RELEASED, fact, fact.person_id)


def _tell_expert(
    session: Session, template: Template, fact: library_facts.ExpertFact, to: int | None, *, quote: str | None = None
) -> None:
    need, expert = session.get(Need, fact.entry_id), session.get(Person, fact.person_id)
    if need is None or expert is None:
        return
    values = {"title": need.title, "number": Trusted(fact.number), "name": expert.name}
    tell(session, Notice(template=template, values=values, path={"number": fact.number}, quote=quote), [to])


def _tell_entry(
    session: Session, template: Template, fact: library_facts.LibraryFact, entry: Achievement | Need,
    people: set[int | None] | set[int], reason: str | None = None,
) -> None:  # fmt: skip
    tell(session, Notice(
        template=template, values={"title": entry.title, "number": Trusted(fact.number)},
        path={"kind": fact.kind, "number": fact.number}, quote=reason,
    ), people)  # fmt: skip


def tell_mutual_interest(session: Session, fact: InterestBecameMutual) -> None:
    """Tell both sides that each wants to meet the other; from now on both may know."""
    event, pitch = get_event(session, fact.event_id), session.get_one(Pitch, fact.pitch_id)
    investor = get_house(session, fact.investor_id)
    values = {"event": event.title, "pitch": pitch.title, "investor": short_name(investor)}
    path = {"slug": event.slug, "number": pitch.number, "investor_id": investor.id}
    part = find_participation(session, event.id, investor.id)
    sides = (
        (list_team(session, pitch.id), values["investor"]),
        ({part.representative_id} if part else set(), values["pitch"]),
    )
    for people, partner in sides:
        tell(session, Notice(
            template=Template.INTEREST_MUTUAL, values=values | {"partner": partner}, path=path, event=event,
        ), people)  # fmt: skip
