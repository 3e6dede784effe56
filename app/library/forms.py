"""Forms of the catalogue, and of the gates of a proof of concept."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.clock import today
from app.core.display import label, language
from app.core.forms import CodedWordsField, Form, WanYuanField
from app.events.logic.states import Visibility
from app.library.logic import POC_MOST_MONTHS, TRANSFER_MODES, TRL, PocAdvice, PocStage, PocVerdict, read_measures, term
from app.organisations.logic import region_code, region_word


class EntryForm(Form):
    """What achievements and needs have in common."""

    title = StringField(_l("Title"), [InputRequired(), Length(4, 100)])
    organisation_id = SelectField(_l("Owner"), validators=[Optional()])
    owner_group = StringField(_l("Owner in words"), [Optional(), Length(max=60)])
    field = StringField(_l("Field"), [Optional(), Length(max=40)])
    visibility = SelectField(_l("Who sees the details"), validators=[InputRequired()], default="public")

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the owners this person may enter for, and the levels."""
        super().__init__(*args, **kwargs)
        self.organisation_id.choices = [("", "—"), *owners]
        self.visibility.choices = [(level.value, label(level)) for level in Visibility]

    def plain(self, *names: str) -> dict[str, Any]:
        """Return typed values by name, empty texts as None."""
        return {name: self[name].data or None if self[name].data in ("", None) else self[name].data for name in names}

    @property
    def owner_id(self) -> int | None:
        """Return the chosen organisation."""
        return int(self.organisation_id.data) if self.organisation_id.data else None


class AddAchievementForm(EntryForm):
    """Enter an achievement."""

    TEXTS = ("title", "owner_group", "field", "summary", "problem_solved", "effect", "applies_to")
    trl = SelectField(_l("Technology readiness (TRL)"), validators=[Optional()])
    summary = TextAreaField(_l("Summary"), [Optional(), Length(max=2000)])
    problem_solved = TextAreaField(_l("Problem solved"), [Optional(), Length(max=2000)])
    effect = TextAreaField(_l("What it does"), [Optional(), Length(max=2000)])
    applies_to = TextAreaField(_l("Where it can be used"), [Optional(), Length(max=2000)])
    claims = TextAreaField(_l("Main points, one per line"), [Optional(), Length(max=2000)])
    transfer_modes = SelectMultipleField(_l("Ways to transfer"), validators=[Optional()])
    price = WanYuanField(_l("Price"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.trl.choices = _levels()
        lang = language()
        self.transfer_modes.choices = [(each.code, term(TRANSFER_MODES, each.code, lang)) for each in TRANSFER_MODES]

    def show(self, entry: Any) -> None:  # noqa: ANN401 -- an achievement
        """Fill the boxes."""
        for name in (*self.TEXTS, "transfer_modes", "price"):
            self[name].data = getattr(entry, name)
        self.trl.data, self.claims.data = str(entry.trl or ""), "\n".join(entry.claims)
        self.organisation_id.data = str(entry.organisation_id or "")
        self.visibility.data, self.row_version.data = entry.visibility.value, str(entry.version)

    def written(self) -> dict[str, Any]:
        """Return what was typed, ready for the service."""
        values = self.plain(*self.TEXTS, "price")
        return values | {
            "trl": int(self.trl.data) if self.trl.data else None,
            "claims": [line.strip() for line in (self.claims.data or "").splitlines() if line.strip()],
            "transfer_modes": list(self.transfer_modes.data or []),
            "visibility": Visibility(self.visibility.data),
        }


class AddNeedForm(EntryForm):
    """Enter a technology need."""

    PLAIN = ("title", "owner_group", "field", "problem", "budget_min", "budget_max", "deadline_on")
    problem = TextAreaField(_l("Problem"), [Optional(), Length(max=5000)])
    budget_min = WanYuanField(_l("Budget from"), [Optional()])
    budget_max = WanYuanField(_l("Budget up to"), [Optional()])
    deadline_on = DateField(_l("Wanted by"), [Optional()])
    least_trl = SelectField(_l("Lowest readiness that helps you (TRL)"), validators=[Optional()])
    regions = CodedWordsField(
        _l("Regions wanted"), [Optional()], read=region_code, written=region_word,
        unknown=_l("“%(word)s” is no province, no city and no region code."),
    )  # fmt: skip
    event_id = SelectField(_l("Bring it to an event"), validators=[Optional()])

    def __init__(self, *args: Any, events: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the events to which a need can be brought."""
        super().__init__(*args, **kwargs)
        self.event_id.choices, self.least_trl.choices = [("", "—"), *events], _levels()

    def show(self, entry: Any) -> None:  # noqa: ANN401 -- a need
        """Fill the boxes."""
        for name in self.PLAIN:
            self[name].data = getattr(entry, name)
        self.least_trl.data = str(entry.least_trl or "")
        self.regions.data = entry.regions
        self.organisation_id.data, self.event_id.data = str(entry.organisation_id or ""), str(entry.event_id or "")
        self.visibility.data, self.row_version.data = entry.visibility.value, str(entry.version)

    def written(self) -> dict[str, Any]:
        """Return what was typed, ready for the service; a form that does not ask about the event leaves it."""
        values = self.plain(*self.PLAIN) | {"least_trl": int(self.least_trl.data) if self.least_trl.data else None}
        values["regions"] = self.regions.data or []
        if self.event_id.raw_data:
            values["event_id"] = int(self.event_id.data) if self.event_id.data else None
        return values | {"visibility": Visibility(self.visibility.data)}


def _levels() -> list[tuple[str, str]]:
    return [("", "—"), *((each.code, f"{each.code}  {term(TRL, each.code, language())}") for each in TRL)]


class GateForm(Form):
    """What the papers of all gates have in common: a draft may have gaps."""

    def show(self, project: Any) -> None:  # noqa: ANN401 -- a proof of concept
        """Fill the boxes."""
        self.row_version.data = str(project.version)
        for name in self._fields.keys() & vars(type(project)).keys():
            self[name].data = getattr(project, name)

    def written(self) -> dict[str, Any]:
        """Return what was typed, ready for the service."""
        names = self._fields.keys() - {"row_version", "csrf_token", "organisation_id"}
        return {name: self[name].data if self[name].data not in ("", None) else None for name in names}


class ApplicationForm(GateForm):
    """What is to be proved, and for what."""

    organisation_id = SelectField(_l("Proof-of-concept centre"), validators=[Optional()])
    question = TextAreaField(_l("What is to be proved"), [Optional(), Length(max=1000)])
    expected_use = TextAreaField(_l("What the result is for"), [Optional(), Length(max=1000)])
    trl_before = SelectField(_l("Readiness today (TRL)"), validators=[Optional()])

    def __init__(self, *args: Any, centres: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        """Offer the centres to ask; later on the centre stands."""
        super().__init__(*args, **kwargs)
        self.trl_before.choices = _levels()
        if centres is None:
            del self.organisation_id
        else:
            self.organisation_id.choices = [("", "—"), *centres]

    def show(self, project: Any) -> None:  # noqa: ANN401 -- a proof of concept
        """Fill the boxes."""
        super().show(project)
        self.trl_before.data = str(project.trl_before or "")

    def written(self) -> dict[str, Any]:
        """Return what was typed, the level as a number."""
        values = super().written()
        return values | {"trl_before": int(values["trl_before"]) if values["trl_before"] else None}


class PlanForm(GateForm):
    """How it is to be proved, by which measures, for how much and how long."""

    work = TextAreaField(_l("Work to be done"), [Optional(), Length(max=3000)])
    measures = TextAreaField(_l("Measures, one a line as “what: target”"), [Optional(), Length(max=2000)])
    budget = WanYuanField(_l("Budget"), [Optional()])
    months = IntegerField(_l("Months"), [Optional(), NumberRange(1, POC_MOST_MONTHS)])
    starts_on = DateField(_l("Begins on"), [Optional()])

    def validate_measures(self, field: Any) -> None:  # noqa: ANN401 -- a field
        """Refuse a line without a target."""
        _found, line = read_measures(field.data or "")
        if line is not None:
            raise ValidationError(_("Line %(num)s has no target.", num=line))

    def show(self, project: Any) -> None:  # noqa: ANN401 -- a proof of concept
        """Fill the boxes."""
        super().show(project)
        self.measures.data = "\n".join(f"{each.name}：{each.target}" for each in project.measures)

    def written(self) -> dict[str, Any]:
        """Return what was typed, the measures as pairs."""
        return super().written() | {"measures": read_measures(self.measures.data or "")[0]}


class ResultForm(PlainForm):
    """What one measure came to."""

    result = StringField(_l("Result"), [Optional(), Length(max=200)])
    is_met = SelectField(_l("Target met"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the answers in the language of the request."""
        super().__init__(*args, **kwargs)
        self.is_met.choices = [("", "—"), ("yes", _("Yes")), ("no", _("No"))]


class VerificationForm(GateForm):
    """What came out, measure by measure."""

    verified_on = DateField(_l("Measured on"), [Optional()])
    findings = TextAreaField(_l("Findings"), [Optional(), Length(max=3000)])
    results = FieldList(FormField(ResultForm))

    def show(self, project: Any) -> None:  # noqa: ANN401 -- a proof of concept
        """Fill the boxes, one pair for each measure of the plan."""
        super().show(project)
        self.verified_on.data = project.verified_on or today()
        for each in project.measures:
            met = "" if each.is_met is None else "yes" if each.is_met else "no"
            self.results.append_entry({"result": each.result, "is_met": met})

    def written(self) -> dict[str, Any]:
        """Return what was typed, the results as pairs in the order of the measures."""
        answers = {"yes": True, "no": False}
        pairs = [((row.result.data or "").strip() or None, answers.get(row.is_met.data)) for row in self.results]
        return super().written() | {"results": pairs}


class ReportForm(GateForm):
    """What the proof amounts to, and what is advised."""

    summary = TextAreaField(_l("Summary"), [Optional(), Length(max=3000)])
    trl_after = SelectField(_l("Readiness reached (TRL)"), validators=[Optional()])
    advice = SelectField(_l("Advice"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.trl_after.choices = _levels()
        self.advice.choices = [("", "—"), *((each.value, label(each)) for each in PocAdvice)]

    def show(self, project: Any) -> None:  # noqa: ANN401 -- a proof of concept
        """Fill the boxes."""
        super().show(project)
        self.trl_after.data, self.advice.data = str(project.trl_after or ""), project.advice and project.advice.value

    def written(self) -> dict[str, Any]:
        """Return what was typed, the level as a number and the advice as what it is."""
        values = super().written()
        return values | {
            "trl_after": int(values["trl_after"]) if values["trl_after"] else None,
            "advice": PocAdvice(values["advice"]) if values["advice"] else None,
        }


GATE_FORMS: dict[PocStage, type[GateForm]] = {
    PocStage.APPLY: ApplicationForm, PocStage.PLAN: PlanForm, PocStage.VERIFY: VerificationForm,
    PocStage.REPORT: ReportForm,
}  # fmt: skip


class DeciderForm(Form):
    """Choose who decides at a gate."""

    person_id = SelectField(_l("Who decides"), validators=[InputRequired()])

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the people of the deciding side."""
        super().__init__(*args, **kwargs)
        self.person_id.choices = [("", "—"), *people]


class DueForm(Form):
    """Move the day until which a gate waits."""

    due_on = DateField(_l("Until"), [InputRequired()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=300)])


class VerdictForm(Form):
    """Decide at a gate."""

    verdict = SelectField(_l("Decision"), validators=[InputRequired()])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the verdicts in the language of the request."""
        super().__init__(*args, **kwargs)
        self.verdict.choices = [("", "—"), *((each.value, label(each)) for each in PocVerdict)]
