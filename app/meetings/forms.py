"""Forms about meetings."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.display import label
from app.core.forms import Form, LocalTimeField, OnGrid
from app.matching.logic.verdicts import DeclineReason
from app.meetings.logic.levels import USUAL, PlanLevel
from app.meetings.logic.states import BookingMode, ChangeKind, MeetingOutcome
from app.meetings.service.running import Wanted


def _number_or_none(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdigit() else None


class RequestMeetingForm(Form):
    """Ask somebody to meet."""

    message = TextAreaField(_l("Your message"), validators=[InputRequired(), Length(max=600)])
    slot_id = SelectField(_l("Time"), coerce=_number_or_none, validate_choice=False)
    person_id = SelectField(_l("Who comes from your side"), coerce=_number_or_none, validate_choice=False)


class AcceptMeetingForm(Form):
    """Agree to meet at a time."""

    slot_id = SelectField(_l("Time"), validate_choice=False)


class RescheduleMeetingForm(Form):
    """Choose another time."""

    slot_id = SelectField(_l("New time"), coerce=_number_or_none, validate_choice=False)
    reason = StringField(_l("Why"), validators=[Optional(), Length(max=200)])


class AskToMoveForm(Form):
    """Ask the other side to move a meeting, and offer times."""

    slot_ids = SelectMultipleField(_l("Other times"), coerce=int, validate_choice=False)
    reason = StringField(_l("Reason"), validators=[InputRequired(), Length(max=200)])


class AnswerMoveForm(Form):
    """Choose one of the offered times."""

    slot_id = SelectField(_l("New time"), coerce=_number_or_none, validate_choice=False)


class MoveMeetingForm(Form):
    """Let the organiser put a meeting somewhere else."""

    slot_id = SelectField(_l("Time"), coerce=int, validators=[InputRequired()])
    table_id = SelectField(_l("Table"), coerce=_number_or_none, validate_choice=False)
    reason = StringField(_l("Why"), validators=[Optional(), Length(max=200)])


class ScheduleMeetingForm(Form):
    """Let the organiser put a pair on the timetable."""

    pitch_id = SelectField(_l("Pitch"), validators=[InputRequired()])
    investor_id = SelectField(_l("Investor"), coerce=int, validators=[InputRequired()])
    slot_id = SelectField(_l("Time"), coerce=int, validators=[InputRequired()])
    table_id = SelectField(_l("Table"), coerce=_number_or_none, validate_choice=False)


class ReasonForm(Form):
    """Say why."""

    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=500)])


class DeclineMeetingForm(ReasonForm):
    """Say no, to the other side in words and to matching by a kind of reason."""

    why = SelectField(_l("What it is about"), default="")

    def __init__(self, **kwargs: object) -> None:
        """Name the kinds of reasons in the words of a meeting."""
        super().__init__(**kwargs)
        self.why.choices = [
            ("", _("I would rather not say")),
            (DeclineReason.OTHER_SUBJECT.value, _("Another subject than ours")),
            (DeclineReason.NOT_MATURE.value, _("Too early or too late for us")),
            (DeclineReason.TOO_DEAR.value, _("The sum of money does not suit us")),
            (DeclineReason.TOO_FAR.value, _("Too far away")),
            (DeclineReason.OTHER.value, _("No time, or something else")),
        ]


class RecordOutcomeForm(Form):
    """Write down how a meeting ended."""

    outcome = SelectField(_l("Result"), validators=[InputRequired()])
    minutes_text = TextAreaField(_l("Minutes"), validators=[Optional(), Length(max=4000)])
    next_step = StringField(_l("Next step"), validators=[Optional(), Length(max=200)])
    next_on = DateField(_l("By when"), validators=[Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.outcome.choices = [(member.value, label(member)) for member in MeetingOutcome]


class EditSettingsForm(Form):
    """How meetings work at an event."""

    mode = SelectField(_l("Who fills the timetable"), validators=[InputRequired()])
    cap_per_day = IntegerField(_l("Most meetings per person and day"), validators=[Optional(), NumberRange(1, 60)])
    cap_total = IntegerField(_l("Most meetings per person in all"), validators=[Optional(), NumberRange(1, 200)])
    expiry_hours = IntegerField(_l("Hours until a request expires"), validators=[InputRequired(), NumberRange(1, 720)])
    most_must_meets = IntegerField(_l("Most must-meets of each side"), validators=[InputRequired(), NumberRange(1, 50)])
    booking_opens_at = LocalTimeField(_l("Booking opens"), validators=[Optional()])
    booking_closes_at = LocalTimeField(_l("Booking closes"), validators=[Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.mode.choices = [(member.value, label(member)) for member in BookingMode]


class BlockForm(Form):
    """A stretch of time and how it is cut."""

    name = StringField(_l("Name of the block"), validators=[InputRequired(), Length(max=40)])
    start_at = LocalTimeField(_l("Begins"), validators=[InputRequired(), OnGrid()])
    end_at = LocalTimeField(_l("Ends"), validators=[InputRequired(), OnGrid()])
    slot_minutes = IntegerField(_l("Length of a meeting"), validators=[InputRequired(), NumberRange(5, 240)])
    gap_minutes = IntegerField(_l("Gap between meetings"), validators=[InputRequired(), NumberRange(0, 120)])


class TablesForm(Form):
    """Set up tables."""

    count = IntegerField(_l("How many tables"), validators=[InputRequired(), NumberRange(1, 100)])
    name = StringField(_l("Name before the number"), validators=[InputRequired(), Length(max=20)])
    room_id = SelectField(_l("Room"), coerce=_number_or_none, validate_choice=False)


class PlanForm(Form):
    """Name a new version of the plan, and say what is good, in which order, and how long to search."""

    name = StringField(_l("Name of this version"), validators=[Optional(), Length(max=40)])
    whom = SelectField(_l("Who meets whom"), default="wishes")
    seconds = SelectField(_l("Longest search"), coerce=int, default=20)
    level_1 = SelectField(_l("First aim"), default=USUAL[0].value)
    level_2 = SelectField(_l("Second aim"), default=USUAL[1].value)
    level_3 = SelectField(_l("Third aim"), default=USUAL[2].value)
    level_4 = SelectField(_l("Fourth aim"), default=USUAL[3].value)
    level_5 = SelectField(_l("Fifth aim"), default=USUAL[4].value)
    level_6 = SelectField(_l("Sixth aim"), default=USUAL[5].value)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.whom.choices = [("wishes", _("Pairs that somebody wished")), ("everybody", _("Everybody meets everybody"))]
        self.seconds.choices = [
            (5, _("5 seconds")), (20, _("20 seconds")), (60, _("One minute")), (300, _("Five minutes")),
        ]  # fmt: skip
        for field in self.aims:
            field.choices = [(level.value, label(level)) for level in PlanLevel]

    @property
    def aims(self) -> list[SelectField]:
        """Return the aims in their order."""
        return [self.level_1, self.level_2, self.level_3, self.level_4, self.level_5, self.level_6]

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        return Wanted(
            name=self.name.data or "", seconds=self.seconds.data, is_for_everybody=self.whom.data == "everybody",
            levels=tuple(PlanLevel(field.data) for field in self.aims),
        )  # fmt: skip


class ReplanForm(Form):
    """Say what happened on the day."""

    kind = SelectField(_l("Kind of change"), validators=[InputRequired()])
    person_id = SelectField(_l("Which person"), coerce=_number_or_none)
    table_id = SelectField(_l("Which table"), coerce=_number_or_none)
    session_id = SelectField(_l("Which session"), coerce=_number_or_none)
    until = LocalTimeField(_l("Until when"), validators=[Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            (ChangeKind.PERSON_AWAY.value, _("Somebody cannot come, or has left")),
            (ChangeKind.PERSON_LATE.value, _("Somebody comes later")),
            (ChangeKind.TABLE_CLOSED.value, _("A table cannot be used")),
            (ChangeKind.SESSION_OVERRUNS.value, _("A session takes longer")),
            (ChangeKind.HOLES_FILLED.value, _("Nothing: fill free times from the standby list")),
        ]


class RoundTablesForm(Form):
    """Seat experts before needs, or let guests go around."""

    kind = SelectField(_l("Which tables"), validators=[InputRequired()])
    size = IntegerField(_l("People at a table"), default=2, validators=[InputRequired(), NumberRange(2, 12)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            ("experts", _("Expert tables: each need faces so many experts at least")),
            ("around", _("Round-robin: groups of so many teams go from investor to investor")),
        ]


class TableMinutesForm(Form):
    """Write down what a table said."""

    minutes_text = TextAreaField(_l("Minutes"), validators=[Optional(), Length(max=4000)])
