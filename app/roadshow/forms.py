"""Forms of the stage."""

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.display import label
from app.core.forms import Form, LocalTimeField
from app.events.logic.states import Visibility
from app.roadshow.logic import QuestionTheme
from app.roadshow.logic.online import RecordingKind


class SetPaceForm(Form):
    """Minutes between two pitches."""

    change_minutes = IntegerField(_l("Minutes between two pitches"), [InputRequired(), NumberRange(0, 30)])


class DrawOrderForm(Form):
    """Draw lots."""

    seed = StringField(_l("Seed"), [Optional(), Length(max=40)])
    by_field = BooleanField(_l("Keep pitches of one field together"))


class AskQuestionForm(Form):
    """Ask a team something."""

    pitch_id = SelectField(_l("Pitch"), validators=[Optional()])
    theme = SelectField(_l("Theme"), validators=[InputRequired()])
    content = TextAreaField(_l("Question"), [InputRequired(), Length(5, 500)])
    is_confidential = BooleanField(_l("In confidence: only the team and the moderator read it"))
    shows_asker = BooleanField(_l("Show my name and organisation"), default=True)
    asker_text = StringField(_l("Asked at the microphone by"), [Optional(), Length(max=60)])

    def __init__(self, *args: Any, pitches: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the pitches on stage and the themes."""
        super().__init__(*args, **kwargs)
        self.pitch_id.choices = [("", "—"), *pitches]
        self.theme.choices = [(theme.value, label(theme)) for theme in QuestionTheme]


class OweAnswerForm(Form):
    """Until when a team answers in writing."""

    due_on = DateField(_l("Answer in writing until"), [InputRequired()])


class AddRecordingForm(Form):
    """A stream or a replay, and from which level it may be watched."""

    kind = SelectField(_l("What it is"), validators=[InputRequired()])
    title = StringField(_l("Title"), [InputRequired(), Length(max=100)])
    address = StringField(_l("Address of the stream or file"), [InputRequired(), Length(max=500)])
    pitch_id = SelectField(_l("Pitch"), validators=[Optional()])
    level = SelectField(_l("Who may watch"), validators=[InputRequired()])

    def __init__(self, *args: Any, pitches: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the pitches of the session."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [(each.value, label(each)) for each in RecordingKind]
        self.pitch_id.choices = [("", "—"), *pitches]
        self.level.choices = [(each.value, label(each)) for each in Visibility]


class PrepareReleaseForm(Form):
    """A publication and the moment from which everybody reads it."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=100)])
    content = TextAreaField(_l("Text"), [InputRequired(), Length(max=5000)])
    opens_at = LocalTimeField(_l("Opens at"), [InputRequired()])

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        """Take times in the zone of the event."""
        super().__init__(*args, **kwargs)
        self.opens_at.zone = ZoneInfo(zone)


class AnswerQuestionForm(Form):
    """Answer in writing, or note what was said."""

    answer = TextAreaField(_l("Answer of the team"), [Optional(), Length(max=3000)])
