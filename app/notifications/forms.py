"""Forms about messages and calendar feeds."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form
from app.notifications.logic import LONGEST_BODY, LONGEST_SUBJECT


class EditLetterForm(Form):
    """Correct the words of a draft."""

    subject = StringField(_l("Subject"), validators=[InputRequired(), Length(max=LONGEST_SUBJECT)])
    body = TextAreaField(_l("Text"), validators=[InputRequired(), Length(max=LONGEST_BODY)])


class EditFeedForm(Form):
    """Make, renew or revoke the secret address of one's calendar."""
