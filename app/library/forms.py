"""Forms of the catalogue."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.display import label, language
from app.core.forms import Form, WanYuanField
from app.events.logic.states import Visibility
from app.library.logic import TRANSFER_MODES, TRL, term


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

    trl = SelectField(_l("Technology readiness (TRL)"), validators=[Optional()])
    summary = TextAreaField(_l("Summary"), [Optional(), Length(max=2000)])
    problem_solved = TextAreaField(_l("Problem solved"), [Optional(), Length(max=2000)])
    claims = TextAreaField(_l("Main points, one per line"), [Optional(), Length(max=2000)])
    transfer_modes = SelectMultipleField(_l("Ways to transfer"), validators=[Optional()])
    price = WanYuanField(_l("Price"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        lang = language()
        self.trl.choices = [("", "—"), *((each.code, f"{each.code}  {term(TRL, each.code, lang)}") for each in TRL)]
        self.transfer_modes.choices = [(each.code, term(TRANSFER_MODES, each.code, lang)) for each in TRANSFER_MODES]

    def show(self, entry: Any) -> None:  # noqa: ANN401 -- an achievement
        """Fill the boxes."""
        for name in ("title", "owner_group", "field", "summary", "problem_solved", "transfer_modes", "price"):
            self[name].data = getattr(entry, name)
        self.trl.data, self.claims.data = str(entry.trl or ""), "\n".join(entry.claims)
        self.organisation_id.data = str(entry.organisation_id or "")
        self.visibility.data, self.row_version.data = entry.visibility.value, str(entry.version)

    def written(self) -> dict[str, Any]:
        """Return what was typed, ready for the service."""
        values = self.plain("title", "owner_group", "field", "summary", "problem_solved", "price")
        return values | {
            "trl": int(self.trl.data) if self.trl.data else None,
            "claims": [line.strip() for line in (self.claims.data or "").splitlines() if line.strip()],
            "transfer_modes": list(self.transfer_modes.data or []),
            "visibility": Visibility(self.visibility.data),
        }


class AddNeedForm(EntryForm):
    """Enter a technology need."""

    problem = TextAreaField(_l("Problem"), [Optional(), Length(max=5000)])
    budget_min = WanYuanField(_l("Budget from"), [Optional()])
    budget_max = WanYuanField(_l("Budget up to"), [Optional()])
    deadline_on = DateField(_l("Wanted by"), [Optional()])

    def show(self, entry: Any) -> None:  # noqa: ANN401 -- a need
        """Fill the boxes."""
        for name in ("title", "owner_group", "field", "problem", "budget_min", "budget_max", "deadline_on"):
            self[name].data = getattr(entry, name)
        self.organisation_id.data = str(entry.organisation_id or "")
        self.visibility.data, self.row_version.data = entry.visibility.value, str(entry.version)

    def written(self) -> dict[str, Any]:
        """Return what was typed, ready for the service."""
        values = self.plain("title", "owner_group", "field", "problem", "budget_min", "budget_max", "deadline_on")
        return values | {"visibility": Visibility(self.visibility.data)}
