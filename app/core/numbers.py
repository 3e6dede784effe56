"""Public numbers such as HD2023000001: a prefix, the year and a count; never used twice."""

from sqlalchemy import UniqueConstraint, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import today
from app.core.db import Base


class NumberSeries(Base):
    """The last number given out for one prefix in one year."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("prefix", "year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    prefix: Mapped[str]
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


def next_number(session: Session, prefix: str, *, year: int | None = None) -> str:
    """Give out the next number of a series, for example `HD2023000001`."""
    year = year or today().year
    raised = (
        update(NumberSeries)
        .where(NumberSeries.prefix == prefix, NumberSeries.year == year)
        .values(last=NumberSeries.last + 1)
        .returning(NumberSeries.last)
        .execution_options(synchronize_session=False)
    )
    last = session.execute(raised).scalar_one_or_none()
    if last is None:
        try:
            with session.begin_nested():
                session.add(NumberSeries(prefix=prefix, year=year, last=0))
        except IntegrityError:
            session.execute(select(NumberSeries.id).where(NumberSeries.prefix == prefix, NumberSeries.year == year))
        last = session.execute(raised).scalar_one()
    return f"{prefix}{year}{last:06d}"
