"""What the records know of ties between people and institutions."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Person
from app.evaluation.logic.conflicts import JudgeTies, KnownTie, Relation, TargetTies, plain_names
from app.evaluation.models import DeclaredTie, PanelTarget
from app.investors.models import Investor, InvestorRepresentative, PortfolioCompany
from app.organisations.models import Organisation, OrganisationRelation


def ties_of(session: Session, person: Person) -> JudgeTies:
    """Return the ties of a person: the present employer, what was declared, and the portfolio behind it."""
    ties = [KnownTie(row.organisation_id, row.relation, row.until) for row in list_declared_ties(session, person.id)]
    if person.organisation_id is not None:
        ties.append(KnownTie(person.organisation_id, Relation.EMPLOYER))
    represented = select(InvestorRepresentative.investor_id).where(InvestorRepresentative.person_id == person.id)
    companies = session.scalars(
        select(PortfolioCompany.company)
        .join(Investor, Investor.id == PortfolioCompany.investor_id)
        .where(or_(Investor.id.in_(represented), Investor.organisation_id == person.organisation_id))
    )
    return JudgeTies(person.id, tuple(ties), plain_names(companies))


def list_declared_ties(session: Session, person_id: int) -> list[DeclaredTie]:
    """Return the ties that a person declared."""
    wanted = select(DeclaredTie).where(DeclaredTie.person_id == person_id)
    return list(session.scalars(wanted.options(joinedload(DeclaredTie.organisation)).order_by(DeclaredTie.id)))


def ties_of_target(session: Session, target: PanelTarget) -> TargetTies:
    """Return who stands behind a loaded target: its institution with founders and spin-offs, and its people."""
    thing = target.pitch or target.achievement
    if thing is None:
        return TargetTies()
    people = {thing.created_by}
    if target.pitch is not None:
        people |= {member.person_id for member in target.pitch.members}
    if target.achievement is not None:
        people.add(target.achievement.contact_person_id)
    known = frozenset(person for person in people if person is not None)
    if thing.organisation_id is None:
        return TargetTies(people=known)
    related = _related(session, thing.organisation_id)
    names = session.execute(select(Organisation.name, Organisation.short_name).where(Organisation.id.in_(related)))
    return TargetTies(frozenset(related), plain_names(name for row in names for name in row), known)


def _related(session: Session, organisation_id: int) -> set[int]:
    """Return an institution and those that were founded by it, own it or came out of it."""
    found = {organisation_id}
    rows = session.execute(
        select(OrganisationRelation.organisation_id, OrganisationRelation.other_id).where(
            or_(
                OrganisationRelation.organisation_id == organisation_id,
                OrganisationRelation.other_id == organisation_id,
            )
        )
    )
    for one, other in rows:
        found |= {one, other}
    return found
