"""One agreement: what it says, whose names are confirmed, and every step it takes."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.agreements.forms import ConfirmNameForm, RenewAgreementForm
from app.agreements.logic.states import AgreementFileKind, AgreementState, AgreementType, CertificateState
from app.agreements.logic.steps import BEFORE_SIGNING, SIGNED_STATES
from app.agreements.models.agreement import Agreement
from app.agreements.queries import agreements as queries
from app.agreements.queries.follow_ups import list_agreement_follow_ups
from app.agreements.queries.gaps import certificate_gaps, cover_gaps
from app.agreements.queries.papers import list_texts
from app.agreements.queries.registrations import find_registration
from app.agreements.queries.services import find_listing
from app.agreements.routes.blueprint import bp
from app.agreements.service import certificates, names, signing
from app.agreements.service.names import OPEN_FOR_NAMES
from app.agreements.service.texts import may_add
from app.core.clock import today
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import attempt, current_actor

Action = Callable[[Session, Agreement], Any]


def readable_agreement(number: str, permission: Permission = Permission.AGREEMENT_READ) -> Agreement:
    """Return an agreement the visitor may see, or change."""
    agreement = queries.get_agreement(database.session(), number)
    authorise(current_actor(), permission, agreement)
    return agreement


@bp.get("/agreements/<number>")
@requires(Permission.AGREEMENT_READ)
def show_agreement(number: str) -> ResponseReturnValue:
    """Show an agreement with its names, steps, certificates and what follows from it."""
    agreement = readable_agreement(number)
    session = database.session()
    actor = current_actor()
    mine = [
        party for party in agreement.parties
        if party.confirmed_at is None and may(actor, Permission.AGREEMENT_CONFIRM, party)
    ]  # fmt: skip
    return render_template(
        "agreements/show_agreement.html", agreement=agreement, event=agreement.event, mine=mine,
        doubts=queries.name_doubts(agreement), links=queries.linked_titles(session, agreement),
        history=queries.list_steps(session, agreement.id), editions=queries.list_editions(session, agreement),
        registration=find_registration(session, agreement.id), States=AgreementState, Types=AgreementType,
        follow_ups=list_agreement_follow_ups(session, agreement.id), confirm_form=ConfirmNameForm(), today=today(),
        names_open=agreement.state in OPEN_FOR_NAMES, is_signed=agreement.state in SIGNED_STATES,
        before_signing=agreement.state in BEFORE_SIGNING, CertificateStates=CertificateState,
        may_edit=may(actor, Permission.AGREEMENT_EDIT, agreement),
        may_issue=may(actor, Permission.CERTIFICATE_ISSUE, agreement), texts=list_texts(session, agreement.id),
        listing=find_listing(session, agreement.id),
        may_add_text=may_add(actor, agreement, AgreementFileKind.DRAFT), cover_gaps=cover_gaps(agreement),
        certificate_gaps=certificate_gaps(agreement),
    )  # fmt: skip


ACTIONS: dict[str, Action] = {
    "ask": lambda session, row: names.ask_for_names(session, current_actor(), agreement_id=row.id, version=_seen()),
    "proofread": lambda session, row: names.proofread_names(
        session, current_actor(), agreement_id=row.id, version=_seen()
    ),
    "print": lambda session, row: signing.make_print_ready(
        session, current_actor(), agreement_id=row.id, version=_seen()
    ),
    "sign": lambda session, row: signing.sign_agreement(session, current_actor(), agreement_id=row.id, version=_seen()),
    "perform": lambda session, row: signing.begin_performance(session, current_actor(), agreement_id=row.id),
    "complete": lambda session, row: signing.complete_agreement(session, current_actor(), agreement_id=row.id),
    "withdraw": lambda session, row: signing.withdraw_agreement(
        session, current_actor(), agreement_id=row.id, reason=_reason()
    ),
    "terminate": lambda session, row: signing.end_agreement(
        session, current_actor(), agreement_id=row.id, state=AgreementState.TERMINATED, reason=_reason()
    ),
    "void": lambda session, row: signing.end_agreement(
        session, current_actor(), agreement_id=row.id, state=AgreementState.VOID, reason=_reason()
    ),
    "correct": lambda session, row: names.correct_names(
        session, current_actor(), agreement_id=row.id, reason=_reason()
    ),
    "certificate": lambda session, row: certificates.make_certificate(session, current_actor(), agreement_id=row.id),
}


def _seen() -> int | None:
    return request.form.get("version", type=int)


def _reason() -> str:
    return request.form.get("reason", "")


@bp.post("/agreements/<number>/step")
@requires(Permission.AGREEMENT_EDIT)
def step_agreement(number: str) -> ResponseReturnValue:
    """Take an agreement one step further."""
    agreement = readable_agreement(number, Permission.AGREEMENT_EDIT)
    action = ACTIONS.get(request.form.get("action", ""))
    if action is None:
        raise RuleBroken("There is no such step.")
    return _try(agreement, action)


@bp.post("/agreements/<number>/parties/<int:agreement_party_id>/confirm")
@requires(Permission.AGREEMENT_CONFIRM)
def confirm_name(number: str, agreement_party_id: int) -> ResponseReturnValue:
    """Confirm for one's own organisation how its name is printed."""
    agreement = readable_agreement(number)
    form = ConfirmNameForm()
    return _try(
        agreement,
        lambda session, row: names.confirm_name(
            session, current_actor(), agreement_id=row.id, party_id=agreement_party_id,
            signatory=form.signatory.data or "",
            capacity=form.capacity.data or "",
        ),
    )  # fmt: skip


@bp.post("/agreements/<number>/parties/<int:agreement_party_id>/record")
@requires(Permission.AGREEMENT_EDIT)
def record_confirmation(number: str, agreement_party_id: int) -> ResponseReturnValue:
    """Write down a confirmation that came by letter or telephone."""
    agreement = readable_agreement(number, Permission.AGREEMENT_EDIT)
    return _try(
        agreement,
        lambda session, row: names.record_confirmation(
            session, current_actor(), agreement_id=row.id, party_id=agreement_party_id, note=_reason()
        ),
    )


@bp.route("/agreements/<number>/renew", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_EDIT)
def renew_agreement(number: str) -> ResponseReturnValue:
    """Draft the next edition of an agreement."""
    agreement = readable_agreement(number, Permission.AGREEMENT_EDIT)
    form = RenewAgreementForm(term_from=agreement.term_to)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                new = signing.renew_agreement(
                    session, current_actor(), agreement_id=agreement.id, term_from=form.term_from.data,
                    term_to=form.term_to.data,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The next edition is drafted."), "success")
            return redirect(url_for(".show_agreement", number=new.number))
    return render_template("agreements/renew_agreement.html", agreement=agreement, form=form), form.status


def _try(agreement: Agreement, action: Action) -> ResponseReturnValue:
    """Do it and go back to the agreement, with the sentence of a refusal if there was one."""
    attempt(lambda session: action(session, agreement), _("Done."))
    return redirect(url_for(".show_agreement", number=agreement.number))
