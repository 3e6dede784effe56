"""What a load knows while it runs: the season, the people who act, and the rows made so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.demo.logic.season import Season
from app.demo.service.cast import Cast

Row = TypeVar("Row")


@dataclass
class Loading:
    """A load under way; `rows` finds a row again by its name in the season file."""

    session: Session
    season: Season
    cast: Cast
    rows: dict[str, Any] = field(default_factory=dict)

    def keep(self, name: str, row: Row) -> Row:
        """Remember a row under its name."""
        self.rows[name] = row
        return row

    def find(self, name: str | None, kind: type[Row]) -> Row | None:
        """Return the row of a name, or nothing where the article names none."""
        return None if name is None else self.get(name, kind)

    def get(self, name: str, kind: type[Row]) -> Row:
        """Return the row of a name."""
        row = self.rows[name]
        if not isinstance(row, kind):
            raise TypeError(f"{name} is no {kind.__name__}")
        return row

    def id_of(self, name: str | None) -> int | None:
        """Return the key of the row of a name, or nothing where the article names none."""
        return None if name is None else int(self.rows[name].id)


def marked(row: Any, marks: Mapping[str, Mapping[str, str]]) -> None:  # noqa: ANN401 -- any row with assumptions
    """Note on a row which of its values the article does not state."""
    row.assumed = {**row.assumed, **{column: dict(mark) for column, mark in marks.items()}}
