"""Logs: one JSON object per line, Chinese readable, our own words and those of libraries alike."""

import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from app.core.logging_setup import library_logging, set_up_logging


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Put the logging of this process back afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], level = before
    root.setLevel(level)
    for name in ("gunicorn.error", "gunicorn.access", "alembic.runtime.migration", "apscheduler", "werkzeug"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)
    set_up_logging("INFO", testing=True)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was logged; standard output is left to commands."""
    said = capsys.readouterr()
    assert said.out == ""
    return [json.loads(line) for line in said.err.splitlines()]


def test_a_line_of_ours(own_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", testing=True)
    with structlog.contextvars.bound_contextvars(request_id="number-7"):
        structlog.get_logger("x").info("signed", who="李校堃")
        structlog.get_logger("x").debug("not worth a line")
    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {"event": "signed", "who": "李校堃", "request_id": "number-7", "level": "info"}


def test_chinese_is_not_escaped(own_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", testing=True)
    structlog.get_logger("x").info("李校堃")
    assert "李校堃" in capsys.readouterr().err


def test_a_line_of_a_library_looks_the_same(own_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(library_logging("INFO"))
    with structlog.contextvars.bound_contextvars(request_id="number-7"):
        logging.getLogger("gunicorn.error").info("Listening at: %s", "http://127.0.0.1:8000")
        logging.getLogger("some.library").warning("look out")
    logging.getLogger("some.library").info("not worth a line")
    logging.getLogger("gunicorn.access").info("core.web has written this line already")
    first, second = lines(capsys)
    assert first["event"] == "Listening at: http://127.0.0.1:8000"
    assert (first["logger"], first["request_id"], first["level"]) == ("gunicorn.error", "number-7", "info")
    assert (second["logger"], second["level"]) == ("some.library", "warning")


def test_a_failure_carries_its_trace_in_the_same_line(own_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(library_logging("INFO"))
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("some.library").exception("broken")
    (line,) = lines(capsys)
    assert "ZeroDivisionError" in str(line["exception"])


def test_a_running_program_lets_libraries_speak(own_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("WARNING")
    logging.getLogger("gunicorn.error").info("not worth a line at this level")
    logging.getLogger("gunicorn.error").warning("worker timed out")
    assert [line["event"] for line in lines(capsys)] == ["worker timed out"]
