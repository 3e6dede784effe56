"""Forms of the programme: sessions, moves, people on stage, minutes, releases and answers to invitations."""

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from app.core.display import label
from app.core.forms import Form, LocalTimeField, OnGrid
from app.events.forms.setup import number_or_none, or_none
from app.events.logic.states import ConfirmState, Duty, SessionType, Visibility
from app.events.service.sessions import SessionValues
from app.events.service.sessions_people import DutyValues, NewPerson

SESSION_LEVELS = (Visibility.PUBLIC, Visibility.REGISTERED, Visibility.NAMED)
ANSWERS = (ConfirmState.INVITED, ConfirmState.CONFIRMED)
Choices = list[tuple[int, str]]


def _with_none(choices: Choices) -> list[tuple[str, str]]:
    return [("", "—"), *[(str(key), name) for key, name in choices]]


class EditSessionForm(Form):
    """A session: what, when, where, for whom."""

    title = StringField(_l("Title"), validators=[InputRequired(), Length(2, 100)])
    title_en = StringField(_l("English title"), filters=[or_none], validators=[Optional(), Length(max=160)])
    session_type = SelectField(_l("Type"), coerce=SessionType, validators=[InputRequired()])
    start_at = LocalTimeField(_l("Begins"), validators=[Optional(), OnGrid()])
    end_at = LocalTimeField(_l("Ends"), validators=[Optional(), OnGrid()])
    room_id = SelectField(_l("Room"), coerce=number_or_none)
    capacity = IntegerField(_l("People expected"), validators=[Optional(), NumberRange(1, 100000)])
    visibility = SelectField(_l("Who sees the session"), coerce=Visibility, default=Visibility.PUBLIC)
    description = TextAreaField(_l("Description"), filters=[or_none], validators=[Optional(), Length(max=5000)])
    no_photos = BooleanField(_l("No photographs in this session"))
    confirmed = BooleanField(_l("The assumed details are now confirmed"))

    def __init__(self, *args: Any, rooms: Choices, zone: str, **kwargs: Any) -> None:
        """Fill the choices, and let people type in the zone of the event."""
        super().__init__(*args, **kwargs)
        self.session_type.choices = [(kind.value, label(kind)) for kind in SessionType]
        self.visibility.choices = [(level.value, label(level)) for level in SESSION_LEVELS]
        self.room_id.choices = _with_none(rooms)
        for field in (self.start_at, self.end_at):
            field.zone = ZoneInfo(zone)

    def values(self) -> SessionValues:
        """Return what was typed."""
        names = ("title", "title_en", "session_type", "start_at", "end_at", "room_id", "capacity", "visibility",
                 "description", "no_photos")  # fmt: skip
        return SessionValues(**{name: self._fields[name].data for name in names})


class MoveSessionForm(Form):
    """Another time or room for a session; its length stays."""

    start_at = LocalTimeField(_l("Begins"), validators=[InputRequired(), OnGrid()])
    room_id = SelectField(_l("Room"), coerce=number_or_none)

    def __init__(self, *args: Any, rooms: Choices, zone: str, **kwargs: Any) -> None:
        """Fill the choices, and let people type in the zone of the event."""
        super().__init__(*args, **kwargs)
        self.room_id.choices = _with_none(rooms)
        self.start_at.zone = ZoneInfo(zone)


class CancelSessionForm(Form):
    """Why a session does not take place."""

    reason = TextAreaField(_l("Reason"), filters=[or_none], validators=[InputRequired(), Length(max=500)])


class EditSessionPersonForm(Form):
    """Who does what in a session: somebody known, somebody new, or a role nobody fills yet."""

    duty = SelectField(_l("Duty"), coerce=Duty, validators=[InputRequired()])
    person_id = SelectField(_l("Person"), coerce=number_or_none)
    name = StringField(_l("Name"), filters=[or_none], validators=[Optional(), Length(1, 60)])
    title = StringField(_l("Position"), filters=[or_none], validators=[Optional(), Length(max=60)])
    organisation = StringField(_l("Organisation"), filters=[or_none], validators=[Optional(), Length(max=120)])
    email = StringField(_l("E-mail address"), filters=[or_none], validators=[Optional(), Email(), Length(max=200)])
    role_name = StringField(_l("Role to be filled"), filters=[or_none], validators=[Optional(), Length(max=60)])
    topic = StringField(_l("Topic"), filters=[or_none], validators=[Optional(), Length(max=100)])
    minutes = IntegerField(_l("Length in minutes"), validators=[Optional(), NumberRange(1, 600)])
    slides_due_on = DateField(_l("Slides due"), validators=[Optional()])
    state = RadioField(_l("Answer"), coerce=ConfirmState, default=ConfirmState.INVITED)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.duty.choices = [(duty.value, label(duty)) for duty in Duty]
        self.person_id.choices = _with_none(people)
        self.state.choices = [(state.value, label(state)) for state in ANSWERS]

    def values(self) -> DutyValues:
        """Return what was typed; a known person goes before a new one, a new one before a role."""
        new = None
        if self.person_id.data is None and self.name.data:
            new = NewPerson(
                name=self.name.data,
                title=self.title.data,
                organisation=self.organisation.data,
                email=self.email.data,
            )
        return DutyValues(
            duty=self.duty.data,
            person_id=self.person_id.data,
            new_person=new,
            role_name=self.role_name.data,
            topic=self.topic.data,
            minutes=self.minutes.data,
            slides_due_on=self.slides_due_on.data,
            state=self.state.data or ConfirmState.INVITED,
        )


class RecordMinutesForm(Form):
    """What was said in a session."""

    minutes_text = TextAreaField(_l("Session minutes"), filters=[or_none], validators=[Optional(), Length(max=5000)])


class AddActionItemForm(Form):
    """What somebody will do, and until when."""

    content = StringField(_l("What is to be done"), validators=[InputRequired(), Length(2, 300)])
    owner_id = SelectField(_l("Who does it"), coerce=number_or_none, validators=[InputRequired()])
    due_on = DateField(_l("Until"), validators=[InputRequired()])

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.owner_id.choices = _with_none(people)


class ReleaseProgrammeForm(Form):
    """The name and note of a new public version."""

    name = StringField(_l("Name of the version"), filters=[or_none], validators=[Optional(), Length(max=40)])
    note = TextAreaField(_l("Note for visitors"), filters=[or_none], validators=[Optional(), Length(max=500)])
    displacing = BooleanField(_l("These meetings may lose their time"))


class AnswerInvitationForm(Form):
    """Whether an invited person comes."""

    accepts = RadioField(_l("Your answer"), validators=[InputRequired()])
    reason = TextAreaField(_l("Reason"), filters=[or_none], validators=[Optional(), Length(max=500)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.accepts.choices = [("yes", _l("Yes, I will be there")), ("no", _l("No, I cannot"))]
