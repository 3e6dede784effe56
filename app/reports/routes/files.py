"""Answers of reports that are files."""

from collections.abc import Sequence

from flask import Response

from app.documents.logic import spreadsheet


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
