"""Forms of the guided creation of an event; the same ones change it later."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import URL, Email, InputRequired, Length, NumberRange, Optional

from app.core.display import label
from app.core.forms import Form, LocalTimeField, OnGrid
from app.events.logic.details import Basics, Call, CloneParts, Group, RegistrationRules, TimeAndPlace
from app.events.logic.states import EventType, HostRole, Visibility

EVENT_LEVELS = (Visibility.PUBLIC, Visibility.REGISTERED, Visibility.NAMED)
COLOURS = [
    ("grey", _l("Grey")),
    ("blue", _l("Blue")),
    ("green", _l("Green")),
    ("orange", _l("Orange")),
    ("red", _l("Red")),
    ("purple", _l("Purple")),
]


def or_none(text: str | None) -> str | None:
    """Return typed text without spaces around it, and None for nothing."""
    return (text or "").strip() or None


def number_or_none(text: Any) -> int | None:  # noqa: ANN401 -- what a select box hands over
    """Return the chosen key, and None for the empty choice."""
    return int(text) if text not in (None, "", "None") else None


class AddEventForm(Form):
    """The first step: what, called how, on which day."""

    event_type = SelectField(_l("Kind of event"), coerce=EventType, validators=[InputRequired()])
    title = StringField(_l("Title"), validators=[InputRequired(), Length(4, 100)])
    first_day = DateField(_l("First day"), validators=[InputRequired()])
    centre_id = SelectField(_l("Responsible centre"), coerce=number_or_none)
    brand = StringField(_l("Series or brand"), filters=[or_none], validators=[Optional(), Length(max=60)])

    def __init__(self, *args: Any, centres: list[tuple[int, str]], **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.event_type.choices = [(kind.value, label(kind)) for kind in EventType]
        self.centre_id.choices = [("", "—"), *[(str(key), name) for key, name in centres]]

    def basics(self) -> Basics:
        """Return what was typed."""
        return Basics(self.title.data or "", self.event_type.data, brand=self.brand.data)


class EditEventForm(Form):
    """What an event is."""

    event_type = SelectField(_l("Kind of event"), coerce=EventType, validators=[InputRequired()])
    title = StringField(_l("Title"), validators=[InputRequired(), Length(4, 100)])
    title_en = StringField(_l("English title"), filters=[or_none], validators=[Optional(), Length(max=160)])
    slug = StringField(_l("Address of the page"), filters=[or_none], validators=[InputRequired(), Length(max=60)])
    brand = StringField(_l("Series or brand"), filters=[or_none], validators=[Optional(), Length(max=60)])
    summary = TextAreaField(_l("Summary"), filters=[or_none], validators=[Optional(), Length(max=300)])
    description = TextAreaField(_l("Description"), filters=[or_none], validators=[Optional(), Length(max=5000)])
    contact = StringField(_l("Contact for questions"), filters=[or_none], validators=[Optional(), Length(max=200)])
    visibility = SelectField(_l("Who sees the event"), coerce=Visibility)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.event_type.choices = [(kind.value, label(kind)) for kind in EventType]
        self.visibility.choices = [(level.value, label(level)) for level in EVENT_LEVELS]

    def basics(self) -> Basics:
        """Return what was typed."""
        names = ("title", "event_type", "slug", "title_en", "brand", "summary", "description", "contact", "visibility")
        return Basics(**{name: self._fields[name].data for name in names})


class EditTimeAndPlaceForm(Form):
    """When and where an event happens."""

    start_at = LocalTimeField(_l("Begins"), validators=[InputRequired(), OnGrid()])
    end_at = LocalTimeField(_l("Ends"), validators=[InputRequired(), OnGrid()])
    venue_id = SelectField(_l("Venue"), coerce=number_or_none)
    city = StringField(_l("City"), filters=[or_none], validators=[Optional(), Length(max=40)])
    capacity = IntegerField(_l("People the event holds"), validators=[Optional(), NumberRange(1, 100000)])
    walking_minutes = IntegerField(
        _l("Minutes to walk between rooms"), default=5, validators=[InputRequired(), NumberRange(0, 60)]
    )
    stream_url = StringField(
        _l("Address of the live stream"), filters=[or_none], validators=[Optional(), URL(), Length(max=300)]
    )

    def __init__(self, *args: Any, venues: list[tuple[int, str]], **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.venue_id.choices = [("", "—"), *[(str(key), name) for key, name in venues]]

    def details(self) -> TimeAndPlace:
        """Return what was typed."""
        names = ("start_at", "end_at", "city", "venue_id", "capacity", "stream_url", "walking_minutes")
        return TimeAndPlace(**{name: self._fields[name].data for name in names})


class EditHostsForm(Form):
    """One more organisation for the host chain."""

    role = SelectField(_l("Role"), coerce=HostRole, validators=[InputRequired()])
    organisation = StringField(_l("Organisation"), validators=[InputRequired(), Length(max=120)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.role.choices = [(role.value, label(role)) for role in HostRole]


class GroupRow(PlainForm):
    """One audience group."""

    id = HiddenField()
    name = StringField(_l("Group"), filters=[or_none], validators=[Optional(), Length(max=30)])
    quota = IntegerField(_l("Quota"), validators=[Optional(), NumberRange(1, 100000)])
    badge_colour = SelectField(_l("Badge colour"), default="grey")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.badge_colour.choices = COLOURS


class EditGroupsForm(Form):
    """For whom an event is, and how they register."""

    groups = FieldList(FormField(GroupRow), label=_l("Audience groups"), max_entries=12)
    opens_at = LocalTimeField(_l("Registration opens"), validators=[Optional()])
    closes_at = LocalTimeField(_l("Registration closes"), validators=[Optional()])
    needs_approval = BooleanField(_l("Look at each registration before giving a place"))
    fee = DecimalField(_l("Fee"), places=2, validators=[Optional(), NumberRange(0, 100000)])
    notice = TextAreaField(_l("Notice for people who register"), filters=[or_none], validators=[Length(max=1000)])

    def rules(self) -> RegistrationRules:
        """Return what was typed; rows without a name are left out."""
        groups = [
            Group(row["name"], row["quota"], row["badge_colour"], number_or_none(row["id"]))
            for row in self.groups.data
            if row["name"]
        ]
        return RegistrationRules(
            groups, self.opens_at.data, self.closes_at.data, self.needs_approval.data, self.fee.data, self.notice.data
        )


class EditCallForm(Form):
    """The call for pitches."""

    text = TextAreaField(_l("Text of the call"), filters=[or_none], validators=[Optional(), Length(max=5000)])
    opens_at = LocalTimeField(_l("The call opens"), validators=[Optional()])
    closes_at = LocalTimeField(_l("The call closes"), validators=[Optional()])

    def call(self) -> Call:
        """Return what was typed."""
        return Call(self.text.data, self.opens_at.data, self.closes_at.data)


class CloneEventForm(Form):
    """What a copy takes over."""

    title = StringField(_l("Title of the new event"), validators=[InputRequired(), Length(4, 100)])
    first_day = DateField(_l("First day"), validators=[InputRequired()])
    description = BooleanField(_l("Summary, description and text of the call"))
    hosts = BooleanField(_l("Host chain"))
    groups = BooleanField(_l("Audience groups and rules of registration"))
    sessions = BooleanField(_l("Sessions with times and rooms, without the people in them"))
    checklist = BooleanField(_l("Tasks that were added to the checklist by hand"))
    blocks = BooleanField(_l("Meeting blocks with their tables"))

    def parts(self) -> CloneParts:
        """Return what was ticked."""
        names = ("description", "hosts", "groups", "sessions", "checklist", "blocks")
        return CloneParts(**{name: self._fields[name].data for name in names if name in self._fields})


class ChangeStateForm(Form):
    """The reason for a step, and the new date after a postponement."""

    reason = TextAreaField(_l("Reason"), filters=[or_none], validators=[Optional(), Length(max=500)])
    start_at = LocalTimeField(_l("New beginning"), validators=[Optional(), OnGrid()])
    end_at = LocalTimeField(_l("New end"), validators=[Optional(), OnGrid()])


class HandOverEventForm(Form):
    """Who owns the event from now on."""

    login = StringField(_l("E-mail address of the new owner"), validators=[InputRequired(), Email()])


class AddTaskForm(Form):
    """A task of one's own."""

    name = StringField(_l("Task"), validators=[InputRequired(), Length(2, 100)])
    offset = IntegerField(_l("Days before (−) or after the first day"), validators=[InputRequired()])
    owner_id = SelectField(_l("Responsible"), coerce=number_or_none)

    def __init__(self, *args: Any, team: list[tuple[int, str]], **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.owner_id.choices = [(str(key), name) for key, name in team]
