"""The registration form of a technology contract."""

import csv
import io
import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.forms import ResultForm
from app.agreements.logic import registration as blocks
from app.agreements.logic.states import ContractRegistrationState, ContractType
from app.agreements.logic.steps import REGISTRATION_OPEN, next_answers
from app.agreements.models.follow_up import ContractRegistration
from app.agreements.queries.agreements import get_agreement
from app.agreements.queries.registrations import get_registration
from app.agreements.routes.blueprint import bp
from app.agreements.routes.form_words import choices_of, fault_text, field_label, shown_value
from app.agreements.service import registrations as service
from app.core.clock import now
from app.core.db import database
from app.core.display import explain, label, language, zone
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.documents.logic import spreadsheet
from app.documents.logic.registration_form import FormBlock, RegistrationSheet, print_registration_form
from app.documents.logic.sheet import Paper
from app.documents.logic.words import BLANK


def _registration(number: str) -> ContractRegistration:
    session = database.session()
    registration = get_registration(session, get_agreement(session, number).id)
    authorise(current_actor(), Permission.CONTRACT_REGISTRATION_EDIT, registration)
    return registration


@bp.route("/agreements/<number>/registration", methods=["GET", "POST"])
@requires(Permission.CONTRACT_REGISTRATION_EDIT)
def edit_registration(number: str) -> ResponseReturnValue:
    """Fill and check the registration form of a technology contract."""
    registration = _registration(number)
    typed = dict(registration.form)
    if request.method == "POST":
        typed = {name: request.form.get(name, "").strip() for name in blocks.FIELDS}
        faults = blocks.check_form(typed)
        with database.transaction() as session:
            service.fill_registration(
                session, current_actor(), agreement_id=registration.agreement_id, form=typed,
                version=request.form.get("row_version", type=int),
            )  # fmt: skip
            if request.form.get("check") and not faults:
                service.check_registration(session, current_actor(), agreement_id=registration.agreement_id)
        if not request.form.get("check") or not faults:
            flash(_("The form is complete.") if request.form.get("check") else _("Saved."), "success")
            return redirect(url_for(".edit_registration", number=number))
        registration = _registration(number)
    is_checking = request.method == "POST"
    found = {check.field: fault_text(check.fault) for check in blocks.check_form(typed)}
    page = render_template(
        "agreements/edit_registration.html", registration=registration, agreement=registration.agreement, form=typed,
        faults=found if is_checking else {}, open_faults=found, blocks=blocks, field_label=field_label,
        choices_of=choices_of, is_open=registration.state in REGISTRATION_OPEN, result_form=_answers(registration),
        States=ContractRegistrationState, ContractTypes=ContractType, missing=blocks.missing_fields(typed),
    )  # fmt: skip
    return page, 422 if is_checking else 200


@bp.post("/agreements/<number>/registration/start")
@requires(Permission.CONTRACT_REGISTRATION_EDIT)
def start_registration(number: str) -> ResponseReturnValue:
    """Draft the form by hand."""
    agreement = get_agreement(database.session(), number)
    with database.transaction() as session:
        service.start_registration(session, current_actor(), agreement_id=agreement.id)
    return redirect(url_for(".edit_registration", number=number))


def _answers(registration: ContractRegistration) -> ResultForm:
    form = ResultForm()
    form.offer(next_answers(registration.state))
    return form


@bp.post("/agreements/<number>/registration/step")
@requires(Permission.CONTRACT_REGISTRATION_EDIT)
def step_registration(number: str) -> ResponseReturnValue:
    """Note that the form was handed in, or what the agency answered."""
    registration = _registration(number)
    form = _answers(registration)
    actor, agreement_id = current_actor(), registration.agreement_id
    try:
        with database.transaction() as session:
            if request.form.get("action") == "submitted":
                service.mark_submitted(session, actor, agreement_id=agreement_id)
            else:
                answer = service.Answer(
                    number=form.registered_number.data or "", on=form.registered_on.data, reason=form.reason.data or ""
                )
                service.record_answer(
                    session, actor, agreement_id=agreement_id, state=_answered(form), answer=answer,
                    version=request.form.get("row_version", type=int),
                )  # fmt: skip
    except RuleBroken as error:
        flash(explain(error), "error")
    else:
        flash(_("Done."), "success")
    return redirect(url_for(".edit_registration", number=number))


def _answered(form: ResultForm) -> ContractRegistrationState:
    if form.state.data not in set(ContractRegistrationState):
        raise RuleBroken("Please choose what the agency answered.", field="state")
    return ContractRegistrationState(form.state.data)


EXPORTS = ("json", "csv", "xlsx", "pdf")
MEDIA_TYPES = {
    "json": "application/json", "csv": "text/csv; charset=utf-8", "xlsx": spreadsheet.MEDIA_TYPE,
    "pdf": "application/pdf",
}  # fmt: skip


@bp.get("/agreements/<number>/registration/export")
@requires(Permission.CONTRACT_REGISTRATION_EDIT)
def export_registration(number: str) -> ResponseReturnValue:
    """Give the form as a file, to be handed in by the seller."""
    registration = _registration(number)
    wanted = request.args.get("kind", "")
    kind = wanted if wanted in EXPORTS else "json"
    makers = {"json": _as_json, "csv": _as_csv, "xlsx": _as_xlsx, "pdf": _as_pdf}
    answer = Response(makers[kind](registration), content_type=MEDIA_TYPES[kind])
    shown = "inline" if kind == "pdf" else "attachment"
    answer.headers["Content-Disposition"] = f'{shown}; filename="{number}-registration.{kind}"'
    return answer


def _rows(registration: ContractRegistration) -> list[tuple[str, str, str]]:
    return [(name, field_label(name), registration.form.get(name, "")) for name in blocks.FIELDS]


def _as_json(registration: ContractRegistration) -> bytes:
    content = {
        "agreement": registration.agreement.number, "rule_set": registration.rule_set,
        "state": str(registration.state), "registered_number": registration.registered_number,
        "fields": {name: value for name, _label, value in _rows(registration)},
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _as_csv(registration: ContractRegistration) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([(_("Field"), _("Name"), _("Value")), *map(_safe, _rows(registration))])
    return ("\ufeff" + buffer.getvalue()).encode()


def _as_xlsx(registration: ContractRegistration) -> bytes:
    head = (_("Field"), _("Name"), _("Value"), _("To put right"))
    faults = {check.field: fault_text(check.fault) for check in blocks.check_form(registration.form)}
    rows = [(name, text, shown_value(name, value), faults.get(name, "")) for name, text, value in _rows(registration)]
    about = [
        (_("Agreement"), registration.agreement.number), (_("Rules"), registration.rule_set),
        (_("State"), label(registration.state)), (_("Registration number"), registration.registered_number or ""),
    ]  # fmt: skip
    return spreadsheet.workbook(
        [
            spreadsheet.Table(_("Registration form"), head, rows),
            spreadsheet.Table(_("About this file"), (_("Name"), _("Value")), about),
        ]
    )


def _as_pdf(registration: ContractRegistration) -> bytes:
    names = {
        "head": _("Head of the form"), "buyer": _("Buyer (party A)"), "seller": _("Seller (party B)"),
        "classes": _("Classes"), "money": _("Money"),
    }  # fmt: skip
    form = registration.form
    missing = blocks.missing_fields(form)
    paper = Paper(
        title=_("Registration form %(number)s", number=registration.agreement.number),
        made_at=now().astimezone(zone()), author=form.get("seller_name", ""), number=registration.agreement.number,
        lang="en" if language() == "en" else "zh",
    )  # fmt: skip
    sheet = RegistrationSheet(
        paper=paper, rules=registration.rule_set, number=registration.registered_number or "",
        state=label(registration.state),
        blocks=tuple(
            FormBlock(
                name=names[key],
                fields=tuple(
                    (field_label(name), BLANK if name in missing else shown_value(name, form.get(name, "")))
                    for name in fields
                ),
            )
            for key, fields in blocks.BLOCKS.items()
        ),
        faults=tuple(f"{field_label(each.field)}：{fault_text(each.fault)}" for each in blocks.check_form(form)),
    )  # fmt: skip
    return print_registration_form(sheet).content


def _safe(row: tuple[str, str, str]) -> tuple[str, str, str]:
    """Keep a spreadsheet from reading typed text as a formula."""
    name, text, value = row
    return name, text, f"'{value}" if value[:1] in "=+-@" and value else value
