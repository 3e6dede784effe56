"""Everything that is stored about a person, put into words: names of tables and columns, and values people can read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from flask_babel import gettext as _

from app.accounts.routes.data_names import StoredColumn, StoredTable
from app.core.display import day, day_and_time, label, listed

NO_NEWS = frozenset({
    "id", "version", "updated_at", "created_by", "updated_by", "sort_key", "assumed", "source", "content_hash", "guid",
    "dedupe_key", "face", "ics_sequence", "reminded_of", "sequence", "source_key", "uid", "values",
})  # fmt: skip
Line = tuple[str, str]
MOST_ROWS = 50
WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Enum, label),
    (datetime, day_and_time),
    (date, day),
    (list, listed),
    (Decimal, lambda amount: f"{amount:,.2f}"),
)


@dataclass(frozen=True)
class Part:
    """One table: what it is called, how many rows name the person, and the first of them in words."""

    title: str
    count: int
    rows: list[list[Line]]


def readable(data: dict[str, list[dict[str, Any]]]) -> list[Part]:
    """Return each table in words; keys, empty values, stamps and very long lists are left to the file."""
    return [
        Part(word_of(StoredTable, table), len(rows), [_lines(row) for row in rows[:MOST_ROWS]])
        for table, rows in data.items()
    ]


def word_of(kind: type[StoredTable] | type[StoredColumn], name: str) -> str:
    """Return what a table or column is called, or its plain name when nobody gave it one."""
    return label(kind(name)) if name in set(kind) else name.replace("_", " ")


def tells(name: str) -> bool:
    """Tell whether a column says something to a person; keys of other rows do not."""
    return name not in NO_NEWS and not name.endswith(("_id", "_by"))


def _lines(row: dict[str, Any]) -> list[Line]:
    return [
        (word_of(StoredColumn, name), text) for name, value in row.items() if tells(name) and (text := _text(value))
    ]


def _text(value: object) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(value)
    return str(value)
