"""Frames of the grid in Chromium: what the main thread does between two of them, from the trace of the browser."""

from __future__ import annotations

import itertools
import json
import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

GOAL_MS: Final = 33.4
CHROMIUM: Final = "/usr/bin/chromium"
ARGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
CATEGORIES: Final = ("devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel", "v8.execute", "blink")
SCRIPTS: Final = {"FunctionCall", "FireAnimationFrame", "EvaluateScript", "RunMicrotasks", "v8.callFunction"}
FRAMES, STEPS = 240, 160
# Scroll by so much in each frame, and note when frames come.
SCROLL: Final = """([x, y, frames]) => new Promise((done) => {
  const view = document.querySelector("[data-grid-window]");
  const times = [];
  let left = frames, down = 1, right = 1;
  const step = (now) => {
    times.push(now);
    if (view.scrollTop + view.clientHeight >= view.scrollHeight - 1) down = -1;
    if (view.scrollTop <= 0) down = 1;
    if (view.scrollLeft + view.clientWidth >= view.scrollWidth - 1) right = -1;
    if (view.scrollLeft <= 0) right = 1;
    view.scrollTop += y * down; view.scrollLeft += x * right;
    left -= 1;
    if (left) requestAnimationFrame(step); else done(times);
  };
  requestAnimationFrame(step);
})"""
# While dragging: note when frames come, and whether the column under the pointer is judged before the next one.
WATCH: Final = """() => {
  const view = document.querySelector("[data-grid-window]");
  const seen = { times: [], turns: 0, late: 0, on: true };
  window.seen = seen;
  let asked = null;
  const frame = (now) => {
    seen.times.push(now);
    if (asked !== null) {
      const box = view.querySelector(".grid-cell.is-target");
      if (!box || Number(box.getAttribute("aria-colindex")) !== asked) seen.late += 1;
      asked = null;
    }
    if (seen.on) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const frameOf = view.getBoundingClientRect();
  const name = parseFloat(getComputedStyle(view).getPropertyValue("--grid-name"));
  const column = parseFloat(getComputedStyle(view).getPropertyValue("--grid-column"));
  let last = 0;
  window.addEventListener("pointermove", (event) => {
    const number = Math.floor((event.clientX - frameOf.left - name + view.scrollLeft) / column) + 2;
    const isInside = event.clientX > frameOf.left + name && event.clientX < frameOf.right - 60;
    if (isInside && number !== last && view.querySelector(".is-picked")) { seen.turns += 1; asked = number; }
    last = number;
  });
}"""


# The middle of a meeting that can be moved and lies well inside the grid.
IN_SIGHT: Final = """() => {
  const edge = document.querySelector("[data-grid-window]").getBoundingClientRect();
  const all = [...document.querySelectorAll(".grid-meeting:not(.is-fixed)")];
  const boxes = all.map((each) => each.getBoundingClientRect());
  const box = boxes.find((each) => each.top > edge.top + 150 && each.bottom < Math.min(edge.bottom, innerHeight) - 60
    && each.left > edge.left + 300 && each.right < edge.right - 100);
  return [box.left + box.width / 2, box.top + box.height / 2];
}"""


@dataclass(frozen=True)
class Frames:
    """The times between frames, and what the main thread computed in each, milliseconds."""

    between: Sequence[float]
    work: Sequence[float]
    script: Sequence[float]

    def __str__(self) -> str:
        """Say the 95th percentiles in a line."""
        return (f"{len(self.between)} frames, 95 % within {p95(self.between):5.1f} ms; main thread "
                f"{p95(self.work):5.1f} ms of a processor, of which scripts {p95(self.script):5.1f} ms")  # fmt: skip


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[math.ceil(len(values) * 0.95) - 1] if values else 0.0


def measure_grid(app: Flask, path: str, cookie: tuple[str, str]) -> bool:
    """Serve the app, scroll and drag, print what frames cost, and tell whether the goals are met."""
    with served(app) as url, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": url}])
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(path)
        page.locator(".grid-meeting").first.wait_for()
        found = {
            words: traced(browser, page, lambda by=by: page.evaluate(SCROLL, [*by, FRAMES]))
            for words, by in (("scroll down", (0, 90)), ("scroll aside", (40, 0)), ("scroll fast", (0, 1400)))
        }
        page.evaluate("document.querySelector('[data-grid-window]').scrollTo(0, 900)")
        page.wait_for_timeout(500)
        page.evaluate(WATCH)
        found["drag"] = traced(browser, page, lambda: drag(page))
        turns, late = page.evaluate("[window.seen.turns, window.seen.late]")
        browser.close()
    for words, frames in found.items():
        print(f"{words:14}{frames}", flush=True)
    print(f"{'clash':14}{turns} columns under the pointer, {late} not judged within the same frame", flush=True)
    return late == 0 and all(p95(each.work) <= GOAL_MS for each in found.values())


def drag(page: Page) -> list[float]:
    """Drag a meeting to and fro over its row."""
    view = page.locator("[data-grid-window]").bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    x, y = page.evaluate(IN_SIGHT)
    page.mouse.move(x, y)
    page.mouse.down()
    least, most = view["x"] + 280, view["x"] + view["width"] - 90
    for step in range(STEPS):
        turn = (1 - math.cos(step / 12)) / 2
        page.mouse.move(least + (most - least) * turn, y + 3 * math.sin(step))
    page.keyboard.press("Escape")
    page.mouse.up()
    page.evaluate("window.seen.on = false")
    return list(page.evaluate("window.seen.times"))


def traced(browser: Browser, page: Page, act: Any) -> Frames:  # noqa: ANN401 -- what returns the times of frames
    """Let the browser write down what it does meanwhile."""
    browser.start_tracing(page=page, categories=list(CATEGORIES))
    times = act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    work, script = per_frame(events)
    return Frames([after - before for before, after in itertools.pairwise(times)], work, script)


def per_frame(events: Sequence[dict[str, Any]]) -> tuple[list[float], list[float]]:
    """Processor time of the main thread between two frames, and that of its outermost scripts, milliseconds."""
    thread = main_thread(events)
    mine = sorted((each for each in events if (each["pid"], each.get("tid")) == thread), key=lambda each: each["ts"])
    starts = [each["ts"] for each in mine if each["name"] == "FireAnimationFrame"]
    tasks = [each for each in mine if each["name"] in {"RunTask", "ThreadControllerImpl::RunTask"} and "tdur" in each]
    scripts = list(outermost([each for each in mine if each["name"] in SCRIPTS and "tdur" in each]))
    spans = list(itertools.pairwise(starts))
    return [total(tasks, span) for span in spans], [total(scripts, span) for span in spans]


def main_thread(events: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """The thread on which frames of the page are asked for."""
    frames = [each for each in events if each["name"] == "FireAnimationFrame"]
    if not frames:
        raise RuntimeError("no frames were traced")
    return frames[0]["pid"], frames[0]["tid"]


def outermost(events: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Events that lie in no other one."""
    until = -1.0
    for each in events:
        if each["ts"] >= until:
            until = each["ts"] + each.get("dur", 0)
            yield each


def total(events: Sequence[dict[str, Any]], span: tuple[float, float]) -> float:
    """Processor milliseconds of what begins within a span."""
    return sum(each["tdur"] for each in events if span[0] <= each["ts"] < span[1]) / 1000


class Silent(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve on this machine from a thread of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
