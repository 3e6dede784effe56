"""Forms of matching."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app.core.forms import Form, WordsField


class SynonymsForm(Form):
    """A group of words that mean the same."""

    words = WordsField(_l("Words that mean the same"), validators=[InputRequired()])
