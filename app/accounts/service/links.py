"""Making one-time links, and using them exactly once."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.logic import LINK_LIFE, LinkPurpose
from app.accounts.models import AccountLink
from app.accounts.queries.links import token_of_seed
from app.core.clock import now
from app.core.errors import NotFound
from app.core.secrets import random_token, token_hash


def make_link(
    session: Session,
    account_id: int,
    *,
    purpose: LinkPurpose,
    new_email: str | None = None,
    password_hash: str | None = None,
) -> AccountLink:
    """Make a link; a newer one of the same purpose replaces those before it, except at sign-up."""
    if purpose is not LinkPurpose.VERIFY_EMAIL:
        drop_links(session, account_id, purpose=purpose)
    seed = random_token()
    stop = token_hash(token_of_seed(seed, stop=True)) if purpose is LinkPurpose.CHANGE_EMAIL else None
    link = AccountLink(
        account_id=account_id, purpose=purpose, seed=seed, token_hash=token_hash(token_of_seed(seed)), stop_hash=stop,
        new_email=new_email, password_hash=password_hash, expires_at=now() + LINK_LIFE[purpose],
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link


def use_link(session: Session, link: AccountLink) -> None:
    """Mark a link as used; of two who click at once, one is refused."""
    taken = session.execute(
        update(AccountLink)
        .where(AccountLink.id == link.id, AccountLink.used_at.is_(None), AccountLink.expires_at > now())
        .values(used_at=now())
        .returning(AccountLink.id)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        raise NotFound("This link has expired or was used already. Please ask for a new one.")
    session.refresh(link, ["used_at"])


def drop_links(session: Session, account_id: int, *, purpose: LinkPurpose) -> None:
    """Make all open links of a purpose useless."""
    session.execute(
        update(AccountLink)
        .where(AccountLink.account_id == account_id, AccountLink.purpose == purpose, AccountLink.used_at.is_(None))
        .values(used_at=now())
    )
