"""Who is behind a sign-in, and which roles they hold."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.logic import SIGN_IN_LIFE
from app.accounts.models import Account, Membership, SignIn
from app.core.clock import now
from app.core.errors import NotFound
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.core.secrets import token_hash


def find_sign_in(session: Session, token: str) -> SignIn | None:
    """Return the sign-in of a browser with its account and person, unless it was ended or is too old."""
    return session.scalar(
        select(SignIn)
        .join(SignIn.account)
        .where(
            SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None),
            SignIn.started_at > now() - SIGN_IN_LIFE, Account.closed_at.is_(None),
        )
        .options(joinedload(SignIn.account).joinedload(Account.person))
    )  # fmt: skip


def get_account(session: Session, account_id: int) -> Account:
    """Return an open account with its person."""
    found = session.scalar(
        select(Account).where(Account.id == account_id, Account.closed_at.is_(None)).options(joinedload(Account.person))
    )
    if found is None:
        raise NotFound("There is no such account.")
    return found


def find_account_of(session: Session, person_id: int) -> Account | None:
    """Return the account of a person, closed ones too."""
    return session.scalar(select(Account).where(Account.person_id == person_id))


def list_sign_ins(session: Session, account_id: int) -> list[SignIn]:
    """Return the browsers in which an account is signed in, latest first."""
    alive = (SignIn.ended_at.is_(None), SignIn.started_at > now() - SIGN_IN_LIFE)
    found = select(SignIn).where(SignIn.account_id == account_id, *alive)
    return list(session.scalars(found.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))


def _memberships_of(person_id: int) -> Select[Membership]:
    return select(Membership).where(Membership.person_id == person_id, Membership.revoked_at.is_(None))


def centres_below(session: Session) -> dict[int, list[int]]:
    """Return all centres below each centre, at any depth."""
    # Centres belong to organisations, above accounts; who may do what needs only the two columns of the tree.
    centre = Membership.metadata.tables["centre"]
    parents = {row.id: row.parent_id for row in session.execute(select(centre.c.id, centre.c.parent_id))}
    below: dict[int, list[int]] = {centre_id: [] for centre_id in parents}
    for centre_id in sorted(parents):
        seen = {centre_id}
        above = parents[centre_id]
        while above is not None and above not in seen:
            below[above].append(centre_id)
            seen.add(above)
            above = parents.get(above)
    return below


def actor_of(session: Session, account: Account) -> Actor:
    """Build the actor of an account; a role in a centre reaches into its sub-centres."""
    grants = [Grant(Role.ATTENDEE, ScopeKind.PERSON, account.person_id)]
    held = session.scalars(_memberships_of(account.person_id)).all()
    in_centres = any(membership.scope_kind is ScopeKind.CENTRE for membership in held)
    below = centres_below(session) if in_centres else {}
    for membership in held:
        grants.append(Grant(membership.role, membership.scope_kind, membership.scope_id))
        if membership.scope_kind is ScopeKind.CENTRE and membership.scope_id is not None:
            grants += [Grant(membership.role, ScopeKind.CENTRE, c) for c in below.get(membership.scope_id, ())]
    return Actor(account.person_id, account.id, account.person.name, tuple(dict.fromkeys(grants)))
