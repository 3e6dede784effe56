"""The accounts of the demonstration, whose password everybody may know."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, Membership
from app.core.permissions import Role

DEMO_PASSWORD = "luyan-demo-2026"  # noqa: S105 -- printed on the sign-in page of the demonstration
DEMO_NAMES = ("admin", "operator", "organiser", "team", "investor", "expert", "company", "attendee")
DEMO_LOGINS = tuple(f"{name}@example.org" for name in DEMO_NAMES)


@dataclass(frozen=True)
class DemoAccount:
    """An account that anybody may try, and the roles that make it interesting."""

    login: str
    name: str
    roles: tuple[Role, ...]


def list_demo_accounts(session: Session) -> list[DemoAccount]:
    """Return the accounts of the demonstration that exist, in their fixed order."""
    wanted = select(Account).where(Account.email.in_(DEMO_LOGINS), Account.closed_at.is_(None))
    found = session.scalars(wanted.options(joinedload(Account.person))).all()
    people = [account.person_id for account in found]
    held = select(Membership).where(Membership.person_id.in_(people), Membership.revoked_at.is_(None))
    roles: dict[int, set[Role]] = {person_id: set() for person_id in people}
    for membership in session.scalars(held):
        roles[membership.person_id or 0].add(membership.role)
    accounts = [
        DemoAccount(
            account.email or "", account.person.name, tuple(sorted(roles[account.person_id])) or (Role.ATTENDEE,)
        )
        for account in found
    ]
    return sorted(accounts, key=lambda each: DEMO_LOGINS.index(each.login))
