"""One shape for all logs: a JSON object per line on standard error, with the request it belongs to."""

import logging
import logging.config
import sys
from typing import Any

import structlog
from structlog.types import Processor

LIBRARIES = {
    "alembic.runtime.migration": "INFO",
    "apscheduler": "WARNING",
    "werkzeug": "INFO",
}  # what is worth hearing of each
_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
_WRITTEN: tuple[Processor, ...] = (
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(ensure_ascii=False),
)


def _name_the_library(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    return event


def _formatter() -> dict[str, Any]:
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*_SHARED, _name_the_library],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_WRITTEN],
    }


def library_logging(level: str) -> dict[str, Any]:
    """Return what makes libraries that use Python's own logging, gunicorn too, write the same lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": _formatter()},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            **{name: {"level": least} for name, least in LIBRARIES.items()},
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": False},  # core.web writes that line
        },
    }


def set_up_logging(level: str, *, testing: bool = False) -> None:
    """Let our own loggers write JSON lines from this level on; tests keep the logging of their own runner."""
    structlog.configure(
        processors=[*_SHARED, *_WRITTEN],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=not testing,
    )
    if not testing:
        logging.config.dictConfig(library_logging(level))
