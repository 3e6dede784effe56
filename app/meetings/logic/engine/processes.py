"""Programs that search in processes of their own: JSON lines in, JSON lines out, kept at hand for the next question.

A crash or a time-out of such a process never costs more than its answer.
"""

import atexit
import json
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[4]
Message = dict[str, Any]


class Child:
    """One process that runs a module, and the thread that listens to it."""

    def __init__(self, module: str) -> None:
        """Start it."""
        self.process = subprocess.Popen(  # noqa: S603 -- our own module, no outside words
            (sys.executable, "-m", module), cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.is_alive = True
        self._lines: SimpleQueue[Message | None] = SimpleQueue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None  # noqa: S101 -- a pipe was asked for
        for line in self.process.stdout:
            if line.endswith("\n"):  # the last words of a process that was ended may break off
                self._lines.put(json.loads(line))
        self._lines.put(None)

    def next(self, seconds: float) -> Message | None:
        """The next message, or nothing for so long; a process that died says so by `is_alive`."""
        try:
            message = self._lines.get(timeout=seconds)
        except Empty:
            return None
        self.is_alive = message is not None
        return message

    def send(self, message: Message) -> bool:
        """Hand over a message; False when the process is gone."""
        assert self.process.stdin is not None  # noqa: S101 -- a pipe was asked for
        try:
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
        except OSError:
            return False
        return True

    def end(self) -> None:
        """Stop the process at once; its solver ends with it."""
        self.process.kill()
        self.process.wait()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


class Pool:
    """The processes of one module that wait for work; they end with the program."""

    def __init__(self, module: str) -> None:
        """Start none yet."""
        self._module = module
        self._idle: deque[Child] = deque()
        atexit.register(self.end_idle)

    def ask(self, message: Message) -> Child:
        """Hand a message to a process that waits, or to a new one; one that died waiting is replaced."""
        child = self._idle.pop() if self._idle else Child(self._module)
        if child.send(message):
            return child
        child.end()
        child = Child(self._module)
        child.send(message)
        return child

    def keep(self, child: Child) -> None:
        """Take back a process that has answered."""
        self._idle.append(child)

    def warm_up(self, count: int = 1) -> None:
        """Start processes beforehand until so many wait for work, so that the first questions do not wait for them."""
        while len(self._idle) < count:
            self._idle.append(Child(self._module))

    def end_idle(self) -> None:
        """End the processes that wait for work."""
        while self._idle:
            self._idle.pop().end()
