"""One's own account: who one is, and what one signs in with."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.forms import ChangeEmailForm, ChangePasswordForm, ConfirmForm, EditPersonForm
from app.accounts.logic import LinkPurpose
from app.accounts.models import Person
from app.accounts.queries.actors import list_sign_ins
from app.accounts.queries.links import find_pending_change
from app.accounts.queries.memberships import memberships_of
from app.accounts.queries.people import get_person
from app.accounts.queries.scopes import scope_names
from app.accounts.routes.blueprint import bp
from app.accounts.routes.proof import own_account, proved
from app.accounts.routes.sent import demo_path, remember_sent
from app.accounts.service import credentials
from app.accounts.service.passwords import check_new_password, hash_password, refuse_reuse
from app.accounts.service.people import PersonData
from app.accounts.service.people import edit_person as save_person
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.limits import MAIL_LIMIT, SIGN_IN_LIMIT, limiter, reads
from app.core.permissions import Permission, ScopeKind, requires
from app.core.web import current_actor


@bp.get("/account")
@requires(Permission.ACCOUNT_OWN)
def show_account() -> ResponseReturnValue:
    """Show a person what the platform knows, and every way to change it."""
    session, account = database.session(), own_account()
    roles = memberships_of(session, account.person_id)
    home = (ScopeKind.ORGANISATION, account.person.organisation_id)
    change = find_pending_change(session, account.id)
    return render_template(
        "accounts/show_account.html", account=account, person=account.person, roles=roles, home=home, change=change,
        names=scope_names(session, [home, *((row.scope_kind, row.scope_id) for row in roles)]),
        change_path=demo_path(change), browsers=len(list_sign_ins(session, account.id)), form=ConfirmForm(),
    )  # fmt: skip


@bp.route("/account/person", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def edit_person() -> ResponseReturnValue:
    """Correct one's own data."""
    person = get_person(database.session(), current_actor().person_id or 0)
    form = EditPersonForm(obj=person, row_version=str(person.version))
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                save_person(
                    session, current_actor(), person_id=person.id, data=_typed(form, person), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_account"))
    return render_template("accounts/edit_person.html", form=form, account=current_user.account), form.status


def _typed(form: EditPersonForm, person: Person) -> PersonData:
    return PersonData(
        name=form.name.data or "", mobile=form.mobile.data, name_en=form.name_en.data,
        department=form.department.data, title=form.title.data, professional_title=form.professional_title.data,
        honorific=person.honorific, research_fields=form.research_fields.data or [],
    )  # fmt: skip


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@limiter.limit(SIGN_IN_LIMIT, exempt_when=reads)
def change_password() -> ResponseReturnValue:
    """Choose a new password; other browsers are signed out."""
    form, account, here = ChangePasswordForm(), own_account(), current_user.sign_in_id
    must_change = account.must_change
    if form.validate_on_submit():
        seen, chosen = account.password_hash, form.password.data or ""
        hashes = credentials.past_hashes(database.session(), account)
        about = credentials.telling_words(account, account.person)
        try:
            check_new_password(chosen, about=about)
            if proved(form.current, account):
                refuse_reuse(chosen, hashes)
                hashed = hash_password(chosen)
                with database.transaction() as session:
                    credentials.change_password(
                        session, current_actor(), seen_hash=seen, password_hash=hashed, keep_sign_in=here
                    )
                flash(_("Your new password is set. Other browsers were signed out."), "success")
                return redirect(url_for(".show_account"))
        except RuleBroken as error:
            form.reject(error)
    return render_template("accounts/change_password.html", form=form, must_change=must_change), form.status


@bp.route("/account/email", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@limiter.limit(MAIL_LIMIT, exempt_when=reads)
def change_email() -> ResponseReturnValue:
    """Ask for another address; it takes the place of the old one when its link was opened."""
    form, account = ChangeEmailForm(), own_account()
    present = account.email
    if form.validate_on_submit() and proved(form.current, account):
        try:
            with database.transaction() as session:
                link = credentials.ask_email_change(session, current_actor(), email=form.email.data or "")
        except RuleBroken as error:
            form.reject(error)
        else:
            remember_sent(form.email.data or "", LinkPurpose.CHANGE_EMAIL, link)
            return redirect(url_for(".show_sent"))
    return render_template("accounts/change_email.html", form=form, present=present), form.status


@bp.post("/account/email/drop")
@requires(Permission.ACCOUNT_OWN)
def drop_email_change() -> ResponseReturnValue:
    """Give up a change of address that was not confirmed yet."""
    with database.transaction() as session:
        credentials.drop_email_change(session, current_actor())
    flash(_("The change of address is called off. Your address stays as it is."), "success")
    return redirect(url_for(".show_account"))
