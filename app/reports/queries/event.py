"""What a report about one event says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agreements.logic.amounts import Total, total
from app.agreements.logic.states import AgreementType
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import FollowUp
from app.agreements.queries.agreements import list_signed
from app.agreements.queries.follow_ups import list_event_follow_ups
from app.events.models.event import Event
from app.events.queries.registration import Attendance, count_attendance
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting
from app.pitches.logic.states import PitchState
from app.pitches.queries.pitches import count_by_state
from app.roadshow.logic import QuestionTheme
from app.roadshow.models import Question

APART = (AgreementType.PLATFORM_CO_CONSTRUCTION,)


@dataclass(frozen=True)
class EventFigures:
    """Everything counted for the report of one event."""

    event: Event
    attendance: list[Attendance]
    pitches: dict[PitchState, int]
    questions: dict[QuestionTheme, int]
    meetings: dict[MeetingState, int]
    agreements: list[Agreement]
    follow_ups: list[FollowUp]

    @property
    def counts_people(self) -> bool:
        """Tell whether anybody registered here; otherwise nothing is known of who came, and nought would be a claim."""
        return any(group.expected or group.came for group in self.attendance)

    @property
    def came(self) -> int:
        """Return how many people came."""
        return sum(group.came for group in self.attendance)

    @property
    def expected(self) -> int:
        """Return how many people had a place."""
        return sum(group.expected for group in self.attendance)

    @property
    def projects(self) -> list[Agreement]:
        """Return the transformation projects: what an article calls 重大转化合作项目."""
        return [row for row in self.agreements if row.agreement_type is AgreementType.TRANSFORMATION_COOPERATION]

    @property
    def platforms(self) -> list[Agreement]:
        """Return the agreements about a shared platform, which are named apart from the projects."""
        return [row for row in self.agreements if row.agreement_type in APART]

    @property
    def others(self) -> list[Agreement]:
        """Return the agreements that are neither."""
        apart = {row.id for row in (*self.projects, *self.platforms)}
        return [row for row in self.agreements if row.id not in apart]

    @property
    def total(self) -> Total:
        """Return the sum of the disclosed amounts."""
        return sum_of(self.agreements)


def sum_of(agreements: Sequence[Agreement]) -> Total:
    """Return the sum of the disclosed amounts of some agreements."""
    return total(agreement.open_amount for agreement in agreements)


def event_figures(session: Session, event: Event) -> EventFigures:
    """Count everything the report of an event says; nothing is stored."""
    questions = select(Question.theme, func.count()).where(Question.event_id == event.id).group_by(Question.theme)
    meetings = select(Meeting.state, func.count()).where(Meeting.event_id == event.id).group_by(Meeting.state)
    by_theme = {row[0]: row[1] for row in session.execute(questions)}
    by_state = {row[0]: row[1] for row in session.execute(meetings)}
    return EventFigures(
        event=event,
        attendance=count_attendance(session, event.id),
        pitches=count_by_state(session, event.id),
        questions={theme: by_theme[theme] for theme in QuestionTheme if theme in by_theme},
        meetings={state: by_state[state] for state in MeetingState if state in by_state},
        agreements=list_signed(session, event.id),
        follow_ups=list_event_follow_ups(session, event.id),
    )
