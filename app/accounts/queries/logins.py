"""What people sign in with: an e-mail address or a mobile number."""

from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, Person
from app.core.errors import RuleBroken
from app.core.secrets import blind_index

HOME = "CN"


@dataclass(frozen=True)
class Login:
    """A well-formed address or number; `value` is its one spelling."""

    value: str

    @property
    def email(self) -> str | None:
        """Return the address, if it is one."""
        return self.value if "@" in self.value else None

    @property
    def mobile(self) -> str | None:
        """Return the number with its country, if it is one."""
        return None if "@" in self.value else self.value

    @property
    def index(self) -> str:
        """Return the blind index of the login."""
        return blind_index(self.value)


def parse_login(text: str) -> Login | None:
    """Return the login that was typed, or None when it is neither address nor mobile number."""
    typed = text.strip()
    if "@" in typed:
        try:
            return Login(validate_email(typed, check_deliverability=False).normalized.lower())
        except EmailNotValidError:
            return None
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        return None
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in kinds:
        return None
    return Login(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def read_login(text: str, *, field: str = "login") -> Login:
    """Return the login that was typed, or refuse it beside its field."""
    found = parse_login(text)
    if found is None:
        raise RuleBroken("Please write an e-mail address or a mobile number.", field=field)
    return found


def read_mobile(text: str, *, field: str = "mobile") -> str:
    """Return a mobile number in its one spelling, or refuse it beside its field."""
    found = parse_login(text)
    if found is None or found.mobile is None:
        raise RuleBroken("Please write a mobile number, for example 138 0013 8000.", field=field)
    return found.mobile


def read_email(text: str, *, field: str = "email") -> str:
    """Return an e-mail address in its one spelling, or refuse it beside its field."""
    found = parse_login(text)
    if found is None or found.email is None:
        raise RuleBroken("Please write an e-mail address, for example name@example.org.", field=field)
    return found.email


def find_account_by_login(session: Session, login: Login) -> Account | None:
    """Return the open account of an address or number, with its person."""
    match = Account.email == login.email if login.email else Account.mobile_index == login.index
    return session.scalar(select(Account).where(match, Account.closed_at.is_(None)).options(joinedload(Account.person)))


def find_person_by_login(session: Session, text: str) -> Person | None:
    """Return the person of an address or number: by account first, else by record."""
    login = parse_login(text)
    if login is None:
        return None
    account = find_account_by_login(session, login)
    if account is not None:
        return account.person
    match = Person.email == login.email if login.email else Person.mobile_index == login.index
    return session.scalar(select(Person).where(match).order_by(Person.id).limit(1))
