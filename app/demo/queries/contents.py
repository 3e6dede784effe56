"""What a database holds before a load."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.events.models.event import Event
from app.organisations.models import Centre, Organisation


def is_empty(session: Session) -> bool:
    """Tell whether nobody has entered anything yet."""
    return not any(session.scalar(select(model.id).limit(1)) for model in (Account, Centre, Organisation, Event))
