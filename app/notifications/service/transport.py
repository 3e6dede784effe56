"""Talking to the mail server: one conversation for one mail, and what came of it."""

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from enum import Enum
from typing import Final

from app.notifications.service.letters import Letter, as_email

TIMEOUT: Final = 20
PERMANENT: Final = 500


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """How to reach the server that takes our mail."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    starttls: bool = False
    timeout: float = TIMEOUT


class Fate(Enum):
    """What the server did with a mail."""

    TAKEN = "taken"
    POSTPONED = "postponed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Delivery:
    """What came of one attempt, with the words of the server."""

    fate: Fate
    said: str = ""


def deliver(letter: Letter, server: MailServer) -> Delivery:
    """Hand a letter to the mail server; what goes wrong is an answer, not an exception."""
    try:
        mail = as_email(letter)
    except (ValueError, MessageError) as error:
        return Delivery(Fate.REFUSED, f"{type(error).__name__}: {error}")
    try:
        with smtplib.SMTP(
            server.host, server.port, timeout=server.timeout, local_hostname=_own_name(letter)
        ) as conversation:
            if server.starttls:
                conversation.starttls(context=ssl.create_default_context())
            if server.user:
                conversation.login(server.user, server.password or "")
            conversation.send_message(mail, from_addr=letter.sender.address, to_addrs=[letter.recipient.address])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return Delivery(_fate(code), _text(code, words))
    except smtplib.SMTPDataError as error:
        return Delivery(_fate(error.smtp_code), _text(error.smtp_code, error.smtp_error))
    except smtplib.SMTPResponseException as error:  # the server does not like us; that is not the fault of this mail
        return Delivery(Fate.POSTPONED, _text(error.smtp_code, error.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        return Delivery(Fate.POSTPONED, f"{type(error).__name__}: {error}")
    return Delivery(Fate.TAKEN)


def _own_name(letter: Letter) -> str:
    """Return how we introduce ourselves; asking the network for our name can take a minute."""
    return letter.sender.address.rpartition("@")[2] or "localhost"


def _fate(code: int) -> Fate:
    return Fate.REFUSED if code >= PERMANENT else Fate.POSTPONED


def _text(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {text}"
