"""Failures: every refusal has one status, and is readable in both languages and by programs."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import MethodNotAllowed

from app.core.db import database
from app.core.errors import AppError
from app.core.web import STATUS, TITLES
from app.factory import create_app
from app.organisations.models import Centre
from tests.conftest import make_config
from tests.core.trial import JSON, site, trial, visitor

__all__ = ["site", "visitor"]


@pytest.mark.parametrize("code", sorted(TITLES))
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_failure_has_a_page_in_both_languages(visitor: FlaskClient, code: int, language: str) -> None:
    with visitor.session_transaction() as cookie:
        cookie["language"] = language
    answer = visitor.get(f"/trial/status/{code}")
    assert answer.status_code == code
    heading = re.search(r"<h1>(.*?)</h1>", answer.text, re.DOTALL)
    assert heading is not None
    assert bool(re.search(r"[\u4e00-\u9fff]", heading[1])) is (language == "zh_CN")
    assert f'lang="{"zh" if language == "zh_CN" else "en"}' in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert f">{code}<" in answer.text


@pytest.mark.parametrize("code", sorted(TITLES))
def test_every_failure_is_json_for_programs(visitor: FlaskClient, code: int) -> None:
    answer = visitor.get(f"/trial/status/{code}", headers=JSON)
    assert answer.status_code == code
    assert answer.json is not None
    assert answer.json["status"] == code
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(("code", "like"), [(418, 400), (410, 400), (501, 500), (504, 500)])
def test_a_rare_status_looks_like_its_family(visitor: FlaskClient, code: int, like: int) -> None:
    answer = visitor.get(f"/trial/status/{code}")
    assert answer.status_code == code
    assert f">{like}<" in answer.text


def test_one_table_says_what_a_refusal_looks_like() -> None:
    assert set(STATUS) == set(AppError.__subclasses__())


@pytest.mark.parametrize("kind", ["NotFound", "NotAllowed", "RuleBroken", "Conflict"])
def test_a_refusal_shows_its_sentence_in_the_language_of_the_reader(visitor: FlaskClient, kind: str) -> None:
    code = next(code for error, code in STATUS.items() if error.__name__ == kind)
    answer = visitor.get(f"/trial/refused/{kind}")
    said = visitor.get(f"/trial/refused/{kind}", headers=JSON).json
    assert answer.status_code == code
    assert said is not None
    assert said["error"] in answer.text
    if kind == "NotAllowed":
        assert re.search(r"[\u4e00-\u9fff]", said["error"])


def test_values_of_a_sentence_are_words_of_the_reader(visitor: FlaskClient) -> None:
    with visitor.session_transaction() as cookie:
        cookie["language"] = "en"
    assert visitor.get("/trial/refused/RuleBroken", headers=JSON).json["error"] == "Please choose Investor."  # type: ignore[index]


def test_a_conflict_offers_what_is_still_free(visitor: FlaskClient) -> None:
    page = visitor.get("/trial/refused/Conflict").text
    assert re.findall(r"<li>(\d\d:\d\d)</li>", page) == ["14:05", "14:30"]
    assert visitor.get("/trial/refused/Conflict", headers=JSON).json["alternatives"] == ["14:05", "14:30"]  # type: ignore[index]


def test_a_bug_tells_its_number_and_nothing_else(visitor: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    answer = visitor.get("/trial/bug", headers={"X-Request-Id": "number-7"})
    assert answer.status_code == 500
    assert "number-7" in answer.text
    assert "a secret detail" not in answer.text
    logged = capsys.readouterr().err
    assert '"request_id": "number-7"' in logged
    assert "a secret detail" in logged


def test_a_database_that_is_busy_asks_to_come_back(visitor: FlaskClient) -> None:
    answer = visitor.get("/trial/locked", headers=JSON)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "locked" not in answer.text


def test_what_was_refused_half_way_is_undone(site: Flask, visitor: FlaskClient) -> None:
    assert visitor.post("/trial/half").status_code == 422
    with site.app_context():
        assert database.session.scalars(select(Centre)).all() == []


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(visitor: FlaskClient) -> None:
    answer = visitor.post("/trial/form", data={"word": "x" * (3 * 1024 * 1024)})
    assert answer.status_code == 413


def test_a_refusal_keeps_what_the_client_must_know(visitor: FlaskClient) -> None:
    assert visitor.get("/trial/later").headers["Retry-After"] == "42"
    wrong_way = visitor.post("/trial/open")
    assert wrong_way.status_code == MethodNotAllowed.code
    assert "GET" in wrong_way.headers["Allow"]


def test_a_form_without_a_token_is_refused_with_advice(tmp_path: Path) -> None:
    app = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'csrf.db'}"))
    app.config["WTF_CSRF_ENABLED"] = True
    app.register_blueprint(trial)
    answer = app.test_client().post("/trial/form", data={"word": "x"}, headers=JSON)
    assert answer.status_code == 400
    assert answer.json is not None
    assert re.search(r"[\u4e00-\u9fff]", answer.json["error"])


def test_the_language_is_a_choice_and_chinese_otherwise(visitor: FlaskClient) -> None:
    def language(**headers: str) -> str:
        found = re.search(r'<html lang="([\w-]+)"', visitor.get("/nothing", headers=headers).text)
        assert found is not None
        return found[1][:2]

    assert language() == language(**{"Accept-Language": "en"}) == "zh"
    for chosen, shown in (("en", "en"), ("fr", "zh"), ("zh_CN", "zh")):
        with visitor.session_transaction() as cookie:
            cookie["language"] = chosen
        assert language() == shown
