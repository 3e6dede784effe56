"""The one source of the present moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo = CHINA) -> date:
    """Return the present day in a zone, China's unless told otherwise."""
    return now().astimezone(zone).date()


def in_minutes(minutes: float) -> datetime:
    """Return the moment that many minutes from now."""
    return now() + timedelta(minutes=minutes)
