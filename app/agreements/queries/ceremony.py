"""Reading a signing ceremony: its batches with times, the agreements in them, and the words of the host."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.agreements.logic.ceremony import batch_times
from app.agreements.logic.host_words import StageAgreement, StageParty, host_words
from app.agreements.logic.states import AgreementState
from app.agreements.models.agreement import Agreement
from app.agreements.queries.agreements import find_written_words, list_event_agreements

GONE = (AgreementState.VOID, AgreementState.TERMINATED)


@dataclass(frozen=True)
class StagedBatch:
    """What comes on stage together."""

    number: int
    time: tuple[datetime, datetime] | None
    agreements: list[Agreement]
    words: str


def read_ceremony(session: Session, event_id: int) -> list[StagedBatch]:
    """Return the batches of a ceremony in order; what was withdrawn is not called on stage."""
    rows = [row for row in list_event_agreements(session, event_id) if row.state not in GONE]
    written = find_written_words(session, event_id)
    batches = {number: list(group) for number, group in groupby(rows, key=lambda row: row.batch)}
    times: dict[int, tuple[datetime, datetime] | None] = {}
    for signing in dict.fromkeys(row.signing for row in rows):
        mine = [number for number, group in batches.items() if group[0].signing is signing]
        times |= batch_times(mine, signing.start_at if signing else None, signing.end_at if signing else None)
    return [
        StagedBatch(
            number, times.get(number), group,
            written[number].host_words if number in written else words_for(number, group),
        )
        for number, group in batches.items()
    ]  # fmt: skip


def words_for(batch: int, agreements: list[Agreement]) -> str:
    """Return the host words made for a batch; what was withdrawn is not called on stage."""
    return host_words(batch, [_on_stage(agreement) for agreement in agreements if agreement.state not in GONE])


def _on_stage(agreement: Agreement) -> StageAgreement:
    parties = tuple(
        StageParty(party.printed_name, party.signatory or "", party.capacity or "") for party in agreement.parties
    )
    return StageAgreement(agreement.title, parties, agreement.witness or "")


def shown_time(batch: StagedBatch, zone: ZoneInfo) -> str:
    """Return the time of a batch as 17:00–17:10, or nothing."""
    if batch.time is None:
        return ""
    start, end = (moment.astimezone(zone) for moment in batch.time)
    return f"{start:%H:%M}–{end:%H:%M}"
