"""Which parts of a pitch a viewer sees: the one decision that page, exports and matching ask."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Protocol

from app.events.logic.states import Visibility

RANK: Final = {Visibility.PUBLIC: 0, Visibility.REGISTERED: 1, Visibility.AFTER_NDA: 2, Visibility.NAMED: 3}


class Disclosure(StrEnum):
    """Why showing the pitch does not destroy the novelty of an invention."""

    PATENT_FILED = "patent_filed"
    NOT_AN_INVENTION = "not_an_invention"
    TRADE_SECRET = "trade_secret"  # noqa: S105 -- a word, not a password


class PitchField(StrEnum):
    """The parts of a pitch that have a level of their own."""

    SUMMARY = "summary"
    INNOVATION = "innovation"
    TRANSFER_OUTLOOK = "transfer_outlook"
    MARKET_OUTLOOK = "market_outlook"
    INVESTMENT_VALUE = "investment_value"
    IP_SUMMARY = "ip_summary"
    TEAM_STRUCTURE = "team_structure"
    CAP_TABLE = "cap_table"
    ASK_AMOUNT = "ask_amount"
    EQUITY_OFFERED = "equity_offered"
    VALUATION = "valuation"
    USE_OF_FUNDS = "use_of_funds"
    SLIDES = "slides"


F, V = PitchField, Visibility
DEFAULTS: Final[dict[PitchField, Visibility]] = {
    F.SUMMARY: V.PUBLIC, F.INNOVATION: V.REGISTERED, F.TRANSFER_OUTLOOK: V.REGISTERED, F.MARKET_OUTLOOK: V.REGISTERED,
    F.INVESTMENT_VALUE: V.REGISTERED, F.IP_SUMMARY: V.REGISTERED, F.TEAM_STRUCTURE: V.REGISTERED,
    F.CAP_TABLE: V.AFTER_NDA, F.ASK_AMOUNT: V.REGISTERED, F.EQUITY_OFFERED: V.REGISTERED, F.VALUATION: V.AFTER_NDA,
    F.USE_OF_FUNDS: V.AFTER_NDA, F.SLIDES: V.AFTER_NDA,
}  # fmt: skip
# Where the invention itself is described: never below "after NDA" while no patent protects it.
TECHNICAL: Final = frozenset({F.INNOVATION, F.TRANSFER_OUTLOOK, F.IP_SUMMARY, F.SLIDES})
BODY: Final = frozenset(PitchField) - {F.SUMMARY}
# What the programme prints of every pitch on stage.
HEADING: Final = ("title", "field", "trl", "investment_round", "region")


class Showable(Protocol):
    """What the decision needs to know of a pitch; the fields themselves are read by name."""

    visibility: Any
    field_visibility: Any
    disclosure: Any
    patent_number: Any


def higher(one: Visibility, other: Visibility) -> Visibility:
    """The stricter of two levels."""
    return one if RANK[one] >= RANK[other] else other


def is_protected(pitch: Showable) -> bool:
    """Tell whether showing the invention cannot destroy its novelty: filed with a number, or none to lose."""
    if pitch.disclosure == Disclosure.PATENT_FILED:
        return bool(pitch.patent_number)
    return bool(pitch.disclosure == Disclosure.NOT_AN_INVENTION)


def field_level(pitch: Showable, field: PitchField) -> Visibility:
    """The level from which a field is shown: chosen or default, never below the pitch's own, and gated by novelty."""
    chosen: Mapping[str, str] = pitch.field_visibility or {}
    level = Visibility(chosen[field]) if field in chosen else DEFAULTS[field]
    if field in BODY and pitch.visibility is not None:
        level = higher(level, Visibility(pitch.visibility))
    if field in TECHNICAL and not is_protected(pitch):
        level = higher(level, Visibility.AFTER_NDA)
    return level


def sees(pitch: Showable, field: PitchField, viewer: Visibility) -> bool:
    """May a viewer of this level see the field?"""
    return RANK[viewer] >= RANK[field_level(pitch, field)]


def visible_fields(pitch: Showable, viewer: Visibility) -> dict[str, Any]:
    """What a viewer of this level sees, by name of the field; hidden fields are not in the answer at all."""
    shown = {name: getattr(pitch, name, None) for name in HEADING}
    for field in PitchField:
        if sees(pitch, field, viewer):
            shown[field.value] = getattr(pitch, "slides_file_id" if field is F.SLIDES else field.value, None)
    return shown


def hidden_fields(pitch: Showable, viewer: Visibility) -> list[tuple[PitchField, Visibility]]:
    """The fields this viewer does not see and the level each asks for, leaving empty ones out."""
    names = {field: "slides_file_id" if field is F.SLIDES else field.value for field in PitchField}
    return [
        (field, field_level(pitch, field))
        for field in PitchField
        if not sees(pitch, field, viewer) and getattr(pitch, names[field], None)
    ]
