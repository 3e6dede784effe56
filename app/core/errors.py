"""What can go wrong for a person, in sentences and without HTTP."""

from collections.abc import Sequence


class AppError(Exception):
    """A refusal a person should read; `message` is an English msgid, `values` fill its %(names)s."""

    def __init__(self, message: str, *, field: str | None = None, **values: object) -> None:
        """Keep the sentence, the field it belongs to and the values for its placeholders."""
        super().__init__(message)
        self.message = message
        self.field = field
        self.values = values

    def __str__(self) -> str:
        """Return the sentence in English with its values."""
        return self.message % self.values if self.values else self.message


class NotFound(AppError):
    """There is no such thing, or none that this person may know of."""


class NotAllowed(AppError):
    """The person may not do this."""


class RuleBroken(AppError):
    """A rule of the domain forbids this; shown next to its field."""


class Conflict(AppError):
    """Somebody else was faster; `alternatives` are sentences or times that are still free."""

    def __init__(self, message: str, *, alternatives: Sequence[str] = (), **values: object) -> None:
        """Keep the sentence and what could be chosen instead."""
        super().__init__(message, field=None, **values)
        self.alternatives = tuple(alternatives)
