"""Pages of the services that agreements offer."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.forms import AnswerEnquiryForm, EnquiryForm, OfferServicesForm
from app.agreements.models.services import ServiceListing
from app.agreements.queries.agreements import get_agreement
from app.agreements.queries.services import (
    find_listing,
    get_enquiry,
    get_listing,
    is_offered,
    list_asking,
    list_enquiries,
    list_offered,
)
from app.agreements.routes.agreement import readable_agreement
from app.agreements.routes.blueprint import bp
from app.agreements.service.services import answer_enquiry as keep_answer
from app.agreements.service.services import offer_services as publish
from app.agreements.service.services import send_enquiry as ask
from app.core.db import database
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, authorise, may, public, requires
from app.core.web import attempt, current_actor


@bp.get("/services")
@public
def list_services() -> ResponseReturnValue:
    """List the services that platforms offer."""
    return render_template("agreements/list_services.html", listings=list_offered(database.session()))


@bp.get("/services/<number>")
@public
def show_service(number: str) -> ResponseReturnValue:
    """Show what an agreement offers, with a form for an enquiry; enquiries are read by the parties."""
    return _page(_shown(number))


def _shown(number: str) -> ServiceListing:
    listing = get_listing(database.session(), number)
    if not is_offered(listing) and not may(current_actor(), Permission.AGREEMENT_READ, listing.agreement):
        raise NotFound("There is no such service.")
    return listing


def _page(listing: ServiceListing, form: Any = None) -> ResponseReturnValue:  # noqa: ANN401 -- a form that was refused
    actor, session = current_actor(), database.session()
    is_party = may(actor, Permission.AGREEMENT_CONFIRM, listing.agreement)
    asking = [(str(each.id), each.name) for each in list_asking(session, actor, listing)]
    if is_party:
        enquiries = list_enquiries(session, listing.id)
    else:
        enquiries = list_enquiries(session, listing.id, person_id=actor.person_id) if actor.person_id else []
    page = render_template(
        "agreements/show_service.html", listing=listing, form=form or EnquiryForm(asking=asking, formdata=None),
        asking=asking, is_party=is_party, is_offered=is_offered(listing), enquiries=enquiries,
        answer_form=AnswerEnquiryForm(formdata=None), may_edit=may(actor, Permission.AGREEMENT_EDIT, listing.agreement),
    )  # fmt: skip
    return page, form.status if form else 200


@bp.route("/agreements/<number>/services", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_EDIT)
def offer_services(number: str) -> ResponseReturnValue:
    """Write and publish what an agreement offers."""
    agreement = readable_agreement(number, Permission.AGREEMENT_EDIT)
    listing = find_listing(database.session(), agreement.id)
    form = OfferServicesForm()
    if not form.is_submitted():
        form.show(agreement.title, listing)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                publish(session, current_actor(), agreement=get_agreement(session, number), offer=form.offer())
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_service", number=number))
    return render_template("agreements/offer_services.html", agreement=agreement, form=form), form.status


@bp.post("/services/<number>/enquiries")
@requires(Permission.ENQUIRY_SEND)
def send_enquiry(number: str) -> ResponseReturnValue:
    """Ask both parties about their services."""
    listing, actor = _shown(number), current_actor()
    asking = [(str(each.id), each.name) for each in list_asking(database.session(), actor, listing)]
    form = EnquiryForm(asking=asking)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                ask(
                    session, actor, listing=get_listing(session, number), content=form.content.data or "",
                    organisation_id=int(form.organisation_id.data),
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Sent. Both parties read it, and the answer comes as a message."), "success")
            return redirect(url_for(".show_service", number=number))
    return _page(_shown(number), form)


@bp.post("/services/<number>/enquiries/<int:service_enquiry_id>/answer")
@requires(Permission.AGREEMENT_CONFIRM)
def answer_enquiry(number: str, service_enquiry_id: int) -> ResponseReturnValue:
    """Answer an enquiry as one of the parties."""
    enquiry = get_enquiry(database.session(), service_enquiry_id)
    if enquiry.listing.agreement.number != number:
        raise NotFound("There is no such enquiry.")
    authorise(current_actor(), Permission.AGREEMENT_CONFIRM, enquiry.listing.agreement)
    form = AnswerEnquiryForm()
    attempt(
        lambda session: keep_answer(
            session, current_actor(), enquiry=get_enquiry(session, service_enquiry_id), answer=form.answer.data or ""
        ),
        _("Answered."),
    )
    return redirect(url_for(".show_service", number=number))
