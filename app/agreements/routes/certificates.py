"""Certificates: their steps, their PDF, and the public page that tells whether one is valid."""

import hashlib
import re
from datetime import date

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.logic.states import AgreementType, CertificateState, PartySide
from app.agreements.models.agreement import Certificate
from app.agreements.queries.certificates import (
    find_certificate,
    find_replacement,
    get_certificate,
    get_certificate_by_id,
)
from app.agreements.routes.blueprint import bp
from app.agreements.service import certificates as service
from app.agreements.service.certificate_paper import GONE, SUBJECT, amount_line, printed_certificate
from app.core.db import database
from app.core.display import explain, language
from app.core.errors import NotFound, RuleBroken
from app.core.limits import FILE_LIMIT, limiter, reads
from app.core.permissions import Permission, authorise, public, requires
from app.core.web import current_actor
from app.documents.logic.signatures import Examined, Verdict, examine
from app.documents.models import Document
from app.documents.queries import find_by_hash, find_document
from app.documents.service import signing_key
from app.evaluation.service.signed_papers import VERSION, find_newest

LARGEST = 10 * 1024 * 1024


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as PDF in the language of the request, made and signed once for its content."""
    return printed_certificate(certificate, "en" if language() == "en" else "zh", base_url=_base_url())


def _base_url() -> str:
    address: str = current_app.extensions["luyan_config"].base_url
    return address


@bp.get("/certificates/<number>.pdf")
@requires(Permission.AGREEMENT_READ)
def download_certificate(number: str) -> ResponseReturnValue:
    """Give the certificate to its parties and the organiser; a draft only to who may issue it."""
    certificate = get_certificate(database.session(), number)
    is_draft = certificate.state in (CertificateState.DRAFT, CertificateState.PROOFREAD)
    permission = Permission.CERTIFICATE_ISSUE if is_draft else Permission.AGREEMENT_READ
    authorise(current_actor(), permission, certificate)
    answer = Response(certificate_pdf(certificate), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{certificate.number}.pdf"'
    return answer


@bp.get("/verify/<number>")
@public
def verify_certificate(number: str) -> ResponseReturnValue:
    """Tell anybody whether a certificate is valid, and what it says, without contact data."""
    session = database.session()
    paper = find_newest(session, number.strip().upper())
    if paper is not None:
        return render_template("agreements/_check_paper.html", paper=paper, seen=None)
    found = find_certificate(session, number)
    is_known = found is not None and found.issued_at is not None
    certificate = found if is_known else None
    code = request.args.get("code", "").strip().upper()
    page = render_template(
        "agreements/verify_certificate.html", certificate=certificate, number=number.strip().upper()[:40],
        code=code, gone=GONE, Types=AgreementType, Sides=PartySide, amount_line=amount_line,
        signed_on=_signed_on(certificate), replaced_by=_replacement(certificate), kept=_kept(certificate),
    )  # fmt: skip
    return page, 200 if is_known else 404


def _kept(certificate: Certificate | None) -> Document | None:
    """Return the signed file on record."""
    lang = "en" if language() == "en" else "zh"
    if certificate is None:
        return None
    return find_document(database.session(), SUBJECT, SUBJECT, certificate.id, language=lang)


def _signed_on(certificate: Certificate | None) -> date | None:
    text = certificate.printed.get("sign_on") if certificate else None
    return date.fromisoformat(text) if text else None


def _replacement(certificate: Certificate | None) -> Certificate | None:
    found = find_replacement(database.session(), certificate.id) if certificate else None
    return found if found is not None and found.issued_at is not None else None


@bp.get("/verify")
@public
def search_certificate() -> ResponseReturnValue:
    """Ask for the number of a certificate."""
    number = "".join(request.args.get("number", "").split()).upper()[:40]
    if number:
        return redirect(url_for(".verify_certificate", number=number))
    return render_template("agreements/search_certificate.html")


@bp.route("/verify/file", methods=["GET", "POST"])
@public
@limiter.limit(FILE_LIMIT, exempt_when=reads)
def check_file() -> ResponseReturnValue:
    """Tell anybody whether a file is a certificate of this platform, and whether it is as it was signed."""
    upload = request.files.get("file")
    content = upload.read(LARGEST + 1) if upload else b""
    if not 0 < len(content) <= LARGEST:
        if request.method == "POST":
            flash(_("Please choose a PDF of at most 10 MB."), "error")
        return redirect(url_for(".search_certificate"))
    digest = hashlib.sha256(content).hexdigest()
    found = examine(content, signing_key())
    certificate = _certificate_in(found, digest)
    named = VERSION.search(found.subject) if found.verdict is Verdict.GENUINE else None
    paper = find_newest(database.session(), named[0].partition(" ")[0]) if named else None
    seen = int(named[3]) if named else None
    return render_template(
        "agreements/check_file.html", found=found, certificate=certificate, digest=digest, Verdict=Verdict, gone=GONE,
        own_key=signing_key(), replaced_by=_replacement(certificate), paper=paper, seen=seen,
    )  # fmt: skip


def _certificate_in(found: Examined, digest: str) -> Certificate | None:
    """Return the certificate that a file is: named inside what we signed, or known by its very bytes."""
    session = database.session()
    number = re.search(r"\bZS\d{10}\b", found.subject) if found.verdict is Verdict.GENUINE else None
    if number:
        return find_certificate(session, number[0])
    kept = find_by_hash(session, digest)
    return get_certificate_by_id(session, kept.subject_id) if kept and kept.subject_kind == SUBJECT else None


@bp.post("/certificates/<number>/step")
@requires(Permission.CERTIFICATE_ISSUE)
def step_certificate(number: str) -> ResponseReturnValue:
    """Compare, issue, revoke or make a certificate anew."""
    certificate = get_certificate(database.session(), number)
    authorise(current_actor(), Permission.CERTIFICATE_ISSUE, certificate)
    version = request.form.get("version", type=int)
    actor, row_id = current_actor(), certificate.id
    try:
        with database.transaction() as session:
            match request.form.get("action"):
                case "proofread":
                    service.proofread_certificate(session, actor, certificate_id=row_id, version=version)
                case "issue":
                    service.issue_certificate(session, actor, certificate_id=row_id, version=version)
                case "refresh":
                    service.refresh_certificate(session, actor, certificate_id=row_id)
                case "revoke":
                    reason = request.form.get("reason", "")
                    service.revoke_certificate(session, actor, certificate_id=row_id, reason=reason)
                case "reissue":
                    service.reissue_certificate(session, actor, certificate_id=row_id)
                case _:
                    raise NotFound("There is no such step.")
    except RuleBroken as error:
        flash(explain(error), "error")
    else:
        flash(_("Done."), "success")
    return redirect(url_for(".show_agreement", number=certificate.agreement.number) + "#certificates")
