"""When the sessions of the season take place; the article gives no hours, so these are laid out."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

CHINA: Final = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(9), time(18)
HOURS: Final[Mapping[str, tuple[time, time]]] = {
    "s_wz_open": (time(9), time(9, 20)),
    "s_wz_sign": (time(9, 20), time(10)),
    "s_wz_key": (time(10), time(11, 30)),
    "s_wz_panel": (time(11, 30), time(12, 10)),
    "s_wz_road": (time(14), time(16, 55)),
    "s_wz_qa": (time(16, 55), time(17, 30)),
    "s_jd_1": (time(9, 30), time(11, 30)),
    "s_jd_2": (time(14), time(16)),
    "s_lg_1": (time(10), time(11)),
    "s_hz_1": (time(10), time(11)),
}


def moment(day: date, clock: time) -> datetime:
    """Return an hour of a day in China."""
    return datetime.combine(day, clock, CHINA)


def hours_of(session_id: str, day: date) -> tuple[datetime, datetime]:
    """Return from when to when a session of the season takes place."""
    start, end = HOURS[session_id]
    return moment(day, start), moment(day, end)
