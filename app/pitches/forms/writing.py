"""The form in which a team writes its pitch; it checks shape, completeness is asked at submission."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DecimalField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.display import label, language
from app.core.forms import Form, WanYuanField
from app.events.logic.states import Visibility
from app.investors.logic import InvestmentRound
from app.library.logic import TRL, term
from app.pitches.logic.completeness import BODY_MOST, EQUITY_MOST, INNOVATION_MOST, SUMMARY, TITLE
from app.pitches.logic.visibility import BODY, DEFAULTS, Disclosure, PitchField

TEXTS = (
    "title", "summary", "innovation", "transfer_outlook", "market_outlook", "investment_value", "field", "region",
    "team_structure", "cap_table", "ip_summary", "patent_number", "organisation_name",
)  # fmt: skip


class UseOfFundsForm(PlainForm):
    """One purpose and its share."""

    item = StringField(_l("Purpose"), [Optional(), Length(max=60)])
    share = DecimalField(_l("Share (%)"), [Optional(), NumberRange(0, 100)], places=None)


class LevelsForm(PlainForm):
    """Who may see each part."""


for _part in PitchField:
    setattr(LevelsForm, _part.value, SelectField(_part.value, validators=[Optional()]))


class EditPitchForm(Form):
    """The whole pitch, section by section."""

    title = StringField(_l("Title"), [InputRequired(), Length(*TITLE)])
    organisation_name = StringField(_l("Team organisation"), [Optional(), Length(min=4, max=60)])
    field = StringField(_l("Field"), [Optional(), Length(max=40)])
    trl = SelectField(_l("Technology readiness (TRL)"), validators=[Optional()])
    region = StringField(_l("City or region"), [Optional(), Length(max=40)])
    summary = TextAreaField(_l("Public summary"), [Optional(), Length(max=SUMMARY[1])])
    innovation = TextAreaField(_l("Innovation"), [Optional(), Length(max=INNOVATION_MOST)])
    transfer_outlook = TextAreaField(_l("Transfer outlook"), [Optional(), Length(max=BODY_MOST)])
    market_outlook = TextAreaField(_l("Market outlook"), [Optional(), Length(max=BODY_MOST)])
    investment_value = TextAreaField(_l("Investment value"), [Optional(), Length(max=BODY_MOST)])
    investment_round = SelectField(_l("Round"), validators=[Optional()])
    ask_amount = WanYuanField(_l("Amount asked for"), [Optional()])
    equity_offered = DecimalField(_l("Equity offered"), [Optional(), NumberRange(0, EQUITY_MOST)], places=2)
    valuation = WanYuanField(_l("Valuation"), [Optional()])
    use_of_funds = FieldList(FormField(UseOfFundsForm), label=_l("Use of funds"), min_entries=1, max_entries=12)
    team_structure = TextAreaField(_l("Team"), [Optional(), Length(max=BODY_MOST)])
    cap_table = TextAreaField(_l("Cap table"), [Optional(), Length(max=BODY_MOST)])
    ip_summary = TextAreaField(_l("Intellectual property"), [Optional(), Length(max=BODY_MOST)])
    disclosure = RadioField(_l("Would showing this pitch make an invention public?"), validators=[Optional()])
    patent_number = StringField(_l("Patent application number"), [Optional(), Length(max=40)])
    disclosure_ok = BooleanField(_l("We have checked this: showing the pitch at the chosen levels harms no right."))
    visibility = SelectField(_l("Everything but the summary"), validators=[InputRequired()])
    levels = FormField(LevelsForm)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        nothing = ("", "—")
        lang = language()
        self.trl.choices = [nothing, *((each.code, f"{each.code}  {term(TRL, each.code, lang)}") for each in TRL)]
        self.investment_round.choices = [nothing, *((each.value, label(each)) for each in InvestmentRound)]
        self.disclosure.choices = [(each.value, label(each)) for each in Disclosure]
        self.visibility.choices = [(level.value, label(level)) for level in Visibility]
        for part in PitchField:
            box: Any = self.levels[part.value]
            box.label.text = label(part)
            levels = list(Visibility) if part in BODY else [Visibility.PUBLIC, Visibility.REGISTERED]
            box.choices = [(level.value, label(level)) for level in levels]

    def show(self, pitch: Any) -> None:  # noqa: ANN401 -- a pitch
        """Fill the boxes with what the pitch says."""
        for name in (*TEXTS[:-1], "ask_amount", "equity_offered", "valuation", "disclosure_ok"):
            self[name].data = getattr(pitch, name)
        self.organisation_name.data = pitch.organisation.name if pitch.organisation else ""
        self.trl.data = str(pitch.trl or "")
        self.investment_round.data = pitch.investment_round.value if pitch.investment_round else ""
        self.disclosure.data = pitch.disclosure.value if pitch.disclosure else None
        self.visibility.data = pitch.visibility.value
        self.row_version.data = str(pitch.version)
        for part in PitchField:
            self.levels[part.value].data = pitch.field_visibility.get(part.value, DEFAULTS[part].value)
        while self.use_of_funds.entries:
            self.use_of_funds.pop_entry()
        for row in pitch.use_of_funds or [{}]:
            self.use_of_funds.append_entry({"item": row.get("item"), "share": row.get("share")})

    def written(self) -> dict[str, Any]:
        """Return what was typed, ready for the service."""
        values: dict[str, Any] = {name: (self[name].data or "").strip() or None for name in TEXTS}
        values |= {name: self[name].data for name in ("ask_amount", "equity_offered", "valuation", "disclosure_ok")}
        levels = {part.value: self.levels[part.value].data or DEFAULTS[part].value for part in PitchField}
        return values | {
            "trl": int(self.trl.data) if self.trl.data else None,
            "investment_round": InvestmentRound(self.investment_round.data) if self.investment_round.data else None,
            "disclosure": Disclosure(self.disclosure.data) if self.disclosure.data else None,
            "visibility": Visibility(self.visibility.data),
            "field_visibility": {name: level for name, level in levels.items() if level != DEFAULTS[PitchField(name)]},
            "use_of_funds": [
                {"item": row.form.item.data or "", "share": str(row.form.share.data or 0)}
                for row in self.use_of_funds
                if row.form.item.data or row.form.share.data is not None
            ],
        }


class StartPitchForm(Form):
    """The first two things one needs to know about a pitch."""

    title = StringField(_l("Title"), [InputRequired(), Length(*TITLE)])
    organisation_name = StringField(_l("Team organisation"), [InputRequired(), Length(min=4, max=60)])
