"""Sentences of pages about agreements that depend on what happened."""

from flask_babel import gettext as _
from flask_babel import ngettext


def signing_consequences(ready: int, waiting: int) -> list[str]:
    """Say what follows when what is ready is written down as signed."""
    lines = [
        ngettext("One agreement becomes signed.", "%(num)d agreements become signed.", ready),
        _("Day and time of signing are noted; texts and names can no longer be changed."),
        _("For a technology contract the seller gets a draft of the registration form."),
    ]
    if waiting:
        lines.append(
            ngettext(
                "One agreement of the batch is not ready and stays as it is.",
                "%(num)d agreements of the batch are not ready and stay as they are.",
                waiting,
            )
        )
    return lines
