"""Forms of registration and check-in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional

from app.accounts.logic import ConsentPurpose
from app.core.forms import Form
from app.events.forms.setup import or_none
from app.events.logic.details import Visitor


class VisitorForm(Form):
    """Who somebody is."""

    name = StringField(_l("Name"), validators=[InputRequired(), Length(2, 40)])
    mobile = StringField(_l("Mobile number"), filters=[or_none], validators=[Optional(), Length(max=20)])
    email = StringField(_l("E-mail address"), filters=[or_none], validators=[Optional(), Email(), Length(max=120)])
    organisation = StringField(_l("Organisation"), filters=[or_none], validators=[Optional(), Length(max=60)])
    title = StringField(_l("Position"), filters=[or_none], validators=[Optional(), Length(max=40)])
    group = SelectField(_l("Group"), validators=[InputRequired()])

    def visitor(self) -> Visitor:
        """Return what was typed."""
        names = ("name", "mobile", "email", "organisation", "title")
        more = {name: self._fields[name].data for name in ("dietary", "transport") if name in self._fields}
        return Visitor(**{name: self._fields[name].data for name in names}, **more)


class RegisterForm(VisitorForm):
    """Registering for an event or several stops of a series; every consent is asked by itself, none is ticked."""

    stops = SelectMultipleField(_l("Stops"), coerce=int)
    dietary = StringField(_l("Dietary needs"), filters=[or_none], validators=[Optional(), Length(max=100)])
    transport = StringField(_l("How you arrive"), filters=[or_none], validators=[Optional(), Length(max=100)])
    run_event = BooleanField(_l("The organiser may use my details to run this event."))
    public_name = BooleanField(_l("My name may appear in the public list of participants."))
    share_contact = BooleanField(_l("My contact may be passed to matched partners of this event."))
    photos = BooleanField(_l("Photos and videos that show me may be published."))
    personal_push = BooleanField(_l("I want to be told of projects and needs that fit me."))

    def __init__(self, *args: Any, groups: list[tuple[str, str]], stops: list[tuple[int, str]], **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.group.choices = groups
        self.stops.choices = stops
        self.run_event.flags.required = True

    def consents(self) -> list[ConsentPurpose]:
        """Return the purposes that were ticked."""
        return [purpose for purpose in ConsentPurpose if self._fields[purpose.value].data]


class AddRegistrationForm(VisitorForm):
    """Registering somebody by hand."""

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.group.choices = groups


class DecideRegistrationsForm(Form):
    """The reason that goes with a decision."""

    reason = TextAreaField(_l("Reason"), filters=[or_none], validators=[Optional(), Length(max=500)])


class CheckInForm(Form):
    """A ticket code, typed or scanned."""

    code = StringField(_l("Ticket code"), validators=[InputRequired(), Length(max=300)])


class ImportScansForm(Form):
    """The list that came back from a door without network."""

    file = FileField(_l("List with the times of check-in"), validators=[FileRequired()])
