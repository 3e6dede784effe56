"""The mails an installation sent, as a mail server received them."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Mailbox:
    """Keeps everything; an aiosmtpd handler."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: ANN401, N802 -- named by aiosmtpd
        """Accept a mail."""
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, oldest first."""
        return [mail for mail in self.messages if address in str(mail["To"])]

    def wait_for(self, address: str, *, seconds: float = 20) -> EmailMessage:
        """The newest mail to an address, once there is one."""
        until = time.monotonic() + seconds
        while not self.to(address):
            if time.monotonic() > until:
                raise AssertionError(f"no mail to {address} within {seconds} s")
            time.sleep(0.1)
        return self.to(address)[-1]

    def link_in(self, mail: EmailMessage) -> str:
        """The first address in the plain text of a mail."""
        body = mail.get_body(("plain",))
        found = re.search(r"https?://\S+", body.get_content() if body else "")
        assert found, f"no link in {mail['Subject']}"
        return found.group(0)
