"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")
SIZES = (20, 50, 100)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page with what the page bar needs."""

    items: Sequence[Row]
    number: int
    per_page: int
    total: int


def page_of(session: Session, rows: "Select[Any]", *, number: int = 1, per_page: int = SIZES[0]) -> Page[Any]:
    """Return one page of a query; numbers beyond the end show the last page."""
    per_page = per_page if per_page in SIZES else SIZES[0]
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    last = max((total + per_page - 1) // per_page, 1)
    number = min(max(number, 1), last)
    items = list(session.scalars(rows.limit(per_page).offset((number - 1) * per_page)))
    return Page(items, number, per_page, total)
