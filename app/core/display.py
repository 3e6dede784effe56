"""How values look on screen: dates, money, labels and the order of Chinese names, all in one place."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from flask import current_app, g
from flask_babel import force_locale, format_date, get_locale, gettext, pgettext
from markupsafe import Markup

from app.core.clock import CHINA
from app.core.errors import AppError
from app.core.money import capitals, money_text, yuan_text
from app.core.words import worded


def zone() -> ZoneInfo:
    """Return the zone of the event being shown, China's otherwise."""
    found: ZoneInfo = g.get("zone", CHINA)
    return found


def language() -> str:
    """Return `zh` or `en`, the language of this request."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def label(member: Enum | None) -> str:
    """Return the name of an enum member in the language of the request."""
    return "—" if member is None else label_of(type(member).__name__, str(member.value))


def label_of(kind: str, value: str) -> str:
    """Return the name of a member known by its class and value, as it is stored in a list."""
    return str(pgettext(kind, worded(value)))


def day(moment: datetime | date | None) -> str:
    """Return a date: 2023年6月17日, or June 17, 2023."""
    if moment is None:
        return "—"
    shown = moment.astimezone(zone()).date() if isinstance(moment, datetime) else moment
    return f"{shown.year}年{shown.month}月{shown.day}日" if language() == "zh" else format_date(shown, "long")


def clock_time(moment: datetime | None) -> str:
    """Return the time of day as 14:05."""
    return "—" if moment is None else f"{moment.astimezone(zone()):%H:%M}"


def day_and_time(moment: datetime | None) -> str:
    """Return a date with its time of day."""
    return "—" if moment is None else f"{day(moment)} {clock_time(moment)}"


def time_range(start: datetime | None, end: datetime | None) -> str:
    """Return a range such as 14:00–15:30."""
    return "—" if start is None or end is None else f"{clock_time(start)}–{clock_time(end)}"


def listing() -> str:
    """Return what stands between the entries of a list in a sentence: 、 or a comma."""
    return ", " if language() == "en" else "、"


def listed(words: Iterable[object]) -> str:
    """Put words in a row as the language of the reader does."""
    return listing().join(str(word) for word in words)


def date_range(start: datetime | None, end: datetime | None) -> str:
    """Return one day, or the first and the last."""
    if start is None or end is None:
        return "—"
    last = end - timedelta(seconds=1) if end > start else end
    first_text, last_text = day(start), day(last)
    return first_text if first_text == last_text else f"{first_text} – {last_text}"


def money(amount: Decimal | None) -> str:
    """Return an amount as 180万元, or 未披露."""
    return money_text(amount, language())


def yuan(amount: Decimal | None) -> str:
    """Return an amount as 1,800,000.00元, or 未披露."""
    return yuan_text(amount, language())


def explain(error: AppError) -> str:
    """Return the sentence of a refusal in the language of the request."""
    values = {key: label(value) if isinstance(value, Enum) else value for key, value in error.values.items()}
    return str(gettext(error.message, **values))


def say(message: str, **values: object) -> str:
    """Return a sentence of the program in the language being spoken."""
    return str(gettext(message, **values))


@contextmanager
def speaking(locale: str, in_zone: str | None = None) -> Iterator[None]:
    """Speak the language of a reader, and the time of a zone, inside this block; also where there is no request."""
    before = g.get("zone")
    with force_locale(locale):
        g.zone = ZoneInfo(in_zone) if in_zone else CHINA
        try:
            yield
        finally:
            g.pop("zone")
            if before is not None:
                g.zone = before


def fill(template: str, **values: object) -> str:
    """Return a template filled in for a mail, in the language being spoken; also where there is no request."""
    return current_app.jinja_env.get_template(template).render(values)


def template_functions() -> dict[str, Callable[..., str] | Callable[..., Markup]]:
    """Return the functions every template may call."""
    return {
        "label": label, "label_of": label_of, "date": day, "datetime": day_and_time, "time": clock_time,
        "time_range": time_range,
        "date_range": date_range, "money": money, "yuan": yuan, "capitals": capitals, "explain": explain,
        "say": say, "listing": listing,
    }  # fmt: skip
