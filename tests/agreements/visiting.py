"""Visiting pages in turn as several people, although all of them share the context of one test."""

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
