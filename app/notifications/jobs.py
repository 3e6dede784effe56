"""Sending mail in the background, and keeping calendar feeds up to date."""

from datetime import timedelta
from typing import Any, Final

from flask import current_app
from sqlalchemy.orm import Session

from app.core.queue import Handler, Steps
from app.core.schedules import Schedule
from app.notifications.service import delivery, feeds
from app.notifications.service.delivery import Outgoing
from app.notifications.service.letters import Site
from app.notifications.service.telling import SEND
from app.notifications.service.transport import Delivery, MailServer, deliver
from config import Config

SWEEP: Final = "sweep_messages"
REFRESH: Final = "refresh_calendar_feeds"


def begin_sending(session: Session, payload: dict[str, Any]) -> Outgoing | None:
    """Claim the message; committed before anybody talks to the mail server."""
    return delivery.claim_message(session, payload, site=_site(), server=_server())


def send(outgoing: Outgoing) -> Delivery:
    """Talk to the mail server without holding the database."""
    return deliver(outgoing.letter, outgoing.server)


def end_sending(session: Session, payload: dict[str, Any], outcome: Delivery) -> None:
    """Write down what came of it."""
    delivery.settle_message(session, payload, outcome)


def fail_sending(session: Session, payload: dict[str, Any], error: str, final: bool) -> None:  # noqa: FBT001 -- the queue calls it so
    """Write down that the message could not be put together."""
    delivery.note_fault(session, payload, error, final=final)


def sweep_messages(session: Session, _payload: dict[str, Any]) -> dict[str, Any]:
    """Pick up what a dead worker or a missing mail server left behind."""
    return {"queued": delivery.sweep(session, has_server=_server() is not None)}


def refresh_calendar_feeds(session: Session, _payload: dict[str, Any]) -> dict[str, Any]:
    """Note what changed in the agendas that somebody subscribed to."""
    return {"changed": feeds.refresh_all(session)}


def _config() -> Config:
    config: Config = current_app.extensions["luyan_config"]
    return config


def _site() -> Site:
    return Site(base_url=_config().base_url, mail_from=_config().mail_from)


def _server() -> MailServer | None:
    config = _config()
    if not config.smtp_host:
        return None
    password = config.smtp_password.get_secret_value() if config.smtp_password else None
    return MailServer(
        host=config.smtp_host, port=config.smtp_port, user=config.smtp_user, password=password,
        starttls=config.smtp_starttls,
    )  # fmt: skip


JOBS: Final[dict[str, Handler]] = {
    SEND: Steps(begin=begin_sending, work=send, end=end_sending, failed=fail_sending),
    SWEEP: sweep_messages,
    REFRESH: refresh_calendar_feeds,
}
SCHEDULES: Final = (
    Schedule("notifications.sweep", SWEEP, every=timedelta(minutes=1)),
    Schedule("notifications.refresh_feeds", REFRESH, every=timedelta(minutes=15)),
)
