"""One-time links: their secrets are made from a seed and the key of the installation, so no row holds them."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.logic import LinkPurpose
from app.accounts.models import Account, AccountLink
from app.core.clock import now
from app.core.errors import NotFound
from app.core.secrets import blind_index, token_hash


def token_of_seed(seed: str, *, stop: bool = False) -> str:
    """Return the secret part of a link, or of the link that stops it."""
    return blind_index(f"{'stop' if stop else 'link'}:{seed}")


def link_token(session: Session, link_id: int) -> str:
    """Return the secret for the address of a link; called when its mail is written."""
    return token_of_seed(session.get_one(AccountLink, link_id).seed)


def stop_token(session: Session, link_id: int) -> str:
    """Return the secret for the address that stops a change of address."""
    return token_of_seed(session.get_one(AccountLink, link_id).seed, stop=True)


def find_link(session: Session, token: str, *purposes: LinkPurpose, stop: bool = False) -> AccountLink | None:
    """Return a link that still works, with its account and person."""
    column = AccountLink.stop_hash if stop else AccountLink.token_hash
    return session.scalar(
        select(AccountLink)
        .join(AccountLink.account)
        .where(
            column == token_hash(token), AccountLink.purpose.in_(purposes), AccountLink.used_at.is_(None),
            AccountLink.expires_at > now(), Account.closed_at.is_(None),
        )
        .options(joinedload(AccountLink.account).joinedload(Account.person))
    )  # fmt: skip


def get_link(session: Session, token: str, *purposes: LinkPurpose, stop: bool = False) -> AccountLink:
    """Return a link that still works, or say that it does not."""
    found = find_link(session, token, *purposes, stop=stop)
    if found is None:
        raise NotFound("This link has expired or was used already. Please ask for a new one.")
    return found


def find_pending_change(session: Session, account_id: int) -> AccountLink | None:
    """Return the change of address that waits for its confirmation."""
    return session.scalar(
        select(AccountLink)
        .where(
            AccountLink.account_id == account_id, AccountLink.purpose == LinkPurpose.CHANGE_EMAIL,
            AccountLink.used_at.is_(None), AccountLink.expires_at > now(),
        )
        .order_by(AccountLink.id.desc())
        .limit(1)
    )  # fmt: skip
