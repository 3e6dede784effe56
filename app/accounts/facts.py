"""What happened to accounts."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class EmailVerificationAsked(Fact):
    """Somebody signed up and has to show that the address is theirs."""

    link_id: int


@dataclass(frozen=True)
class SignUpRepeated(Fact):
    """Somebody signed up with an address that has an account."""

    account_id: int


@dataclass(frozen=True)
class PasswordResetAsked(Fact):
    """Somebody forgot a password."""

    link_id: int


@dataclass(frozen=True)
class PasswordChanged(Fact):
    """The password of an account is a new one."""

    account_id: int


@dataclass(frozen=True)
class EmailChangeAsked(Fact):
    """Somebody wants another address; the new one must confirm, the old one may stop it."""

    link_id: int


@dataclass(frozen=True)
class EmailChanged(Fact):
    """An account has a new address; the old one, if there was one, is told as well."""

    account_id: int
    old_email: str | None


@dataclass(frozen=True)
class AccountLocked(Fact):
    """Too many wrong passwords locked an account."""

    account_id: int


@dataclass(frozen=True)
class MembershipGranted(Fact):
    """Somebody was given a role; without an account yet, an address or number was invited."""

    membership_id: int


@dataclass(frozen=True)
class MembershipRevoked(Fact):
    """Somebody lost a role."""

    membership_id: int


@dataclass(frozen=True)
class AccountClosed(Fact):
    """A person closed the account; what identified the person is gone."""

    person_id: int
