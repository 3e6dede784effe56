"""Places, the waiting list and the steps of a registration."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from app.events.logic.states import RegistrationState

R = RegistrationState
STEPS: dict[RegistrationState, tuple[RegistrationState, ...]] = {
    R.SUBMITTED: (R.APPROVED, R.WAITLISTED, R.REJECTED, R.CANCELLED),
    R.APPROVED: (R.CHECKED_IN, R.CANCELLED, R.NO_SHOW),
    R.WAITLISTED: (R.APPROVED, R.REJECTED, R.CANCELLED),
    R.REJECTED: (),
    R.CHECKED_IN: (R.APPROVED,),
    R.CANCELLED: (R.SUBMITTED,),
    R.NO_SHOW: (R.CHECKED_IN,),
}
WITH_REASON = frozenset({R.REJECTED})
HOLDING = (R.APPROVED, R.CHECKED_IN, R.NO_SHOW)
OPEN = (R.SUBMITTED, R.APPROVED, R.WAITLISTED, R.CHECKED_IN, R.NO_SHOW)
OFFER_LASTS = timedelta(hours=24)
TICKET_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
TICKET_LENGTH = 16
MOBILE = re.compile(r"1[3-9]\d{9}")
TAIL = 4


def may_step(old: RegistrationState, new: RegistrationState) -> bool:
    """Tell whether the table knows a step."""
    return new in STEPS[old]


def clean_code(text: str) -> str:
    """Return a ticket code as it is stored, from however it was typed or scanned."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    last = plain.rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[^0-9A-Z_]", "", last)


def spoken_code(code: str) -> str:
    """Return a ticket code in groups of four, as people read it out."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def clean_mobile(text: str) -> str | None:
    """Return a mainland mobile number as eleven digits, or None."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    digits = digits.removeprefix("+86").removeprefix("0086")
    return digits if MOBILE.fullmatch(digits) else None


def plain_name(text: str) -> str:
    """Return a name without spaces and case, to compare people and organisations."""
    return re.sub(r"[\s·・.,，()（）]", "", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True)
class Places:
    """How many people an event and its groups hold, and how many places are taken; None is no limit."""

    capacity: int | None
    quotas: dict[int, int | None]
    taken: dict[int, int] = field(default_factory=dict)

    def left(self, group: int) -> int | None:
        """Return the places left for a group, None when nothing limits it."""
        quota = self.quotas.get(group)
        limits = [] if quota is None else [quota - self.taken.get(group, 0)]
        if self.capacity is not None:
            limits.append(self.capacity - sum(self.taken.values()))
        return max(min(limits), 0) if limits else None

    def has_room(self, group: int) -> bool:
        """Tell whether one more person of a group fits."""
        left = self.left(group)
        return left is None or left > 0

    def with_one_more(self, group: int) -> "Places":
        """Return the places after one more person of a group."""
        return Places(self.capacity, self.quotas, self.taken | {group: self.taken.get(group, 0) + 1})


def next_offers(places: Places, waiting: Iterable[tuple[int, int]]) -> list[int]:
    """Return who of the waiting, as (registration, group) in their order, can be offered a place now."""
    offered = []
    for registration, group in waiting:
        if places.has_room(group):
            offered.append(registration)
            places = places.with_one_more(group)
    return offered


@dataclass(frozen=True)
class Entry:
    """What duplicates are recognised by."""

    registration: int
    person: int
    mobile: str | None
    name: str
    organisation: str | None


def duplicates(entries: Iterable[Entry]) -> list[tuple[int, int]]:
    """Return pairs (older, newer) with the same mobile number, or the same name and organisation."""
    first: dict[tuple[str, ...], int] = {}
    pairs: dict[tuple[int, int], None] = {}
    for entry in sorted(entries, key=lambda e: e.registration):
        keys = [("mobile", entry.mobile)] if entry.mobile else []
        if entry.organisation and plain_name(entry.organisation):
            keys.append(("name", plain_name(entry.name) + "|" + plain_name(entry.organisation)))
        for key in keys:
            older = first.setdefault(key, entry.registration)
            if older != entry.registration:
                pairs[(older, entry.registration)] = None
    return list(pairs)
