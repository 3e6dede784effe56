"""Signing in and out: counting failures, locking, browsers that can be signed out from afar."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.facts import AccountLocked
from app.accounts.logic import Failures, after_failure, is_locked
from app.accounts.models import Account, SignIn
from app.accounts.queries.actors import list_sign_ins
from app.accounts.queries.logins import find_account_by_login, parse_login
from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotFound
from app.core.permissions import Actor
from app.core.secrets import random_token, token_hash


class SignInOutcome(StrEnum):
    """How an attempt to sign in ended."""

    WELCOME = "welcome"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Credentials:
    """What is needed to compare a password without holding the database."""

    account_id: int | None
    password_hash: str | None


def find_credentials(session: Session, login: str) -> Credentials:
    """Return the hash to compare with; for an unknown login there is none."""
    parsed = parse_login(login)
    account = find_account_by_login(session, parsed) if parsed else None
    return Credentials(account.id, account.password_hash) if account else Credentials(None, None)


def settle_attempt(session: Session, credentials: Credentials, *, right: bool) -> SignInOutcome:
    """Count or forgive a password that was compared; a locked account refuses even the right one."""
    account = _locked_row(session, credentials.account_id)
    if account is None:
        write_audit(session, "sign_in:unknown", kind="account", row_id=None)
        return SignInOutcome.REFUSED
    if is_locked(account.locked_until, now()):
        write_audit(session, "sign_in:locked", kind="account", row_id=account.id)
        return SignInOutcome.REFUSED
    if not right or account.password_hash != credentials.password_hash:
        _count_failure(session, account)
        return SignInOutcome.REFUSED
    account.failed_count, account.locked_until = 0, None
    if account.email and account.email_verified_at is None and account.mobile_index is None:
        write_audit(session, "sign_in:unconfirmed", kind="account", row_id=account.id)
        return SignInOutcome.UNCONFIRMED
    account.last_login_at = now()
    session.info["person_id"] = account.person_id
    write_audit(session, "sign_in:done", kind="account", row_id=account.id)
    return SignInOutcome.WELCOME


def settle_proof(session: Session, credentials: Credentials, *, right: bool) -> bool:
    """Count or accept the password by which somebody signed in proves to be the owner; wrong ones lock, too."""
    account = _locked_row(session, credentials.account_id)
    if account is None or is_locked(account.locked_until, now()):
        return False
    if not right or account.password_hash != credentials.password_hash:
        _count_failure(session, account)
        return False
    account.failed_count, account.locked_until = 0, None
    return True


def _locked_row(session: Session, account_id: int | None) -> Account | None:
    wanted = select(Account).where(Account.id == account_id, Account.closed_at.is_(None)).with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def _count_failure(session: Session, account: Account) -> None:
    counted = after_failure(Failures(account.failed_count, account.locked_until), now())
    account.failed_count, account.locked_until = counted.count, counted.locked_until
    if counted.locked_until is not None:
        outbox.record(session, AccountLocked(account_id=account.id))
    write_audit(session, "sign_in:failed", kind="account", row_id=account.id, detail={"failures": counted.count})


def start_sign_in(session: Session, account: Account, *, address: str = "", browser: str = "") -> str:
    """Open a sign-in for a browser and return the secret that names it."""
    token = random_token()
    session.add(SignIn(account_id=account.id, token_hash=token_hash(token), address=address, browser=browser[:200]))
    session.flush()
    return token


def end_sign_in(session: Session, actor: Actor, *, sign_in_id: int) -> None:
    """Sign one of the actor's own browsers out."""
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or actor.account_id is None or sign_in.account_id != actor.account_id:
        raise NotFound("There is no such sign-in.")
    sign_in.ended_at = sign_in.ended_at or now()
    write_audit(session, "sign_in:ended", kind="account", row_id=sign_in.account_id)


def end_all_sign_ins(session: Session, account_id: int, *, but: int | None = None) -> int:
    """Sign an account out of every browser, except one if named; say how many were ended."""
    ending = [row for row in list_sign_ins(session, account_id) if row.id != but]
    for row in ending:
        row.ended_at = now()
    write_audit(session, "sign_in:all_ended", kind="account", row_id=account_id, detail={"ended": len(ending)})
    return len(ending)


def note_activity(session: Session, sign_in_id: int) -> None:
    """Remember that a browser did something just now."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now()))
