"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

MOST_PER_PAGE = 100
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page and how many there are in all."""

    items: Sequence[Row]
    number: int
    per_page: int
    total: int


def page_of(session: Session, statement: Select[Row], *, number: int = 1, per_page: int = 20) -> Page[Row]:
    """Return one page of a statement that selects one entity."""
    per_page = min(max(per_page, 1), MOST_PER_PAGE)
    bare: Select[Any] = statement.order_by(None).options()
    total = session.scalar(select(func.count()).select_from(bare.subquery())) or 0
    number = min(max(number, 1), max((total + per_page - 1) // per_page, 1))
    rows = session.scalars(statement.limit(per_page).offset((number - 1) * per_page)).unique().all()
    return Page(rows, number, per_page, total)
