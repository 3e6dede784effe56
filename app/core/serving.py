"""`flask serve`: web server, worker and listeners as three programs, watched, started again, and stopped politely."""

import errno
import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from http import HTTPStatus
from queue import Empty, SimpleQueue
from typing import NoReturn

import structlog

from app.core.logging_setup import set_up_logging
from config import EVERYWHERE, ROOT, Config, environment, read_config

POLITE_SECONDS = 40.0  # longer than gunicorn and the worker take to finish what runs
LOOK_SECONDS = 0.2
QUICK_DEATH_SECONDS = 10.0
MOST_QUICK_DEATHS = 5
log = structlog.get_logger("serve")


def why_not(host: str, port: int) -> str | None:
    """Say in one sentence why nobody can listen there, if so."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except socket.gaierror:
        return f"HOST={host} is not an address of this machine."
    except OSError as error:
        return {
            errno.EADDRINUSE: f"Port {port} on {host} is taken by another program. Choose another one: PORT={port + 1}",
            errno.EACCES: f"Port {port} may only be opened by the administrator. Choose one above 1023: PORT=8000",
            errno.EADDRNOTAVAIL: f"HOST={host} is not an address of this machine.",
        }.get(error.errno or 0, f"Nobody can listen on {host}:{port}: {error}")
    return None


class Program:
    """One program that should run as long as we do."""

    def __init__(self, name: str, command: Sequence[str], **settings: str) -> None:
        """Keep how to start it, and what to add to its environment."""
        self.name = name
        self._command, self._settings = list(command), settings
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._quick_deaths = 0
        self._resting_until = 0.0

    def start(self) -> None:
        """Start it deaf to Ctrl-C, which a terminal sends to everybody at once: stopping it is our task."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self._process = subprocess.Popen(self._command, cwd=ROOT, env=environment(**self._settings))  # noqa: S603 -- our own programs
        finally:
            signal.signal(signal.SIGINT, before)
        self._started_at = time.monotonic()

    def look_after(self) -> bool:
        """Start it again if it died, after a growing pause; False when it dies again and again."""
        if self._process is None:
            if time.monotonic() >= self._resting_until:
                self.start()
            return True
        if self._process.poll() is None:
            return True
        lived = time.monotonic() - self._started_at
        self._quick_deaths = self._quick_deaths + 1 if lived < QUICK_DEATH_SECONDS else 0
        log.error("program died", program=self.name, code=self._process.returncode, after_seconds=round(lived, 1))
        self._process = None
        self._resting_until = time.monotonic() + self._quick_deaths
        return self._quick_deaths < MOST_QUICK_DEATHS

    @property
    def is_running(self) -> bool:
        """Tell whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, unless it is gone."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    def wait(self) -> None:
        """Wait for the end of the process."""
        if self._process is not None:
            self._process.wait()


class Supervisor:
    """Runs programs until told to stop; the second time it is told, it does not wait."""

    def __init__(self, programs: Sequence[Program], *, polite_seconds: float = POLITE_SECONDS) -> None:
        """Keep what to run, and how long to wait for it at the end."""
        self._programs = programs
        self._polite_seconds = polite_seconds
        self._told: SimpleQueue[int] = SimpleQueue()  # the one queue that a signal handler may put into

    def run(self, then: Callable[[], None]) -> int:
        """Start everything, call `then`, and look after all until told to stop; returns the exit code."""
        before = {number: signal.signal(number, self._hear) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for program in self._programs:
                program.start()
            threading.Thread(target=then, daemon=True).start()
            code = self._watch()
            self._stop()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        return code

    def _hear(self, number: int, _frame: object) -> None:
        self._told.put(number)

    def _is_told(self) -> bool:
        """Wait a moment, and tell whether a signal came."""
        try:
            self._told.get(timeout=LOOK_SECONDS)
        except Empty:
            return False
        return True

    def _watch(self) -> int:
        while not self._is_told():
            looked = [program.look_after() for program in self._programs]
            if not all(looked):
                log.error("giving up", why="a program died again and again")
                return 1
        return 0

    def _stop(self) -> None:
        for program in self._programs:
            program.send(signal.SIGTERM)
        deadline = time.monotonic() + self._polite_seconds
        while any(program.is_running for program in self._programs) and time.monotonic() < deadline:
            if self._is_told():
                break
        for number in (signal.SIGQUIT, signal.SIGKILL):
            left = [program for program in self._programs if program.is_running]
            for program in left:
                program.send(number)
            if left:
                time.sleep(1)
        for program in self._programs:
            program.wait()


def answers(host: str, port: int, *, seconds: float = 600) -> bool:
    """Wait until the web server answers; False when it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        server = http.client.HTTPConnection("localhost" if host in EVERYWHERE else host, port, timeout=2)
        with closing(server), suppress(OSError, http.client.HTTPException):
            server.request("GET", "/healthz")
            if server.getresponse().status == HTTPStatus.OK:
                return True
        time.sleep(LOOK_SECONDS)
    return False


def programs(config: Config, numbers_folder: str) -> list[Program]:
    """Return the three programs of an installation: gunicorn, the worker, and who holds pages that wait for news."""
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:app.core.gunicorn_hooks", "wsgi:app"]
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    listeners = [sys.executable, "-m", "flask", "--app", "wsgi", "listen"]
    door = str(config.listener_socket or f"{numbers_folder}/listeners.sock")
    settings = {"HOST": config.host, "PORT": str(config.port), "LISTENER_SOCKET": door}
    return [
        Program("web", gunicorn, PROMETHEUS_MULTIPROC_DIR=numbers_folder, **settings),
        Program("worker", worker),
        Program("listeners", listeners, LISTENER_SOCKET=door),
    ]


def leave() -> NoReturn:
    """End this process at once, with everything written.

    Python tidies up its memory before it goes, which takes seconds of work here and a minute on a busy machine; whoever
    waits for our end would lose patience and kill us.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


def tell(words: str) -> None:
    """Say something to whoever started us, at once."""
    sys.stdout.write(words)
    sys.stdout.flush()


def main(greeting: Sequence[str]) -> int:
    """Serve until stopped; once the pages answer, say where, and what else there is to say."""
    config = read_config()
    set_up_logging(config.log_level)

    def greet() -> None:
        if answers(config.host, config.port):
            tell("\n".join(["", f"  Luyan is running at {config.base_url}", *greeting, "  Ctrl-C stops it.", "", ""]))

    with tempfile.TemporaryDirectory(prefix="luyan-numbers-") as folder:
        return Supervisor(programs(config, folder)).run(greet)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
