"""Acting and looking as the people of the demonstration."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account
from app.accounts.queries.actors import actor_of
from app.core.permissions import Actor
from app.core.runner import run_all
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.events import get_event
from app.worker import collect_work
from tests.agreements.visiting import fetch, forget, send

__all__ = ["Desk", "account", "actor", "event_of", "fetch", "forget", "pdf_of", "read", "send", "session_of", "work"]
Desk = Callable[[str], FlaskClient]


def account(session: Session, name: str) -> Account:
    wanted = select(Account).where(Account.email == f"{name}@example.org").options(joinedload(Account.person))
    return session.scalars(wanted).one()


def actor(session: Session, name: str) -> Actor:
    return actor_of(session, account(session, name))


def event_of(session: Session, slug: str = "wenzhou-2023") -> Event:
    return get_event(session, slug)


def session_of(session: Session, slug: str, kind: str) -> EventSession:
    wanted = select(EventSession).join(Event, Event.id == EventSession.event_id)
    return session.scalars(wanted.where(Event.slug == slug, EventSession.session_type == kind)).one()


def read(client: FlaskClient, address: str) -> str:
    """The words of a page, without tags."""
    answer = fetch(client, address)
    assert answer.status_code == 200, (address, answer.status_code)
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(text))


def pdf_of(client: FlaskClient, address: str) -> bytes:
    answer = fetch(client, address)
    content = answer.get_data()
    answer.close()
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), address
    return content


def work() -> int:
    """Let the worker do everything that is due."""
    forget()
    return run_all(collect_work().handlers)
