"""Announcing batches of proof-of-concept centres."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, Role, ScopeKind, authorise
from app.organisations.models import Figure
from app.organisations.queries.centres import get_centre
from app.organisations.queries.proof_of_concept import BATCH

MOST_CENTRES = 999


@dataclass(frozen=True)
class PocBatch:
    """How many centres somebody announced, where and when."""

    name: str
    announced: int
    source: str
    quote: str | None = None
    as_of: date | None = None


def announce_batch(session: Session, actor: Actor, batch: PocBatch) -> Figure:
    """Write down, for one's own centre, how many proof-of-concept centres were announced; the source says where."""
    own = sorted(actor.scope_ids(ScopeKind.CENTRE, Role.CENTRE_OPERATOR))
    if not own:
        authorise(actor, Permission.PLATFORM_ADMINISTER)
    centre = get_centre(session, own[0]) if own else None
    if centre is not None:
        authorise(actor, Permission.CENTRE_EDIT, centre)
    if not 1 <= batch.announced <= MOST_CENTRES:
        raise RuleBroken("Between 1 and %(most)d centres, please.", field="announced", most=MOST_CENTRES)
    number = session.scalar(select(func.max(Figure.id))) or 0
    figure = Figure(
        code=f"{BATCH}batch_{number + 1}", organisation_id=centre.organisation_id if centre else None,
        label=batch.name.strip(), value=batch.announced, unit="家", quote=(batch.quote or "").strip() or None,
        source=batch.source.strip(), as_of=batch.as_of,
    )  # fmt: skip
    session.add(figure)
    session.flush()
    if centre is not None:
        write_audit(session, "centre.edited", kind="centre", row_id=centre.id)
    return figure
