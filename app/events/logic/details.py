"""What the guided form collects, part by part, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.events.logic.states import EventType, Visibility


@dataclass(frozen=True)
class Basics:
    """What the event is."""

    title: str
    event_type: EventType
    slug: str | None = None
    title_en: str | None = None
    brand: str | None = None
    summary: str | None = None
    description: str | None = None
    contact: str | None = None
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True)
class TimeAndPlace:
    """When and where it happens."""

    start_at: datetime
    end_at: datetime
    city: str | None = None
    venue_id: int | None = None
    capacity: int | None = None
    stream_url: str | None = None
    walking_minutes: int = 5


@dataclass(frozen=True)
class Group:
    """A group of attendees; no quota means as many as the event holds."""

    name: str
    quota: int | None = None
    badge_colour: str = "grey"
    id: int | None = None


@dataclass(frozen=True)
class RegistrationRules:
    """Who may register, when, and whether each registration is looked at."""

    groups: list[Group] = field(default_factory=list)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    needs_approval: bool = False
    fee: Decimal | None = None
    notice: str | None = None


@dataclass(frozen=True)
class Call:
    """The call for pitches."""

    text: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class CloneParts:
    """What a copy takes over; whatever is not ticked stays behind."""

    hosts: bool = False
    groups: bool = False
    sessions: bool = False
    checklist: bool = False
    description: bool = False
    blocks: bool = False


@dataclass(frozen=True)
class Visitor:
    """What somebody writes when registering."""

    name: str
    mobile: str | None = None
    email: str | None = None
    organisation: str | None = None
    title: str | None = None
    dietary: str | None = None
    transport: str | None = None
