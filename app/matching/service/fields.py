"""Writing a suggested field into an entry, once a person has confirmed it."""

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.errors import RuleBroken
from app.core.permissions import Actor
from app.library.models import Achievement, Need
from app.library.service.entries import edit_entry
from app.matching.queries.fields import Tagged, suggest_fields
from app.pitches.service.drafts import save_draft


def confirm_field(session: Session, actor: Actor, *, entry: Tagged, field: str) -> None:
    """Take one of the fields that are suggested for the text as it stands now."""
    if field not in {tag.field for tag in suggest_fields(session, entry)}:
        raise RuleBroken("This field is not among the suggestions any more. Please look again.")
    if isinstance(entry, Achievement | Need):
        edit_entry(session, actor, entry=entry, values={"field": field})
    else:
        save_draft(session, actor, pitch_id=entry.id, values={"field": field})
    write_audit(session, "field.confirmed", kind=type(entry).__tablename__, row_id=entry.id, detail={"field": field})
