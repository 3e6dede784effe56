"""Looking people up."""

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.accounts.queries.logins import parse_login
from app.accounts.queries.paging import Page, page_of
from app.core.errors import NotFound

SORTS = {
    "name": (Person.sort_key, Person.id), "-name": (Person.sort_key.desc(), Person.id.desc()),
    "created": (Person.created_at, Person.id), "-created": (Person.created_at.desc(), Person.id.desc()),
}  # fmt: skip


def get_person(session: Session, person_id: int) -> Person:
    """Return a person."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def _pinyin() -> ColumnElement[str]:
    """Return the sort key as people type it: without tones and spaces."""
    typed: ColumnElement[str] = Person.sort_key.expression
    for mark in "12345 ":
        typed = func.replace(typed, mark, "")
    return typed


def list_people(
    session: Session, *, search: str = "", state: str = "", sort: str = "name", number: int = 1, per_page: int = 20
) -> Page[Person]:
    """Return people by name, pinyin, address or full mobile number, those with or without an account if asked."""
    wanted = select(Person)
    if words := search.strip():
        like = [Person.name.contains(words, autoescape=True), Person.email.contains(words.lower(), autoescape=True),
                _pinyin().startswith("".join(words.lower().split()), autoescape=True)]  # fmt: skip
        login = parse_login(words)
        if login and login.mobile:
            like.append(Person.mobile_index == login.index)
        wanted = wanted.where(or_(*like))
    with_account = select(Account.person_id).where(Account.closed_at.is_(None))
    if state == "account":
        wanted = wanted.where(Person.id.in_(with_account))
    elif state == "record":
        wanted = wanted.where(Person.id.not_in(with_account))
    elif state == "unconfirmed":
        open_only = with_account.where(Account.email_verified_at.is_(None), Account.mobile_verified_at.is_(None))
        wanted = wanted.where(Person.id.in_(open_only))
    return page_of(session, wanted.order_by(*SORTS.get(sort, SORTS["name"])), number=number, per_page=per_page)


def accounts_of(session: Session, person_ids: set[int]) -> dict[int, Account]:
    """Return the accounts of people by person."""
    rows = session.scalars(select(Account).where(Account.person_id.in_(person_ids)))
    return {account.person_id: account for account in rows}
