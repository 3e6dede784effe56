"""Signing in at a mail server, and refusing to do so in the open where that was asked for."""

from __future__ import annotations

from dataclasses import replace

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as Talk

from app.events.logic.exchange_ics import Mailbox
from app.notifications.service.letters import Letter
from app.notifications.service.transport import Delivery, Fate, MailServer, deliver
from tests.notifications.conftest import PostOffice, free_port

LETTER = Letter(
    message_id="<luyan.1@example.org>", sender=Mailbox(name="Luyan", address="luyan@example.org"),
    recipient=Mailbox(name="李校堃", address="li@example.org"), subject="你好", text="你好", html="<p>你好</p>",
)  # fmt: skip


def test_the_program_signs_in_where_the_server_wants_it() -> None:
    seen: list[bytes] = []

    def check(_server: SMTP, _talk: Talk, _envelope: Envelope, _way: str, data: LoginPassword) -> AuthResult:
        seen.append(data.login)
        return AuthResult(success=data.password == b"right", handled=False)

    office = PostOffice(free_port())
    controller = Controller(office, hostname="127.0.0.1", port=office.port, authenticator=check, auth_require_tls=False)
    controller.start()
    try:
        server = MailServer(host="127.0.0.1", port=office.port, user="luyan", password="right")
        assert deliver(LETTER, server) == Delivery(Fate.TAKEN)
        wrong = deliver(LETTER, replace(server, password="wrong"))
        unsafe = deliver(LETTER, replace(server, starttls=True))
    finally:
        controller.stop()
    assert (wrong.fate, wrong.said[:3]) == (Fate.POSTPONED, "535")
    assert unsafe.fate is Fate.POSTPONED
    assert "STARTTLS" in unsafe.said
    assert seen[0] == b"luyan"
    assert len(office.taken) == 1
