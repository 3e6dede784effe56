"""One person in one browser: signs in, clicks, types, and notices what is wrong with a page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import ConsoleMessage, Locator, Page, Response

from tests.browser.mailbox import Mailbox
from tests.browser.words import say

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
PASSWORD = "luyan-demo-2026"
GRAVE = {"serious", "critical"}
LINKS_OF_PAGE = ".top-nav a, .side a"
LINKS_OF_MENU = ".nav-menu a"
PICTURES = Path("test-results/browser")


@cache
def axe() -> str:
    """The script that looks for barriers."""
    return AXE.read_text(encoding="utf-8")


class Visitor:
    """Sees one page at a time and keeps what the browser complained about."""

    seen: set[tuple[int, str]] = set()  # noqa: RUF012 -- kinds of pages that any visitor of this run looked at closely

    def __init__(self, page: Page, mailbox: Mailbox, language: str = "zh_CN") -> None:
        self.page = page
        self.mailbox = mailbox
        self.language = language
        self.has_script = True
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._watch)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _watch(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.status}: {answer.url}")

    # Going somewhere

    def sign_in(self, who: str, password: str = PASSWORD) -> Self:
        """Sign in with a demo account, or with an address."""
        self.page.goto("/login")
        self.page.locator("#login").fill(who if "@" in who else f"{who}@example.org")
        self.page.locator("#password").fill(password)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(lambda url: "/login" not in url)
        return self

    def go(self, path: str) -> Self:
        """Open an address and look at the page."""
        answer = self.page.goto(path)
        assert answer is not None, path
        assert answer.status < 400, f"{path} answered {answer.status}"
        return self.look()

    def say(self, words: str, **values: object) -> str:
        """The words this visitor reads for a sentence of the code."""
        return say(words, self.language, **values)

    def menu(self, sentence: str) -> Self:
        """Follow a link of the navigation: beside the page, on top of it, or behind the button on a phone."""
        words = self.say(sentence)
        link = self.page.locator(LINKS_OF_PAGE).get_by_text(words, exact=True).locator("visible=true").first
        if not link.count():
            self.page.locator(".nav-menu > summary").click()
            link = self.page.locator(LINKS_OF_MENU).get_by_text(words, exact=True).first
        return self._onward(link)

    def press(self, words: str, *, within: Locator | None = None, status: int = 200) -> Self:
        """Press a link or button that leads to another page, or to this one anew."""
        return self._onward(self.find(words, within=within), status)

    def unfold(self, words: str, *, within: Locator | None = None) -> Self:
        """Press something that opens a dialog or shows more of this page."""
        self.find(words, within=within).click()
        return self

    def find(self, sentence: str, *, within: Locator | None = None) -> Locator:
        """The visible link or button with these words: in the open dialog, else in the page."""
        words = self.say(sentence)
        within = within or self.place
        link = within.get_by_role("link", name=words, exact=True)
        button = within.get_by_role("button", name=words, exact=True)
        summary = within.locator("summary").filter(has_text=re.compile(rf"^\s*{re.escape(words)}\s*$"))
        return link.or_(button).or_(summary).locator("visible=true").first

    @property
    def place(self) -> Locator:
        """Where people look: the open dialog, else the page."""
        dialog = self.page.locator("dialog[open]")
        return dialog if dialog.count() else self.page.locator("main")

    def _onward(self, thing: Locator, status: int = 200) -> Self:
        with self.page.expect_navigation() as going:
            thing.click()
        if going.value is not None and going.value.status != status:
            errors = self.page.locator(".error-summary, .field-error, main h1").all_inner_texts()
            raise AssertionError(f"{self.page.url} answered {going.value.status}: {errors}")
        return self.glance()

    def fetch(self, sentence: str, *, within: Locator | None = None) -> bytes:
        """Fetch the file behind a link, as the browser of this visitor would."""
        address = self.find(sentence, within=within).get_attribute("href") or ""
        answer = self.page.request.get(address)
        assert answer.ok, f"{address} answered {answer.status}"
        return answer.body()

    # Typing

    def fill(self, **values: str | bool) -> Self:
        """Fill in fields by their names: text, choices by what they say, boxes to tick."""
        for name, value in values.items():
            field = self.place.locator(f'[name="{name}"]')
            kind = field.first.evaluate("f => f.tagName + ':' + (f.type || '')")
            if kind == "SELECT:select-one":
                field.first.select_option(label=self.say(str(value)))
            elif kind in ("INPUT:radio", "INPUT:checkbox") and value is not True:
                field.and_(self.page.get_by_label(self.say(str(value)), exact=True)).first.check()
            elif kind == "INPUT:checkbox":
                field.first.check()
            else:
                field.first.fill(str(value))
        return self

    # Seeing

    def reads(self, *texts: str) -> Self:
        """Expect sentences of the code, or other words, on the page."""
        for text in texts:
            self.place.get_by_text(self.say(text)).locator("visible=true").first.wait_for()
        return self

    def glance(self) -> Self:
        """Look closely when this kind of page is new at this width, else only for what shows at once."""
        kind = (self.width, re.sub(r"/[^/?]*\d[^/?]*", "/*", self.page.url.partition("//")[2].partition("/")[2]))
        closely = kind not in self.seen
        self.seen.add(kind)
        return self.look(closely=closely)

    def look(self, *, closely: bool = True) -> Self:
        """Notice what is wrong with the page: accessibility, width, complaints of the browser."""
        faults = self.faults(closely=closely)
        assert not faults, "\n".join(faults)
        return self

    @property
    def width(self) -> int:
        """The width of the screen."""
        size = self.page.viewport_size
        return size["width"] if size else 0

    def faults(self, *, closely: bool = True) -> list[str]:
        """Everything wrong with the page, one line each."""
        where = self.page.url
        if self.has_script:  # what follows the width by script gets two frames to do so
            self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found = [f"{where}: {wide} px wider than the screen"] if wide > 1 else []
        if closely and self.has_script:
            found += [f"{where}: {fault['id']} at {fault['nodes'][0]['html'][:160]}" for fault in self._axe()]
        found += [f"{where}: {complaint}" for complaint in self.complaints]
        self.complaints.clear()
        return found

    def _axe(self) -> list[dict[str, Any]]:
        if not self.page.evaluate("typeof window.axe !== 'undefined'"):
            self.page.evaluate(axe())
        answer = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [each for each in answer["violations"] if each["impact"] in GRAVE]
