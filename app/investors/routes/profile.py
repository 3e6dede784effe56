"""The list of investors, and each one's profile, mandate and verification."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.investors import queries, service
from app.investors.forms import ApplyForm, MandateForm, ProfileForm, RepresentativeForm, TrackRecordForm, VerifyForm
from app.investors.logic import STEPS, InvestorKind, InvestorState
from app.investors.queries import InvestorFilter, get_investor, list_own_investors
from app.investors.routes.blueprint import bp

HOLDING_PARTS = 2
HONOUR_PARTS = 3


@bp.get("/investors")
@requires(Permission.INVESTOR_READ)
def list_investors() -> ResponseReturnValue:
    """List investors, narrowed and sorted by the address."""
    kind, state = request.args.get("kind"), request.args.get("state")
    narrowed = InvestorFilter(
        search=request.args.get("q", "").strip(),
        kind=InvestorKind(kind) if kind in set(InvestorKind) else None,
        state=InvestorState(state) if state in set(InvestorState) else None,
        sort=request.args.get("sort", "name"),
    )
    number = max(request.args.get("page", 1, type=int), 1)
    per_page = min(max(request.args.get("per_page", 20, type=int), 5), 100)
    page = queries.list_investors(database.session(), narrowed, page=number, per_page=per_page)
    return render_template(
        "investors/list_investors.html", page=page, kinds=list(InvestorKind), states=list(InvestorState)
    )


@bp.route("/investors/new", methods=["GET", "POST"])
@requires(Permission.INVESTOR_CREATE)
def apply() -> ResponseReturnValue:
    """Register an institution as investor."""
    form = ApplyForm()
    form.centre_id.choices = [(row.id, row.name) for row in queries.list_centres(database.session())]
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                investor = service.apply_as_investor(
                    session, current_actor(), name=form.organisation_name.data or "", profile=_profile(form),
                    centre_id=form.centre_id.data,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Registered. A centre will verify the institution; write your mandate meanwhile."), "success")
            return redirect(url_for(".edit_mandate", investor_id=investor.id))
    own = list_own_investors(database.session(), current_actor().person_id or 0)
    return render_template("investors/apply.html", form=form, own=own), form.status


def _profile(form: ProfileForm) -> service.InvestorProfile:
    return service.InvestorProfile(
        kind=InvestorKind(form.kind.data),
        introduction=form.introduction.data or None,
        assets_under_management=form.assets_under_management.data,
        fund_registration_number=form.fund_registration_number.data or None,
        decision_days=form.decision_days.data,
        is_overseas=form.is_overseas.data,
    )


@bp.get("/investors/<int:investor_id>")
@requires(Permission.INVESTOR_READ)
def show_investor(investor_id: int) -> ResponseReturnValue:
    """Show an investor's profile."""
    investor = get_investor(database.session(), investor_id)
    authorise(current_actor(), Permission.INVESTOR_READ, investor)
    return render_template("investors/show_investor.html", investor=investor, steps=STEPS[investor.state])


@bp.route("/investors/<int:investor_id>/edit", methods=["GET", "POST"])
@requires(Permission.INVESTOR_EDIT)
def edit_profile(investor_id: int) -> ResponseReturnValue:
    """Change what an investor says about itself."""
    investor = get_investor(database.session(), investor_id)
    authorise(current_actor(), Permission.INVESTOR_EDIT, investor)
    form = ProfileForm(obj=investor, row_version=investor.version)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                service.edit_profile(
                    session, current_actor(), investor_id=investor_id, profile=_profile(form), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_investor", investor_id=investor_id))
    return render_template("investors/edit_profile.html", form=form, investor=investor), form.status


@bp.route("/investors/<int:investor_id>/mandate", methods=["GET", "POST"])
@requires(Permission.INVESTOR_EDIT)
def edit_mandate(investor_id: int) -> ResponseReturnValue:
    """Write down what an investor looks for."""
    investor = get_investor(database.session(), investor_id)
    authorise(current_actor(), Permission.INVESTOR_EDIT, investor)
    mandate = investor.mandate
    form = MandateForm(obj=mandate, row_version=mandate.version if mandate else "")
    if form.validate_on_submit():
        names = ("fields", "stages", "ticket_min", "ticket_max", "regions", "exclusions", "min_trl", "looking_for")
        terms = service.MandateTerms(**{name: form[name].data for name in names})
        try:
            with database.transaction() as session:
                service.write_mandate(
                    session, current_actor(), investor_id=investor_id, terms=terms, version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Mandate saved. Take part in an event to see its ranked pitches."), "success")
            return redirect(url_for(".show_investor", investor_id=investor_id))
    return render_template("investors/edit_mandate.html", form=form, investor=investor), form.status


@bp.route("/investors/<int:investor_id>/track-record", methods=["GET", "POST"])
@requires(Permission.INVESTOR_EDIT)
def edit_track_record(investor_id: int) -> ResponseReturnValue:
    """Change the holdings and honours an investor shows."""
    investor = get_investor(database.session(), investor_id)
    authorise(current_actor(), Permission.INVESTOR_EDIT, investor)
    holdings = "\n".join(" | ".join(filter(None, (row.company, row.field))) for row in investor.portfolio)
    honours = "\n".join(f"{row.title} | {row.times or ''} | {row.issuer or ''}" for row in investor.honours)
    form = TrackRecordForm(data={"holdings": holdings, "honours": honours})
    if form.validate_on_submit():
        with database.transaction() as session:
            service.show_track_record(session, current_actor(), investor_id=investor_id, record=_record(form))
        flash(_("Saved."), "success")
        return redirect(url_for(".show_investor", investor_id=investor_id))
    return render_template("investors/edit_track_record.html", form=form, investor=investor), form.status


def _record(form: TrackRecordForm) -> service.TrackRecord:
    def rows(text: str | None, width: int) -> list[list[str]]:
        lines = (line.split("|") for line in (text or "").splitlines() if line.strip())
        return [[part.strip() for part in (*line, "", "")][:width] for line in lines]

    return service.TrackRecord(
        holdings=[(company, branch or None) for company, branch in rows(form.holdings.data, HOLDING_PARTS)],
        honours=[
            (title, int(times) if times.isdigit() else None, issuer or None)
            for title, times, issuer in rows(form.honours.data, HONOUR_PARTS)
        ],
    )


@bp.route("/investors/<int:investor_id>/representatives", methods=["GET", "POST"])
@requires(Permission.INVESTOR_EDIT)
def name_representative(investor_id: int) -> ResponseReturnValue:
    """Let one more person speak for the investor."""
    investor = get_investor(database.session(), investor_id)
    authorise(current_actor(), Permission.INVESTOR_EDIT, investor)
    form = RepresentativeForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                service.name_representative(
                    session, current_actor(), investor_id=investor_id, login=form.login.data or "",
                    title=form.title.data or None,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Added."), "success")
            return redirect(url_for(".show_investor", investor_id=investor_id))
    return render_template("investors/name_representative.html", form=form, investor=investor), form.status


@bp.route("/investors/<int:investor_id>/verify", methods=["GET", "POST"])
@requires(Permission.INVESTOR_VERIFY)
def verify_investor(investor_id: int) -> ResponseReturnValue:
    """Decide about an investor."""
    investor = get_investor(database.session(), investor_id)
    authorise(current_actor(), Permission.INVESTOR_VERIFY, investor)
    form = VerifyForm()
    form.offer(STEPS[investor.state])
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                service.verify_investor(
                    session, current_actor(), investor_id=investor_id, state=InvestorState(form.state.data),
                    reason=form.reason.data or None,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Decided; the investor is told."), "success")
            return redirect(url_for(".show_investor", investor_id=investor_id))
    return render_template("investors/verify_investor.html", form=form, investor=investor), form.status
