"""Reading the files of agreements."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.agreements.logic.states import AgreementFileKind
from app.agreements.models.papers import AgreementFile
from app.core.errors import NotFound


def list_texts(session: Session, agreement_id: int) -> list[AgreementFile]:
    """Return all files of an agreement with who added them, newest first."""
    rows = select(AgreementFile).where(AgreementFile.agreement_id == agreement_id)
    whole = rows.options(joinedload(AgreementFile.file), joinedload(AgreementFile.person))
    return list(session.scalars(whole.order_by(AgreementFile.id.desc())))


def get_text(session: Session, agreement_id: int, agreement_file_id: int) -> AgreementFile:
    """Return a file of an agreement; that of another agreement is not there."""
    found = session.scalar(
        select(AgreementFile)
        .where(AgreementFile.id == agreement_file_id, AgreementFile.agreement_id == agreement_id)
        .options(joinedload(AgreementFile.file))
    )
    if found is None:
        raise NotFound("There is no such file.")
    return found


def count_texts(session: Session, agreement_id: int, kind: AgreementFileKind) -> int:
    """Count the versions of a kind."""
    rows = select(func.max(AgreementFile.number)).where(
        AgreementFile.agreement_id == agreement_id, AgreementFile.kind == kind
    )
    return session.scalar(rows) or 0
