"""Answers that are the same for everybody, kept while nothing they show has changed."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final

from flask import Response, current_app, request, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Row

from app.core.clock import now
from app.core.db import database
from app.events.logic.programme import Snapshot
from app.events.queries.programme_public import Mark, get_public_key, get_public_mark, released_programme
from app.events.queries.stage import StagePart

MOST_BYTES: Final = 32 * 1024 * 1024
TOKEN_PLACE: Final = "the-token-of-this-visitor-stands-here"  # noqa: S105 -- a place for a token, not one
PAGE_HOURS: Final = 6
MOST_KEYS: Final = 1000
MOST_SNAPSHOTS: Final = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished body with the mark of its content."""

    body: bytes
    mark: str


class BoundedCache:
    """Bodies by key, the least used forgotten first; it never grows beyond its bound."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Begin empty."""
        self._most = most_bytes
        self._size = 0
        self._rows: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Kept | None:
        """Return what was kept under a key."""
        with self._lock:
            found = self._rows.get(key)
            if found is not None:
                self._rows.move_to_end(key)
            return found

    def put(self, key: Hashable, body: bytes) -> Kept:
        """Keep a body, and forget old ones that no longer fit."""
        kept = Kept(body, hashlib.sha256(body).hexdigest()[:24])
        with self._lock:
            before = self._rows.pop(key, None)
            self._size += len(body) - (len(before.body) if before else 0)
            self._rows[key] = kept
            while self._size > self._most and len(self._rows) > 1:
                _, old = self._rows.popitem(last=False)
                self._size -= len(old.body)
        return kept

    def __len__(self) -> int:
        """Return how many bodies are kept."""
        return len(self._rows)


def stage_parts() -> Sequence[StagePart]:
    """Return what domains above put on stage; the factory names them."""
    parts: Sequence[StagePart] = current_app.extensions.get("stage_parts", ())
    return parts


def public_key(slug: str) -> tuple[Row[Any], Mark]:
    """Return everything on which the public page of an event depends, and its mark; one query asks whether it changed.

    The key of a mark never changes, because versions only rise; so it is read once and remembered.
    """
    mark = get_public_mark(database.session(), slug, stage_parts())
    key: Row[Any] = _remembered(
        "programme_keys", mark, lambda: get_public_key(database.session(), slug, stage_parts()), most=MOST_KEYS
    )
    return key, mark


def released_snapshot(key: Row[Any]) -> Snapshot:
    """Return the programme that a key speaks of; page and files share it, and nobody may change it."""
    name = (key.release_id, key.people, key.houses, key.rooms)
    snapshot: Snapshot = _remembered(
        "programme_snapshots", name, lambda: released_programme(database.session(), key.release_id), most=MOST_SNAPSHOTS
    )
    return snapshot


def _remembered(place: str, name: Hashable, read: Callable[[], Any], *, most: int) -> Any:  # noqa: ANN401 -- what was read
    """Return what was read under a name that says everything it depends on, or read it now."""
    known: OrderedDict[Hashable, Any] = current_app.extensions.setdefault(place, OrderedDict())
    found = known.get(name)
    if found is None:
        found = known[name] = read()
        while len(known) > most:
            known.popitem(last=False)
    return found


def kept_or_made(key: Hashable, make: Callable[[], bytes]) -> Kept:
    """Return the body kept under a key that names its content, or make it now."""
    cache: BoundedCache = current_app.extensions.setdefault("programme_cache", BoundedCache())
    return cache.get(key) or cache.put(key, make())


def changed_at(key: Row[Any]) -> datetime:
    """Return when the page of an event last changed, as far as a clock can say."""
    moments: list[datetime] = [
        key.updated_at,
        key.released_at or key.updated_at,
        key.venue_updated_at or key.updated_at,
    ]
    return max(moments)


def answer_for_everybody(kept: Kept, media_type: str, *, file_name: str) -> Response:
    """Answer with an exchange file that any site may read; 304 if the asker has it already.

    The mark of the content alone decides: two versions may be made within one second, so no date is given.
    """
    answer = Response(kept.body, content_type=media_type)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag"
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    answer.set_etag(kept.mark)
    answer.make_conditional(request)
    return answer


def answer_page(kept: Kept) -> Response:
    """Answer with a kept page that carries the token of this visitor; 304 while the visitor's copy is still good."""
    token = generate_csrf()
    answer = Response(kept.body.replace(TOKEN_PLACE.encode(), token.encode()), content_type="text/html; charset=utf-8")
    seen = f"{kept.mark} {session.get('csrf_token')} {_part_of_day()}"
    answer.set_etag(hashlib.sha256(seen.encode()).hexdigest()[:24])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    answer.make_conditional(request)
    return answer


def _part_of_day() -> int:
    """Return a number that changes before a token in a kept page runs out."""
    return int(now().timestamp()) // (PAGE_HOURS * 3600)


def may_be_kept() -> bool:
    """Tell whether this visitor sees what everybody sees: signed out, and no message is waiting."""
    return "_user_id" not in session and "_flashes" not in session and request.method in ("GET", "HEAD")
