"""Tables for spreadsheet programs: text stays text, so that no cell becomes a formula or a link."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from xlsxwriter import Workbook

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME: Final = 31
FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDEST: Final = 60
STEADY: Final = datetime(2000, 1, 1)  # noqa: DTZ001 -- spreadsheets know no zones; a fixed day makes equal files equal

Cell = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Table:
    """One sheet: its name, the head, and the rows below it."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(tables: Sequence[Table]) -> bytes:
    """Return the tables as the bytes of an XLSX file."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                             "strings_to_numbers": False})  # fmt: skip
    book.set_properties({"created": STEADY, "author": "Luyan"})
    bold = book.add_format({"bold": True, "bg_color": "#EEF3F9", "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for table in tables:
        sheet = book.add_worksheet(table.name.translate(FORBIDDEN)[:LONGEST_NAME])
        sheet.freeze_panes(1, 0)
        for column, text in enumerate(table.head):
            sheet.write_string(0, column, text, bold)
            sheet.set_column(column, column, _width([text, *(row[column] for row in table.rows)]))
        for number, row in enumerate(table.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value, plain)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 -- as above
                elif value is not None:
                    sheet.write_number(number, column, float(value), money if isinstance(value, Decimal) else plain)
    book.close()
    return target.getvalue()


def _width(values: Sequence[Cell]) -> int:
    """The width of a column in characters; Chinese characters are twice as wide."""
    lengths = (sum(1 if char.isascii() else 2 for char in str(value or "")) for value in values)
    return min(max(max(lengths, default=8) + 2, 8), WIDEST)
