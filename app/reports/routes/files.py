"""What pages and files of reports have in common: their answers, and how a figure is explained."""

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext as _

from app.core.display import say
from app.documents.logic import spreadsheet


def meaning(name: str, definition: str) -> str:
    """Say what a figure counts; name and definition are msgids."""
    return str(_("%(name)s: %(definition)s", name=say(name), definition=say(definition)))


def as_xlsx(tables: Sequence[spreadsheet.Table], name: str) -> Response:
    """Give tables as a spreadsheet to keep."""
    answer = Response(spreadsheet.workbook(tables), content_type=spreadsheet.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def as_pdf(content: bytes, name: str) -> Response:
    """Give a PDF to look at."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
