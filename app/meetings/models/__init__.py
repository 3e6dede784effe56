"""Tables of meetings: the ground, the talks, and the plans."""

from app.meetings.models.meeting import (
    Meeting,
    MeetingBlock,
    MeetingSettings,
    MeetingSides,
    MeetingSlot,
    MeetingStep,
    MeetingTable,
    Unavailability,
)
from app.meetings.models.moving import MoveOffer, MoveRequest
from app.meetings.models.planning import MeetingPlan, PlanFeedback, PlanRun, Standby, TimetableChange
from app.meetings.models.round_tables import RoundSeat, RoundTable

__all__ = [
    "Meeting",
    "MeetingBlock",
    "MeetingPlan",
    "MeetingSettings",
    "MeetingSides",
    "MeetingSlot",
    "MeetingStep",
    "MeetingTable",
    "MoveOffer",
    "MoveRequest",
    "PlanFeedback",
    "PlanRun",
    "RoundSeat",
    "RoundTable",
    "Standby",
    "TimetableChange",
    "Unavailability",
]
