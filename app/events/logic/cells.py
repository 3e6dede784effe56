"""Cells of spreadsheet files: safe to open, and read back as people filled them in."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")
HOURS = ("%H:%M", "%H:%M:%S")


def safe_cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def read_moment(text: str, *, day: date, zone: ZoneInfo) -> datetime | None:
    """Read a time of check-in as written by hand: with its day, or only 8:31 on the first day."""
    plain = text.strip().replace("：", ":").replace("T", " ")
    for shape in FORMATS:
        try:
            return datetime.strptime(plain, shape).replace(tzinfo=zone)
        except ValueError:
            continue
    for shape in HOURS:
        try:
            hour: time = datetime.strptime(plain, shape).replace(tzinfo=zone).time()
        except ValueError:
            continue
        return datetime.combine(day, hour, zone)
    return None
