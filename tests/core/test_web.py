"""Guards and headers: denied unless allowed, and every answer protected."""

import logging
import re
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.accounts.service.sign_in import start_sign_in
from app.core.db import database
from app.core.permissions import Role
from app.core.web import HEADERS
from app.factory import create_app
from tests.conftest import make_config
from tests.core.trial import JSON, site, visitor
from tests.factories import make_account, make_member

__all__ = ["site", "visitor"]


def signed_in(site: Flask, role: Role | None = None) -> FlaskClient:
    """A visitor of somebody with a role."""
    client = site.test_client()
    with site.app_context():
        with database.transaction() as session:
            account: Account = make_member(session, role) if role else make_account(session)
            token = start_sign_in(session, account)
        database.session.remove()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


# -- who gets in


def test_a_view_that_says_nothing_is_shut(visitor: FlaskClient) -> None:
    answer = visitor.get("/trial/unmarked")
    assert answer.status_code == 500
    assert "nobody said" not in answer.text


def test_a_public_view_is_open(visitor: FlaskClient) -> None:
    assert visitor.get("/trial/open").text == "hello"


def test_nobody_is_sent_to_sign_in_and_back(visitor: FlaskClient) -> None:
    answer = visitor.get("/trial/secret?a=1")
    assert answer.status_code == 302
    assert answer.location == "/login?next=/trial/secret?a%3D1"


def test_a_fragment_sends_the_whole_page_to_sign_in(visitor: FlaskClient) -> None:
    answer = visitor.get("/trial/secret", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/login")


def test_a_program_that_is_not_signed_in_gets_401(visitor: FlaskClient) -> None:
    answer = visitor.get("/trial/secret", headers=JSON)
    assert (answer.status_code, answer.json and answer.json["status"]) == (401, 401)


def test_who_lacks_the_permission_gets_403(site: Flask) -> None:
    answer = signed_in(site, Role.INVESTOR).get("/trial/secret")
    assert answer.status_code == 403
    assert "the secret" not in answer.text


def test_who_holds_the_permission_gets_in(site: Flask) -> None:
    assert signed_in(site, Role.PLATFORM_ADMIN).get("/trial/secret").text == "the secret"


# -- headers


def test_every_answer_carries_the_headers_that_protect(visitor: FlaskClient) -> None:
    for address in ("/trial/open", "/nothing/here", "/trial/bug", "/healthz"):
        sent = visitor.get(address).headers
        assert {name: sent.get(name) for name in HEADERS} == HEADERS


def test_no_page_may_run_what_stands_inside_it() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"


def test_what_a_person_sees_is_not_kept_by_anybody(site: Flask, visitor: FlaskClient) -> None:
    assert visitor.get("/trial/open").headers["Cache-Control"] == "no-cache"
    assert signed_in(site).get("/trial/open").headers["Cache-Control"] == "no-store"


def test_secure_cookies_ask_for_https_for_a_year(tmp_path: Path) -> None:
    app = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'safe.db'}", secure_cookies=True))
    assert app.test_client().get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000"
    assert app.config["SESSION_COOKIE_SECURE"]


def test_without_secure_cookies_nobody_is_locked_out_of_http(visitor: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in visitor.get("/healthz").headers


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("abc-1.2_3", True), ("", False), ("a b", False), ("<script>", False), ("x" * 65, False), ("x" * 64, True)],
)
def test_a_request_keeps_its_number_if_it_is_harmless(visitor: FlaskClient, asked: str, kept: bool) -> None:
    number = visitor.get("/trial/open", headers={"X-Request-Id": asked}).headers["X-Request-Id"]
    assert (number == asked) is kept
    assert re.fullmatch(r"[\w.-]{1,64}", number)


def test_a_proxy_is_believed_only_as_far_as_told(tmp_path: Path) -> None:
    seen: list[str | None] = []
    for hops in (0, 1):
        app = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'proxy.db'}", trusted_proxies=hops))
        app.before_request(lambda: seen.append(request.remote_addr))
        app.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert seen == ["127.0.0.1", "203.0.113.9"]


def test_static_files_may_be_kept_for_ever_since_their_address_names_their_content(site: Flask) -> None:
    with site.test_request_context():
        from app.core.web import asset

        address = asset("luyan.css")
        assert asset("nothing.css").endswith("?v=0")
    assert re.fullmatch(r"/static/luyan\.css\?v=[0-9a-f]{12}", address)
    with site.test_client().get(address) as answer:
        assert answer.status_code == 200
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_machines_that_only_ask_how_it_goes_fill_no_log(
    visitor: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor.get("/healthz")
    assert capsys.readouterr().err == ""
    visitor.get("/readyz")  # no worker was ever seen: that is worth a line
    assert '"status": 503' in capsys.readouterr().err


def test_one_line_is_logged_per_request(visitor: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    visitor.get("/trial/open?token=hidden")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert '"path": "/trial/open"' in lines[0]
    assert '"status": 200' in lines[0]
    assert "hidden" not in lines[0]
    assert logging.getLogger("werkzeug").handlers == []
