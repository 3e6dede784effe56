"""How gunicorn serves us: `gunicorn --config python:app.core.gunicorn_hooks wsgi:app`.

Every name without an underscore is a setting of gunicorn.
"""

import signal
import sys
from typing import Any

from prometheus_client.multiprocess import mark_process_dead

from app.core.logging_setup import library_logging
from app.core.serving import leave
from config import ROOT, read_config

_settings = read_config()
# Whoever starts us with interrupts switched off (flask serve, or nohup) wants to stop us by SIGTERM alone.
_deaf = signal.getsignal(signal.SIGINT) is signal.SIG_IGN

bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = _settings.web_workers
worker_class = "app.core.page_worker.PageWorker"
threads = _settings.web_threads
graceful_timeout = 30
timeout = 60
chdir = str(ROOT)
control_socket_disable = True
accesslog = None  # core.web writes one line per request, with more in it
logconfig_dict = library_logging(_settings.log_level)


def when_ready(server: Any) -> None:  # noqa: ANN401, ARG001 -- gunicorn passes its own objects
    """Leave Ctrl-C to the program that started us."""
    if _deaf:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def post_worker_init(worker: Any) -> None:  # noqa: ANN401, ARG001
    """Leave Ctrl-C to the program that started us, in every worker too."""
    if _deaf:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ANN401, ARG001
    """Let a worker that has finished everything go at once; one that failed goes the usual way, with its code."""
    end = sys.exc_info()[1]
    if isinstance(end, SystemExit) and not end.code:
        leave()


def child_exit(server: Any, worker: Any) -> None:  # noqa: ANN401, ARG001
    """Let the numbers of a process that ended stay counted, but none of what it said about the present."""
    if _settings.prometheus_multiproc_dir:
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # published without types
