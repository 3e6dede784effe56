"""Run migrations with the application's own engine; SQLite changes tables by copying them."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from app.core.db import Base, UtcDateTime, write_mode
from app.core.secrets import EncryptedText

PLAIN = {UtcDateTime: "sa.DateTime(timezone=True)", EncryptedText: "sa.Text()"}


def plain_type(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """Write our own column types as the plain ones they are stored as, so that migrations import no application."""
    return PLAIN.get(type(thing), False) if kind == "type" else False


def is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Leave out what the search of a database keeps beside our tables; migrations write it by hand."""
    return name is None or "_fts" not in name


def run() -> None:
    """Upgrade or downgrade over one connection."""
    engine = current_app.extensions["migrate"].db.engine
    with write_mode(), engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=plain_type,
            include_name=is_ours,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
