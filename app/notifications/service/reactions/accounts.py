"""What people are told about their accounts and roles."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import facts
from app.accounts.models import Account, AccountLink, Membership
from app.accounts.queries.scopes import scope_names
from app.core.permissions import ScopeKind
from app.core.words import N_
from app.notifications.logic import MessageState, Template, Trusted, Words
from app.notifications.models import Message
from app.notifications.queries.recipients import DEFAULT_LANGUAGE, Recipient
from app.notifications.service.feeds import drop_feeds
from app.notifications.service.telling import Notice, tell, tell_recipients

PLATFORM = Words(N_("the whole platform"))
ACCOUNT_CLOSED = N_("The account was closed.")


def _at(account: Account, address: str | None) -> list[Recipient]:
    """Reach somebody at one address, confirmed or not."""
    if address is None or account.closed_at is not None:
        return []
    return [Recipient(
        person_id=account.person_id, name="", address=address, language=account.language or DEFAULT_LANGUAGE,
        has_inbox=True,
    )]  # fmt: skip


def _send_link(session: Session, template: Template, link_id: int, *, to_new: bool = False) -> None:
    link = session.get(AccountLink, link_id)
    if link is None or link.used_at is not None:
        return
    account = session.get_one(Account, link.account_id)
    notice = Notice(
        template=template, values={"address": Trusted(link.new_email or "")},
        completed_with={"secret": {"link_id": link.id}},
    )  # fmt: skip
    tell_recipients(session, notice, _at(account, link.new_email if to_new else account.email))


def send_verification(session: Session, fact: facts.EmailVerificationAsked) -> None:
    """Send the link that confirms an address."""
    _send_link(session, Template.VERIFY_ADDRESS, fact.link_id)


def send_reset(session: Session, fact: facts.PasswordResetAsked) -> None:
    """Send the link to a new password."""
    _send_link(session, Template.RESET_PASSWORD, fact.link_id)


def send_address_change(session: Session, fact: facts.EmailChangeAsked) -> None:
    """Send the new address a link to confirm, and the old one a link to stop it."""
    _send_link(session, Template.CHANGE_ADDRESS, fact.link_id, to_new=True)
    _send_link(session, Template.STOP_ADDRESS_CHANGE, fact.link_id)


def tell_sign_up_repeated(session: Session, fact: facts.SignUpRepeated) -> None:
    """Tell the owner of an address that somebody tried to sign up with it."""
    account = session.get_one(Account, fact.account_id)
    tell_recipients(session, Notice(template=Template.SIGN_UP_REPEATED), _at(account, account.email))


def tell_password_changed(session: Session, fact: facts.PasswordChanged) -> None:
    """Tell the owner of an account that its password is a new one."""
    account = session.get_one(Account, fact.account_id)
    tell(session, Notice(template=Template.PASSWORD_CHANGED), [account.person_id])


def tell_address_changed(session: Session, fact: facts.EmailChanged) -> None:
    """Tell the old address and the new one."""
    account = session.get_one(Account, fact.account_id)
    values = {"address": Trusted(account.email or "")}
    told_before = Notice(
        template=Template.ADDRESS_CHANGED, values=values, key=f"address-before-{session.info['fact_id']}"
    )
    tell_recipients(session, told_before, _at(account, fact.old_email))
    tell(session, Notice(template=Template.ADDRESS_CHANGED, values=values), [account.person_id])


def tell_locked(session: Session, fact: facts.AccountLocked) -> None:
    """Tell the owner of an account that somebody tried wrong passwords."""
    account = session.get_one(Account, fact.account_id)
    tell(session, Notice(template=Template.ACCOUNT_LOCKED), [account.person_id])


def tell_role_granted(session: Session, fact: facts.MembershipGranted) -> None:
    """Tell a person about a new role, or invite whoever has no account yet."""
    membership = session.get(Membership, fact.membership_id)
    if membership is None or membership.revoked_at is not None:
        return
    values = {"role": membership.role, "scope": _scope(session, membership)}
    if membership.person_id is not None:
        tell(session, Notice(template=Template.ROLE_GRANTED, values=values), [membership.person_id])
    elif membership.invited_login and "@" in membership.invited_login:
        invited = Recipient(person_id=None, name="", address=membership.invited_login)
        tell_recipients(session, Notice(template=Template.ROLE_INVITED, values=values), [invited])


def tell_role_revoked(session: Session, fact: facts.MembershipRevoked) -> None:
    """Tell a person that a role has ended."""
    membership = session.get(Membership, fact.membership_id)
    if membership is not None:
        values = {"role": membership.role, "scope": _scope(session, membership)}
        tell(session, Notice(template=Template.ROLE_REVOKED, values=values), [membership.person_id])


def _scope(session: Session, membership: Membership) -> str:
    scope = (membership.scope_kind, membership.scope_id)
    if membership.scope_kind in {ScopeKind.PLATFORM, ScopeKind.PERSON}:
        return PLATFORM
    return scope_names(session, [scope]).get(scope, "")


def leave_in_peace(session: Session, fact: facts.AccountClosed) -> None:
    """End the calendar feed of a closed account, and stop and empty what was still to be told to its person."""
    drop_feeds(session, fact.person_id)
    for message in session.scalars(select(Message).where(Message.person_id == fact.person_id)):
        if message.state in {MessageState.DRAFT, MessageState.QUEUED, MessageState.FAILED}:
            message.state, message.note = MessageState.CANCELLED, ACCOUNT_CLOSED
        message.address = None
    session.flush()
