"""Ties that people declare once for all panels; whoever recommends partners may ask for them, too."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.evaluation.logic.conflicts import STANDING, Relation
from app.evaluation.models import DeclaredTie
from app.organisations.models import Organisation


def declare_tie(
    session: Session, actor: Actor, *, organisation: str, relation: Relation, until: date | None = None
) -> DeclaredTie:
    """Declare a tie to an institution, or say until when it held; the same tie stands once."""
    authorise(actor, Permission.REVIEW_WRITE)
    if actor.person_id is None:
        raise NotAllowed("You are not allowed to do this.")
    if relation not in STANDING:
        raise RuleBroken("Please choose one of the relations.", field="relation")
    found = session.scalar(select(Organisation).where(Organisation.name == organisation.strip()))
    if found is None:
        raise RuleBroken("Please write the full name of a registered institution.", field="organisation")
    known = session.scalar(
        select(DeclaredTie).where(
            DeclaredTie.person_id == actor.person_id, DeclaredTie.organisation_id == found.id,
            DeclaredTie.relation == relation,
        )
    )  # fmt: skip
    tie = known or DeclaredTie(person_id=actor.person_id, organisation=found, relation=relation)
    tie.until = until
    session.add(tie)
    session.flush()
    return tie
