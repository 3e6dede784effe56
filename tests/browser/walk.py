"""A walk along all links, as several roles, on a desktop and on a phone; and what cannot be walked to."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.demo.logic.invented import SLUG
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.visitor import Visitor

READINGS = 8
# Addresses that answer with a file, a picture, a part of a page, or data for other programs.
NO_PAGES = (".pdf", ".ics", ".json", ".xml", ".csv", ".xlsx", ".svg", ".zip", ".pptx", ".atom")
# Pages that no link of the demonstration leads to, and why.
UNLINKED = {
    "accounts.verify_email": "the link stands in a mail",
    "accounts.reset_password": "the link stands in a mail",
    "accounts.stop_email_change": "the link stands in a mail",
    "accounts.show_sent": "comes after asking for a mail",
    "agreements.check_file": "a file is sent to it",
    "agreements.edit_registration": "belongs to the seller of a technology contract, who has no account here",
    "events.answer_invitation": "the link stands in a mail",
    "events.merge_registrations": "offered when two registrations look alike",
    "events.review_event": "the last step of planning an event",
    "meetings.answer_move": "offered when a side asks to move a meeting",
    "meetings.ask_to_move": "offered when a meeting is agreed",
    "meetings.compare_plans": "offered when there are two versions of a plan",
    "meetings.edit_table_minutes": "offered when tables for more than two are set",
    "meetings.print_minutes_sheets": "offered when tables for more than two are set",
    "meetings.record_outcome": "offered when a meeting is over",
    "meetings.show_change": "offered when the timetable was changed",
    "notifications.edit_letter": "offered while a message waits for its release",
    "notifications.show_message": "a button opens it, since opening marks it as read",
    "pitches.return_pitch": "offered during the formal check",
    "reports.show_document": "there is one when somebody has had it made",
    "organisations.merge_organisation": "offered when two entries have nearly the same name",
}

# Pages that those who run events and centres never get to see.
OTHERS_ONLY = {
    "accounts.ask_reset", "accounts.check_audit", "accounts.list_people", "accounts.show_person",
    "accounts.sign_in", "accounts.sign_up", "evaluation.declare_conflicts", "library.write_gate",
    "matching.rank_pitches", "matching.show_cards", "meetings.accept_meeting", "meetings.change_request",
    "meetings.decline_meeting", "meetings.edit_availability", "meetings.show_my_plan", "pitches.accept_nda",
    "pitches.submit_pitch", "pitches.withdraw_pitch",
}  # fmt: skip


class Walk:
    """Follows links as one role; every view is looked at once, and read a few times for where it leads."""

    def __init__(self, app: Flask, visitor: Visitor, seen: set[str]) -> None:
        self.router = app.url_map.bind("127.0.0.1")
        self.visitor = visitor
        self.seen = seen
        self.faults: list[str] = []

    def view_at(self, path: str) -> str | None:
        """The view that answers an address, or None when there is nothing to look at."""
        try:
            view, _ = self.router.match(path)
        except (HTTPException, RequestRedirect):
            return None
        return None if path.endswith(NO_PAGES) or view == "static" else str(view)

    def follow(self, *starts: str) -> None:
        """Look at every view that can be reached."""
        waiting, known, read = deque(starts), set(starts), Counter[str]()
        while waiting:
            path = waiting.popleft()
            view = self.view_at(urlsplit(path).path)
            if view is None or read[view] >= READINGS:
                continue
            read[view] += 1
            found = self.read(path) if view in self.seen else self.look(path, view)
            self.seen.add(view)
            fresh = [address for address in found if address not in known]
            known.update(fresh)
            waiting += fresh

    def look(self, path: str, view: str) -> list[str]:
        """Look at one page in both widths; returns where its links lead."""
        page = self.visitor.page
        page.set_viewport_size({"width": DESKTOP, "height": 900})
        answer = page.goto(path)
        if answer is None or answer.status >= 400:
            self.faults.append(f"{path} ({view}) answered {answer.status if answer else 'nothing'}")
            return []
        for width in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            self.faults += [f"{view} at {width}: {fault}" for fault in self.visitor.faults()]
        return links_in(page.content())

    def read(self, path: str) -> list[str]:
        """Read another page of a view that was looked at, only for where its links lead."""
        answer = self.visitor.page.request.get(path, max_redirects=0)
        return links_in(answer.text()) if answer.status == 200 else []


def links_in(html: str) -> list[str]:
    """The addresses of this installation that a page links to."""
    return [unescape(address) for address in re.findall(r'<a\b[^>]*\bhref="(/[^"#]*)', html)]


def walk_as(roles: tuple[str, ...], app: Flask, open_visitor: Callable[..., Visitor]) -> tuple[set[str], list[str]]:
    """Walk as these roles, "" for nobody; returns the views that were looked at, and every fault."""
    faults: list[str] = []
    seen: set[str] = set()
    for role in roles:
        visitor = open_visitor()
        if role:
            visitor.sign_in(role)
        walk = Walk(app, visitor, seen)
        seen.discard("home.show_start")
        walk.follow("/start" if role else "/", f"/events/{SLUG}", "/events")
        faults += [f"{role or 'visitor'}: {fault}" for fault in walk.faults]
        visitor.page.context.close()
    return seen, faults


def pages_of(app: Flask) -> set[str]:
    """Every view that answers GET with a page of its own."""
    templates = Path(app.template_folder or "")
    names = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return {name for name in names if (templates / f"{name.replace('.', '/')}.html").is_file()}
