"""Forms about investors."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.display import label
from app.core.forms import CodedWordsField, Form, WanYuanField, WordsField
from app.investors.logic import InvestmentRound, InvestorKind, InvestorState
from app.organisations.logic import region_code, region_word


class ProfileForm(Form):
    """What an investor says about itself."""

    kind = SelectField(_l("Kind of investor"), validators=[InputRequired()])
    introduction = TextAreaField(_l("Introduction"), validators=[Optional(), Length(max=1000)])
    assets_under_management = WanYuanField(_l("Assets under management"), validators=[Optional()])
    fund_registration_number = StringField(
        _l("Registration number at the fund association"), validators=[Optional(), Length(max=20)]
    )
    decision_days = IntegerField(_l("Days until a decision"), validators=[Optional(), NumberRange(min=1, max=720)])
    is_overseas = BooleanField(_l("Overseas investor"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [(member.value, label(member)) for member in InvestorKind]


class ApplyForm(ProfileForm):
    """Register an institution as investor."""

    organisation_name = StringField(
        _l("Official name of the institution"), validators=[InputRequired(), Length(min=4, max=60)]
    )
    centre_id = SelectField(_l("Centre that verifies"), coerce=int, validators=[InputRequired()])


class MandateForm(Form):
    """What an investor looks for."""

    fields = WordsField(_l("Fields"), validators=[InputRequired(), Length(max=20)])
    stages = SelectMultipleField(_l("Rounds"))
    ticket_min = WanYuanField(_l("Smallest ticket"), validators=[Optional()])
    ticket_max = WanYuanField(_l("Largest ticket"), validators=[Optional()])
    regions = CodedWordsField(
        _l("Regions"), [Optional()], read=region_code, written=region_word,
        unknown=_l("“%(word)s” is no province, no city and no region code."),
    )  # fmt: skip
    exclusions = WordsField(_l("Never"), validators=[Optional()])
    min_trl = IntegerField(_l("Lowest readiness level (TRL)"), validators=[Optional(), NumberRange(min=1, max=9)])
    looking_for = TextAreaField(_l("In your own words"), validators=[Optional(), Length(max=1000)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.stages.choices = [(member.value, label(member)) for member in InvestmentRound]


class TrackRecordForm(Form):
    """Holdings and honours, one a line."""

    holdings = TextAreaField(_l("Holdings, one a line: company | field"), validators=[Optional(), Length(max=4000)])
    honours = TextAreaField(
        _l("Honours, one a line: title | times | issuer"), validators=[Optional(), Length(max=4000)]
    )


class RepresentativeForm(Form):
    """Name one more representative by the address they sign in with."""

    login = StringField(_l("E-mail address of the account"), validators=[InputRequired(), Length(max=254)])
    title = StringField(_l("Position"), validators=[Optional(), Length(max=40)])


class VerifyForm(Form):
    """Decide about an investor."""

    state = SelectField(_l("Decision"), validators=[InputRequired()])
    reason = TextAreaField(_l("Reason"), validators=[Optional(), Length(max=500)])

    def offer(self, states: frozenset[InvestorState]) -> None:
        """Offer the states that may follow."""
        self.state.choices = [(state.value, label(state)) for state in sorted(states)]


class JoinEventForm(Form):
    """Take part in an event through one representative."""

    representative = SelectField(_l("Who comes"), coerce=int, validators=[InputRequired()])
