"""Forms about organisations and centres."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from app.core.display import label
from app.core.forms import Form, WordsField
from app.core.permissions import Role
from app.organisations.logic import OrganisationState, OrganisationType, RelationKind, Side, SmeTag
from app.organisations.models import Centre
from app.organisations.service.profiles import OWN_ROLES, OrganisationEntry

NOBODY_THERE = "none"


class EditOrganisationForm(Form):
    """What is known of an organisation."""

    name = StringField(_l("Official name"), validators=[InputRequired(), Length(min=4, max=60)])
    org_type = SelectField(_l("Type of organisation"), validators=[InputRequired()])
    uscc = StringField(_l("Unified social credit code"), validators=[Optional(), Length(max=30)])
    sides = SelectMultipleField(_l("Sides of the market"))
    region = StringField(_l("Region code"), validators=[Optional(), Length(min=6, max=6)])
    centre_id = SelectField(_l("Centre that verifies"), validators=[Optional()])
    short_name = StringField(_l("Short name"), validators=[Optional(), Length(max=30)])
    name_en = StringField(_l("English name"), validators=[Optional(), Length(max=160)])
    aliases = WordsField(_l("Other names"))
    sme_tags = SelectMultipleField(_l("Recognised as"))
    legal_person = StringField(_l("Legal representative"), validators=[Optional(), Length(max=40)])
    address = StringField(_l("Address"), validators=[Optional(), Length(max=160)])
    website = StringField(_l("Website"), validators=[Optional(), Length(max=200)])
    description = TextAreaField(_l("In a few sentences"), validators=[Optional(), Length(max=1000)])

    def offer(self, centres: list[Centre]) -> None:
        """Fill the choices in the language of the request."""
        self.org_type.choices = [("", "—"), *((member.value, label(member)) for member in OrganisationType)]
        self.sides.choices = [(member.value, label(member)) for member in Side]
        self.sme_tags.choices = [(member.value, label(member)) for member in SmeTag]
        self.centre_id.choices = [("", "—"), *((str(centre.id), centre.name) for centre in centres)]

    def entry(self) -> OrganisationEntry:
        """Return what was typed as an entry."""
        return OrganisationEntry(
            name=self.name.data or "", org_type=OrganisationType(self.org_type.data), uscc=self.uscc.data,
            short_name=self.short_name.data, name_en=self.name_en.data,
            sides=[Side(side) for side in self.sides.data or ()], region=self.region.data,
            legal_person=self.legal_person.data, address=self.address.data, website=self.website.data,
            sme_tags=[SmeTag(tag) for tag in self.sme_tags.data or ()], aliases=self.aliases.data or (),
            description=self.description.data, centre_id=int(self.centre_id.data) if self.centre_id.data else None,
        )  # fmt: skip


class AddOrganisationForm(EditOrganisationForm):
    """Register an organisation, and say whether one belongs to it."""

    role = RadioField(_l("What do you do there?"), validators=[InputRequired()])
    is_another = BooleanField(_l("None of these: it is another organisation"))

    def offer(self, centres: list[Centre]) -> None:
        """Fill the choices in the language of the request."""
        super().offer(centres)
        roles = [(role.value, label(role)) for role in OWN_ROLES]
        self.role.choices = [*roles, (NOBODY_THERE, _l("I do not belong to it and only enter it"))]

    @property
    def chosen_role(self) -> Role | None:
        """Return the role that was chosen, or None for nobody there."""
        return None if self.role.data == NOBODY_THERE else Role(self.role.data)


class VerifyOrganisationForm(Form):
    """Decide about an organisation."""

    state = RadioField(_l("Decision"), validators=[InputRequired()])
    seal_name = StringField(_l("Name as on the seal"), validators=[Optional(), Length(min=2, max=60)])
    reason = TextAreaField(_l("Reason"), validators=[Optional(), Length(max=500)])

    def offer(self, states: frozenset[OrganisationState]) -> None:
        """Offer the states that may follow, the friendly one first."""
        self.state.choices = [(state.value, label(state)) for state in OrganisationState if state in states]


class MergeOrganisationForm(Form):
    """Name the entry that stays."""

    into = StringField(_l("Entry that stays"), validators=[InputRequired(), Length(max=60)])


class AddRelationForm(Form):
    """Say how another organisation belongs to this one."""

    kind = SelectField(_l("Relation"), validators=[InputRequired()])
    other = StringField(_l("Organisation"), validators=[InputRequired(), Length(max=60)])
    since = DateField(_l("Since"), validators=[Optional()])
    until = DateField(_l("Until"), validators=[Optional()])
    source = StringField(_l("Source"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [(member.value, label(member)) for member in RelationKind]


class AddPocBatchForm(Form):
    """Write down how many proof-of-concept centres were announced."""

    name = StringField(_l("Batch"), validators=[InputRequired(), Length(min=2, max=60)])
    announced = IntegerField(_l("Centres announced"), validators=[InputRequired()])
    source = StringField(_l("Source"), validators=[InputRequired(), Length(max=200)])
    quote = StringField(_l("In the words of the source"), validators=[Optional(), Length(max=200)])
    as_of = DateField(_l("Published on"), validators=[Optional()])


class EditCentreForm(Form):
    """What a centre says about itself."""

    name = StringField(_l("Name of the centre"), validators=[InputRequired(), Length(min=2, max=60)])
    organisation = StringField(_l("Organisation that runs it"), validators=[Optional(), Length(max=60)])
    region = StringField(_l("Region code"), validators=[Optional(), Length(min=6, max=6)])
    opened_on = DateField(_l("Opened on"), validators=[Optional()])
    contact = TextAreaField(_l("Contact"), validators=[Optional(), Length(max=400)])
