"""Taking the rules, blocks and tables of an event over into a copy of it; no meeting is ever copied."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.matching.queries.interests import most_must_meets
from app.matching.service.wishes import limit_must_meets
from app.meetings.models import MeetingBlock, MeetingSettings, MeetingTable
from app.meetings.queries.ground import find_settings, list_blocks, list_tables
from app.meetings.service.ground import Cut, lay_slots


def copy_ground(session: Session, source_id: int, copy_id: int, shift: timedelta) -> None:
    """Copy how meetings work, when they take place and at which tables; all times move by the same span."""
    rules = find_settings(session, source_id)
    if rules is not None:
        session.add(
            MeetingSettings(
                event_id=copy_id, mode=rules.mode, cap_per_day=rules.cap_per_day, cap_total=rules.cap_total,
                expiry_hours=rules.expiry_hours,
            )
        )  # fmt: skip
        limit_must_meets(session, event_id=copy_id, most=most_must_meets(session, source_id))
    for block in list_blocks(session, source_id):
        cut = Cut(block.name, block.start_at + shift, block.end_at + shift, block.slot_minutes, block.gap_minutes)
        row = MeetingBlock(
            event_id=copy_id, name=cut.name, start_at=cut.start_at, end_at=cut.end_at, slot_minutes=cut.slot_minutes,
            gap_minutes=cut.gap_minutes,
        )  # fmt: skip
        session.add(row)
        session.flush()
        lay_slots(session, row, cut.spans())
    session.add_all(
        MeetingTable(event_id=copy_id, name=table.name, room_id=table.room_id, position=table.position)
        for table in list_tables(session, source_id, is_open=True)
    )
    session.flush()
