"""What people are told when the timetable of meetings changes on the day: each person once, whatever changed."""

from collections import defaultdict

from sqlalchemy.orm import Session

from app.core.display import day_and_time, say, speaking
from app.core.words import N_
from app.events.models.event import Event
from app.meetings import facts
from app.meetings.models import Meeting
from app.meetings.queries.calendar import house_name
from app.meetings.queries.meetings import get_meeting
from app.meetings.service.reasons import SYSTEM_REASONS
from app.notifications.logic import Template, harmless
from app.notifications.queries.recipients import Recipient, list_recipients
from app.notifications.service.feeds import refresh_marks
from app.notifications.service.reactions.events import get_event, reason_of
from app.notifications.service.reactions.meetings import tell_change_of_meeting
from app.notifications.service.telling import Notice, tell, tell_recipients

NEW, MOVED, OFF = N_("%(when)s new: %(partner)s, %(table)s"), N_("%(when)s moved: %(partner)s, %(table)s"), N_(
    "%(when)s cancelled: %(partner)s"
)  # fmt: skip


def ask_for_feedback(session: Session, fact: facts.PlanShown) -> None:
    """Ask everybody in a provisional plan to look at it."""
    event = get_event(session, fact.event_id)
    tell(session, Notice(
        template=Template.PLAN_SHOWN, event=event, values={"event": event.title}, path={"slug": event.slug},
        key=f"plan-shown-{fact.plan_id}",
    ), fact.people)  # fmt: skip


def announce_tables(session: Session, fact: facts.TablesSet) -> None:
    """Prepare a message for everybody with a place at a table for more than two; setting them anew replaces it."""
    event = get_event(session, fact.event_id)
    tell(session, Notice(template=Template.TABLES_SET, event=event, values={"event": event.title}, replaces=True),
         fact.people)  # fmt: skip
    refresh_marks(session, fact.people)


def announce_change(session: Session, fact: facts.TimetableMended) -> None:
    """Tell everybody touched: one changed meeting comes with its calendar entry, several come in one message."""
    event = get_event(session, fact.event_id)
    lines: defaultdict[int, list[tuple[Meeting, str]]] = defaultdict(list)
    for ids, words in ((fact.added, NEW), (fact.moved, MOVED), (fact.dropped, OFF)):
        for meeting_id in ids:
            meeting = get_meeting(session, meeting_id)
            for person in (meeting.presenter_id, meeting.representative_id):
                lines[person].append((meeting, words))
    for recipient in list_recipients(session, sorted(lines)):
        mine = lines[recipient.person_id or 0]
        if len(mine) == 1:
            tell_change_of_meeting(
                session, mine[0][0], recipient.person_id or 0, template=_template(mine[0][1]), reason=fact.reason
            )
        else:
            _tell_several(session, event, recipient, mine, fact)
    refresh_marks(session, sorted(lines))


def _template(words: str) -> Template:
    return {NEW: Template.MEETING_SCHEDULED, MOVED: Template.MEETING_MOVED, OFF: Template.MEETING_CANCELLED}[words]


def _tell_several(
    session: Session, event: Event, recipient: Recipient, mine: list[tuple[Meeting, str]], fact: facts.TimetableMended
) -> None:
    with speaking(recipient.language, event.zone):
        quote = "\n".join(_line(meeting, words, recipient.person_id) for meeting, words in mine)
    tell_recipients(session, Notice(
        template=Template.TIMETABLE_CHANGED, event=event, quote=quote,
        values={"event": event.title, "why": reason_of(fact.reason, SYSTEM_REASONS)},
    ), [recipient])  # fmt: skip


def _line(meeting: Meeting, words: str, person_id: int | None) -> str:
    partner = house_name(meeting) if person_id == meeting.presenter_id else meeting.pitch.title
    when = day_and_time(meeting.slot.start_at) if meeting.slot else ""
    table = meeting.table.name if meeting.table else ""
    return say(words, when=when, partner=harmless(partner), table=harmless(table))
