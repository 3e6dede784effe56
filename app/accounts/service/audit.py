"""The audit trail: lines that are only ever added, each sealed with the hash of the line before it."""

import json
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.models import AuditEntry
from app.accounts.queries.audit import FIRST_HASH, seal
from app.core.clock import now
from app.core.db import is_sqlite

CHAIN_LOCK = 7_026_011


def write_audit(
    session: Session,
    action: str,
    *,
    kind: str,
    row_id: int | None,
    event_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add a line in the transaction of the change; call it last, since writers of the trail wait for each other."""
    if not is_sqlite(session.connection()):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    session.flush()
    previous = session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=now(), person_id=session.info.get("person_id"), action=action, object_kind=kind, object_id=row_id,
        event_id=event_id, detail=json.loads(json.dumps(detail or {}, default=str, ensure_ascii=False)),
        address=session.info.get("address"), previous_hash=previous or FIRST_HASH,
    )  # fmt: skip
    entry.hash = seal(entry)
    session.add(entry)
    session.flush()
    return entry
