"""Everything that is stored about one person, whatever table it stands in."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Column, Table, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.core.clock import now

SECRETS = ("hash", "token", "seed", "secret", "invited_index", "mobile_index")
DEED = "_by"  # what one did to a row does not make it a row about oneself
FIRST = ("person", "account", "membership", "consent")
LAST = "audit_entry"


def own_data(session: Session, person_id: int) -> dict[str, Any]:
    """Return all rows that name a person as plain values, by table, for other programs."""
    rows = own_rows(session, person_id)
    plain = {
        table: [{name: _plain(value) for name, value in row.items()} for row in found] for table, found in rows.items()
    }
    return {"made_at": now().isoformat(), "person_id": person_id, "data": plain}


def own_rows(session: Session, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return all rows that name a person, by table; secrets, and what one only worked on, are left out."""
    tables = sorted(Person.metadata.sorted_tables, key=lambda table: (table.name not in FIRST, table.name == LAST))
    account_id = session.scalar(select(Account.id).where(Account.person_id == person_id))
    return {table.name: found for table in tables if (found := _rows_of(session, table, person_id, account_id))}


def _rows_of(session: Session, table: Table, person_id: int, account_id: int | None) -> list[dict[str, Any]]:
    keys = {"person": person_id, "account": account_id}
    ties = [column == keys[whose] for column, whose in ties_of(table) if keys[whose] is not None]
    if not ties:
        return []
    found = session.execute(select(*shown_columns(table)).where(or_(*ties)).order_by(*table.primary_key.columns))
    return [dict(row._mapping) for row in found]  # noqa: SLF001 -- public API


def ties_of(table: Table) -> list[tuple[Column[Any], str]]:
    """Return the columns of a table that name a person or an account, and which of the two."""
    own = {"person": table.c.get("id"), LAST: table.c.get("person_id")}.get(table.name)
    tied = [(column, whose) for whose in ("person", "account") for column in table.columns if _points_at(column, whose)]
    return tied if own is None else [*tied, (own, "person")]


def shown_columns(table: Table) -> list[Column[Any]]:
    """Return the columns that are no secrets."""
    return [column for column in table.columns if not any(word in column.name for word in SECRETS)]


def _points_at(column: Column[Any], table: str) -> bool:
    return not column.name.endswith(DEED) and any(key.column.table.name == table for key in column.foreign_keys)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | bytes) else value
