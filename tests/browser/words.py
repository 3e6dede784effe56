"""What a sentence of the code says on screen, so that stories read in English and walk in any language."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from babel import Locale

FOLDER = Path(__file__).resolve().parents[2] / "translations"


@cache
def catalogue(language: str) -> GNUTranslations:
    """The sentences of a language, as the program reads them."""
    with (FOLDER / str(Locale.parse(language)) / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return GNUTranslations(file)


def say(words: str, language: str = "zh_CN", **values: object) -> str:
    """The words on screen for a sentence of the code; "Class|Words" names a sentence with a context."""
    context, bar, rest = words.partition("|")
    known = catalogue(language)
    if bar and known.pgettext(context, rest) == rest and language != "en":
        raise LookupError(f"the program has no sentence {words!r}")
    text = known.pgettext(context, rest) if bar else known.gettext(words)
    return text % values if values else text
