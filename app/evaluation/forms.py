"""Forms of juries."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.display import label
from app.core.forms import Form, WordsField
from app.evaluation.logic.methods import Method
from app.evaluation.logic.ranking import TieRule
from app.evaluation.logic.states import USUAL_QUORUM


class AddPanelForm(Form):
    """What a panel judges, by which criteria, and how."""

    title = StringField(_l("Name of the panel"), [InputRequired(), Length(2, 80)])
    set_code = SelectField(_l("Indicator set"), validators=[InputRequired()])
    method = SelectField(_l("How scores become a result"), validators=[InputRequired()])
    tie_rule = SelectField(_l("Equal results"), validators=[InputRequired()])
    quorum = IntegerField(_l("Quorum"), [InputRequired(), NumberRange(3, 30)], default=USUAL_QUORUM)
    session_id = SelectField(_l("Session in which the panel sits"), validators=[Optional()])
    pitch_ids = SelectMultipleField(_l("Pitches"), coerce=int)
    achievement_numbers = WordsField(_l("Achievements, by number"), [Optional()])

    def __init__(
        self,
        *args: Any,
        sets: list[tuple[str, str]],
        pitches: list[tuple[int, str]],
        sessions: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the sets of the catalogue, and the pitches and sessions of the event."""
        super().__init__(*args, **kwargs)
        self.set_code.choices = sets
        self.method.choices = [(each.value, label(each)) for each in Method]
        self.tie_rule.choices = [(each.value, label(each)) for each in TieRule]
        self.pitch_ids.choices = pitches
        self.session_id.choices = [("", "—"), *sessions]


class InviteJudgeForm(Form):
    """Whom to ask."""

    login = StringField(_l("E-mail address of the judge's account"), [InputRequired(), Length(max=200)])
    is_reserve = BooleanField(_l("Keep in reserve, to be asked when somebody drops out"))
