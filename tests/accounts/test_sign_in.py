"""Signing in: counting failures, locking, forgiving, and browsers signed out from afar."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import SignIn
from app.accounts.queries.actors import find_sign_in, list_sign_ins
from app.accounts.service.sign_in import (
    Credentials,
    SignInOutcome,
    end_all_sign_ins,
    find_credentials,
    settle_attempt,
    settle_proof,
    start_sign_in,
)
from app.core.clock import now
from tests.accounts.conftest import HASH, actions, fact_names, facts, fresh, make_user
from tests.factories import make_account


def fail(session: Session, login: str, times: int) -> list[SignInOutcome]:
    return [settle_attempt(session, find_credentials(session, login), right=False) for _ in range(times)]


def test_five_wrong_passwords_lock_and_even_the_right_one_is_refused(session: Session) -> None:
    account = make_user(session)
    login = account.email or ""
    assert fail(session, login, 5) == [SignInOutcome.REFUSED] * 5
    locked = fresh(session, account.id)
    assert locked.failed_count == 5
    assert timedelta(minutes=29) < (locked.locked_until or now()) - now() <= timedelta(minutes=30)
    assert settle_attempt(session, find_credentials(session, login), right=True) is SignInOutcome.REFUSED
    assert facts(session) == [("AccountLocked", {"account_id": account.id})]
    assert actions(session) == ["sign_in:failed"] * 5 + ["sign_in:locked"]


def test_the_lock_ends_by_itself(session: Session) -> None:
    account = make_user(session, failed_count=5, locked_until=now() - timedelta(seconds=1))
    credentials = find_credentials(session, account.email or "")
    assert settle_attempt(session, credentials, right=True) is SignInOutcome.WELCOME
    assert (account.failed_count, account.locked_until) == (0, None)


def test_the_right_password_forgives_earlier_failures(session: Session) -> None:
    account = make_user(session)
    fail(session, account.email or "", 4)
    assert settle_attempt(session, find_credentials(session, account.email or ""), right=True) is SignInOutcome.WELCOME
    fail(session, account.email or "", 4)
    assert account.locked_until is None


def test_an_unknown_login_has_nothing_to_compare_with_and_is_refused(session: Session) -> None:
    for login in ("nobody@example.org", "13800138000", "no login at all"):
        assert find_credentials(session, login) == Credentials(None, None)
    assert settle_attempt(session, Credentials(None, None), right=False) is SignInOutcome.REFUSED
    assert actions(session) == ["sign_in:unknown"]


def test_a_password_changed_while_it_was_compared_does_not_let_in(session: Session) -> None:
    account = make_user(session)
    outdated = Credentials(account.id, "the hash of a moment ago")
    assert settle_attempt(session, outdated, right=True) is SignInOutcome.REFUSED


def test_an_address_that_was_never_confirmed_does_not_let_in(session: Session) -> None:
    account = make_account(session, password_hash=HASH, email_verified_at=None)
    outcome = settle_attempt(session, Credentials(account.id, HASH), right=True)
    assert (outcome, account.last_login_at) == (SignInOutcome.UNCONFIRMED, None)


def test_a_closed_account_has_no_credentials(session: Session) -> None:
    account = make_user(session, closed_at=now())
    assert find_credentials(session, account.email or "") == Credentials(None, None)
    assert settle_attempt(session, Credentials(account.id, HASH), right=True) is SignInOutcome.REFUSED


def test_a_wrong_present_password_counts_towards_the_lock(session: Session) -> None:
    account = make_user(session)
    known = Credentials(account.id, HASH)
    assert [settle_proof(session, known, right=False) for _ in range(5)] == [False] * 5
    assert settle_proof(session, known, right=True) is False
    assert fact_names(session) == ["AccountLocked"]
    account.locked_until = None
    assert settle_proof(session, known, right=True) is True
    assert account.failed_count == 0


def test_the_database_knows_no_secret_of_a_browser(session: Session) -> None:
    account = make_user(session)
    token = start_sign_in(session, account, address="10.0.0.7", browser="Firefox" * 100)
    row = session.scalars(select(SignIn)).one()
    assert token not in {row.token_hash, row.browser}
    assert len(row.browser or "") == 200
    found = find_sign_in(session, token)
    assert found is not None
    assert found.account.person.name == account.person.name


def test_signing_out_everywhere_ends_all_browsers_but_a_named_one(session: Session) -> None:
    account, other = make_user(session), make_user(session)
    tokens = [start_sign_in(session, account) for _ in range(3)]
    theirs = start_sign_in(session, other)
    kept = find_sign_in(session, tokens[2])
    assert kept is not None
    assert end_all_sign_ins(session, account.id, but=kept.id) == 2
    assert [find_sign_in(session, token) is None for token in (*tokens, theirs)] == [True, True, False, False]
    assert [row.id for row in list_sign_ins(session, account.id)] == [kept.id]


def test_no_browser_stays_signed_in_for_more_than_fourteen_days(session: Session) -> None:
    account = make_user(session)
    token = start_sign_in(session, account)
    row = session.scalars(select(SignIn)).one()
    row.started_at = now() - timedelta(days=13, hours=23)
    session.flush()
    assert find_sign_in(session, token) is not None
    row.started_at = now() - timedelta(days=14)
    session.flush()
    assert find_sign_in(session, token) is None
    assert list_sign_ins(session, account.id) == []
