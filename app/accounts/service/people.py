"""People and their accounts: entering them, correcting them, opening accounts."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.accounts.queries.logins import read_email, read_login, read_mobile
from app.accounts.service.audit import write_audit
from app.accounts.service.passwords import hash_password
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.names import pinyin_key, tidy
from app.core.permissions import Actor, Permission, authorise
from app.core.secrets import blind_index

LONGEST_NAME = 60
TEXTS = ("name_en", "department", "title", "professional_title", "honorific")


@dataclass(frozen=True)
class PersonData:
    """What is known of a person; an empty text is nothing."""

    name: str
    email: str | None = None
    mobile: str | None = None
    organisation_id: int | None = None
    name_en: str | None = None
    department: str | None = None
    title: str | None = None
    professional_title: str | None = None
    honorific: str | None = None
    research_fields: list[str] = field(default_factory=list)
    source: str = "typed"


def register_person(session: Session, data: PersonData) -> Person:
    """Enter a person; the name is sorted by pinyin, the mobile number kept secret but findable."""
    person = Person(source=data.source, organisation_id=data.organisation_id)
    _fill(person, data)
    person.email = read_email(data.email) if data.email else None
    session.add(person)
    session.flush()
    return person


def _fill(person: Person, data: PersonData) -> None:
    name = tidy(data.name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise RuleBroken("Please write a name of at most 60 characters.", field="name")
    person.name = name
    person.sort_key = pinyin_key(name)
    for text in TEXTS:
        setattr(person, text, tidy(getattr(data, text) or "") or None)
    person.research_fields = list(data.research_fields)
    person.mobile = read_mobile(data.mobile) if data.mobile else None
    person.mobile_index = blind_index(person.mobile) if person.mobile else None


def edit_person(session: Session, actor: Actor, *, person_id: int, data: PersonData, version: int | None) -> Person:
    """Correct a person's own data; the address is changed elsewhere, since it must be confirmed."""
    person = session.get_one(Person, person_id)
    authorise(actor, Permission.ACCOUNT_OWN, person)
    check_version(person, version)
    before = person.mobile_index
    _fill(person, data)
    _keep_login_number(session, person, before)
    session.flush()
    write_audit(session, "person:edited", kind="person", row_id=person.id)
    return person


def _keep_login_number(session: Session, person: Person, before: str | None) -> None:
    """Let the number a person signs in with follow the person's number, unverified when it is new."""
    account = session.scalar(select(Account).where(Account.person_id == person.id))
    if account is None or person.mobile_index == before:
        return
    if person.mobile_index is None and account.email is None:
        raise RuleBroken("You sign in with this number. Please add an e-mail address first.", field="mobile")
    if person.mobile_index is not None:
        refuse_taken(session, mobile_index=person.mobile_index)
    account.mobile_index = person.mobile_index
    account.mobile_verified_at = None


def refuse_taken(session: Session, *, mobile_index: str) -> None:
    """Refuse a mobile number with which somebody signs in."""
    if session.scalar(select(Account.id).where(Account.mobile_index == mobile_index)) is not None:
        raise RuleBroken(
            "This number has an account. Please sign in, or ask the centre for a new password.", field="mobile"
        )


def open_account(session: Session, *, person: Person, email: str, password: str, verified: bool = True) -> Account:
    """Open an account for a person already entered, by somebody who vouches for it."""
    login = read_login(email, field="email")
    account = Account(
        person=person, email=login.email, mobile_index=login.index if login.mobile else None,
        password_hash=hash_password(password), email_verified_at=now() if verified and login.email else None,
        mobile_verified_at=now() if verified and login.mobile else None,
    )  # fmt: skip
    if login.email and person.email is None:
        person.email = login.email
    session.add(account)
    session.flush()
    write_audit(session, "account:opened", kind="account", row_id=account.id)
    return account


def keep_language(session: Session, actor: Actor, *, language: str) -> None:
    """Remember the language a person reads."""
    account = session.get(Account, actor.account_id)
    if account is not None and account.language != language:
        account.language = language
