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
    ties = [column == person_id for column in table.columns if _points_at(column, "person")]
    if table.name == "person":
        ties.append(table.c.id == person_id)
    if table.name == "audit_entry":
        ties.append(table.c.person_id == person_id)
    if account_id is not None:
        ties += [column == account_id for column in table.columns if _points_at(column, "account")]
    if not ties:
        return []
    shown = [column for column in table.columns if not any(word in column.name for word in SECRETS)]
    found = session.execute(select(*shown).where(or_(*ties)).order_by(*table.primary_key.columns))
    return [dict(row._mapping) for row in found]  # noqa: SLF001 -- public API


def _points_at(column: Column[Any], table: str) -> bool:
    return not column.name.endswith(DEED) and any(key.column.table.name == table for key in column.foreign_keys)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | bytes) else value
