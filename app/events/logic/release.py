"""What changed between two versions of a programme, as data that can be said in any language."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from app.events.logic.programme import SessionEntry, Snapshot, is_moved, is_public, public_part

Change = dict[str, Any]
_SAID = ("title", "title_en", "type", "description", "capacity", "visibility", "no_photos")


class ChangeKind(StrEnum):
    """What happened to a session between two releases."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    PEOPLE = "people"
    CHANGED = "changed"


class Audience(StrEnum):
    """Who may read a line of the change log."""

    ALL = "all"
    OUTSIDE = "outside"
    INSIDE = "inside"


def compare(old: Snapshot, new: Snapshot) -> list[Change]:
    """Return the change log; a session that becomes public, or stops being so, reads differently outside."""
    inside = _changes(old, new)
    outside = _changes(public_part(old), public_part(new))
    hidden = _ids_not_public(old) | _ids_not_public(new)
    return [
        *({**change, "audience": Audience.ALL} for change in inside if change["session_id"] not in hidden),
        *({**change, "audience": Audience.OUTSIDE} for change in outside if change["session_id"] in hidden),
        *({**change, "audience": Audience.INSIDE} for change in inside if change["session_id"] in hidden),
    ]


def readable(changes: Iterable[Change], *, is_inside: bool) -> list[Change]:
    """Return the lines of a change log that somebody may read."""
    shown = {Audience.ALL, Audience.INSIDE if is_inside else Audience.OUTSIDE}
    return [change for change in changes if change["audience"] in shown]


def changed_ids(changes: Iterable[Change]) -> tuple[int, ...]:
    """Return the sessions that a change log speaks of."""
    return tuple(sorted({int(change["session_id"]) for change in changes}))


def _ids_not_public(snapshot: Snapshot) -> set[int]:
    return {entry["id"] for entry in snapshot["sessions"] if not is_public(entry)}


def _changes(old: Snapshot, new: Snapshot) -> list[Change]:
    before = {entry["id"]: entry for entry in old["sessions"]}
    after = {entry["id"]: entry for entry in new["sessions"]}
    found: list[Change] = []
    for entry in new["sessions"]:
        earlier = before.get(entry["id"])
        if earlier is None:
            if not entry["cancelled"]:
                found.append(_change(ChangeKind.ADDED, entry, place=_place(entry)))
        else:
            found += _differences(earlier, entry)
    found += [
        _change(ChangeKind.REMOVED, entry, place=_place(entry))
        for entry in old["sessions"]
        if entry["id"] not in after and not entry["cancelled"]
    ]
    return found


def _differences(old: SessionEntry, new: SessionEntry) -> list[Change]:
    if new["cancelled"]:
        gone = _change(ChangeKind.CANCELLED, new, place=_place(old), reason=new["reason"])
        return [] if old["cancelled"] else [gone]
    checks = (_restored, _moved, _other_people, _said)
    return [change for check in checks if (change := check(old, new)) is not None]


def _restored(old: SessionEntry, new: SessionEntry) -> Change | None:
    return _change(ChangeKind.RESTORED, new, place=_place(new)) if old["cancelled"] else None


def _moved(old: SessionEntry, new: SessionEntry) -> Change | None:
    if not is_moved(old, new):
        return None
    return _change(ChangeKind.MOVED, new, before=_place(old), place=_place(new))


def _other_people(old: SessionEntry, new: SessionEntry) -> Change | None:
    before = {person["person_id"] or person["name"]: person["name"] for person in old["people"]}
    after = {person["person_id"] or person["name"]: person["name"] for person in new["people"]}
    left = [name for key, name in before.items() if key not in after]
    joined = [name for key, name in after.items() if key not in before]
    return _change(ChangeKind.PEOPLE, new, left=left, joined=joined) if left or joined else None


def _said(old: SessionEntry, new: SessionEntry) -> Change | None:
    was, now = dict(old), dict(new)
    fields = [field for field in _SAID if was.get(field) != now.get(field)]
    if not fields:
        return None
    return _change(ChangeKind.CHANGED, new, fields=fields, title_before=old["title"] if "title" in fields else "")


def _place(entry: SessionEntry) -> dict[str, str]:
    return {"start": entry["start"], "end": entry["end"], "room": entry["room"]}


def _change(kind: ChangeKind, entry: SessionEntry, **more: object) -> Change:
    return {"kind": str(kind), "session_id": entry["id"], "title": entry["title"], **more}
