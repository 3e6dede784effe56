"""Small forms about a pitch: its team, readers, slides and steps."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional

from app.core.display import label
from app.core.forms import Form
from app.pitches.logic.completeness import Part
from app.pitches.logic.states import PitchRole
from app.pitches.logic.visibility import PitchField

RETURNABLE = (
    Part.TITLE, Part.ORGANISATION, Part.FIELD, Part.TRL, PitchField.SUMMARY, PitchField.INNOVATION,
    PitchField.TRANSFER_OUTLOOK, PitchField.MARKET_OUTLOOK, PitchField.INVESTMENT_VALUE, PitchField.ASK_AMOUNT,
    PitchField.USE_OF_FUNDS, PitchField.TEAM_STRUCTURE, PitchField.CAP_TABLE, PitchField.IP_SUMMARY,
    Part.DISCLOSURE, PitchField.SLIDES,
)  # fmt: skip


class InviteMemberForm(Form):
    """Ask somebody to join the team."""

    login = StringField(_l("E-mail address"), [InputRequired(), Email(), Length(max=120)])
    role = SelectField(_l("Part"), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the parts in the language of the request."""
        super().__init__(*args, **kwargs)
        self.role.choices = [(role.value, label(role)) for role in PitchRole]


class NameReaderForm(Form):
    """Let one person see everything."""

    login = StringField(_l("E-mail address of the reader"), [InputRequired(), Email(), Length(max=120)])


class UploadSlidesForm(Form):
    """Hand in slides."""

    slides = FileField(_l("Slides"))
    reason = StringField(_l("Why the slides change now"), [Optional(), Length(max=300)])


class AcceptNdaForm(Form):
    """Accept the undertaking."""

    accepted = BooleanField(_l("I have read the undertaking and accept it."), [InputRequired()])


class ReasonForm(Form):
    """Give a reason."""

    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])


class ReturnPitchForm(Form):
    """Say what to correct, on the whole and field by field."""

    reason = TextAreaField(_l("What the team has to do"), [InputRequired(), Length(max=1000)])


for _part in RETURNABLE:
    setattr(ReturnPitchForm, f"note_{_part.value}", StringField(_part.value, [Optional(), Length(max=300)]))


class DecideForm(Form):
    """Carry a decision out on the pitches that were previewed."""

    action = StringField(validators=[InputRequired()])
    reason = TextAreaField(_l("Reason, sent to the teams"), [Optional(), Length(max=500)])
    versions = SelectMultipleField(validate_choice=False)
