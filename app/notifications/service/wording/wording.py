"""The shape of words: msgids with named places for values."""

from dataclasses import dataclass

from app.core.words import N_

OPEN = N_("Open")
REASON = N_("Reason:")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a message says; `link` is a path with `{names}`, `waits` means an organiser reads it before it goes.

    `quote` introduces what somebody wrote in own words, which stands below the text as a marked quotation.
    """

    subject: str
    text: str
    link: str = ""
    action: str = OPEN
    quote: str = REASON
    waits: bool = False
