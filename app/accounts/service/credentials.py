"""Changing what an account signs in with: password, address, and the way back in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.facts import EmailChangeAsked, EmailChanged, PasswordChanged, PasswordResetAsked
from app.accounts.logic import REMEMBERED_PASSWORDS, LinkPurpose
from app.accounts.models import Account, AccountLink, OldPassword, Person
from app.accounts.queries.logins import parse_login, read_email
from app.accounts.service.audit import write_audit
from app.accounts.service.links import drop_links, make_link, use_link
from app.accounts.service.memberships import claim_memberships
from app.accounts.service.sign_in import end_all_sign_ins
from app.core import outbox
from app.core.clock import now
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise


def past_hashes(session: Session, account: Account) -> list[str]:
    """Return the hashes that may not be used again, the present one first."""
    old = select(OldPassword.password_hash).where(OldPassword.account_id == account.id)
    latest = session.scalars(old.order_by(OldPassword.id.desc()).limit(REMEMBERED_PASSWORDS - 1))
    return [account.password_hash, *latest]


def telling_words(account: Account, person: Person) -> tuple[str, ...]:
    """Return what a password should not contain: name, address and number of its person."""
    address = (account.email or "").partition("@")[0]
    return tuple(word for word in (person.name, address, (person.mobile or "").removeprefix("+86")) if word)


def ask_reset(session: Session, *, login: str) -> AccountLink | None:
    """Send a link for a new password if the address belongs to an account; the answer is the same either way."""
    parsed = parse_login(login)
    found = None
    if parsed is not None and parsed.email:
        wanted = select(Account).where(Account.email == parsed.email, Account.closed_at.is_(None))
        found = session.scalar(wanted)
    if found is None or found.email_verified_at is None:
        return None
    link = make_link(session, found.id, purpose=LinkPurpose.RESET_PASSWORD)
    outbox.record(session, PasswordResetAsked(link_id=link.id))
    write_audit(session, "password:reset_asked", kind="account", row_id=found.id)
    return link


def hand_out_reset(session: Session, actor: Actor, *, person_id: int) -> AccountLink:
    """Make a reset link for somebody without a confirmed address, to be handed over in person."""
    authorise(actor, Permission.PLATFORM_ADMINISTER)
    account = session.scalar(select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None)))
    if account is None:
        raise NotFound("There is no such account.")
    if account.email_verified_at is not None:
        raise RuleBroken("This person has a confirmed address and can ask for a link without you.")
    link = make_link(session, account.id, purpose=LinkPurpose.RESET_PASSWORD)
    write_audit(session, "password:reset_handed_out", kind="account", row_id=account.id)
    return link


def reset_password(session: Session, link: AccountLink, *, password_hash: str) -> Account:
    """Set a new password by a one-time link; every browser is signed out and a lock is lifted."""
    use_link(session, link)
    account = session.get_one(Account, link.account_id)
    account.failed_count, account.locked_until = 0, None
    session.info["person_id"] = account.person_id
    _set_password(session, account, password_hash)
    end_all_sign_ins(session, account.id)
    write_audit(session, "password:reset", kind="account", row_id=account.id)
    return account


def change_password(
    session: Session, actor: Actor, *, seen_hash: str, password_hash: str, keep_sign_in: int
) -> Account:
    """Set a new password after the present one was compared; other browsers are signed out."""
    account = _own_account(session, actor)
    if account.password_hash != seen_hash:
        raise Conflict("Somebody changed this while you were editing. Please look at the new state and try again.")
    _set_password(session, account, password_hash)
    end_all_sign_ins(session, account.id, but=keep_sign_in)
    write_audit(session, "password:changed", kind="account", row_id=account.id)
    return account


def _own_account(session: Session, actor: Actor) -> Account:
    account = session.get(Account, actor.account_id) if actor.account_id is not None else None
    if account is None or account.closed_at is not None:
        raise NotFound("There is no such account.")
    authorise(actor, Permission.ACCOUNT_OWN, account)
    return account


def _set_password(session: Session, account: Account, password_hash: str) -> None:
    session.add(OldPassword(account_id=account.id, password_hash=account.password_hash))
    account.password_hash = password_hash
    account.must_change = False
    session.flush()
    kept = select(OldPassword).where(OldPassword.account_id == account.id).order_by(OldPassword.id.desc())
    for forgotten in session.scalars(kept.offset(REMEMBERED_PASSWORDS)).all():
        session.delete(forgotten)
    outbox.record(session, PasswordChanged(account_id=account.id))


def ask_email_change(session: Session, actor: Actor, *, email: str) -> AccountLink:
    """Ask the new address to confirm, and tell the old one, which may stop it."""
    account = _own_account(session, actor)
    address = read_email(email)
    if address == account.email:
        raise RuleBroken("This is your address already.", field="email")
    link = make_link(session, account.id, purpose=LinkPurpose.CHANGE_EMAIL, new_email=address)
    outbox.record(session, EmailChangeAsked(link_id=link.id))
    write_audit(session, "account:email_change_asked", kind="account", row_id=account.id)
    return link


def drop_email_change(session: Session, actor: Actor) -> None:
    """Give up one's own change of address before it is confirmed."""
    account = _own_account(session, actor)
    drop_links(session, account.id, purpose=LinkPurpose.CHANGE_EMAIL)
    write_audit(session, "account:email_change_dropped", kind="account", row_id=account.id)


def confirm_email_change(session: Session, link: AccountLink) -> Account:
    """Let the new address take the place of the old one; both are told."""
    use_link(session, link)
    account = session.get_one(Account, link.account_id)
    person = session.get_one(Person, account.person_id)
    if session.scalar(select(Account.id).where(Account.email == link.new_email)) is not None:
        raise RuleBroken("This address has an account already.", field="email")
    old = account.email if account.email_verified_at else None
    account.email = person.email = link.new_email
    account.email_verified_at = now()
    drop_links(session, account.id, purpose=LinkPurpose.RESET_PASSWORD)
    session.flush()
    outbox.record(session, EmailChanged(account_id=account.id, old_email=old))
    claim_memberships(session, account)
    write_audit(session, "account:email_changed", kind="account", row_id=account.id)
    return account


def stop_email_change(session: Session, link: AccountLink) -> None:
    """Stop a change that the owner of the old address did not ask for, and sign every browser out."""
    use_link(session, link)
    end_all_sign_ins(session, link.account_id)
    write_audit(session, "account:email_change_stopped", kind="account", row_id=link.account_id)
