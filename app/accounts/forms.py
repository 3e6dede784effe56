"""What people type about their accounts; only the shape is checked here."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import PasswordInput

from app.accounts.logic import ConsentPurpose
from app.core.forms import Form, WordsField

LONGEST_LOGIN = 254
LONGEST_PASSWORD = 200


class SignInForm(Form):
    """Address or number, and password."""

    login = StringField(_l("E-mail address or mobile number"), [InputRequired(), Length(max=LONGEST_LOGIN)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])
    next = HiddenField()

    def show_password(self, password: str) -> None:
        """Fill the password in where it is no secret: in the demonstration."""
        self.password.widget = PasswordInput(hide_value=False)
        self.password.data = password


class SignUpForm(Form):
    """Name, address or number, and a new password."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=60)])
    login = StringField(_l("E-mail address or mobile number"), [InputRequired(), Length(max=LONGEST_LOGIN)])
    password = PasswordField(_l("Password"), [InputRequired()])
    next = HiddenField()


class VerifyEmailForm(Form):
    """The password chosen at sign-up."""

    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])


class ConfirmForm(Form):
    """Nothing but the wish to go on."""


class AskResetForm(Form):
    """The address of an account whose password was forgotten."""

    login = StringField(_l("E-mail address"), [InputRequired(), Length(max=LONGEST_LOGIN)])


class ResetPasswordForm(Form):
    """A new password."""

    password = PasswordField(_l("New password"), [InputRequired()])


class ChangePasswordForm(Form):
    """The present password and a new one."""

    current = PasswordField(_l("Present password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])
    password = PasswordField(_l("New password"), [InputRequired()])


class ChangeEmailForm(Form):
    """A new address, and the password as proof."""

    email = StringField(_l("New e-mail address"), [InputRequired(), Length(max=LONGEST_LOGIN)])
    current = PasswordField(_l("Present password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])


class EditPersonForm(Form):
    """A person's own data."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=60)])
    name_en = StringField(_l("Name in English"), [Optional(), Length(max=80)])
    mobile = StringField(_l("Mobile number"), [Optional(), Length(max=30)])
    department = StringField(_l("Department"), [Optional(), Length(max=80)])
    title = StringField(_l("Position"), [Optional(), Length(max=80)])
    professional_title = StringField(_l("Professional title"), [Optional(), Length(max=80)])
    research_fields = WordsField(_l("Fields of work"))


class EditConsentsForm(Form):
    """One box for each purpose, none of them ticked beforehand."""

    run_event = BooleanField()
    public_name = BooleanField()
    share_contact = BooleanField()
    photos = BooleanField()
    personal_push = BooleanField()
    next = HiddenField()

    @property
    def agreed(self) -> set[ConsentPurpose]:
        """Return the purposes that are ticked."""
        return {purpose for purpose in ConsentPurpose if self[purpose.value].data}


class CloseAccountForm(Form):
    """The password as proof that one really wants to go."""

    current = PasswordField(_l("Present password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])


class GrantMembershipForm(Form):
    """Whom to give which role."""

    login = StringField(_l("E-mail address or mobile number"), [InputRequired(), Length(max=LONGEST_LOGIN)])
    role = SelectField(_l("Role"), validators=[InputRequired()])


class AuditFilterForm(Form):
    """Days between which lines of the audit trail are wanted."""

    since = DateField(validators=[Optional()])
    until = DateField(validators=[Optional()])
