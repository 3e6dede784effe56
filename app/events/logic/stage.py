"""What stands on stage in a session, as the public programme and the agenda book print it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntry:
    """One turn in a session, in plain values; `points` are the four required ones, empty where they are not public."""

    session_id: int
    number: str
    title: str
    team: str = ""
    field: str = ""
    start: datetime | None = None
    end: datetime | None = None
    points: tuple[str, str, str, str] = ("", "", "", "")
    assumed: bool = False
