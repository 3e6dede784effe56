"""Looking after running agreements every morning, and signing certificates when they are issued or revoked."""

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.agreements.service import certificate_paper
from app.agreements.service.certificate_paper import ToSign
from app.agreements.service.landing import report_overdue_milestones
from app.agreements.service.reactions import remind_of_renewals, report_silence
from app.core.clock import today
from app.core.queue import Handler, Steps
from app.core.schedules import Schedule

REVIEW = "review_agreements"


def review_agreements(session: Session, _payload: dict[str, Any]) -> None:
    """Remind of agreements about to end, of those that have gone quiet, and of steps that are overdue."""
    remind_of_renewals(session, today())
    report_silence(session, today())
    report_overdue_milestones(session, today())


def begin_signature(session: Session, payload: dict[str, Any]) -> list[ToSign]:
    """Read what a certificate says."""
    base_url: str = current_app.extensions["luyan_config"].base_url
    return certificate_paper.read_certificate(session, payload["certificate_id"], base_url=base_url)


def sign_certificate(wanted: list[ToSign]) -> list[tuple[ToSign, bytes]]:
    """Draw and sign it; holds no transaction."""
    return [(each, certificate_paper.draw_certificate(each)) for each in wanted]


def end_signature(session: Session, _payload: dict[str, Any], outcome: list[tuple[ToSign, bytes]]) -> None:
    """Put the signed files into the register."""
    for wanted, content in outcome:
        certificate_paper.keep_certificate(session, wanted, content)


JOBS: dict[str, Handler] = {
    REVIEW: review_agreements,
    certificate_paper.SIGN: Steps(begin=begin_signature, work=sign_certificate, end=end_signature),
}
SCHEDULES = (Schedule("agreements.review", REVIEW, cron="30 7 * * *"),)
