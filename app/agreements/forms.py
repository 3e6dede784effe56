"""Forms about agreements."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.agreements.logic.states import (
    AgreementFileKind,
    AgreementType,
    ContractRegistrationState,
    ContractType,
    FollowUpStage,
    FollowUpState,
    LandingStage,
)
from app.agreements.models.agreement import Agreement
from app.agreements.models.services import ServiceListing
from app.agreements.service.drafting import AgreementInput, PartyInput
from app.agreements.service.services import Offer
from app.core.display import label
from app.core.forms import Form, WanYuanField

NOTHING = ("", "—")
PARTIES = (1, 2, 3)


def _whole_number(text: str) -> int | None:
    return int(text) if text else None


class EditAgreementForm(Form):
    """What an agreement says and who signs it."""

    title = StringField(_l("Title"), validators=[InputRequired(), Length(min=4, max=100)])
    agreement_type = SelectField(_l("Type of agreement"), validators=[InputRequired()])
    contract_type = SelectField(_l("Kind of technology contract"), validators=[Optional()])
    party_1 = StringField(_l("Party A (full seal name)"), validators=[InputRequired(), Length(max=100)])
    signatory_1 = StringField(_l("Signatory of party A"), validators=[Optional(), Length(max=40)])
    capacity_1 = StringField(_l("Capacity of the signatory of party A"), validators=[Optional(), Length(max=40)])
    assistant_1 = StringField(_l("Assistant of party A on stage"), validators=[Optional(), Length(max=40)])
    stage_mark_1 = StringField(_l("Mark of party A on stage"), validators=[Optional(), Length(max=20)])
    party_2 = StringField(_l("Party B (full seal name)"), validators=[InputRequired(), Length(max=100)])
    signatory_2 = StringField(_l("Signatory of party B"), validators=[Optional(), Length(max=40)])
    capacity_2 = StringField(_l("Capacity of the signatory of party B"), validators=[Optional(), Length(max=40)])
    assistant_2 = StringField(_l("Assistant of party B on stage"), validators=[Optional(), Length(max=40)])
    stage_mark_2 = StringField(_l("Mark of party B on stage"), validators=[Optional(), Length(max=20)])
    party_3 = StringField(_l("Party C (full seal name)"), validators=[Optional(), Length(max=100)])
    signatory_3 = StringField(_l("Signatory of party C"), validators=[Optional(), Length(max=40)])
    capacity_3 = StringField(_l("Capacity of the signatory of party C"), validators=[Optional(), Length(max=40)])
    assistant_3 = StringField(_l("Assistant of party C on stage"), validators=[Optional(), Length(max=40)])
    stage_mark_3 = StringField(_l("Mark of party C on stage"), validators=[Optional(), Length(max=20)])
    amount = WanYuanField(_l("Amount"), validators=[Optional()])
    amount_is_secret = BooleanField(_l("Keep the amount secret"))
    session_id = SelectField(_l("Signing session"), validators=[Optional()])
    batch = IntegerField(_l("Batch on stage"), default=1, validators=[InputRequired(), NumberRange(min=1, max=50)])
    sign_on = DateField(_l("Planned day of signing"), validators=[Optional()])
    place = StringField(_l("Place of signing"), validators=[Optional(), Length(max=80)])
    witness = StringField(_l("Witness"), validators=[Optional(), Length(max=80)])
    term_from = DateField(_l("Term from"), validators=[Optional()])
    term_to = DateField(_l("Term until"), validators=[Optional()])
    copies = IntegerField(_l("Copies"), validators=[Optional(), NumberRange(min=1, max=99)])
    summary = TextAreaField(_l("Subject in short"), validators=[Optional(), Length(max=500)])
    pitch_id = SelectField(_l("Pitch it comes from"), validators=[Optional()])
    need_id = SelectField(_l("Need it answers"), validators=[Optional()])
    achievement_id = SelectField(_l("Achievement it transfers"), validators=[Optional()])
    reason = StringField(_l("Reason for changing confirmed names"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.agreement_type.choices = [(member.value, label(member)) for member in AgreementType]
        self.contract_type.choices = [NOTHING, *((member.value, label(member)) for member in ContractType)]

    def offer(self, *, sessions: list[tuple[int, str]], links: dict[str, list[tuple[int, str]]]) -> None:
        """Fill the choices that come from the event."""
        self.session_id.choices = [NOTHING, *((str(key), text) for key, text in sessions)]
        for name in ("pitch", "need", "achievement"):
            field = self[f"{name}_id"]
            field.choices = [NOTHING, *((str(key), text) for key, text in links[name])]

    def show(self, agreement: Agreement) -> None:
        """Show an agreement as it stands."""
        for name in ("agreement_type", "contract_type", "session_id", "pitch_id", "need_id", "achievement_id"):
            value = getattr(agreement, name)
            self[name].data = "" if value is None else str(value)
        for party in agreement.parties:
            number = party.position + 1
            self[f"party_{number}"].data = party.printed_name
            self[f"signatory_{number}"].data = party.signatory
            self[f"capacity_{number}"].data = party.capacity
            self[f"assistant_{number}"].data = party.assistant
            self[f"stage_mark_{number}"].data = party.stage_mark
        self.row_version.data = str(agreement.version)

    def content(self) -> AgreementInput:
        """Return what was typed."""
        parties = tuple(
            PartyInput(
                name=self[f"party_{number}"].data.strip(),
                signatory=self[f"signatory_{number}"].data or "",
                capacity=self[f"capacity_{number}"].data or "",
                assistant=self[f"assistant_{number}"].data or "",
                stage_mark=self[f"stage_mark_{number}"].data or "",
            )
            for number in PARTIES
            if (self[f"party_{number}"].data or "").strip()
        )
        contract = self.contract_type.data
        return AgreementInput(
            title=self.title.data or "", agreement_type=AgreementType(self.agreement_type.data), parties=parties,
            contract_type=ContractType(contract) if contract else None, amount=self.amount.data,
            amount_is_secret=self.amount_is_secret.data, batch=self.batch.data or 1,
            session_id=_whole_number(self.session_id.data), sign_on=self.sign_on.data, place=self.place.data or "",
            witness=self.witness.data or "", term_from=self.term_from.data, term_to=self.term_to.data,
            copies=self.copies.data, summary=self.summary.data or "", pitch_id=_whole_number(self.pitch_id.data),
            need_id=_whole_number(self.need_id.data), achievement_id=_whole_number(self.achievement_id.data),
        )  # fmt: skip


class AddTextForm(Form):
    """A version of the text, or the scan of the signed copy."""

    kind = SelectField(_l("What this is"), validators=[InputRequired()])
    file = FileField(_l("File"))
    note = StringField(_l("What changed, or where the original lies"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [(member.value, label(member)) for member in AgreementFileKind]


class MilestoneForm(Form):
    """A step of a landing."""

    stage = SelectField(_l("Milestone"), validators=[InputRequired()])
    due_on = DateField(_l("Until"), validators=[InputRequired()])
    unit = StringField(_l("Responsible unit"), validators=[InputRequired(), Length(max=60)])
    district = StringField(_l("District or park"), validators=[Optional(), Length(max=60)])
    done_on = DateField(_l("Reached on"), validators=[Optional()])
    note = TextAreaField(_l("What has happened"), validators=[Optional(), Length(max=500)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill the choices in the language of the request."""
        super().__init__(*args, **kwargs)
        self.stage.choices = [(member.value, label(member)) for member in LandingStage]


class ConfirmNameForm(Form):
    """Who signs for a party whose name is right."""

    signatory = StringField(_l("Who will sign"), validators=[Optional(), Length(max=40)])
    capacity = StringField(_l("In what capacity"), validators=[Optional(), Length(max=40)])


class RenewAgreementForm(Form):
    """The term of the next edition."""

    term_from = DateField(_l("New term from"), validators=[InputRequired()])
    term_to = DateField(_l("New term until"), validators=[InputRequired()])


class HostWordsForm(Form):
    """What the host says for one batch."""

    words = TextAreaField(_l("Host words"), validators=[Optional(), Length(max=2000)])


class AddFollowUpForm(Form):
    """Something to be followed."""

    content = TextAreaField(_l("What is to be done"), validators=[InputRequired(), Length(min=2, max=500)])
    due_on = DateField(_l("Until"), validators=[InputRequired()])
    owner_id = SelectField(_l("Who follows it"), coerce=int, validators=[InputRequired()])


class UpdateFollowUpForm(Form):
    """What has become of something that is followed."""

    state = SelectField(_l("State"), validators=[Optional()])
    stage = SelectField(_l("How far the investment has come"), validators=[Optional()])
    due_on = DateField(_l("Until"), validators=[Optional()])
    result = TextAreaField(_l("What came of it"), validators=[Optional(), Length(max=1000)])

    def offer(self, states: tuple[FollowUpState, ...], stages: tuple[FollowUpStage, ...]) -> None:
        """Offer the steps that are allowed from here."""
        self.state.choices = [("", str(_l("As it is"))), *((member.value, label(member)) for member in states)]
        self.stage.choices = [("", str(_l("As it is"))), *((member.value, label(member)) for member in stages)]


class ResultForm(Form):
    """What the registration agency answered."""

    state = SelectField(_l("Answer of the agency"), validators=[InputRequired()])
    registered_number = StringField(
        _l("Registration number, if it is registered"), validators=[Optional(), Length(max=20)]
    )
    registered_on = DateField(_l("Registered on"), validators=[Optional()])
    reason = StringField(_l("If returned, refused, changed or revoked: why"), validators=[Optional(), Length(max=300)])

    def offer(self, states: tuple[ContractRegistrationState, ...]) -> None:
        """Offer the answers that are possible now."""
        self.state.choices = [(member.value, label(member)) for member in states]


class OfferServicesForm(Form):
    """What the parties of an agreement offer to others."""

    title = StringField(_l("Title"), validators=[InputRequired(), Length(min=4, max=100)])
    services = TextAreaField(_l("Services, one a line"), validators=[InputRequired(), Length(max=2000)])
    note = TextAreaField(_l("What others should know"), validators=[Optional(), Length(max=2000)])
    is_published = BooleanField(_l("Everybody may see this page"))

    def show(self, title: str, listing: ServiceListing | None) -> None:
        """Fill the boxes with what is offered, or with a beginning."""
        self.title.data = listing.title if listing else title
        self.services.data = "\n".join(listing.services) if listing else ""
        self.note.data = listing.note if listing else ""
        self.is_published.data = listing is None or listing.published_at is not None

    def offer(self) -> Offer:
        """Return what was typed, ready for the service."""
        return Offer(
            title=self.title.data or "", services=(self.services.data or "").splitlines(), note=self.note.data or "",
            is_published=bool(self.is_published.data),
        )  # fmt: skip


class EnquiryForm(Form):
    """Ask about services."""

    organisation_id = SelectField(_l("In the name of"), validators=[InputRequired()])
    content = TextAreaField(_l("What you want to know"), validators=[InputRequired(), Length(max=1000)])

    def __init__(self, *args: Any, asking: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the organisations of the visitor."""
        super().__init__(*args, **kwargs)
        self.organisation_id.choices = asking


class AnswerEnquiryForm(Form):
    """Answer an enquiry."""

    answer = TextAreaField(_l("Answer"), validators=[InputRequired(), Length(max=2000)])
