"""Visiting pages in turn as several people, although all of them share the context of one test."""

import io
import re

from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def forget() -> None:
    """Let the next request find out anew who is there, although all of them share the context of the test."""
    for name in ("_login_user", "actor"):
        g.pop(name, None)


def send(client: FlaskClient, address: str, data: dict[str, str] | None = None) -> TestResponse:
    """Send a form as whoever is signed in at this client."""
    forget()
    return client.post(address, data=data)


def fetch(client: FlaskClient, address: str) -> TestResponse:
    """Fetch an address as whoever is signed in at this client."""
    forget()
    return client.get(address)


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    forget()
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def uploaded(client: FlaskClient, content: bytes) -> str:
    """The check page after somebody sent a file to it."""
    forget()
    answer = client.post("/verify/file", data={"file": (io.BytesIO(content), "paper.pdf")})
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def altered(content: bytes) -> bytes:
    """A PDF in which somebody changed one bit of what is drawn."""
    middle = content.index(b"stream") + 60
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
