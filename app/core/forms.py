"""The base of every form, and the fields that speak yuan, local time and lists of words."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, DecimalField, HiddenField, StringField, ValidationError
from wtforms.fields import Field

from app.core.clock import CHINA
from app.core.display import explain, listed
from app.core.errors import RuleBroken

WAN = Decimal(10000)
MOST_YUAN = Decimal(10) ** 13


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form that can show a broken rule next to the field it belongs to."""

    row_version = HiddenField()

    def reject(self, error: RuleBroken) -> None:
        """Put the sentence of a broken rule beside its field, or above the form."""
        sentence = explain(error)
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]

    @property
    def seen_version(self) -> int | None:
        """Return the version of the row that the person was looking at."""
        text = str(self.row_version.data or "")
        return int(text) if text.isdigit() else None

    @property
    def status(self) -> int:
        """Return 422 when the form carries errors, else 200."""
        return 422 if self.errors or self.form_errors else 200


class WanYuanField(DecimalField):
    """Money typed in 万元, kept as `Decimal` yuan; empty means not disclosed."""

    def _value(self) -> str:
        """Return what the box shows."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{(self.data / WAN).normalize():f}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read 万元 and keep yuan."""
        text = str(valuelist[0]).strip().replace(",", "").replace("，", "") if valuelist else ""
        if not text:
            self.data = None
            return
        try:
            amount = (Decimal(text) * WAN).quantize(Decimal("0.01"))
            is_in_range = 0 <= amount < MOST_YUAN  # not a number, if that was typed, cannot be compared
        except InvalidOperation:
            self.data = None
            raise ValueError(gettext("Please write a number of 万元, for example 180.")) from None
        if not is_in_range:
            raise ValueError(gettext("This amount is out of range."))
        self.data = amount


class LocalTimeField(DateTimeLocalField):
    """A moment typed in the zone of the event and kept in UTC."""

    def __init__(self, label: Any = None, validators: Any = None, zone: ZoneInfo = CHINA, **kwargs: Any) -> None:  # noqa: ANN401
        """Keep the zone in which people type."""
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)
        self.zone = zone

    def _value(self) -> str:
        """Return what the box shows."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.astimezone(self.zone):%Y-%m-%dT%H:%M}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read local time and keep UTC."""
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        super().process_formdata(valuelist)
        if isinstance(self.data, datetime):
            self.data = self.data.replace(tzinfo=self.zone).astimezone(UTC)


class WordsField(StringField):
    """A list of words separated by commas, 、 or new lines."""

    data: list[str] | None  # type: ignore[assignment]  # a list, where the parent keeps one text

    def _value(self) -> str:
        """Return what the box shows."""
        if self.raw_data:
            return str(self.raw_data[0])
        return listed(self.data or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Split what was typed."""
        text = str(valuelist[0]) if valuelist else ""
        for mark in (",", "，", ";", "；", "\n"):
            text = text.replace(mark, "、")
        self.data = list(dict.fromkeys(word.strip() for word in text.split("、") if word.strip()))


class CodedWordsField(WordsField):
    """Words each of which stands for a code: the box shows words, `data` holds codes.

    `read` finds the code of a word or None, `written` the word of a code; `unknown` refuses a %(word)s without a code.
    """

    def __init__(
        self,
        label: Any,  # noqa: ANN401 -- as in WTForms
        validators: list[Any] | None = None,
        *,
        read: Callable[[str], str | None],
        written: Callable[[str], str],
        unknown: Any,  # noqa: ANN401 -- a text in the language of the request
        **kwargs: Any,
    ) -> None:
        """Keep how words and codes are told from each other."""
        super().__init__(label, validators, **kwargs)
        self._read, self._written, self._unknown = read, written, unknown

    def _value(self) -> str:
        """Return what the box shows."""
        return str(self.raw_data[0]) if self.raw_data else listed([self._written(code) for code in self.data or []])

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed, and refuse the first word that stands for nothing."""
        super().process_formdata(valuelist)
        codes = {word: self._read(word) for word in self.data or []}
        self.data = list(dict.fromkeys(code for code in codes.values() if code is not None))
        for word, code in codes.items():
            if code is None:
                raise ValueError(str(self._unknown) % {"word": word})


class OnGrid:
    """Check that a moment lies on the five-minute grid of the calendar."""

    def __call__(self, _form: object, field: Field) -> None:
        """Refuse odd minutes."""
        if field.data is not None and (field.data.minute % 5 or field.data.second):
            raise ValidationError(str(lazy_gettext("Please choose a time on a five-minute grid, for example 14:05.")))
