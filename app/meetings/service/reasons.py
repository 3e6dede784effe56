"""Reasons that the program itself writes into the history; pages say them in the language of the reader."""

from typing import Final

from app.core.words import N_

WITHDRAWN: Final = N_("Withdrawn by the side that asked.")
TIMES_CHANGED: Final = N_("The organiser changed the times for meetings.")
TABLE_CLOSED: Final = N_("The table is closed and no other is free.")
NOT_IN_PLAN: Final = N_("The organiser's new plan has no place for it.")
TAKEN_MEANWHILE: Final = N_("Its time was taken while the plan was made.")
EVENT_CANCELLED: Final = N_("The event was called off.")
PITCH_WITHDRAWN: Final = N_("The team took its pitch back.")
INVESTOR_GONE: Final = N_("The investor no longer takes part.")
PERSON_GONE: Final = N_("One of the two closed the account.")
PROGRAMME_NEEDS_TIME: Final = N_("The programme needs one of the two at this time.")
NEW_PLAN: Final = N_("The organiser published a new plan.")
CHANGE_UNDONE: Final = N_("The organiser took a change back.")
SOMEBODY_AWAY: Final = N_("Somebody cannot come, so meetings had to change.")
SOMEBODY_LATE: Final = N_("Somebody comes later, so meetings had to change.")
TABLE_OUT: Final = N_("A table can no longer be used, so meetings had to change.")
SESSION_LONGER: Final = N_("A session takes longer than planned, so meetings had to change.")
HOLE_FILLED: Final = N_("A time fell free, and both of you were on the standby list.")
SYSTEM_REASONS: Final = frozenset({
    WITHDRAWN, TIMES_CHANGED, TABLE_CLOSED, NOT_IN_PLAN, TAKEN_MEANWHILE, EVENT_CANCELLED, PITCH_WITHDRAWN,
    INVESTOR_GONE, PERSON_GONE, PROGRAMME_NEEDS_TIME, NEW_PLAN, CHANGE_UNDONE, SOMEBODY_AWAY, SOMEBODY_LATE, TABLE_OUT,
    SESSION_LONGER, HOLE_FILLED,
})  # fmt: skip
