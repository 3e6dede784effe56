"""One row of every table, all belonging to each other, built from the models alone.

A stranger must be refused because things are somebody else's, not because they do not exist. So the world of somebody
else has to be complete, and to stay complete when a table is added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, Enum, Integer, Numeric
from sqlalchemy.orm import Session
from sqlalchemy.schema import Column
from sqlalchemy.types import JSON, DateTime, TypeDecorator

from app.core.db import Base, UtcDateTime

START = datetime(2030, 6, 17, 1, 0, tzinfo=UTC)
STAMPS = {"created_by", "updated_by"}
# What a column holds where the first thing that fits its type would be refused, or would hide the row from everybody.
WANTED: Mapping[str, Any] = {
    "event.state": "registration_open",
    "event_session.start_at": START,
    "event_session.end_at": START + timedelta(hours=1),
    "event.registration_opens_at": START - timedelta(days=3650),
    "event.call_opens_at": START - timedelta(days=3650),
    "account.email_verified_at": START - timedelta(days=3650),
    "membership.role": "public",
    "programme_release.programme": {"sessions": []},
    "text_vector.data": b"\0\0",
    "panel_target.achievement_id": None,  # a target is one thing
    "move_offer.position": 1,  # a request offers three times at most
    "match_step.need_id": None,  # a step is about one pair
    "match_step.achievement_id": None,
    "score_correction.decided_by": None,  # nobody agrees with the own correction
}
Maker = Callable[["World", Column[Any]], Any]


class World:
    """Rows of one owner; the same table gives the same row again."""

    def __init__(self, session: Session, name: str, number: int) -> None:
        self.session = session
        self.name = name
        self.number = number
        self.rows: dict[str, Any] = {}
        self.under_way: list[str] = []
        self.later: list[tuple[Any, str, str]] = []

    def complete(self) -> World:
        """Build a row of every table."""
        for table in sorted(models()):
            self.row(table)
        for row, attribute, table in self.later:
            setattr(row, attribute, self.rows[table].id)
        self.later.clear()
        self.session.flush()
        return self

    def row(self, table: str) -> Any:  # noqa: ANN401 -- a row of any model
        """The row of a table, built when asked for the first time."""
        if table not in self.rows:
            model = models()[table]
            self.under_way.append(table)
            values, waiting = self.values_of(model)
            self.under_way.pop()
            row = self.rows[table] = model(**values)
            self.later += [(row, attribute, other) for attribute, other in waiting]
            self.session.add(row)
            self.session.flush()
        return self.rows[table]

    def values_of(self, model: type[Base]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """What to put into a new row, and which references must wait because they would run in a circle."""
        values: dict[str, Any] = {}
        waiting: list[tuple[str, str]] = []
        for attribute in model.__mapper__.column_attrs:
            column = attribute.columns[0]
            if not isinstance(column, Column) or attribute.key in STAMPS or is_given(column):
                continue
            other = next((key.column.table.name for key in column.foreign_keys), None)
            wanted = f"{model.__tablename__}.{attribute.key}"
            if wanted in WANTED:
                values[attribute.key] = as_typed(column, WANTED[wanted])
            elif other is None:
                values[attribute.key] = None if column.nullable else self.plain(model, attribute.key, column)
            elif other in self.under_way and column.nullable:
                if other != model.__tablename__:
                    waiting.append((attribute.key, other))
            else:
                values[attribute.key] = self.row(other).id
        return values, waiting

    def plain(self, model: type[Base], key: str, column: Column[Any]) -> Any:  # noqa: ANN401 -- a value of any type
        """A quiet value of the type of the column."""
        kind = column.type
        if isinstance(kind, Enum):
            return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
        for known, value in (
            (UtcDateTime | DateTime, START + timedelta(hours=1 if key.startswith(("end", "expires", "until")) else 0)),
            (Date, date(2030, 6, 17)),
            (Boolean, False),
            (Integer, self.number),
            (Numeric, Decimal(1)),
            (JSON, [] if "list[" in str(model.__annotations__.get(key, "")) else {}),
        ):
            if isinstance(kind, known):
                return value
        length = getattr(kind.impl_instance if isinstance(kind, TypeDecorator) else kind, "length", None)
        text = f"{self.name}-{model.__tablename__}-{key}".replace("_", "-")
        return text[-length:] if length else text


def models() -> dict[str, type[Base]]:
    """Every model by the name of its table."""
    return {str(mapper.local_table.name): mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]


def is_given(column: Column[Any]) -> bool:
    """Whether the database or the model fills the column by itself, and nothing else is wanted."""
    if f"{column.table.name}.{column.key}" in WANTED:
        return False
    counted = column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys
    return counted or column.default is not None or column.server_default is not None


def as_typed(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 -- a value of any type
    """A word as the member of the enumeration that the column holds."""
    enum_class = column.type.enum_class if isinstance(column.type, Enum) else None
    return enum_class(value) if enum_class and value is not None else value
