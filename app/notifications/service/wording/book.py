"""All words in one book, and how a page of it is read to somebody."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from app.core.display import day, day_and_time, label, listed, say
from app.notifications.logic import Template, Trusted, Words, harmless, quoted
from app.notifications.service.wording import accounts, events, juries, partners, signing, stage
from app.notifications.service.wording.wording import Wording

BOOK: Final[dict[Template, Wording]] = {
    **accounts.WORDS, **events.WORDS, **partners.WORDS, **stage.WORDS, **juries.WORDS, **signing.WORDS,
}  # fmt: skip


def spoken(value: object) -> str:
    """Return a value as it may stand in a message, in the language being spoken.

    Only what the program made itself (`Trusted`, numbers, times, states) is taken as it is.
    """
    for kind, words in _KINDS:
        if isinstance(value, kind):
            return words(value)
    return harmless(str(value)) if value else "—"


_KINDS: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (Trusted, str), (Words, say), (Enum, label), (datetime, day_and_time), (date, day), (int, str),
    (tuple, lambda values: listed(spoken(value) for value in values)),
)  # fmt: skip


def read_out(wording: Wording, values: Mapping[str, object], quote: str | None = None) -> tuple[str, str]:
    """Return subject and text with their values, in the language being spoken."""
    said = {name: spoken(value) for name, value in values.items()}
    subject, text = say(wording.subject, **said), say(wording.text, **said)
    if quote:
        own = say(quote) if isinstance(quote, Words) else quote
        text = f"{text}\n\n{say(wording.quote)}\n{quoted(own)}"
    return " ".join(subject.split()), text
