"""Watching from afar, and publications with a moment before which nobody reads them."""

from datetime import datetime
from enum import StrEnum


class RecordingKind(StrEnum):
    """Whether a session is watched while it happens or afterwards."""

    LIVE = "live"
    REPLAY = "replay"


def is_open(opens_at: datetime, withdrawn_at: datetime | None, *, now: datetime) -> bool:
    """Whether everybody may read a publication: from the very moment named, until it is withdrawn."""
    return now >= opens_at and (withdrawn_at is None or now < withdrawn_at)
