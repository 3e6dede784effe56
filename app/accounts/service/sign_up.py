"""Signing up with an e-mail address that is confirmed by a link, or with a mobile number that stays unconfirmed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.facts import EmailVerificationAsked, SignUpRepeated
from app.accounts.logic import LinkPurpose
from app.accounts.models import Account, AccountLink, Person
from app.accounts.queries.logins import Login, find_account_by_login
from app.accounts.service.audit import write_audit
from app.accounts.service.links import make_link, use_link
from app.accounts.service.memberships import claim_memberships
from app.accounts.service.people import PersonData, refuse_taken, register_person
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise


@dataclass(frozen=True)
class SignUp:
    """What a person typed to sign up; the password is hashed already."""

    name: str
    login: Login
    password_hash: str
    language: str


def sign_up(session: Session, wish: SignUp) -> tuple[Account | None, AccountLink | None]:
    """Open an account: with a number it can be used at once, with an address after the link was opened.

    An address that has an account is answered like a new one; only its owner is told, by mail.
    """
    if wish.login.mobile:
        return _sign_up_mobile(session, wish), None
    account = find_account_by_login(session, wish.login)
    if account is not None and account.email_verified_at is not None:
        outbox.record(session, SignUpRepeated(account_id=account.id))
        return None, None
    if account is None:
        account = _open(session, wish, _unclaimed_person(session, wish.login))
    link = make_link(session, account.id, purpose=LinkPurpose.VERIFY_EMAIL, password_hash=wish.password_hash)
    outbox.record(session, EmailVerificationAsked(link_id=link.id))
    return None, link


def _sign_up_mobile(session: Session, wish: SignUp) -> Account:
    refuse_taken(session, mobile_index=wish.login.index)
    return _open(session, wish, None)


def _unclaimed_person(session: Session, login: Login) -> Person | None:
    """Return a person whom an organiser entered under this address and who has no account yet."""
    taken = select(Account.person_id)
    found = select(Person).where(Person.email == login.email, Person.id.not_in(taken))
    return session.scalar(found.order_by(Person.id).limit(1))


def _open(session: Session, wish: SignUp, person: Person | None) -> Account:
    login = wish.login
    if person is None:
        person = register_person(session, PersonData(name=wish.name, email=login.email, mobile=login.mobile))
    account = Account(
        person=person, email=login.email, mobile_index=login.index if login.mobile else None,
        password_hash=wish.password_hash, language=wish.language,
    )  # fmt: skip
    session.add(account)
    session.flush()
    write_audit(session, "account:signed_up", kind="account", row_id=account.id)
    return account


def ask_again(session: Session, account_id: int, *, password_hash: str) -> AccountLink:
    """Send a new confirmation link to somebody who knows the password but lost the mail."""
    link = make_link(session, account_id, purpose=LinkPurpose.VERIFY_EMAIL, password_hash=password_hash)
    outbox.record(session, EmailVerificationAsked(link_id=link.id))
    return link


def confirm_email(session: Session, link: AccountLink, *, right: bool) -> Account:
    """Confirm the address of a sign-up by its link and by the password chosen with it.

    The password proves that whoever signed up is whoever reads the mail, so nobody can prepare an account for another.
    """
    if not right or link.password_hash is None:
        raise RuleBroken("This is not the password you chose when you signed up.", field="password")
    use_link(session, link)
    account = session.get_one(Account, link.account_id)
    if account.closed_at is not None or account.email_verified_at is not None:
        raise NotFound("This link has expired or was used already. Please ask for a new one.")
    account.password_hash = link.password_hash
    account.email_verified_at = now()
    account.failed_count, account.locked_until = 0, None
    account.last_login_at = now()
    session.info["person_id"] = account.person_id
    session.flush()
    claim_memberships(session, account)
    write_audit(session, "account:email_confirmed", kind="account", row_id=account.id)
    return account


def confirm_mobile(session: Session, actor: Actor, *, person_id: int) -> Account:
    """Note that an administrator called the number back and reached its owner; waiting roles are claimed."""
    authorise(actor, Permission.PLATFORM_ADMINISTER)
    account = session.scalar(select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None)))
    if account is None or account.mobile_index is None:
        raise NotFound("There is no such account.")
    if account.person_id == actor.person_id:
        raise NotAllowed("Somebody else has to confirm your own number.")
    account.mobile_verified_at = now()
    session.flush()
    claim_memberships(session, account)
    write_audit(session, "account:mobile_confirmed", kind="account", row_id=account.id)
    return account
