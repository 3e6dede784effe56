"""Closing an account: what identifies the person goes, what others need to know stays without a name."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.facts import AccountClosed
from app.accounts.logic import LinkPurpose
from app.accounts.models import Account, AccountLink, Membership, OldPassword, Person, SignIn
from app.accounts.service.audit import write_audit
from app.accounts.service.consents import set_consents
from app.accounts.service.links import drop_links
from app.accounts.service.memberships import refuse_last_holder
from app.accounts.service.sign_in import end_all_sign_ins
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotFound
from app.core.permissions import Actor, Permission, authorise

CLOSED_NAME = "已注销用户"
PERSONAL = (
    "name_en", "department", "title", "professional_title", "honorific", "email", "mobile", "mobile_index",
    "organisation_id",
)  # fmt: skip


def close_account(session: Session, actor: Actor, *, person_id: int) -> None:
    """Close an account for good; the audit trail and statistics stay, without the name."""
    account = session.scalar(select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None)))
    if account is None:
        raise NotFound("There is no such account.")
    authorise(actor, Permission.ACCOUNT_OWN, account)
    held = session.scalars(select(Membership).where(Membership.person_id == person_id, Membership.revoked_at.is_(None)))
    for membership in held.all():
        refuse_last_holder(session, membership)
        membership.revoked_at = now()
        session.flush()
    set_consents(session, person_id=person_id, agreed=())
    end_all_sign_ins(session, account.id)
    for purpose in LinkPurpose:
        drop_links(session, account.id, purpose=purpose)
    for old in session.scalars(select(OldPassword).where(OldPassword.account_id == account.id)).all():
        session.delete(old)
    session.execute(update(AccountLink).where(AccountLink.account_id == account.id).values(new_email=None))
    session.execute(update(SignIn).where(SignIn.account_id == account.id).values(address=None, browser=None))
    account.email = account.mobile_index = None
    account.password_hash, account.closed_at = "!", now()
    _forget(session.get_one(Person, person_id))
    session.flush()
    outbox.record(session, AccountClosed(person_id=person_id))
    write_audit(session, "account:closed", kind="account", row_id=account.id)


def _forget(person: Person) -> None:
    person.name, person.sort_key, person.research_fields = CLOSED_NAME, "zzz", []
    for name in PERSONAL:
        setattr(person, name, None)
