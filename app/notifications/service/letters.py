"""A message as it goes out by mail: plain text, HTML, and a calendar part that says what it asks of its reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.accounts.queries.links import link_token, stop_token
from app.core.clock import now
from app.core.display import fill, say, speaking
from app.events.logic.exchange import Item, Person
from app.events.logic.exchange_ics import Mailbox, invitation_ics
from app.events.models.programme import SessionPerson
from app.events.queries.sessions import invitation_code
from app.notifications.logic import Template, harmless
from app.notifications.models import Message
from app.notifications.service.wording.book import BOOK

HIDDEN: Final = "…"


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a mail has to know of this installation."""

    base_url: str
    mail_from: str

    @property
    def host(self) -> str:
        """Return the domain from which mails come."""
        return self.mail_from.rpartition("@")[2] or "localhost"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Everything that goes out, as plain values: it outlives the transaction in which it was put together."""

    message_id: str
    sender: Mailbox
    recipient: Mailbox
    subject: str
    text: str
    html: str
    calendar: bytes | None = None
    method: str | None = None


def build_letter(session: Session, message: Message, site: Site, *, secret: bool = False) -> Letter:
    """Put the mail of a message together; person and event must be loaded.

    Secret links appear only in what is really sent (`secret`); whoever reads the message in the outbox sees dots.
    """
    event = message.event
    name = message.person.name if message.person else ""
    with speaking(message.language, event.zone if event else None):
        sender = Mailbox(name=harmless(event.title) if event else say("Luyan"), address=site.mail_from)
        calendar = _calendar(message, site, sender, name)
        link = link_of(session, message, secret=secret)
        words = {
            "blocks": list(blocks(message.body)), "name": harmless(name), "language": message.language,
            "url": f"{site.base_url}{link}" if link else "", "action": action_of(message),
            "event": harmless(event.title) if event else "", "base_url": site.base_url, "subject": message.subject,
        }  # fmt: skip
        text, html = fill("emails/message.txt", **words), fill("emails/message.html", **words)
    return Letter(
        message_id=message.message_id or name_for(message, site), sender=sender,
        recipient=Mailbox(name=harmless(name), address=message.address or ""), subject=message.subject, text=text,
        html=html, calendar=calendar, method=message.calendar_method if calendar else None,
    )  # fmt: skip


def name_for(message: Message, site: Site) -> str:
    """Return the Message-ID that a message keeps for ever, so that a mail sent twice is recognised as one."""
    return f"<luyan.{message.id}.{message.created_at:%Y%m%d%H%M%S}@{site.host}>"


def blocks(body: str) -> Iterator[tuple[str, list[str]]]:
    """Cut a text into paragraphs and quotations."""
    kind = "text"
    lines: list[str] = []
    for line in [*body.splitlines(), ""]:
        now_kind = "quote" if line.startswith(">") else "text"
        if lines and (not line.strip() or now_kind != kind):
            yield kind, lines
            lines = []
        kind = now_kind
        if line.strip():
            lines.append(line.removeprefix(">").strip() if kind == "quote" else line.strip())


def action_of(message: Message) -> str:
    """Return what the button of a message says, in the language being spoken."""
    return say(BOOK[message.template].action)


def link_of(session: Session, message: Message, *, secret: bool) -> str | None:
    """Return the path a message leads to; its secret part only for whoever it is meant for."""
    about: dict[str, Any] = message.values.get("secret") or {}
    if not about:
        return message.link
    path = BOOK[message.template].link
    if message.template is Template.SPEAKER_INVITED:
        duty = session.get(SessionPerson, about["duty_id"])
        code = invitation_code(duty) if secret and duty is not None else HIDDEN
        return path.format(slug=about["slug"], duty_id=about["duty_id"], code=code)
    if not secret:
        return path.format(token=HIDDEN)
    make = stop_token if message.template is Template.STOP_ADDRESS_CHANGE else link_token
    return path.format(token=make(session, about["link_id"]))


def keep_item(item: Item) -> dict[str, Any]:
    """Return a calendar item as values that a message can hold until its mail goes out."""
    return {
        "number": item.number, "title": item.title, "start": item.start.isoformat(), "end": item.end.isoformat(),
        "url": item.url, "room": item.room, "subtitle": item.subtitle, "sequence": item.sequence,
        "cancelled": item.cancelled, "updated_at": item.updated_at.isoformat(),
        "people": [person.name for person in item.persons],
    }  # fmt: skip


def _calendar(message: Message, site: Site, sender: Mailbox, name: str) -> bytes | None:
    kept: Mapping[str, Any] | None = message.values.get("item")
    if not kept or not message.address:
        return None
    item = Item(
        id=message.id, number=kept["number"], title=kept["title"], type="", url=f"{site.base_url}{kept['url']}",
        start=datetime.fromisoformat(kept["start"]), end=datetime.fromisoformat(kept["end"]), room=kept["room"],
        updated_at=datetime.fromisoformat(kept["updated_at"]), subtitle=kept["subtitle"], sequence=kept["sequence"],
        cancelled=kept["cancelled"],
        persons=tuple(Person(id=number, name=each) for number, each in enumerate(kept["people"])),
    )  # fmt: skip
    guest = Mailbox(name=name, address=message.address)
    return invitation_ics(item, organiser=sender, attendees=[guest])


def as_email(letter: Letter) -> EmailMessage:
    """Return a letter in the form that mail servers take."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name=letter.sender.name, addr_spec=letter.sender.address)
    mail["To"] = Address(display_name=letter.recipient.name, addr_spec=letter.recipient.address)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(now().astimezone(UTC))
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="base64")
    mail.add_alternative(letter.html, subtype="html", cte="base64")
    if letter.calendar is not None:
        text = letter.calendar.decode()
        mail.add_alternative(text, subtype="calendar", cte="base64", params={"method": letter.method or "REQUEST"})
        mail.add_attachment(letter.calendar, maintype="application", subtype="ics", filename="invite.ics")
    return mail
