"""What domains above this one put on stage; the factory names them, since the programme may not know them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, literal_column
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from app.events.logic.stage import StageEntry

# Written out, because the query of the mark is handed to the driver as text; nobody types these characters.
_NOTHING, _BETWEEN, _AFTER_ROW = (literal_column(f"'{mark}'", String) for mark in ("", "\x1f", "\x1e"))


def one_text(*values: SQLCoreOperations[Any]) -> ColumnElement[str]:
    """Return the SQL that writes several values of many rows into one text, so that any difference is seen."""
    row: ColumnElement[str] = _NOTHING
    for value in values:
        row = row + func.coalesce(cast(value, String), _NOTHING) + _BETWEEN
    joined: ColumnElement[str] = func.aggregate_strings(row, _AFTER_ROW)  # type: ignore[arg-type]  # SQL is fine too
    return cast(joined, String)


@dataclass(frozen=True)
class StagePart:
    """How to read what a domain puts on stage, and a mark that changes whenever that would read differently.

    The mark is a subquery correlated with `Event.id`, so that it travels inside the one query that asks whether a
    kept page is still right.
    """

    mark: ScalarSelect[str | None]
    load: Callable[[Session, int], list[StageEntry]]


def load_stage(session: Session, parts: Sequence[StagePart], event_id: int) -> dict[int, list[StageEntry]]:
    """Return what stands on stage, by session."""
    found: dict[int, list[StageEntry]] = {}
    for part in parts:
        for entry in part.load(session, event_id):
            found.setdefault(entry.session_id, []).append(entry)
    return found
