"""Names of parties: when they are proven, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FEWEST_PARTIES = 2


class NameDoubt(StrEnum):
    """Why the names of an agreement may not be printed yet."""

    TOO_FEW_PARTIES = "too_few_parties"
    NOT_THE_SEAL_NAME = "not_the_seal_name"
    NOT_VERIFIED = "not_verified"
    ONLY_ASSUMED = "only_assumed"
    NOT_CONFIRMED = "not_confirmed"
    NOT_PROOFREAD = "not_proofread"
    SAME_PERSON = "same_person"


@dataclass(frozen=True)
class NamedParty:
    """A party with its printed name, the seal name on record, and who looked at it."""

    printed: str
    seal: str
    is_verified: bool = True
    is_assumed: bool = False
    confirmed_by: int | None = None
    proofread_by: int | None = None


def doubts(parties: Sequence[NamedParty], *, historic: bool = False) -> list[NameDoubt]:
    """Return what still speaks against printing these names; an agreement signed before this program needs no marks."""
    found = {doubt for party in parties for doubt in _doubts(party, historic=historic)}
    if len(parties) < FEWEST_PARTIES:
        found.add(NameDoubt.TOO_FEW_PARTIES)
    confirmers = {party.confirmed_by for party in parties if party.confirmed_by is not None}
    if confirmers & {party.proofread_by for party in parties}:
        found.add(NameDoubt.SAME_PERSON)
    return [doubt for doubt in NameDoubt if doubt in found]


def _doubts(party: NamedParty, *, historic: bool) -> set[NameDoubt]:
    found = {
        NameDoubt.NOT_THE_SEAL_NAME: party.printed != party.seal,
        NameDoubt.NOT_VERIFIED: not party.is_verified,
        NameDoubt.ONLY_ASSUMED: party.is_assumed,
        NameDoubt.NOT_CONFIRMED: party.confirmed_by is None and not historic,
        NameDoubt.NOT_PROOFREAD: party.proofread_by is None and not historic,
    }
    return {doubt for doubt, is_so in found.items() if is_so}
